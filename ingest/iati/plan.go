package iati

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

// budgets reads the budgets of an activity.
func (s *scope) budgets() error {
	seen := map[string]int{}
	for _, e := range s.e.all("budget") {
		s.account.Read("budget", 1)
		b := &graph.Budget{
			Type: "BUDGET", Status: planStatusOf(e.attr("status")), Revision: revisionOf(e.attr("type")),
			Recipient: graph.End{InitiativeID: s.key},
		}
		if err := s.plan(b, e, seen); err != nil {
			return err
		}
	}
	return nil
}

// plannedDisbursements reads what an activity plans to pay out, or to receive where
// it is named as the receiver. The activity is at the provider's end unless it is
// said to be at the receiver's.
func (s *scope) plannedDisbursements() error {
	seen := map[string]int{}
	for _, e := range s.e.all("planned-disbursement") {
		s.account.Read("planned-disbursement", 1)
		provider, receiver := e.child("provider-org"), e.child("receiver-org")
		b := &graph.Budget{
			Type: "PLANNED_DISBURSEMENT", Revision: revisionOf(e.attr("type")),
			Provider: s.end(provider, "provider-activity-id"), Recipient: s.end(receiver, "receiver-activity-id"),
		}
		receives := s.isOwn(receiver.attr("receiver-activity-id")) ||
			s.reporter != "" && b.Recipient.StakeholderID == s.reporter && b.Provider.StakeholderID != s.reporter
		own, named := &b.Provider, provider
		if receives {
			own, named = &b.Recipient, receiver
		}
		if own.InitiativeID == "" {
			own.InitiativeID = s.key
		}
		if own.StakeholderID == "" && !s.secondary && !isNamed(named) {
			own.StakeholderID = s.reporter
		}
		if err := s.plan(b, e, seen); err != nil {
			return err
		}
	}
	return nil
}

// plan completes a plan with what all have and gives it to the sink. Its key says
// what it is a plan of, not how much, so that two files that differ over the amount
// are seen to differ.
func (s *scope) plan(b *graph.Budget, e *element, seen map[string]int) error {
	b.Amount, b.ValueDate = s.money(e)
	b.Period = s.period(e)
	if !b.Period.Start.Known() && !b.Period.End.Known() {
		s.account.Undated++
	}
	said := strings.Join([]string{string(b.Type), string(b.Revision), string(b.Status), b.Period.Start.Text, b.Period.End.Text, b.Amount.Currency,
		b.Provider.StakeholderID, b.Provider.InitiativeID, b.Recipient.StakeholderID, b.Recipient.InitiativeID, b.PlaceID}, "\x1f")
	return s.claim(numbered(s.key+"/"+e.name+"/"+shortHash(said), seen), b, e)
}
