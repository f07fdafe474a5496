package network_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

var doingDimensions = []network.Dimension{network.ByWho, network.ByKind, network.ByRole, network.ByTheme, network.ByPlace,
	network.ByCountry, network.ByInitiative, network.ByInitiativeType, network.ByForWhom, network.ByYear}

// wordsOf gives a key of a row in the words of the oracle.
func wordsOf(k *graph.TableKey, claims []string) string {
	if k.Group != "" {
		return "group " + claims[0] // a group is in one claim
	}
	return k.ThingID + string(k.Code)
}

// rowsOf gives what the oracle expects of groups: values, numbers and claims.
func rowsOf(claims []fact, by []network.Dimension) (out []string, overlapping bool) {
	groups := map[string][]fact{}
	for _, x := range claims {
		cs := combine(x, by)
		overlapping = overlapping || len(cs) > 1
		for _, c := range cs {
			groups[strings.Join(c, "|")] = append(groups[strings.Join(c, "|")], x)
		}
	}
	for key, members := range groups {
		var who, in, ids []string
		n := 0
		slices.SortFunc(members, func(x, y fact) int {
			if x.start != y.start {
				return strings.Compare(y.start, x.start)
			}
			return strings.Compare(x.id, y.id)
		})
		for _, x := range members {
			who, in, ids = append(who, x.who), append(in, x.in), append(ids, x.id)
			if x.group {
				n++
			}
		}
		out = append(out, fmt.Sprintf("%s: %d %d %d %d %v", key, len(members), len(only(who...)), len(only(in...)), n, ids[:min(len(ids), 10)]))
	}
	slices.Sort(out)
	return out, overlapping
}

func TestGroupsOfWhoDoesWhatAreThoseOfTheOracle(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := drawScene(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		by := rapid.SliceOfNDistinct(rapid.SampledFrom(doingDimensions), 1, 4, rapid.ID[network.Dimension]).Draw(rt, "by")
		q := network.DoingQuestion{GroupBy: by, First: rapid.IntRange(1, 50).Draw(rt, "first")}
		vocabulary := rapid.SampledFrom([]string{"", "DAC"}).Draw(rt, "vocabulary")
		if vocabulary != "" {
			q.Where.Themes = graph.Compare{Field: "vocabulary", Op: graph.Eq, Value: vocabulary}
		}
		claims := append(w.participating(vocabulary), w.present()...)
		if year := rapid.SampledFrom([]string{"", "2020"}).Draw(rt, "year"); year != "" {
			q.Dating = graph.Dating{From: year + "-02-01", To: year + "-03-01"}
			claims = slices.DeleteFunc(claims, func(x fact) bool { return !strings.HasPrefix(x.start, year) })
		}
		want, overlapping := rowsOf(claims, by)
		var got []string
		last := 1 << 30
		for more := true; more; {
			var page *network.DoingPage
			calls, err := within(t, s, func(ctx context.Context, port network.Port) (err error) {
				page, err = network.WhoDoesWhat(ctx, port, q)
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
			if calls > 4+len(by) || page.Total != len(want) || page.Overlapping != overlapping || len(page.Rows) > q.First {
				rt.Fatalf("%v: %d calls, total %d of %d, overlapping %t, %d rows", by, calls, page.Total, len(want), page.Overlapping, len(page.Rows))
			}
			for _, r := range page.Rows {
				var key []string
				for _, k := range r.Keys {
					key = append(key, wordsOf(k, r.Claims))
				}
				got = append(got, fmt.Sprintf("%s: %d %d %d %d %v", strings.Join(key, "|"), r.ClaimCount, r.StakeholderCount, r.InitiativeCount, r.GroupCount, r.Claims))
				if r.ClaimCount > last {
					rt.Fatalf("a row of %d claims stands after one of %d", r.ClaimCount, last)
				}
				last = r.ClaimCount
				at := graph.PositionOf(graph.TypeOf(r), network.DoingOrder(true), r)
				q.After = &at
			}
			more = page.More
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			rt.Fatalf("by %v:\n got %q\nwant %q", by, got, want)
		}
	})
}

func TestClaimsOfWhoDoesWhatAreThoseOfTheOracle(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := drawScene(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		claims := append(w.participating(""), w.present()...)
		slices.SortFunc(claims, func(x, y fact) int { // newest first, undated last
			if x.start != y.start {
				return strings.Compare(y.start, x.start)
			}
			return strings.Compare(y.id, x.id)
		})
		q := network.DoingQuestion{First: rapid.IntRange(1, 5).Draw(rt, "first"), Total: true}
		at := 0
		for more := true; more; {
			var page *network.DoingPage
			calls, err := within(t, s, func(ctx context.Context, port network.Port) (err error) {
				page, err = network.WhoDoesWhat(ctx, port, q)
				return err
			})
			if err != nil || calls > 4 || page.Total != len(claims) || page.Overlapping {
				rt.Fatalf("%d calls, %+v, %v", calls, page, err)
			}
			for _, r := range page.Rows {
				x := claims[at]
				at++
				for name, c := range map[string]struct {
					got  []string
					from graph.DatedBy
					want []string
				}{
					"themes": {r.Themes, r.ThemesFrom, x.values[network.ByTheme]}, "places": {r.Places, "-", x.values[network.ByPlace]},
					"countries": {r.Countries, "-", x.values[network.ByCountry]}, "for whom": {only(string(r.TargetGroup)), r.GroupFrom, x.values[network.ByForWhom]},
					"places and countries": {append(slices.Clone(r.Places), r.Countries...), r.PlacesFrom, append(slices.Clone(x.values[network.ByPlace]), x.values[network.ByCountry]...)},
				} {
					from := graph.DatedBy("INITIATIVE")
					switch {
					case len(c.want) == 0:
						from = ""
					case strings.HasPrefix(x.id, "w"):
						from = "CLAIM"
					}
					got, want := slices.Sorted(slices.Values(c.got)), slices.Sorted(slices.Values(c.want))
					if !slices.Equal(got, want) || c.from != from && c.from != "-" {
						rt.Fatalf("%s of %s: %v from %q, want %v from %q", name, x.id, c.got, c.from, c.want, from)
					}
				}
				if r.ID != x.id || r.StakeholderID != x.who || (r.GroupLabel != "") != x.group || r.InitiativeID != x.in || r.StakeholderCount+r.GroupCount != 1 || !slices.Equal(r.Claims, []string{x.id}) {
					rt.Fatalf("got %+v, want %+v", r, x)
				}
				p := graph.PositionOf(graph.TypeOf(r), network.DoingOrder(false), r)
				q.After = &p
			}
			more = page.More
		}
		if at != len(claims) {
			rt.Fatalf("%d rows of %d", at, len(claims))
		}
	})
}

func TestTooManyClaimsAreNotGrouped(t *testing.T) {
	s := open(t)
	if err := cooperation(10).write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]graph.Code{10: "", 9: graph.LimitExceeded} {
		_, err := within(t, s, func(ctx context.Context, port network.Port) error {
			_, err := network.WhoDoesWhat(ctx, port, network.DoingQuestion{GroupBy: []network.Dimension{network.ByRole}, First: 1, MaxClaims: most})
			return err
		})
		if got := graph.CodeOf(err); err != nil && got != want || err == nil && want != "" {
			t.Errorf("at most %d claims: %v", most, err)
		}
	}
}
