package format

import (
	"strings"
	"testing"
)

// TestJSONOfFacts: JSON is a form of a file of facts, wherever its dataset stands.
func TestJSONOfFacts(t *testing.T) {
	long := `{"stakeholders": {` + strings.Repeat(`"a": {"name": "A"}, `, 5000)
	for text, facts := range map[string]bool{
		`{"dataset": {"key": "k"}}`:                                  true,
		`{"stakeholders": {}, "flows": [], "dataset": {"key": "k"}}`: true,
		`{"stakeholders": {"a": {"name": "A"}}}`:                     true,
		`{"dataset": {key: k}}`:                                      true,
		long:                                                         true,
		`{"sort": 1, "dataset": {"key": "k"}}`:                       true,
		`{"a": 1}`:                                                   false,
		`{"a": {"dataset": 1}}`:                                      false,
		`{"note": "dataset", "x": "stakeholders"}`:                   false,
		`{"count": 2, "results": [{"stakeholders": 1}], "links": []}`: false,
		`{}`:               false,
		`[{"dataset": 1}]`: false,
	} {
		if got := !isJSON([]byte(text)); got != facts {
			t.Errorf("%.60s is a file of facts: %v, want %v", text, got, facts)
		}
	}
}
