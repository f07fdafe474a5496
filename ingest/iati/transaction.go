package iati

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
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
		Type: kind, ReporterID: s.reporter, ReportedBy: reportedBy(kind, s.secondary),
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

// reportedBy gives the end that reports transactions of a type. Types 5 to 10 do not
// say on which end the reporter is, and a secondary reporter is on neither.
func reportedBy(kind graph.FlowType, secondary bool) graph.ReportedBy {
	if secondary {
		return "OTHER"
	}
	switch kind {
	case "INCOMING_FUNDS", "INCOMING_COMMITMENT", "INCOMING_PLEDGE":
		return "RECIPIENT"
	case "OUTGOING_COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OUTGOING_PLEDGE":
		return "PROVIDER"
	}
	return ""
}

// ends reads who provides and who receives. The activity itself is at one of the two
// ends. The reporter stands for the body at that end if the file names none, unless
// it reports on what others do.
func (s *scope) ends(f *graph.Flow, e *element) {
	provider, receiver := e.child("provider-org"), e.child("receiver-org")
	f.Provider = s.end(provider, "provider-activity-id")
	f.Recipient = s.end(receiver, "receiver-activity-id")
	own, activity := &f.Provider, provider.attr("provider-activity-id")
	if s.incoming(f, provider, receiver) {
		own, activity = &f.Recipient, receiver.attr("receiver-activity-id")
	}
	element := provider
	if own == &f.Recipient {
		element = receiver
	}
	if own.StakeholderID == "" && !s.secondary && !isNamed(element) {
		own.StakeholderID = s.reporter
	}
	switch key := initiativeKey(activity); {
	case key == "" || key == s.key:
		own.InitiativeID = s.key
	default:
		// The money is of another activity of that body and passes through this one.
		f.Hops = []*graph.Hop{{End: graph.End{InitiativeID: s.key}}}
	}
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
	if key := initiativeKey(e.attr(attribute)); key != "" && key != s.key {
		end.InitiativeID = s.refer(e.attr(attribute), e)
	}
	return end
}

// incoming tells whether the activity is at the receiving end.
func (s *scope) incoming(f *graph.Flow, provider, receiver *element) bool {
	switch f.Type {
	case "INCOMING_FUNDS", "INCOMING_COMMITMENT", "INCOMING_PLEDGE":
		return true
	case "OUTGOING_COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OUTGOING_PLEDGE":
		return false
	}
	// The other types can go either way: the reporter is where it is named, else
	// where nobody is.
	switch {
	case s.reporter != "" && f.Provider.StakeholderID == s.reporter:
		return false
	case s.reporter != "" && f.Recipient.StakeholderID == s.reporter:
		return true
	case provider != nil && receiver == nil:
		return true
	case receiver != nil && provider == nil:
		return false
	}
	return f.Type == "SALE_OF_EQUITY" // its proceeds come in
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
