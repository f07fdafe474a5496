package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
)

// typedDigits is how many digits of a number Excel keeps. It stores binary fractions
// near them with up to 17: 1.1 as 1.1000000000000001.
const typedDigits = 15

// typed gives a stored number with the digits that were typed, without an exponent
// and without zeros at the end of its decimals. ok is false if it is no number.
func typed(stored string) (s string, ok bool) {
	d, _, err := apd.NewFromString(stored)
	if err != nil || d.Form != apd.Finite || d.Exponent > 400 || d.Exponent < -400 || len(stored) > 100 {
		return "", false
	}
	c := apd.BaseContext.WithPrecision(typedDigits)
	c.Rounding = apd.RoundHalfUp
	if _, err := c.Round(d, d); err != nil {
		return "", false
	}
	if d.Exponent < 0 || d.Exponent > 0 {
		d.Reduce(d)
	}
	if d.IsZero() {
		return "0", true
	}
	return d.Text('f'), true
}

// percent gives a stored number as its cell shows it: 0.25 as 25%.
func percent(stored string) (string, bool) {
	d, _, err := apd.NewFromString(stored)
	if err != nil || d.Form != apd.Finite || d.Exponent > 400 || d.Exponent < -400 {
		return "", false
	}
	d.Exponent += 2
	s, ok := typed(d.String())
	return s + "%", ok
}

// shown is how a format shows a number.
type shown int

const (
	asNumber shown = iota
	asPercent
	asDay
	asMonth
	asYear
)

// maxSerial is the serial number of the last day that spreadsheets know, 9999-12-31.
const maxSerial = 2_958_465

// date gives the day, month or year of a serial number, as its cell shows it. ok is
// false if it is none: times of day are below one.
func date(stored string, as shown, since1904 bool) (string, bool) {
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil || !(n >= 1 && n < maxSerial+1) {
		return "", false
	}
	days := int(math.Floor(n))
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case since1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60: // 29 February 1900, which there never was
		return "", false
	case days < 60:
		days++
	}
	layout := map[shown]string{asDay: "2006-01-02", asMonth: "2006-01", asYear: "2006"}[as]
	day := epoch.AddDate(0, 0, days)
	return day.Format(layout), day.Year() <= 9999
}

// builtIn are the formats that have a number and no code (ECMA-376, 18.8.30). Those
// of 27 to 36 and 50 to 58 are dates of East Asia.
func builtIn(id int) shown {
	switch {
	case id == 9 || id == 10:
		return asPercent
	case id == 17:
		return asMonth
	case id >= 14 && id <= 16, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return asDay
	}
	return asNumber
}

// custom tells how the code of a format shows a number.
func custom(code string) shown {
	code = strings.ToLower(withoutTexts(code))
	code, _, _ = strings.Cut(code, ";")
	code = strings.NewReplacer("am/pm", "", "a/p", "", "general", "").Replace(code)
	day, year, clock := strings.Contains(code, "d"), strings.Contains(code, "y"), strings.ContainsAny(code, "hs")
	month := strings.Contains(code, "m") && (!clock || day || year)
	switch {
	case day:
		return asDay
	case month:
		return asMonth
	case year:
		return asYear
	case strings.Contains(code, "%"):
		return asPercent
	}
	return asNumber
}

// withoutTexts takes the texts, colours and conditions out of the code of a format.
func withoutTexts(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		end := byte(0)
		switch code[i] {
		case '"':
			end = '"'
		case '[':
			end = ']'
		case '\\', '_', '*':
			i++
			continue
		default:
			b.WriteByte(code[i])
			continue
		}
		n := strings.IndexByte(code[i+1:], end)
		if n < 0 {
			break
		}
		i += n + 1
	}
	return b.String()
}
