package iati

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/bodies"
)

// transactions reads the transactions of an activity as flows.
func (s *scope) transactions() error {
	all := s.e.all("transaction")
	refs := map[string]int{}
	for _, e := range all {
		refs[e.attr("ref")]++
	}
	seen := map[string]int{}
	for _, e := range all {
		s.account.Read("transaction", 1)
		kind := flowOf(e.child("transaction-type").attr("code"))
		if kind == "" {
			s.withoutType(e)
			continue
		}
		f := s.flow(e, kind)
		path := e.path()
		ref := e.attr("ref")
		if ref != "" && len(ref) <= maxIdentifier && refs[ref] == 1 {
			path = fmt.Sprintf("transaction[@ref=%s]", ref)
		}
		if err := s.claimAt(s.flowKey(e, f, refs[ref] == 1, seen), f, e, path); err != nil {
			return err
		}
	}
	return nil
}

// withoutType says why a transaction is left out. Some files have the code as text
// and the amount in the place of the date: what is what cannot be known then.
func (s *scope) withoutType(e *element) {
	if t := e.child("transaction-type"); t.attr("code") == "" && t.value() != "" {
		s.skip("transaction-type-as-text", "The transaction type has no code but stands as text. Other values of such transactions are in wrong places too, "+
			"such as an amount in the place of the date, so what is what cannot be known; the transaction is left out.", e)
		return
	}
	s.skip("9.93.1", "The transaction type is missing or invalid, so nobody can tell who pays whom; the transaction is left out.", e)
}

// flow reads a transaction.
func (s *scope) flow(e *element, kind graph.FlowType) *graph.Flow {
	f := &graph.Flow{
		Type: kind, ReporterID: s.reporter,
		Humanitarian: s.humanitarian,
		FinanceType:  cmp.Or(s.financeType(e, "finance-type"), s.finance),
		AidType:      cmp.Or(s.aidType(e, "aid-type"), s.aid),
		Note:         graph.Text(s.summary(e, e.child("description").says())),
		Allocations:  s.allocations(e),
	}
	if _, own := e.raw("humanitarian"); own {
		f.Humanitarian = e.flag("humanitarian")
	}
	f.Amount, f.ValueDate = s.money(e)
	if day := s.date(e.child("transaction-date")); day.Known() {
		f.Period.Start = day
	} else {
		s.account.Undated++
		s.flag("transaction-without-date", "The transaction has no date; it is dated by its activity.", e)
	}
	s.ends(f, e)
	return f
}

// ends reads who provides, who receives and which of the two reports. The activity
// itself is at one of the ends. The reporter stands for the body at that end if the
// file names none, unless it reports on what others do.
func (s *scope) ends(f *graph.Flow, e *element) {
	provider, receiver := e.child("provider-org"), e.child("receiver-org")
	f.Provider = s.end(provider, "provider-activity-id")
	f.Recipient = s.end(receiver, "receiver-activity-id")
	in := s.incoming(f, provider, receiver)
	own, named := &f.Provider, provider
	if in {
		own, named = &f.Recipient, receiver
	}
	if own.StakeholderID == "" && !s.secondary && !isNamed(named) {
		own.StakeholderID = s.reporter
	}
	if own.InitiativeID == "" {
		own.InitiativeID = s.key
	} else { // the money is of another activity of that body and passes through this one
		f.Hops = []*graph.Hop{{End: graph.End{InitiativeID: s.key}}}
	}
	s.reports(f, in, *own, e)
}

// reports says which end reports: that of the activity, by the type. A secondary
// reporter is at neither; nor is one that has another body named at its end, by an
// identifier of a register. Types 5 to 10 do not say.
func (s *scope) reports(f *graph.Flow, in bool, own graph.End, e *element) {
	byType, known := incomingType(f.Type)
	switch {
	case s.secondary:
		f.ReportedBy = "OTHER"
	case !known:
	case s.isAnother(own.StakeholderID):
		f.ReportedBy = "OTHER"
		s.flag("reporter-at-neither-end", "At the end where the reporter should be the file names another body. It is taken as it stands, as the report of a third.", e)
	case in:
		f.ReportedBy = "RECIPIENT"
	default:
		f.ReportedBy = "PROVIDER"
	}
	if known && in != byType {
		s.flag("reporter-at-the-other-end", "By its type the transaction goes the other way: the reporter is named where the other body should be. "+
			"The ends are taken as they stand, and the activity is where the reporter is.", e)
	}
}

// isAnother tells whether a body is another than the one that reports: both have an
// identifier of a register, and not the same. A name alone may be another name of it.
func (s *scope) isAnother(key string) bool {
	registered := func(key string) bool { return strings.HasPrefix(key, schemeOrganisation+":") }
	return key != s.reporter && registered(key) && registered(s.reporter) && !s.secondary
}

