package graph

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Rulings that merge or split things move what datasets say from one thing to
// another. What is stored is as if the dataset had said it of the thing that it was
// moved to; beside it, with the evidence, stands what the dataset itself said, its
// origin. So a ruling that is taken back, and one after an import, an import after a
// ruling, all come to the same: each claim is worked out of its origins anew.

// origin is what a dataset said, with the ids that things and claims have without
// rulings.
type origin struct {
	// Key is the natural key of the claim, and Claim what it says (as canonical gives
	// it); both empty if nothing of it was moved.
	Key   string          `json:"key,omitempty"`
	Claim json.RawMessage `json:"claim,omitempty"`
	// Document is what the evidence cites, empty if that was not moved.
	Document string `json:"document,omitempty"`
}

// notSaid names what is stored of a claim and is not what it says. Its id is made of
// the rest.
var notSaid = []string{"key", "conflicting", "hidden", "evidence"}

func originOf(e *Evidence) origin {
	var o origin
	if e.Origin != "" {
		_ = json.Unmarshal([]byte(e.Origin), &o) // note wrote it; of another hand's work there is no origin
	}
	return o
}

// note writes an origin to evidence.
func (o origin) note(e *Evidence) {
	e.Origin = ""
	if o.Key == "" && o.Document == "" {
		return
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(o); err != nil { // texts, and JSON that canonical wrote, always encode
		panic(err)
	}
	e.Origin = strings.TrimSuffix(b.String(), "\n")
}

// said orders the evidence of one dataset by what it says itself.
func (o origin) said() string { return o.Key + "\x00" + string(o.Claim) }

// arrange orders evidence by datasets, and that of one dataset by what it said.
func arrange(list []*Evidence) {
	slices.SortStableFunc(list, func(x, y *Evidence) int {
		if x.Dataset != y.Dataset || x.Origin == "" && y.Origin == "" {
			return strings.Compare(x.Dataset, y.Dataset)
		}
		return strings.Compare(originOf(x).said(), originOf(y).said())
	})
}

// settleThings replaces the things that a record refers to, but for what its
// evidence cites, by those that the dataset means. It is false if all stay.
func (u *rulings) settleThings(dataset string, t *Type, r Record) bool {
	moved := false
	for i := range t.Refs {
		rf := &t.Refs[i]
		id := rf.Get(r)
		if id == "" || Catalog.Type(rf.To).Class != ClassThing {
			continue
		}
		if to := u.settle(dataset, id); to != id {
			rf.Set(r, to)
			moved = true
		}
	}
	for i := range t.Parts {
		if p := &t.Parts[i]; p.Type != evidenceType {
			for _, e := range p.Get(r) {
				moved = u.settleThings(dataset, p.Type, e) || moved
			}
		}
	}
	return moved
}

// settleClaims replaces the claims that one refers to. It is false if all stay.
func settleClaims(t *Type, r Record, to func(id string) string) bool {
	moved := false
	for i := range t.Refs {
		rf := &t.Refs[i]
		if id := rf.Get(r); id != "" && Catalog.Type(rf.To).Class == ClassClaim {
			if now := to(id); now != id {
				rf.Set(r, now)
				moved = true
			}
		}
	}
	return moved
}

// claimID gives the id of a claim by its key and what it says.
func claimID(t *Type, r Record) string {
	return newID(t, AsClaim(r).Key+"\x00"+canonical(t, r, notSaid...), claimIDLength)
}

// undate takes away the dates that a stored claim has from its initiative.
func undate(t *Type, r Record) {
	if t.Within == nil {
		return
	}
	t.Within.Date(r, nil)
	for _, name := range []string{"nature", "datedBy"} {
		t.Field(name).Set(r, nil)
	}
}

// numbered tells whether claims of the same key as this one are told apart by
// numbers: payments, which a dataset may tell of twice in the same words.
func numbered(r Record) bool {
	f, is := r.(*Flow)
	return is && f.Amount.Known() && strings.HasPrefix(f.Key, KeylessPrefix)
}

// payment is what is the same of payments that are told apart by numbers: all that is
// said of them. Were it less, their numbers would follow the order of a table, and the
// same table in another order would tell of other payments. The claims that they refer
// to are in subject by their keys.
func payment(t *Type, subject string, r Record) packedID {
	return pack(newID(t, subject+"\x00"+canonical(t, r, notOfPayment...), claimIDLength))
}

var notOfPayment = append(slices.Clone(notSaid), "paidFrom")

const (
	ordinalMark  = "\x1f#"
	paidFromMark = "\x1f<"
)

// paidFrom gives the key of a flow without one of its source that is paid from another
// one, which always has a key: of. Two datasets may tell that one differently; what is
// paid from it is still the same payment if all else that is said of it is, so it must
// not count twice.
func paidFrom(subject, of string, r Record) string {
	if of == "" {
		return subject
	}
	return subject + paidFromMark + payment(flowType, "", r).String() + "\x1f" + of
}

// payer gives the flow from which a claim of an import, which still refers by keys, is
// paid; empty if none is named.
func payer(r Record) string {
	if f, is := r.(*Flow); is {
		return f.PaidFromID
	}
	return ""
}

// keyOfMoved gives the subject in the key of a claim that was moved, if the dataset
// itself gave it none.
func keyOfMoved(t *Type, moved Record, key string) string {
	of, _ := number(key)
	_, paid, _ := strings.Cut(of, paidFromMark)
	_, from, _ := strings.Cut(paid, "\x1f")
	return paidFrom(t.Subject(moved), from, moved)
}

// number gives the subject and the number in the key of a payment: see ordinal.
func number(key string) (subject string, n int) {
	subject, digits, marked := strings.Cut(key, ordinalMark)
	if n, err := strconv.Atoi(digits); marked && err == nil {
		return subject, n
	}
	return key, 1
}

// compareNumbered orders payments by their keys, and equal ones by numbers.
func compareNumbered(x, y string) int {
	a, n := number(x)
	b, m := number(y)
	return cmp.Or(strings.Compare(a, b), cmp.Compare(n, m))
}

// --- during an import ---------------------------------------------------------

// settling is what an import knows of the claims that rulings move.
type settling struct {
	final  map[string]string // claim, by the id that it has without rulings: as stored
	stay   map[packedID]int  // payments that are not moved, as payment gives it: how many
	moving []movingPayment
}

// movingPayment waits for its number: those that stay come first.
type movingPayment struct {
	r         Record
	key, base string // its key and id without rulings
}

// compareMoving orders payments by what the dataset said, so that neither the order of
// a table nor that of rulings gives them their numbers.
func compareMoving(x, y movingPayment) int {
	return cmp.Or(compareNumbered(x.key, y.key), strings.Compare(x.base, y.base))
}

// settle moves a claim of the import, which refers by ids and has its key, to the
// things that the dataset means by the rulings. wait says that it is to be left for
// settled. It gives the id that the claim has without rulings.
func (a *applier) settle(t *Type, r Record) (base string, wait bool) {
	c := AsClaim(r)
	if !a.rulings.move() {
		return "", false
	}
	for _, e := range c.Evidence {
		a.settleDocument(e)
	}
	content := canonical(t, r, notSaid...)
	base = newID(t, c.Key+"\x00"+content, claimIDLength)
	key, pays := c.Key, numbered(r)
	moved := a.rulings.settleThings(a.dataset.Key, t, r)
	moved = settleClaims(t, r, func(id string) string { return cmp.Or(a.settling.final[id], id) }) || moved
	if !moved {
		if pays {
			subject, _ := number(key)
			a.settling.stay[payment(t, subject, r)]++
		}
		return base, false
	}
	for _, e := range c.Evidence {
		origin{Key: key, Claim: json.RawMessage(content), Document: originOf(e).Document}.note(e)
	}
	if strings.HasPrefix(key, KeylessPrefix) {
		c.Key = keyOfMoved(t, r, key)
	}
	if pays {
		a.settling.moving = append(a.settling.moving, movingPayment{r, key, base})
		return base, true
	}
	a.settling.final[base] = claimID(t, r)
	return base, false
}

// settleDocument makes evidence cite the document that the dataset means.
func (a *applier) settleDocument(e *Evidence) {
	if to := a.rulings.settle(a.dataset.Key, e.DocumentID); to != e.DocumentID {
		origin{Document: e.DocumentID}.note(e)
		e.DocumentID = to
	}
}

// settled gives the payments that waited, with their numbers.
func (a *applier) settled() []Record {
	all := a.settling.moving
	slices.SortFunc(all, compareMoving)
	var out []Record
	for _, p := range all {
		c := AsClaim(p.r)
		same := payment(flowType, c.Key, p.r)
		a.settling.stay[same]++
		c.Key = ordinal(c.Key, a.settling.stay[same])
		out = append(out, p.r)
	}
	return out
}
