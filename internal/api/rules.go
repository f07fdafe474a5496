package api

import (
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// validation gives the rules by which one question is validated: those of GraphQL. They
// end when they have found so many mistakes as are told: the name of every unknown field
// would be compared with all that its type has.
func validation() *rules.Rules {
	all := rules.NewDefaultRules()
	all.ReplaceRule(rules.OverlappingFieldsCanBeMergedRule.Name, mergeable)
	found := 0
	for name, rule := range all.GetInner() {
		all.ReplaceRule(name, func(observers *core.Events, addError core.AddErrFunc) {
			rule(observers, func(options ...core.ErrorOption) {
				if found++; found <= maxErrors+1 { // one more, so that it is known that there are more
					addError(options...)
					return
				}
				*observers = core.Events{} // the walk goes on, and nobody looks
			})
		})
	}
	return all
}
