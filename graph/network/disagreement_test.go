package network_test

import (
	"context"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// TestTooManyDisagreementsAreRefused: claims of one key are compared with each
// other, so there is a bound on all of them, and one that hidden claims leave
// alone is no disagreement.
func TestTooManyDisagreementsAreRefused(t *testing.T) {
	s := open(t)
	w := cooperation(6)
	w.affiliations = nil
	for i, p := range w.participations { // two keys of two claims, a third of which one is hidden
		p.Key, p.Conflicting, p.Role = []string{"a", "a", "b", "b", "c", "c"}[i], true, []graph.Role{"HOST", "PARTNER"}[i%2]
	}
	w.participations[5].Hidden = graph.AudienceStaff
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for most, ok := range map[int]bool{5: true, 4: false} {
		var got []*graph.Disagreement
		calls, err := within(t, s, func(ctx context.Context, port network.Port) (err error) {
			got, err = network.Disagreements(ctx, port.Fetch, network.DisagreementQuestion{Where: map[string]graph.Filter{"Participation": nil}, MaxClaims: most})
			return err
		})
		if !ok {
			if graph.CodeOf(err) != graph.LimitExceeded {
				t.Errorf("at most %d: %v", most, err)
			}
			continue
		}
		if err != nil || calls != 2 || len(got) != 2 {
			t.Fatalf("%d disagreements in %d calls, %v", len(got), calls, err)
		}
		for i, d := range got {
			if d.ID != w.participations[2*i].ID || len(d.Claims) != 2 || len(d.Differences) != 2 {
				t.Errorf("got %+v", d)
			}
			if r := d.Differences[0]; r.Field != "role" || r.Values[0].Value != "HOST" || r.Values[1].Value != "PARTNER" {
				t.Errorf("got %+v", r)
			}
			if r := d.Differences[1]; r.Field != "stakeholder" || r.Values[0].Things[0] != w.bodies[2*i].ID || r.Values[1].Value != "" {
				t.Errorf("got %+v", r)
			}
		}
	}
}
