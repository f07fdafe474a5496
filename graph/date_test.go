package graph

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDateReadsEveryForm(t *testing.T) {
	for _, c := range []struct {
		text, earliest, latest string
		precision              Precision
	}{
		{"2022-08-15", "2022-08-15", "2022-08-15", PrecisionDay},
		{"0001-01-01", "0001-01-01", "0001-01-01", PrecisionDay},
		{"9999-12-31", "9999-12-31", "9999-12-31", PrecisionDay},
		{"2024-02-29", "2024-02-29", "2024-02-29", PrecisionDay},
		{"2000-02-29", "2000-02-29", "2000-02-29", PrecisionDay},
		{"2022-08", "2022-08-01", "2022-08-31", PrecisionMonth},
		{"2022-02", "2022-02-01", "2022-02-28", PrecisionMonth},
		{"2024-02", "2024-02-01", "2024-02-29", PrecisionMonth},
		{"1900-02", "1900-02-01", "1900-02-28", PrecisionMonth},
		{"2022-12", "2022-12-01", "2022-12-31", PrecisionMonth},
		{"9999-12", "9999-12-01", "9999-12-31", PrecisionMonth},
		{"2022-Q1", "2022-01-01", "2022-03-31", PrecisionQuarter},
		{"2022-Q2", "2022-04-01", "2022-06-30", PrecisionQuarter},
		{"2022-Q3", "2022-07-01", "2022-09-30", PrecisionQuarter},
		{"2022-Q4", "2022-10-01", "2022-12-31", PrecisionQuarter},
		{"9999-Q4", "9999-10-01", "9999-12-31", PrecisionQuarter},
		{"2022", "2022-01-01", "2022-12-31", PrecisionYear},
		{"0001", "0001-01-01", "0001-12-31", PrecisionYear},
		{"2022-07/2022-09", "2022-07-01", "2022-09-30", PrecisionRange},
		{"2022/2024-02", "2022-01-01", "2024-02-29", PrecisionRange},
		{"2022-08-15/2022-08-15", "2022-08-15", "2022-08-15", PrecisionRange},
		{"2022-Q4/2023-01-01", "2022-10-01", "2023-01-01", PrecisionRange},
		{"2022-12-31/2022", "2022-12-31", "2022-12-31", PrecisionRange}, // from its first day to the other's last
	} {
		d, err := ParseDate(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if want := (PartialDate{c.text, c.earliest, c.latest}); d != want {
			t.Errorf("%s is %+v, want %+v", c.text, d, want)
		}
		if !d.Known() || d.Precision() != c.precision {
			t.Errorf("the precision of %s is %s, want %s", c.text, d.Precision(), c.precision)
		}
	}
}

var noDates = []string{
	"", " ", "2022-02-29", "1900-02-29", "2022-13", "2022-00", "2022-00-10", "2022-10-00", "2022-04-31", "2022-Q0", "2022-Q5", "2022-q1", "2022Q1",
	"0000", "0000-01", "0000-01-01", "0000-Q1", "22", "20222", "2022-8-15", "2022-8", "2022/", "/2022", "/", "2022/2021", "2022-02-01/2022-01-31",
	"2022/2023/2024", "2022-07/2022-13", "2022-08-15T00:00:00Z", " 2022", "2022 ", "2022\n", "-2022", "+2022", "15.08.2022", "2022-08-15/", "２０２２", "٢٠٢٢", "2022–2023", "soon",
}

func TestParseDateRefusesWhatIsNoDate(t *testing.T) {
	for _, text := range noDates {
		if d, err := ParseDate(text); err == nil || d != (PartialDate{}) {
			t.Errorf("%q is read as %+v (%v)", text, d, err)
		}
	}
}

func TestAnUnknownDateHasNoPrecision(t *testing.T) {
	if d := (PartialDate{}); d.Known() || d.Precision() != "" {
		t.Errorf("known %t, precision %q", d.Known(), d.Precision())
	}
}

func TestParseDay(t *testing.T) {
	for _, good := range []string{"2022-08-15", "0001-01-01", "9999-12-31", "2024-02-29"} {
		if d, err := ParseDay(good); err != nil || d != good {
			t.Errorf("%s: %s, %v", good, d, err)
		}
	}
	for _, bad := range append(noDates, "2022", "2022-08", "2022-Q1", "2022-01/2022-02") {
		if d, err := ParseDay(bad); err == nil {
			t.Errorf("%q is read as the day %s", bad, d)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range append(noDates, "2022-08-15", "2022-08", "2022-Q3", "2022", "2022-07/2022-09", "9999-12/9999-12-31") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDate(text)
		if err != nil {
			if d != (PartialDate{}) {
				t.Fatalf("%q gives %+v and an error", text, d)
			}
			return
		}
		if d.Text != text || d.Precision() == "" || d.Earliest > d.Latest {
			t.Fatalf("%q is read as %+v of precision %q", text, d, d.Precision())
		}
		for _, day := range []string{d.Earliest, d.Latest} {
			if _, err := time.Parse(time.DateOnly, day); err != nil || day <= beforeAllDays || day >= afterAllDays {
				t.Fatalf("%q has the bound %q: %v", text, day, err)
			}
		}
		if first, last, isRange := strings.Cut(text, "/"); isRange {
			a, err1 := ParseDate(first)
			b, err2 := ParseDate(last)
			if err1 != nil || err2 != nil || a.Earliest != d.Earliest || b.Latest != d.Latest {
				t.Fatalf("%q is no range of %+v and %+v", text, a, b)
			}
		}
	})
}

func day(text string) PartialDate {
	if text == "" {
		return PartialDate{}
	}
	d, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		start, end string
		isState    bool
		want       Bounds
	}{
		{"", "", false, Bounds{"0000-00-00", "9999-99-99", "9999-99-99", "0000-00-00", true}},
		{"", "", true, Bounds{"0000-00-00", "9999-99-99", "9999-99-99", "0000-00-00", true}},
		{"2022-08-15", "", false, Bounds{"2022-08-15", "2022-08-15", "2022-08-15", "2022-08-15", false}},
		{"2022-08-15", "", true, Bounds{"2022-08-15", "9999-99-99", "9999-99-99", "0000-00-00", false}},
		{"2022-08", "", false, Bounds{"2022-08-01", "2022-08-31", "2022-08-31", "2022-08-01", false}},
		{"2022-Q1", "2022-Q2", false, Bounds{"2022-01-01", "2022-06-30", "2022-03-31", "2022-04-01", false}},
		{"2022-Q1", "2022-Q2", true, Bounds{"2022-01-01", "2022-06-30", "2022-03-31", "2022-04-01", false}},
		{"", "2022", false, Bounds{"0000-00-00", "2022-12-31", "9999-99-99", "0000-00-00", false}},
		{"", "2022", true, Bounds{"0000-00-00", "2022-12-31", "9999-99-99", "0000-00-00", false}},
		{"2020", "2020", false, Bounds{"2020-01-01", "2020-12-31", "2020-12-31", "2020-01-01", false}},
	} {
		if got := (Period{Start: day(c.start), End: day(c.end), IsState: c.isState}).Bounds(); got != c.want {
			t.Errorf("from %q to %q, state %t: %+v, want %+v", c.start, c.end, c.isState, got, c.want)
		}
	}
}

