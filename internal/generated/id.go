package generated

import "github.com/migraph/migraph/graph"

const (
	digits    = "abcdefghijklmnopqrstuvwxyz234567"
	idDigits  = 12
	idMask    = 1<<(5*idDigits) - 1
	scatter   = 0x9E3779B97F4A7C15 & idMask
	keyDigits = 16
)

// gather undoes scatter: their product is 1 modulo 2^60.
var gather = inverse(scatter)

// inverse gives the inverse of an odd number modulo 2^60, by Newton's method:
// each step doubles the digits that are right.
func inverse(odd uint64) uint64 {
	x := odd
	for range 6 {
		x *= 2 - odd*x
	}
	return x & idMask
}

// thingID gives the id of the n-th thing of a type. Ids are scattered, as real ones
// are: their order says nothing of the things. Those of initiatives are in the order
// of n, in which their claims are made, so that large graphs are written in a row.
func thingID(t *graph.Type, n int) string {
	x := uint64(n + 1)
	if t != initiativeType {
		x = x * scatter & idMask
	}
	return t.Prefix + base32(x, idDigits)
}

// number gives the n of which thingID made an id.
func number(id string) int {
	x := uint64(0)
	for i := 1; i < len(id); i++ {
		d := id[i] - 'a'
		if id[i] < 'a' {
			d = id[i] - '2' + 26
		}
		x = x<<5 | uint64(d)
	}
	if id[:1] != initiativeType.Prefix {
		x = x * gather & idMask
	}
	return int(x) - 1
}

// claimID gives the id of the n-th claim of a type, in the order of n as well.
func claimID(t *graph.Type, n int) string { return t.Prefix + base32(uint64(n), keyDigits) }

func base32(n uint64, length int) string {
	b := make([]byte, length)
	for i := length - 1; i >= 0; i-- {
		b[i] = digits[n&31]
		n >>= 5
	}
	return string(b)
}
