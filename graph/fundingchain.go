package graph

// FundingChains are chains of flows, from who gives first to who receives last.
// They are worked out for an answer (package funding) and never stored.
type FundingChains struct {
	Base
	Chains []*FundingChain
	// Count is how many there are. Cut: the search ended before it had seen all, so
	// that there are at least so many.
	Count int
	Cut   bool
}

// FundingChain is a chain of steps, each joined to the one before.
type FundingChain struct {
	Base
	Steps []*FundingStep
	// Begins and Ends say why it does there: one of the values of the API's enums.
	Begins, Ends string
	// Cycles are the things on the chain to which later ones give: the chain is cut
	// there. At most MaxChainCycles.
	Cycles []string
	Bounds FundingBounds
}

// FundingBounds limit how much of what the last step of a chain gives can have come
// along the chain from its first provider, in the currency of its steps. What is
// empty cannot be told.
type FundingBounds struct {
	Lower, Upper string
	// Earmarked is the lower bound if programmes spend only what was given to them;
	// empty as well if no programme joins the steps.
	Earmarked string
	// Reasons say why the bounds are wider than they could be, in a fixed order.
	Reasons []string
}

// FundingStep is all flows that count of one provider, the same hops, one
// recipient, one stage and one currency.
type FundingStep struct {
	Base
	Provider, Recipient End
	Hops                []*Hop
	Stage               Stage
	Currency            Text
	// Sum of the known amounts, empty if there are none.
	Sum string
	// Flows, and of these without an amount that can be summed.
	Flows, WithoutAmount int
	// First and Last are the days between which they happened by dates of their own,
	// empty if none has any.
	First, Last string
	// Reporters by id, at most MaxChainReporters, and how many there are.
	Reporters     []string
	ReporterCount int
	ReportedBy    []ReportedBy
	// Largest are the ids of the flows with the largest amounts, at most MaxClaimsShown.
	Largest []string
	// JoinedBy says how it is joined to the step before, empty for the first; Named is
	// how many of its flows name one of the step before as what they are paid from.
	JoinedBy string
	Named    int
	// Mixed is the greater of all that was received and all that was given where it is
	// joined, empty if that cannot be told.
	Mixed string
	// Bounds up to this step.
	Bounds FundingBounds
	// Sentence says in plain words what it is.
	Sentence string
}

func (*FundingChains) noun() *Type { return fundingChainsType }
func (*FundingChain) noun() *Type  { return fundingChainType }
func (*FundingStep) noun() *Type   { return fundingStepType }

// MaxFundingChains bounds the chains of an answer, MaxChainSteps the steps of one,
// MaxChainHops the hops of a step that are shown, and the others what they are named
// for.
const (
	MaxFundingChains  = 50
	MaxChainSteps     = 6
	MaxChainHops      = 10
	MaxChainCycles    = 10
	MaxChainReporters = 10
)

var fundingChainsType = &Type{
	Name: "FundingChains", Class: ClassView,
	New:   func() Record { return &FundingChains{} },
	Parts: []Part{bounded(part("chains", fundingChainType, func(c *FundingChains) *[]*FundingChain { return &c.Chains }), MaxFundingChains)},
}

var fundingChainType = &Type{
	Name: "FundingChain", Class: ClassView,
	New:   func() Record { return &FundingChain{} },
	Parts: []Part{bounded(part("steps", fundingStepType, func(c *FundingChain) *[]*FundingStep { return &c.Steps }), MaxChainSteps)},
	IDs: []IDList{
		{"cycles", []string{"Stakeholder", "Initiative"}, MaxChainCycles, func(r Record) []string { return r.(*FundingChain).Cycles }},
	},
}

var fundingStepType = &Type{
	Name: "FundingStep", Class: ClassView,
	New:   func() Record { return &FundingStep{} },
	Refs:  ends(func(s *FundingStep) (*End, *End) { return &s.Provider, &s.Recipient }),
	Parts: []Part{bounded(part("hops", hopType, func(s *FundingStep) *[]*Hop { return &s.Hops }), MaxChainHops)},
	IDs: []IDList{
		{"reporters", []string{"Stakeholder"}, MaxChainReporters, func(r Record) []string { return r.(*FundingStep).Reporters }},
		{"largest", []string{"Flow"}, MaxClaimsShown, func(r Record) []string { return r.(*FundingStep).Largest }},
	},
}
