package server

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestContrast computes the contrast of every pair of colours that the page
// uses, light and dark, as WCAG 2.2 defines it (1.4.3: 4.5 for text).
func TestContrast(t *testing.T) {
	light, dark, found := strings.Cut(style, "prefers-color-scheme: dark")
	if !found {
		t.Fatal("no dark colours")
	}
	dark, _, _ = strings.Cut(dark, "* {")
	for name, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, pair := range [][2]string{
			{"ink", "ground"}, {"ink", "panel"}, {"ink", "code"}, {"ink", "warn"},
			{"soft", "ground"}, {"soft", "panel"}, {"soft", "code"},
			{"accent", "ground"}, {"accent", "panel"}, {"accent", "warn"},
		} {
			a, b := colours[pair[0]]+0.05, colours[pair[1]]+0.05
			if ratio := max(a, b) / min(a, b); ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.1f", name, pair[0], pair[1], ratio)
			}
		}
	}
}

// luminance is relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
