package server

import (
	"regexp"
	"strings"
)

var (
	// element is what the locators of IATI begin with: an activity or an organisation
	// by its identifier, then perhaps a path within it.
	element = regexp.MustCompile(`^iati-(activity|organisation)\[[a-z-]+=(.*)\]$`)
	within  = regexp.MustCompile(`^(iati-.*?\])/([a-z-]+(?:\[(?:[0-9]+|@ref=.*)\])?(?:/[a-z-]+(?:\[[0-9]+\])?)*)$`)
	step    = regexp.MustCompile(`([a-z-]+)(?:\[([0-9]+|@ref=.*)\])?(?:/|$)`)
)

// place tells in words where in a document something is said. What is no path of an
// IATI file is in words already.
func place(locator string) string {
	head, path := locator, ""
	if parts := within.FindStringSubmatch(locator); parts != nil {
		head, path = parts[1], parts[2]
	}
	of := element.FindStringSubmatch(head)
	if of == nil {
		return locator
	}
	out := of[1] + " " + of[2]
	for _, s := range step.FindAllStringSubmatch(path, -1) {
		name := strings.ReplaceAll(strings.ReplaceAll(s[1], "-org", " organisation"), "-", " ")
		switch ref, hasRef := strings.CutPrefix(s[2], "@ref="); {
		case hasRef:
			name += " «" + ref + "»"
		case s[2] != "":
			name += " " + s[2]
		}
		out += ", " + name
	}
	return out
}
