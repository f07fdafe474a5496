package graph

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Precision says how exactly a date is known.
type Precision string

// The precisions of a PartialDate.
const (
	PrecisionDay     Precision = "DAY"
	PrecisionMonth   Precision = "MONTH"
	PrecisionQuarter Precision = "QUARTER"
	PrecisionYear    Precision = "YEAR"
	PrecisionRange   Precision = "RANGE"
)

// PartialDate is a day that is known to lie between two days. The zero value
// is an unknown date.
type PartialDate struct {
	// Text is the date as written: 2022-08-15, 2022-08, 2022-Q3, 2022, or a
	// range of these (2022-07/2022-09).
	Text string
	// Earliest and Latest are ISO 8601 days, both inclusive.
	Earliest, Latest string
}

// Known tells whether anything is known of the date.
func (d PartialDate) Known() bool { return d.Text != "" }

var (
	dayForm     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	monthForm   = regexp.MustCompile(`^\d{4}-\d{2}$`)
	quarterForm = regexp.MustCompile(`^\d{4}-Q[1-4]$`)
	yearForm    = regexp.MustCompile(`^\d{4}$`)
)

// Precision of a known date, empty for an unknown one.
func (d PartialDate) Precision() Precision {
	switch {
	case d.Text == "":
		return ""
	case dayForm.MatchString(d.Text):
		return PrecisionDay
	case monthForm.MatchString(d.Text):
		return PrecisionMonth
	case quarterForm.MatchString(d.Text):
		return PrecisionQuarter
	case yearForm.MatchString(d.Text):
		return PrecisionYear
	}
	return PrecisionRange
}

// ParseDate reads a date in one of the forms of PartialDate.Text.
func ParseDate(text string) (PartialDate, error) {
	first, last, isRange := strings.Cut(text, "/")
	if !isRange {
		last = first
	}
	a, _, err := parseBound(first)
	if err != nil {
		return PartialDate{}, fmt.Errorf("%q is no date: %w", text, err)
	}
	_, b, err := parseBound(last)
	if err != nil {
		return PartialDate{}, fmt.Errorf("%q is no date: %w", text, err)
	}
	if b < a {
		return PartialDate{}, fmt.Errorf("%q is no date: it ends before it starts", text)
	}
	return PartialDate{Text: text, Earliest: a, Latest: b}, nil
}

// parseBound gives the first and the last day of a day, month, quarter or year.
func parseBound(s string) (first, last string, err error) {
	switch {
	case dayForm.MatchString(s):
		if _, err := ParseDay(s); err != nil {
			return "", "", err
		}
		return s, s, nil
	case monthForm.MatchString(s):
		return months(s[:4], s[5:7], 1)
	case quarterForm.MatchString(s):
		q, _ := strconv.Atoi(s[6:])
		return months(s[:4], fmt.Sprintf("%02d", q*3-2), 3)
	case yearForm.MatchString(s):
		return months(s, "01", 12)
	}
	return "", "", fmt.Errorf("write 2022-08-15, 2022-08, 2022-Q3, 2022 or a range such as 2022-07/2022-09")
}

func months(year, month string, count int) (first, last string, err error) {
	first = year + "-" + month + "-01"
	t, err := time.Parse(time.DateOnly, first)
	if err != nil || year == "0000" {
		return "", "", fmt.Errorf("there is no %s-%s", year, month)
	}
	return first, t.AddDate(0, count, -1).Format(time.DateOnly), nil
}

// ParseDay checks an ISO 8601 day (2022-08-15), the years 0001 to 9999.
func ParseDay(s string) (string, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil || s[:4] == "0000" {
		return "", fmt.Errorf("there is no day %q: write year-month-day, for example 2022-08-15", s)
	}
	return s, nil
}

// Sentinels around every valid ISO day. Stored bounds are never null, so that
// a comparison means the same in both stores.
const (
	beforeAllDays = "0000-00-00"
	afterAllDays  = "9999-99-99"
)

// Period is when something held, as far as is known.
type Period struct {
	Start, End PartialDate
	// IsState: it stays open until it is ended. Otherwise it is an event, and a
	// missing end is its start.
	IsState bool
}

