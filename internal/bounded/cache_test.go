package bounded

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLeastRecentlyUsedLeaves(t *testing.T) {
	c := New[int](3 * (overhead + 1 + 10))
	for i := range 3 {
		c.Add(fmt.Sprint(i), i, 10)
	}
	c.Get("0")
	c.Add("3", 3, 10)
	for key, want := range map[string]bool{"0": true, "1": false, "2": true, "3": true} {
		if _, ok := c.Get(key); ok != want {
			t.Errorf("%s is kept: %v", key, ok)
		}
	}
	c.Add("4", 4, 3*(overhead+11)) // with its own key and overhead it is too large
	if _, ok := c.Get("4"); ok {
		t.Error("a value larger than the cache is kept")
	}
	if n, _ := c.Size(); n != 3 {
		t.Errorf("%d values are left beside one that is too large", n)
	}
	c.Clear()
	if n, bytes := c.Size(); n != 0 || bytes != 0 {
		t.Errorf("%d values of %d bytes are left", n, bytes)
	}
}

// Whatever is added, the bytes are those of what is kept, and within the bound.
func TestBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 5000).Draw(t, "most")
		c := New[string](most)
		last := map[string]string{}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			key := rapid.SampledFrom([]string{"a", "bb", "ccc", "d", "e", "f"}).Draw(t, "key")
			value := strings.Repeat("x", rapid.IntRange(0, 1500).Draw(t, "length"))
			before, _ := c.Get(key)
			c.Add(key, value, len(value))
			last[key] = value
			if len(value)+len(key)+overhead > most {
				last[key] = before // the old one stays
			}
			sum := 0
			for key, value := range last {
				if got, ok := c.Get(key); ok {
					sum += len(got) + len(key) + overhead
					if got != value {
						t.Fatalf("%s holds %d bytes, want %d", key, len(got), len(value))
					}
				}
			}
			if _, bytes := c.Size(); bytes != sum || bytes > most {
				t.Fatalf("%d bytes, want %d of at most %d", bytes, sum, most)
			}
		}
	})
}
