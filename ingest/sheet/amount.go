package sheet

import (
	"regexp"
	"strings"
)

// Forms of numbers that can be read in one way only. A comma or a point before three
// digits at the end can be either sign, so 1,234 is none of them; 1.234 is a decimal,
// as programs write it.
var (
	plainNumber   = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	commaGroups   = regexp.MustCompile(`^-?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^-?\d{1,3},\d{3}\.\d+$`)
	pointGroups   = regexp.MustCompile(`^-?\d{1,3}(\.\d{3}){2,}(,\d+)?$|^-?\d{1,3}\.\d{3},\d+$`)
	decimalComma  = regexp.MustCompile(`^-?\d+,(\d{1,2}|\d{4,})$`)
	oneCommaGroup = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)
)

// Number reads a number as people write it and gives it with a decimal point and no
// grouping. It never guesses: ok is false if it can be read in two ways.
func Number(s string) (number string, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		return "", false
	}
	s = spaceGroups(s)
	switch {
	case plainNumber.MatchString(s):
		return s, true
	case commaGroups.MatchString(s):
		return strings.ReplaceAll(s, ",", ""), true
	case pointGroups.MatchString(s):
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1), true
	case decimalComma.MatchString(s):
		return strings.Replace(s, ",", ".", 1), true
	}
	return "", false
}

// Count reads a number of persons or things, which has no decimals: 1,417 can only be
// one number here.
func Count(s string) (number string, ok bool) {
	s = strings.TrimSpace(s)
	if oneCommaGroup.MatchString(s) && len(s) <= 60 {
		return strings.ReplaceAll(s, ",", ""), true
	}
	s, ok = Number(s)
	if whole, rest, has := strings.Cut(s, "."); has && strings.Trim(rest, "0") == "" && len(rest) < 3 {
		s = whole
	}
	return s, ok && !strings.ContainsAny(s, ".-")
}

// spaced is a number with a space, or a sign that some write instead, between groups
// of three digits.
var spaced = regexp.MustCompile("^-?\\d{1,3}([ \u00A0\u202F'’]\\d{3})+([.,]\\d+)?$")

func spaceGroups(s string) string {
	if !spaced.MatchString(s) {
		return s
	}
	s = strings.NewReplacer(" ", "", "\u00A0", "", "\u202F", "", "'", "", "’", "").Replace(s)
	return strings.Replace(s, ",", ".", 1)
}
