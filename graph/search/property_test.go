package search

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// syllable is a piece of made-up words: few, so that words meet, and of several
// scripts.
var syllables = []string{"a", "b", "ab", "mi", "gra", "tion", "é", "7", "л", "มหา", "ด", "國", "際", "ه", "서", "ł"}

func drawWord() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(syllables), 1, 4).Draw(t, "syllables"), "")
	})
}

func drawText(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		separator := rapid.SampledFrom([]string{" ", " ", " ", "-", ".", "'"}).Draw(t, "separator")
		return strings.Join(rapid.SliceOfN(drawWord(), 1, most).Draw(t, "words"), separator)
	})
}

func drawEntry(t *rapid.T, id string) Entry {
	e := Entry{
		ID:      id,
		Type:    rapid.SampledFrom([]string{"Stakeholder", "Initiative"}).Draw(t, "type"),
		Kind:    rapid.SampledFrom([]string{"", "GOVERNMENT", "EMBASSY"}).Draw(t, "kind"),
		Country: rapid.SampledFrom([]string{"", "MY", "SE"}).Draw(t, "country"),
		Themes:  rapid.SliceOfN(rapid.SampledFrom([]string{"h1", "h2", "h3", ""}), 0, 3).Draw(t, "themes"),
		Claims:  rapid.IntRange(0, 3).Draw(t, "claims"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "names") {
		field := rapid.SampledFrom([]Field{Title, Title, Acronym, Alias, Identifier, Country}).Draw(t, "field")
		text := drawText(3).Draw(t, "name")
		if field == Identifier {
			text = rapid.SampledFrom([]string{"", "XM-DAC-", "GB-COH-"}).Draw(t, "register") + text
		}
		e.Names = append(e.Names, Name{text, field})
	}
	return e
}

func drawEntries(t *rapid.T, most, ids int) []Entry {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Entry {
		return drawEntry(t, fmt.Sprintf("s%d", rapid.IntRange(0, ids).Draw(t, "id")))
	}), 0, most).Draw(t, "entries")
}

func drawQuestion(t *rapid.T) Question {
	q := Question{
		Text:   drawText(3).Draw(t, "text"),
		First:  rapid.IntRange(0, 6).Draw(t, "first"),
		Facets: rapid.Permutation([]Facet{FacetType, FacetKind, FacetCountry, FacetTheme}).Draw(t, "facets"),
	}
	if rapid.Bool().Draw(t, "identifier") {
		q.Text = rapid.SampledFrom([]string{"", "xm-dac-", "GB-COH-"}).Draw(t, "register") + q.Text
	}
	draw := func(values ...string) []string {
		if rapid.IntRange(0, 2).Draw(t, "selected") > 0 {
			return nil
		}
		return rapid.SliceOfN(rapid.SampledFrom(values), 0, 2).Draw(t, "selection")
	}
	q.Types = draw("Stakeholder", "Initiative", "Place")
	q.Kinds = draw("GOVERNMENT", "EMBASSY")
	q.Countries = draw("MY", "SE", "XX")
	q.Themes = draw("h1", "h2")
	return q
}

// tester is a test or a generated one.
type tester interface {
	Context() context.Context
	Fatal(...any)
}

