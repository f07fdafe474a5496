package telemetry_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestAlertRules: the rules have the form that Prometheus reads, and name only metrics
// that there are.
func TestAlertRules(t *testing.T) {
	text, err := os.ReadFile("../../deploy/prometheus.rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Record, Alert, Expr, For string
				Labels, Annotations      map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	s := watch(t)
	s.ask(t, `{ stakeholders { totalCount } }`)
	scraped := scrape(t, s.Handler(false))
	names := regexp.MustCompile(`\b(migraph|go)_\w+`)
	alerts := 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if (r.Record == "") == (r.Alert == "") || r.Expr == "" {
				t.Errorf("%s%s is no rule", r.Record, r.Alert)
			}
			if r.Alert != "" {
				alerts++
				if r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
					t.Errorf("%s does not say how bad it is, or what to do", r.Alert)
				}
			}
			if strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") || strings.Count(r.Expr, "{") != strings.Count(r.Expr, "}") {
				t.Errorf("%s%s: brackets do not match", r.Record, r.Alert)
			}
			for _, name := range names.FindAllString(r.Expr, -1) {
				if !strings.Contains(scraped, "\n"+name) {
					t.Errorf("%s%s: there is no metric %s", r.Record, r.Alert, name)
				}
			}
		}
	}
	if alerts < 5 {
		t.Errorf("%d alerts", alerts)
	}
}
