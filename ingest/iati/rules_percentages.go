package iati

// percentageRules are about percentages of sectors, countries and regions.
func percentageRules() []rule {
	places := []string{"recipient-country", "recipient-region"}
	sectors := []string{"sector", "transaction/sector"}
	number := "The percentage must be between 0 and 100; it is left out."
	negative := "The percentage must be 0 or positive; it is left out."
	old := func(is bool, fails func(*element) bool) func(*scope, *element) bool {
		return func(s *scope, e *element) bool { return (s.version != "2.03") == is && fails(e) }
	}
	group := func(id, says string, of func(*element) [][]*element, fails func([]*element) bool) rule {
		return rule{id, says, []string{"."}, func(_ *scope, e *element) bool {
			for _, g := range of(e) {
				if fails(g) {
					return true
				}
			}
			return false
		}}
	}
	return []rule{
		{"12.1.1", number, places, old(false, outOfRange)},
		{"12.1.2", negative, places, old(true, isNegative)},
		{"12.3.1", number, sectors, old(false, outOfRange)},
		{"12.3.2", negative, sectors, old(true, isNegative)},
		{"12.4.1", "The percentage must be a number; it is left out.", append(sectors, places...), func(_ *scope, e *element) bool {
			text := e.attr("percentage")
			_, ok := decimalOf(text)
			return text != "" && !ok
		}},
		group("2.1.1", "Where there are several sectors of one vocabulary, each must have a percentage.", sectorGroups, lacksPercentage),
		group("2.1.2", "The percentages of the sectors of one vocabulary should add up to 100.", sectorGroups, isOff),
		group("2.1.4", "The percentage of a single sector must be left out or be 100.", sectorGroups, isSingleOff),
		group("3.1.1", "Where there are several countries, each must have a percentage.", countryGroup, lacksPercentage),
		group("3.1.2", "The percentages of the countries should add up to 100.", countryGroup, isOff),
		group("3.1.4", "The percentage of a single country must be left out or be 100.", countryGroup, isSingleOff),
		group("3.4.1", "Where there are several countries or regions, each must have a percentage.", regionGroups, lacksPercentage),
		group("3.4.2", "The percentages of countries and regions should add up to 100.", regionGroups, isOff),
		group("3.4.4", "The percentage of a single country or region must be left out or be 100.", regionGroups, isSingleOff),
	}
}

func outOfRange(e *element) bool {
	d, ok := decimalOf(e.attr("percentage"))
	return ok && (d.Negative && !d.IsZero() || d.Cmp(hundred) > 0)
}

func isNegative(e *element) bool {
	d, ok := decimalOf(e.attr("percentage"))
	return ok && d.Negative && !d.IsZero()
}

// sectorGroups gives the sectors by vocabulary.
func sectorGroups(e *element) [][]*element { return byVocabulary(e.all("sector"), nil) }

// countryGroup gives the countries of an activity without regions.
func countryGroup(e *element) [][]*element {
	if e.child("recipient-region") != nil {
		return nil
	}
	return [][]*element{e.all("recipient-country")}
}

// regionGroups gives, for each vocabulary of regions, its regions and the countries. Of
// vocabularies that the standard does not know another rule tells.
func regionGroups(e *element) [][]*element {
	var known []*element
	for _, r := range e.all("recipient-region") {
		if _, is := regionVocabularies[r.attr("vocabulary")]; is {
			known = append(known, r)
		}
	}
	return byVocabulary(known, e.all("recipient-country"))
}

// byVocabulary gives groups of one vocabulary, in the order of the file, each with
// those that belong to all.
func byVocabulary(all, common []*element) [][]*element {
	at := map[string]int{}
	var out [][]*element
	for _, e := range all {
		v := e.attr("vocabulary")
		if v == "" || v == "DAC" {
			v = "1"
		}
		if _, known := at[v]; !known {
			at[v] = len(out)
			out = append(out, append([]*element(nil), common...))
		}
		out[at[v]] = append(out[at[v]], e)
	}
	return out
}

func lacksPercentage(group []*element) bool {
	if len(group) < 2 {
		return false
	}
	for _, e := range group {
		if e.attr("percentage") == "" {
			return true
		}
	}
	return false
}

// isOff tells whether the percentages of several do not add up to 100.
func isOff(group []*element) bool {
	if len(group) < 2 {
		return false
	}
	sum, any := sumOf(group)
	return any && !near100(sum)
}

func isSingleOff(group []*element) bool {
	if len(group) != 1 {
		return false
	}
	d, ok := decimalOf(group[0].attr("percentage"))
	return ok && d.Cmp(hundred) != 0
}