// isNamed tells whether an element says something of a body, be it that it is
// withheld or a kind of bodies: then the reporter is not meant.
func isNamed(e *element) bool { return e.attr("ref") != "" || e.says() != "" }

// end reads one end of a transaction or a planned disbursement. The activity's own
// identifier makes no link: the activity is at its own end already.
func (s *scope) end(e *element, attribute string) graph.End {
	if e == nil {
		return graph.End{}
	}
	var end graph.End
	end.StakeholderID, _ = s.classify(e)
	if end.StakeholderID == "" && isNamed(e) {
		s.flag("unnamed-end", "The end of the transaction names no body, so it is unknown.", e)
	}
	switch id := e.attr(attribute); {
	case id == "" || s.isOwn(id):
	case bodies.Ref(id) == "" && bodies.Ref(strings.ReplaceAll(id, " ", "")) == "" || initiativeKey(id) == "":
		s.skip("activity-identifier-invalid", "The identifier of the activity at that end does not begin with that of an organisation, so it means nothing to others; it is left out.", e)
	default:
		end.InitiativeID = s.refer(id, e)
	}
	return end
}

// incoming tells whether the activity is at the receiving end.
func (s *scope) incoming(f *graph.Flow, provider, receiver *element) bool {
	in, known := incomingType(f.Type)
	provides, receives := s.isReporter(f.Provider), s.isReporter(f.Recipient)
	switch {
	case known && in && provides && !receives && f.Recipient.StakeholderID != "":
		return false // the type is wrong: see reports
	case known && !in && receives && !provides && f.Provider.StakeholderID != "":
		return true
	case known:
		return in
	// The other types can go either way: the reporter is where it is named, else
	// where nobody is.
	case provides:
		return false
	case receives:
		return true
	case provider != nil && receiver == nil:
		return true
	case receiver != nil && provider == nil:
		return false
	}
	return f.Type == "SALE_OF_EQUITY" // its proceeds come in
}

func (s *scope) isReporter(e graph.End) bool {
	return s.reporter != "" && e.StakeholderID == s.reporter
}

// incomingType tells whether transactions of a type come in, and whether the type
// says so: 5 to 10 do not.
func incomingType(kind graph.FlowType) (in, known bool) {
	switch kind {
	case "INCOMING_FUNDS", "INCOMING_COMMITMENT", "INCOMING_PLEDGE":
		return true, true
	case "OUTGOING_COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OUTGOING_PLEDGE":
		return false, true
	}
	return false, false
}

// allocations reads for which places and themes a transaction is.
func (s *scope) allocations(e *element) []*graph.Allocation {
	var out []*graph.Allocation
	for _, c := range e.children {
		switch c.name {
		case "recipient-country", "recipient-region":
			if p, ok := s.placeOf(c); ok {
				out = append(out, &graph.Allocation{PlaceID: p.key, Vocabulary: graph.Text(p.vocabulary), Percentage: s.percentage(c)})
			}
		case "sector":
			v, ok := s.sectorVocabulary(c, "9.91.1")
			if !ok {
				continue
			}
			if key, ok := s.themeOf(c, v, c.attr("code"), sectorName(v, c.attr("code"))); ok {
				out = append(out, &graph.Allocation{ThemeID: key, Percentage: s.percentage(c), Vocabulary: graph.Text(v.name)})
			}
		}
	}
	return out
}

// flowKey gives the natural key of a transaction: its ref where that is the only one
// of the activity, else what it says, so that neither a new transaction before it nor
// another order makes it another.
func (s *scope) flowKey(e *element, f *graph.Flow, only bool, seen map[string]int) string {
	ref := e.attr("ref")
	if ref != "" && only && len(ref) <= maxIdentifier {
		return s.key + "/transaction/" + ref
	}
	said := strings.Join([]string{ref, string(f.Type), f.Period.Start.Text, f.Amount.Amount, f.Amount.Currency,
		f.Provider.StakeholderID, f.Provider.InitiativeID, f.Recipient.StakeholderID, f.Recipient.InitiativeID}, "\x1f")
	return numbered(s.key+"/transaction/"+shortHash(said), seen)
}

// numbered tells the second and later uses of a key from the first.
func numbered(key string, seen map[string]int) string {
	if seen[key]++; seen[key] > 1 {
		return fmt.Sprintf("%s#%d", key, seen[key])
	}
	return key
}

// shortHash gives a short name for what was said.
func shortHash(said string) string {
	sum := sha256.Sum256([]byte(said))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:10]))
}
