package graph

import "testing"

func TestAClaimIsCircularIfItIsOfAThingAndItself(t *testing.T) {
	end := func(s, i string) End { return End{StakeholderID: s, InitiativeID: i} }
	for name, c := range map[string]struct {
		r    Record
		want bool
	}{
		"a flow that its provider reports":    {&Flow{Provider: end("a", ""), Recipient: end("b", ""), ReporterID: "a"}, false},
		"a flow within a programme":           {&Flow{Provider: end("a", "i"), Recipient: end("b", "i")}, false},
		"a flow from unknown to unknown":      {&Flow{Provider: end("", "i"), Recipient: end("", "j")}, false},
		"a flow to its own provider":          {&Flow{Provider: end("a", "i"), Recipient: end("a", "")}, true},
		"a part of another":                   {&Affiliation{StakeholderID: "a", ToID: "b", Type: "PART_OF"}, false},
		"a part of itself":                    {&Affiliation{StakeholderID: "a", ToID: "a", Type: "PART_OF"}, true},
		"an initiative that is linked to one": {&InitiativeLink{FromID: "i", ToID: "i", Type: "SUPPORTS"}, true},
		"a delegation of the body itself":     {&Participation{StakeholderID: "a", InitiativeID: "i", DelegationOf: "a", Role: "HOST"}, false},
	} {
		if got := isCircular(TypeOf(c.r), c.r); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}
