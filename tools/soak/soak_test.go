package main

import (
	"bytes"
	"math"
	"testing"
	"time"
)

func TestSlope(t *testing.T) {
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{0, 1, 2, 3}, []float64{5, 7, 9, 11}, 2},
		{[]float64{0, 1, 2}, []float64{4, 4, 4}, 0},
		{[]float64{1, 2, 3}, []float64{1, 3, 2}, 0.5}, // the textbook: cov 1, var 2
	} {
		if got := slope(c.x, c.y); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v %v: %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestJudge(t *testing.T) {
	c := newClient("")
	c.whole[0] = [][]byte{[]byte(`{"data":{"a":1}}`), []byte(`{"data":{"a":2}}`)}
	for text, want := range map[string]kind{
		`{"data":{"a":1}}`: whole,
		`{"data":{"a":2}}`: whole,
		`{"data":{"a":3}}`: wrong,
		`{"data":{"a":1`:   wrong,
		``:                 wrong,
		`{"errors":[{"extensions":{"code":"UNAVAILABLE"}}],"data":null}`:                                                unavailable,
		`{"errors":[{"extensions":{"code":"DEADLINE_EXCEEDED"}}],"data":null}`:                                          unavailable,
		`{"errors":[{"extensions":{"code":"INTERNAL"}}],"data":null}`:                                                   wrong,
		`{"errors":[{"extensions":{"code":"UNAVAILABLE"}},{"extensions":{"code":"INTERNAL"}}],"data":null}`:             wrong,
		`{"errors":[{"extensions":{"code":"UNAVAILABLE"}},{"extensions":{"code":"DEADLINE_EXCEEDED"}}],"data":{"a":1}}`: unavailable,
	} {
		if got, _ := c.judge(0, []byte(text)); got != want {
			t.Errorf("%s is %d, want %d", text, got, want)
		}
	}
}

// What is promised of a fault is held against what came.
func TestJudgeFault(t *testing.T) {
	begun := time.Unix(1000, 0)
	back := begun.Add(10 * time.Second)
	at := func(sent, came time.Duration, k kind) answer {
		return answer{kind: k, sent: begun.Add(sent), came: begun.Add(came)}
	}
	noticed := at(time.Second, 2*time.Second, unavailable)
	for name, c := range map[string]struct {
		answers []answer
		bad     bool
	}{
		"well":              {[]answer{noticed, at(20*time.Second, 20*time.Second, whole)}, false},
		"open at its begin": {[]answer{noticed, at(-3*time.Second, time.Second, unavailable)}, false},
		"nobody noticed":    {[]answer{at(time.Second, 2*time.Second, whole)}, true},
		"too slow":          {[]answer{noticed, at(time.Second, 4*time.Second, unavailable)}, true},
		"broken":            {[]answer{noticed, at(time.Second, 2*time.Second, broken)}, true},
		"wrong":             {[]answer{noticed, at(time.Second, 2*time.Second, wrong)}, true},
		"before":            {[]answer{noticed, at(-2*time.Second, -time.Second, unavailable)}, true},
		"not back in time":  {[]answer{noticed, at(16*time.Second, 16*time.Second, unavailable)}, true},
		"back in time":      {[]answer{noticed, at(14*time.Second, 14*time.Second, unavailable)}, false},
	} {
		s := &soak{}
		s.judgeFault(name, c.answers, begun, back)
		if bad := s.failures > 0; bad != c.bad {
			t.Errorf("%s: bad is %t", name, bad)
		}
	}
}

// The two versions of the dataset are whole files that differ.
func TestDataset(t *testing.T) {
	before, after := dataset(120, "before"), dataset(120, "after")
	if bytes.Equal(before, after) || bytes.Count(before, []byte("role:")) != 120 || bytes.Count(after, []byte("ORGANIZER")) != 40 {
		t.Errorf("%d and %d bytes", len(before), len(after))
	}
}
