package iati

import "sync"

// rule is a check of the standard's rules of data quality, by the number of the rule
// there. What breaks it is flagged; where the reader must leave something out for
// it, the reader itself tells of it under the same number.
type rule struct {
	id   string
	says string
	// on are the paths, below the activity or organisation, of the elements to which
	// it applies; "." is the entry itself, "*" any element.
	on    []string
	fails func(s *scope, e *element) bool
}

// rules are all rules, by path.
var rules = sync.OnceValue(func() map[string][]rule {
	out := map[string][]rule{}
	for _, topic := range [][]rule{identifierRules(), codeRules(), dateRules(), presenceRules(), percentageRules(), resultRules()} {
		for _, r := range topic {
			for _, path := range r.on {
				out[path] = append(out[path], r)
			}
		}
	}
	return out
})

// check applies the rules to the entry.
func (s *scope) check() {
	all := rules()
	s.apply(all["."], s.e)
	s.checkBelow(all, s.e, "")
}

func (s *scope) checkBelow(all map[string][]rule, e *element, path string) {
	for _, c := range e.children {
		below := c.name
		if path != "" {
			below = path + "/" + c.name
		}
		s.apply(all["*"], c)
		s.apply(all[below], c)
		s.checkBelow(all, c, below)
	}
}

func (s *scope) apply(rules []rule, e *element) {
	for _, r := range rules {
		if r.fails(s, e) {
			s.flag(r.id, r.says, e)
		}
	}
}

// checkRoot applies the rules about the file itself.
func (r *reader) checkRoot() {
	id := "9.1.1"
	if r.organisations {
		id = "9.97.1"
	}
	if !codelists["Version"][r.version] {
		r.account.Flag(id, "The IATI version of the file is not a valid version number.", r.source.Name+":1: "+r.root.name)
	}
}
