package format

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

const (
	activities = `<?xml version="1.0"?><iati-activities version="2.03"><iati-activity><iati-identifier>XM-1-A</iati-identifier>
		<reporting-org ref="XM-1" type="40"><narrative>Agency</narrative></reporting-org><title><narrative>Work</narrative></title></iati-activity></iati-activities>`
	presences = "Organization,Sector,Country\n#org,#sector,#country+code\nHelping Hands,Health,MY\n"
	rates     = "date,currency,to,rate,source\n2024-03-01,EUR,USD,1.08,ECB\n"
	facts     = "dataset: {key: facts}\ndocuments: {d: {name: D, evidence: {document: d}}}\n"
)

func packed(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, text)
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// gather reads a file into memory.
func gather(ctx context.Context, text string, o Options) (*graph.Import, error) {
	r, err := Open(ctx, "file", strings.NewReader(text), o)
	if err != nil {
		return nil, err
	}
	in := &graph.Import{Dataset: r.About()}
	err = errors.Join(
		r.EachThing(ctx, func(x *graph.ThingInput) error { return in.Thing(*x) }),
		r.EachClaim(ctx, func(x *graph.ClaimInput) error { return in.Claim(*x) }),
		r.Close())
	return in, err
}

func TestContentTellsTheFormat(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		things map[string]int
	}{
		"iati":             {activities, map[string]int{"Stakeholder": 1, "Initiative": 1, "Document": 1}},
		"hashtags":         {presences, map[string]int{"Stakeholder": 1, "Theme": 1, "Place": 1, "Document": 1}},
		"rates":            {rates, map[string]int{"Document": 1}},
		"yaml":             {facts, map[string]int{"Document": 1}},
		"iati, with a BOM": {"\uFEFF" + activities, map[string]int{"Stakeholder": 1, "Initiative": 1, "Document": 1}},
	} {
		for _, text := range []string{c.text, packed(t, c.text)} {
			in, err := gather(t.Context(), text, Options{Dataset: graph.Dataset{Key: "x", Title: "T", Licence: "CC0-1.0"}})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			got := map[string]int{}
			for _, x := range in.Things {
				got[graph.TypeOf(x.Record).Name]++
			}
			for noun, n := range c.things {
				if got[noun] != n {
					t.Errorf("%s: %v, want %v", name, got, c.things)
				}
			}
			if in.Dataset.Key != "x" || in.Dataset.Title != "T" || in.Dataset.Licence != "CC0-1.0" {
				t.Errorf("%s: the dataset is %+v", name, in.Dataset)
			}
		}
	}
}

// TestDatasetsHaveAFormat: of whatever is read, the format is told in a word that a file
// of facts can give back.
func TestDatasetsHaveAFormat(t *testing.T) {
	const own = "Stakeholder name,Country\nHelping Hands,MY\n"
	for want, text := range map[graph.Text]string{"iati": activities, "hxl": presences, "template": own, "rates": rates, "yaml": facts} {
		in, err := gather(t.Context(), text, Options{Dataset: graph.Dataset{Key: "x"}})
		if err != nil || in.Dataset.Format != want {
			t.Errorf("%q is told of %v, %v", want, in, err)
		}
		in, err = gather(t.Context(), fmt.Sprintf("dataset: {key: k, format: %s}\n", want), Options{})
		if err != nil || in.Dataset.Format != want {
			t.Errorf("%q in a file of facts is read as %v, %v", want, in, err)
		}
	}
	if _, err := gather(t.Context(), "dataset: {key: k, format: pdf}\n", Options{}); graph.CodeOf(err) != graph.InvalidArgument {
		t.Errorf("a format that is none: %v", err)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct{ text, format, want string }{
		"packed twice":        {packed(t, packed(t, facts)), "", "packed by gzip twice"},
		"cut off":             {packed(t, activities)[:len(packed(t, activities))-12], "", "cut off"},
		"other XML":           {"<rss></rss>", "", "this is XML, but not IATI"},
		"a table of anything": {"name,age\nx,1\n", "", "nothing tells what its columns are"},
		"the wrong format":    {facts, "rates", "the first line lacks"},
		"no such format":      {activities, "csv", "there is no format"},
		"a DTD":               {`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><iati-activities>&e;</iati-activities>`, "iati", "document type declaration"},
	} {
		in, err := gather(t.Context(), c.text, Options{Format: c.format, Dataset: graph.Dataset{Key: "x"}})
		if err == nil || !strings.Contains(err.Error(), c.want) || graph.CodeOf(err) != graph.InvalidArgument {
			t.Errorf("%s: %v, %v; want %q", name, in, err, c.want)
		}
	}
	for _, text := range []string{activities, presences, rates} {
		var keyless ErrNoKey
		if _, err := gather(t.Context(), text, Options{}); !errors.As(err, &keyless) {
			t.Errorf("without a key: %v", err)
		}
	}
}

func TestABombIsStopped(t *testing.T) {
	r, err := unpacked("file", strings.NewReader(packed(t, strings.Repeat("a", 100<<20))))
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, r)
	if err == nil || !strings.Contains(err.Error(), "unpacks to far more") || n > freeUnpacked+1<<20 {
		t.Errorf("%d bytes came out, %v", n, err)
	}
}

// FuzzOpen holds that any file is read the same twice, or refused with a reason.
func FuzzOpen(f *testing.F) {
	for _, text := range []string{activities, presences, rates, facts, "", "\x1f\x8b", "PK\x03\x04"} {
		f.Add(text)
		f.Add(packed(f, text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := Options{Dataset: graph.Dataset{Key: "x"}}
		one, err := gather(t.Context(), text, o)
		two, again := gather(t.Context(), text, o)
		if (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Fatalf("%v, then %v", err, again)
		}
		if err == nil && (len(one.Things) != len(two.Things) || len(one.Claims) != len(two.Claims)) {
			t.Fatal("read twice, it is not the same")
		}
		if err != nil && graph.CodeOf(err) == graph.Internal {
			t.Fatalf("no reason is given: %v", err)
		}
	})
}
