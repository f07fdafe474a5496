package graph

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// The number of base32 digits of new ids: 60 bits for things, whose ids people
// see in addresses and of which a collision gets a longer one; 80 bits for
// claims, of which there are many more.
const (
	idLength      = 12
	claimIDLength = 16
)

// longestID is the whole of a SHA-256 in base32, after the letter of the type.
const longestID = 1 + 52

// idEncoding is the base32 of RFC 4648 in lower case.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newID gives the id of the record of type t with the given first key: the
// type's letter and the first digits of the base32 of SHA-256 over type and
// key. It depends on nothing else, so both stores give the same.
func newID(t *Type, key string, length int) string {
	sum := sha256.Sum256([]byte(t.Name + "\x00" + key))
	return t.Prefix + idEncoding.EncodeToString(sum[:])[:length]
}

// packedID is an id in as little memory as it needs: a write may touch a million
// records. It has five bits for the letter and for each digit, a one, and zeros.
type packedID [16]byte

// mostPacked is how many digits a packedID has room for. Ids of more, for which four ids
// in a row would have to collide, are shortened, which could make two of them one.
const mostPacked = 24

const digitBits = 5

// pack packs an id.
func pack(id string) (out packedID) {
	id = id[:min(len(id), 1+mostPacked)]
	at := 0
	for i := range len(id) {
		v := uint16(id[i] - 'a')
		if id[i] < 'a' {
			v = uint16(id[i]-'2') + 26
		}
		// A digit is within two bytes at the most.
		v <<= 16 - digitBits - at%8
		out[at/8] |= byte(v >> 8)
		if byte(v) != 0 {
			out[at/8+1] |= byte(v)
		}
		at += digitBits
	}
	out[at/8] |= 0x80 >> (at % 8)
	return out
}

func (p packedID) String() string {
	end := len(p)*8 - 1
	for end >= 0 && p[end/8]&(0x80>>(end%8)) == 0 {
		end--
	}
	var b strings.Builder
	for at := 0; at+digitBits <= end; at += digitBits {
		v := uint16(p[at/8]) << 8
		if at/8+1 < len(p) {
			v |= uint16(p[at/8+1])
		}
		v = v >> (16 - digitBits - at%8) & (1<<digitBits - 1)
		if v < 26 {
			b.WriteByte('a' + byte(v))
		} else {
			b.WriteByte('2' + byte(v-26))
		}
	}
	return b.String()
}

// ValidID tells whether id could be an id of this graph. Ids are exact: they
// have one case and one spelling: a letter, and 12 to 52 digits of base32.
func ValidID(id string) bool {
	if len(id) < 1+idLength || len(id) > longestID || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	for i := 1; i < len(id); i++ {
		if (id[i] < 'a' || id[i] > 'z') && (id[i] < '2' || id[i] > '7') {
			return false
		}
	}
	return true
}
