package iati

// resultRules are about the values of indicators. Values that are no number, and
// those of what is measured in words, are left out by the reader, which tells of them.
func resultRules() []rule {
	missing := func(id, what, path string) rule {
		return rule{id, what + " must have a value where the measure is a number.", []string{path}, func(_ *scope, e *element) bool {
			indicator := e.parent
			if indicator.name != "indicator" {
				indicator = indicator.parent
			}
			m := indicator.attr("measure")
			_, given := e.raw("value")
			return !given && m != "" && m != "5"
		}}
	}
	return []rule{
		missing("8.8.1", "The baseline", "result/indicator/baseline"),
		missing("8.9.1", "The target", "result/indicator/period/target"),
		missing("8.10.1", "The actual", "result/indicator/period/actual"),
		{"8.11.1", "A reference must be declared for the result or for its indicators, not for both.", []string{"result/indicator"},
			func(_ *scope, e *element) bool {
				return e.child("reference") != nil && e.parent.child("reference") != nil
			}},
	}
}