func build(t tester, entries []Entry, o Options) *Index {
	x, err := Build(t.Context(), func(yield func(Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// sameAnswer compares answers to a question, and to those for every further page.
func sameAnswer(t *rapid.T, x *Index, o *oracle, q Question) {
	for page := 0; ; page++ {
		got, err := x.Search(t.Context(), q)
		want, wantErr := o.search(q)
		if err != nil || wantErr != nil {
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("error %v, want %v", err, wantErr)
			}
			return
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("page %d of %+v:\n got %+v\nwant %+v", page, q, got, want)
		}
		if !got.More || len(got.Hits) == 0 {
			return
		}
		q.After = got.Hits[len(got.Hits)-1].Position()
	}
}

func TestSearchAnswersAsTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := Options{MaxTotal: rapid.IntRange(1, 60).Draw(t, "most"), MaxExpansions: rapid.IntRange(1, 8).Draw(t, "expansions"),
			overlayShare: rapid.IntRange(1, 4).Draw(t, "overlay")}
		entries := drawEntries(t, 60, 60)
		x, o := build(t, entries, options), &oracle{map[string]Entry{}, options}
		o.apply(entries, nil)
		for range 3 {
			sameAnswer(t, x, o, drawQuestion(t))
		}
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			changed := drawEntries(t, 4, 65)
			removed := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
				return fmt.Sprintf("s%d", rapid.IntRange(0, 65).Draw(t, "id"))
			}), 0, 2).Draw(t, "removed")
			before, q := x, drawQuestion(t)
			was, _ := before.Search(t.Context(), q)
			var err error
			if x, err = x.With(t.Context(), changed, removed); err != nil {
				t.Fatal(err)
			}
			o.apply(changed, removed)
			if is, _ := before.Search(t.Context(), q); !reflect.DeepEqual(is, was) {
				t.Fatalf("the index before the change answers %+v and then %+v", was, is)
			}
			sameAnswer(t, x, o, q)
			sameAnswer(t, x, o, drawQuestion(t))
			if x.Len() != len(o.things) {
				t.Fatalf("%d things, want %d", x.Len(), len(o.things))
			}
		}
	})
}

func TestASelectionNeverAddsAThing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := build(t, drawEntries(t, 40, 40), Options{})
		q := drawQuestion(t)
		q.First, q.Facets = 100, nil
		selected, err := x.Search(t.Context(), q)
		if graph.CodeOf(err) == graph.InvalidArgument {
			t.Skip("a text without a letter or digit asks nothing")
		}
		if err != nil {
			t.Fatal(err)
		}
		q.Types, q.Kinds, q.Countries, q.Themes = nil, nil, nil, nil
		all, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range selected.Hits {
			if !slices.Contains(all.Hits, h) {
				t.Fatalf("%+v is a hit only where things are selected", h)
			}
		}
	})
}

func TestALetterNeverAddsAThingThatMatchesStrictly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := build(t, drawEntries(t, 40, 40), Options{})
		text := strings.Join(rapid.SliceOfN(drawWord(), 1, 3).Draw(t, "words"), " ")
		letter := rapid.SampledFrom([]string{"a", "b", "m", "л", "ด", "國", "ه", "7", "ł", "é"}).Draw(t, "letter")
		shorter := strictly(t, x, text)
		for id := range strictly(t, x, text+letter) {
			if !shorter[id] {
				t.Fatalf("%s matches %q but not %q", id, text+letter, text)
			}
		}
	})
}

// strictly gives the things whose words begin as those of a text; a thing that
// matches exactly may have no such words (cotedivoire).
func strictly(t *rapid.T, x *Index, text string) map[string]bool {
	parsed, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s := &search{Index: x, query: parsed, taken: make([][]*bitmap, len(x.parts))}
	defer s.release()
	out := map[string]bool{}
	s.byPrefix(0).each(func(thing uint32) { out[x.parts[0].ids.at(int(thing))] = true })
	return out
}

func TestTheOrderOfEntriesIsNoMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		byID := map[string]Entry{}
		for _, e := range drawEntries(t, 30, 30) {
			byID[e.ID] = e
		}
		var entries []Entry
		for _, e := range byID {
			entries = append(entries, e)
		}
		x, y := build(t, entries, Options{}), build(t, rapid.Permutation(entries).Draw(t, "order"), Options{})
		q := drawQuestion(t)
		a, errA := x.Search(t.Context(), q)
		b, errB := y.Search(t.Context(), q)
		if !reflect.DeepEqual(a, b) || fmt.Sprint(errA) != fmt.Sprint(errB) {
			t.Fatalf("%+v, %v and in another order %+v, %v", a, errA, b, errB)
		}
	})
}