// Bounds are the four days by which periods are compared.
type Bounds struct {
	// ValidFrom and ValidTo: it possibly held on day d if ValidFrom ≤ d ≤ ValidTo.
	ValidFrom, ValidTo string
	// CertainFrom and CertainTo: it certainly held on d if CertainFrom ≤ d ≤ CertainTo.
	CertainFrom, CertainTo string
	// Undated: neither its start nor its end is known.
	Undated bool
}

// Bounds of a period: with a start in [s0,s1] and an end in [e0,e1] it possibly
// held from s0 to e1 and certainly from s1 to e0, the latter only if both are
// known. An unknown start is before all days, an open end after all.
func (p Period) Bounds() Bounds {
	b := Bounds{beforeAllDays, afterAllDays, afterAllDays, beforeAllDays, !p.Start.Known() && !p.End.Known()}
	end := p.End
	if !end.Known() && !p.IsState {
		end = p.Start
	}
	if p.Start.Known() {
		b.ValidFrom = p.Start.Earliest
	}
	if end.Known() {
		b.ValidTo = end.Latest
	}
	if p.Start.Known() && end.Known() {
		b.CertainFrom, b.CertainTo = p.Start.Latest, end.Earliest
	}
	return b
}

// Dating limits a question to claims and initiatives of some time.
// The zero value limits nothing.
type Dating struct {
	// From and To are ISO days, both inclusive; equal for «as of», empty for
	// no limit by time.
	From, To string
	// Certain: only what certainly held, instead of what possibly did. Possible
	// says so in words; it matters where Certain would be inherited.
	Certain, Possible bool
	// Undated says what becomes of records without any date; empty means
	// exclude them if From is set, else include them.
	Undated Undated
}

// Under completes a dating by the one that it inherits: what it does not say
// itself is as there.
func (d Dating) Under(inherited Dating) Dating {
	if d.From == "" {
		d.From, d.To = inherited.From, inherited.To
	}
	if !d.Certain && !d.Possible {
		d.Certain = inherited.Certain
	}
	if d.Undated == "" {
		d.Undated = inherited.Undated
	}
	return d
}

// Undated says what becomes of records of which neither start nor end is known.
type Undated string

// The ways to treat undated records.
const (
	UndatedInclude Undated = "INCLUDE"
	UndatedExclude Undated = "EXCLUDE"
	UndatedOnly    Undated = "ONLY"
)

// Filter gives the dating as a filter over a dated type, nil if it limits nothing.
//
// Over a stretch of days «possibly» asks whether some reading of the period
// overlaps it, «certainly» whether every reading does: s1 ≤ To and e0 ≥ From.
// A day is a stretch of one.
func (d Dating) Filter() Filter {
	undated := Compare{Field: "undated", Op: Eq, Value: true}
	if d.Undated == UndatedOnly {
		return undated
	}
	dated := Compare{Field: "undated", Op: Eq, Value: false}
	if d.From == "" {
		if d.Undated == UndatedExclude {
			return dated
		}
		return nil
	}
	from, to := "validFrom", "validTo"
	if d.Certain {
		from, to = "certainFrom", "certainTo"
	}
	overlap := And{Compare{Field: from, Op: Le, Value: d.To}, Compare{Field: to, Op: Ge, Value: d.From}}
	if d.Undated == UndatedInclude {
		return Or{undated, overlap}
	}
	return append(And{dated}, overlap...)
}

// Fits tells whether what has these bounds is within the dating: what Filter
// asks of stored records, of one that is at hand.
func (d Dating) Fits(b Bounds) bool {
	if d.Undated == UndatedOnly {
		return b.Undated
	}
	if d.From == "" {
		return d.Undated != UndatedExclude || !b.Undated
	}
	from, to := b.ValidFrom, b.ValidTo
	if d.Certain {
		from, to = b.CertainFrom, b.CertainTo
	}
	overlaps := from <= d.To && to >= d.From
	if d.Undated == UndatedInclude {
		return b.Undated || overlaps
	}
	return !b.Undated && overlaps
}