func TestDatingFilter(t *testing.T) {
	const (
		dated   = `(eq undated "false")`
		undated = `(eq undated "true")`
		overlap = `(lte validFrom "2020-12-31") (gte validTo "2020-01-01")`
		surely  = `(lte certainFrom "2020-12-31") (gte certainTo "2020-01-01")`
	)
	y2020 := Dating{From: "2020-01-01", To: "2020-12-31"}
	with := func(d Dating, certain bool, u Undated) Dating { d.Certain, d.Undated = certain, u; return d }
	for _, c := range []struct {
		d    Dating
		want string
	}{
		{Dating{}, ""},
		{Dating{Certain: true}, ""},
		{Dating{Undated: UndatedInclude}, ""},
		{Dating{Undated: UndatedExclude}, dated},
		{Dating{Undated: UndatedOnly}, undated},
		{Dating{To: "2020-12-31"}, ""},
		{y2020, "(and " + dated + " " + overlap + ")"},
		{with(y2020, true, ""), "(and " + dated + " " + surely + ")"},
		{with(y2020, false, UndatedExclude), "(and " + dated + " " + overlap + ")"},
		{with(y2020, false, UndatedInclude), "(or " + undated + " (and " + overlap + "))"},
		{with(y2020, true, UndatedInclude), "(or " + undated + " (and " + surely + "))"},
		{with(y2020, false, UndatedOnly), undated},
	} {
		if got := Canonical(c.d.Filter()); got != c.want {
			t.Errorf("%+v: %s, want %s", c.d, got, c.want)
		}
		for _, of := range Catalog.Types() {
			if err := CheckFilter(of, c.d.Filter()); of.Dated && err != nil {
				t.Errorf("%+v does not fit %s: %v", c.d, of.Name, err)
			}
		}
	}
}

// holds evaluates a filter over nothing but bounds, as a store would.
func holds(t *rapid.T, f Filter, b Bounds) bool {
	switch f := f.(type) {
	case nil:
		return true
	case And:
		for _, x := range f {
			if !holds(t, x, b) {
				return false
			}
		}
		return true
	case Or:
		for _, x := range f {
			if holds(t, x, b) {
				return true
			}
		}
		return false
	case Compare:
		if f.Field == "undated" {
			return b.Undated == f.Value.(bool)
		}
		have := map[string]string{"validFrom": b.ValidFrom, "validTo": b.ValidTo, "certainFrom": b.CertainFrom, "certainTo": b.CertainTo}[f.Field]
		switch {
		case f.Op == Le && have != "":
			return have <= f.Value.(string)
		case f.Op == Ge && have != "":
			return have >= f.Value.(string)
		}
	}
	t.Fatalf("a dating asks for %s", Canonical(f))
	return false
}

func TestWhatFitsADatingIsWhatItsFilterFinds(t *testing.T) {
	fitted := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		dates := []string{"", "2020", "2020-01", "2020-06-15", "2020-Q2", "2021", "2019-12/2020-02"}
		p := Period{Start: day(rapid.SampledFrom(dates).Draw(t, "start")), End: day(rapid.SampledFrom(dates).Draw(t, "end")),
			IsState: rapid.Bool().Draw(t, "state")}
		days := rapid.SampledFrom([]string{"2019-12-31", "2020-01-01", "2020-02-01", "2020-06-15", "2020-12-31", "2021-01-01", "9999-12-31"})
		d := Dating{Certain: rapid.Bool().Draw(t, "certain"), Possible: rapid.Bool().Draw(t, "possible"),
			Undated: rapid.SampledFrom([]Undated{"", UndatedInclude, UndatedExclude, UndatedOnly}).Draw(t, "undated")}
		if rapid.Bool().Draw(t, "timed") {
			d.From, d.To = days.Draw(t, "from"), days.Draw(t, "to")
		}
		got, want := d.Fits(p.Bounds()), holds(t, d.Filter(), p.Bounds())
		if got != want {
			t.Fatalf("%+v fits %+v: %t, its filter says %t", p.Bounds(), d, got, want)
		}
		fitted[got]++
	})
	if fitted[true] == 0 || fitted[false] == 0 {
		t.Errorf("only one answer was tried: %v", fitted)
	}
}
