package spelling_test

import (
	"strings"
	"testing"

	"github.com/migraph/migraph/ingest/spelling"
)

func TestNearest(t *testing.T) {
	candidates := []string{"Malaysia", "Mali", "Malawi", "organizer", "iom"}
	for s, want := range map[string]string{
		"Malaysa": "Malaysia", "malaysia": "Malaysia", "Mailand": "", "Malo": "Mali", "orgnaizer": "organizer", "oim": "iom", "xyz": "", "": "", strings.Repeat("m", 81): "",
	} {
		if got := spelling.Nearest(s, candidates); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	if got := spelling.Nearest("b", []string{"a", "c"}); got != "a" {
		t.Errorf("of equals the first is taken, not %q", got)
	}
}
