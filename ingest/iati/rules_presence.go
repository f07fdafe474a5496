package iati

// presenceRules are about what an entry must have.
func presenceRules() []rule {
	activity := func(fails func(e *element) bool) func(*scope, *element) bool {
		return func(s *scope, e *element) bool { return !s.organisations && fails(e) }
	}
	placed := func(e *element) bool {
		return e.child("recipient-country") != nil || e.child("recipient-region") != nil
	}
	sectored := func(e *element) bool { return e.child("sector") != nil }
	entry := []string{"."}
	return []rule{
		{"6.11.1", "The activity must have a planned or an actual start.", entry, activity(func(e *element) bool {
			for _, d := range e.all("activity-date") {
				if k := dateOf(d.attr("type")); k == "1" || k == "2" {
					return false
				}
			}
			return true
		})},
		{"6.2.1", "The activity status must be present.", entry, activity(func(e *element) bool { return e.child("activity-status") == nil })},
		{"6.2.2", "Each activity must have a sector, or all of its transactions must.", entry,
			activity(func(e *element) bool { return !sectored(e) && !someTransaction(e, sectored) })},
		{"6.6.2", "Sectors must be declared for the activity or for all transactions, not for both.", entry,
			activity(func(e *element) bool { return sectored(e) && someTransaction(e, sectored) })},
		{"6.7.2", "If one transaction has a sector, all must.", entry,
			activity(func(e *element) bool { return !sectored(e) && mixed(e, sectored) })},
		{"3.6.2", "Countries and regions must be declared for the activity or for all transactions, not for both.", entry,
			activity(func(e *element) bool { return placed(e) && someTransaction(e, placed) })},
		{"3.7.1", "A country or a region should be declared for the activity or for all transactions.", entry,
			activity(func(e *element) bool { return !placed(e) && !someTransaction(e, placed) })},
		{"3.7.2", "If one transaction has a country or a region, all must.", entry,
			activity(func(e *element) bool { return !placed(e) && mixed(e, placed) })},
		{"4.1.1", "The activity should say in which language it is, or every narrative should.", entry,
			activity(lacksLanguage)},
		{"4.5.1", "The organisation should say in which language it is, or every narrative should.", entry,
			func(s *scope, e *element) bool { return s.organisations && lacksLanguage(e) }},
		{"6.3.1", "The organisation type of the reporting organisation must be present.", []string{"reporting-org"},
			func(_ *scope, e *element) bool { return e.attr("type") == "" }},
		{"6.9.1", "The provider or receiver must have an identifier or a name.",
			[]string{"transaction/provider-org", "transaction/receiver-org", "planned-disbursement/provider-org", "planned-disbursement/receiver-org"},
			func(_ *scope, e *element) bool { return !isNamed(e) }},
		{"6.8.1", "The owner of another identifier must have an identifier or a name.", []string{"other-identifier/owner-org"},
			func(_ *scope, e *element) bool { return !isNamed(e) }},
		{"6.1.5", "The format of the document must be declared.", documentLinks, func(_ *scope, e *element) bool { return e.attr("format") == "" }},
		{"2.2.1", "A code of the publisher's own vocabulary must have a name.", []string{"sector", "transaction/sector"}, lacksName("98", "99")},
		{"6.13.1", "A policy marker of the publisher's own must have a name.", []string{"policy-marker"}, lacksName("99")},
		{"6.14.1", "A policy marker of the OECD must have a significance.", []string{"policy-marker"}, func(_ *scope, e *element) bool {
			v := e.attr("vocabulary")
			return (v == "" || v == "1") && e.attr("significance") == ""
		}},
		{"102.1.1", "Where another vocabulary of sectors is used, the OECD's should be used as well.", []string{".", "transaction"}, lacksDAC("sector")},
		{"107.1.1", "The activity should also have an aid type of the OECD's vocabulary.", entry, lacksDAC("default-aid-type")},
		{"107.2.1", "The transaction should also have an aid type of the OECD's vocabulary.", []string{"transaction"}, lacksDAC("aid-type")},
		{"107.1.2", "An activity should have one default aid type in each vocabulary; the first is read.", entry, repeats("default-aid-type")},
		{"107.2.2", "A transaction should have one aid type in each vocabulary; the first is read.", []string{"transaction"}, repeats("aid-type")},
	}
}

// someTransaction and mixed tell whether any transaction, or some but not all, have
// something.
func someTransaction(e *element, has func(*element) bool) bool {
	with, _ := transactionsWith(e, has)
	return with > 0
}

func mixed(e *element, has func(*element) bool) bool {
	with, without := transactionsWith(e, has)
	return with > 0 && without > 0
}

func transactionsWith(e *element, has func(*element) bool) (with, without int) {
	for _, t := range e.all("transaction") {
		if has(t) {
			with++
		} else {
			without++
		}
	}
	return with, without
}

// lacksLanguage tells whether some narrative says no language, nor the entry.
func lacksLanguage(e *element) bool {
	if _, given := e.raw("lang"); given {
		return false
	}
	return anyBelow(e, func(n *element) bool {
		_, given := n.raw("lang")
		return n.name == "narrative" && !given
	})
}

func anyBelow(e *element, is func(*element) bool) bool {
	for _, c := range e.children {
		if is(c) || anyBelow(c, is) {
			return true
		}
	}
	return false
}

func lacksName(vocabularies ...string) func(*scope, *element) bool {
	own := names(vocabularies...)
	return func(_ *scope, e *element) bool { return own[e.attr("vocabulary")] && e.says() == "" }
}

// lacksDAC tells whether an element has children of a name, none in the OECD's vocabulary.
func lacksDAC(name string) func(*scope, *element) bool {
	return func(_ *scope, e *element) bool {
		all := e.all(name)
		for _, c := range all {
			if v := c.attr("vocabulary"); v == "" || v == "1" || v == "DAC" {
				return false
			}
		}
		return len(all) > 0
	}
}

// repeats tells whether an element has two children of a name in one vocabulary.
func repeats(name string) func(*scope, *element) bool {
	return func(_ *scope, e *element) bool {
		seen := map[string]bool{}
		for _, c := range e.all(name) {
			v := c.attr("vocabulary")
			if v == "" {
				v = "1"
			}
			if seen[v] {
				return true
			}
			seen[v] = true
		}
		return false
	}
}
