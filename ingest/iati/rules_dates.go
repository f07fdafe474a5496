package iati

import "time"

// dateRules are about days in the future and in the wrong order.
func dateRules() []rule {
	future := func(id, says, path, attribute string) rule {
		return rule{id, says, []string{path}, func(s *scope, e *element) bool { return s.isFuture(e.attr(attribute)) }}
	}
	budgets := []string{"budget", "total-budget", "total-expenditure", "recipient-org-budget", "recipient-country-budget", "recipient-region-budget"}
	return []rule{
		{"11.1.1", "The last update of the activity must not be in the future.", []string{"."},
			func(s *scope, e *element) bool {
				return !s.organisations && s.isFuture(e.attr("last-updated-datetime"))
			}},
		{"11.4.1", "The last update of the organisation must not be in the future.", []string{"."},
			func(s *scope, e *element) bool { return s.organisations && s.isFuture(e.attr("last-updated-datetime")) }},
		{"11.1.2", "The planned start must be before the planned end.", []string{"."},
			func(_ *scope, e *element) bool { return activityDate(e, "1") > orLast(activityDate(e, "3")) }},
		{"11.1.3", "The actual start must be before the actual end.", []string{"."},
			func(_ *scope, e *element) bool { return activityDate(e, "2") > orLast(activityDate(e, "4")) }},
		{"11.1.4", "The actual start must not be in the future.", []string{"activity-date"},
			func(s *scope, e *element) bool {
				return dateOf(e.attr("type")) == "2" && s.isFuture(e.attr("iso-date"))
			}},
		{"11.1.5", "The actual end must not be in the future.", []string{"activity-date"},
			func(s *scope, e *element) bool {
				return dateOf(e.attr("type")) == "4" && s.isFuture(e.attr("iso-date"))
			}},
		future("11.2.1", "The transaction date must not be in the future.", "transaction/transaction-date", "iso-date"),
		future("11.2.2", "The value date of a transaction must not be in the future.", "transaction/value", "value-date"),
		{"8.6.1", "The start of the indicator's period must be before its end.", []string{"result/indicator/period"}, endsBeforeItStarts},
		{"8.6.3", "The start of the period must be before its end.", append([]string{"planned-disbursement"}, budgets...), endsBeforeItStarts},
		{"7.5.3", "The period of a budget must not be longer than a year.", budgets, isLongerThanAYear},
		{"7.5.2", "The value of a budget must have a value date.", []string{"budget"},
			func(_ *scope, e *element) bool {
				return e.child("value") != nil && e.child("value").attr("value-date") == ""
			}},
		{"11.3.1", "The value date of a budget line must be within the period of the budget.", []string{"recipient-country-budget/budget-line/value"},
			func(_ *scope, e *element) bool {
				day := dayText(e.attr("value-date"))
				start, end := bounds(e.parent.parent)
				return day != "" && start != "" && end != "" && (day < start || day > end)
			}},
	}
}

func (s *scope) isFuture(text string) bool { return dayText(text) > s.today }

// dayText gives a day as ISO 8601 text, empty if it is none.
func dayText(text string) string {
	d, _ := dayOf(text)
	return d.Earliest
}

// activityDate gives the day of a type of activity-date, empty if there is none.
func activityDate(e *element, kind string) string {
	for _, d := range e.all("activity-date") {
		if dateOf(d.attr("type")) == kind {
			return dayText(d.attr("iso-date"))
		}
	}
	return ""
}

// orLast gives a day after all if there is none.
func orLast(day string) string {
	if day == "" {
		return "9999-99-99"
	}
	return day
}

func bounds(e *element) (start, end string) {
	return dayText(e.child("period-start").attr("iso-date")), dayText(e.child("period-end").attr("iso-date"))
}

func endsBeforeItStarts(_ *scope, e *element) bool {
	start, end := bounds(e)
	return start != "" && end != "" && start > end
}

func isLongerThanAYear(_ *scope, e *element) bool {
	start, end := bounds(e)
	first, err1 := time.Parse(time.DateOnly, start)
	last, err2 := time.Parse(time.DateOnly, end)
	return err1 == nil && err2 == nil && last.After(first.AddDate(1, 0, 0))
}
