package graph

import (
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
)

// The number of base32 digits of new ids: 60 bits for things, whose ids people
// see in addresses and of which a collision gets a longer one; 80 bits for
// claims, of which there are many more.
const (
	idLength      = 12
	claimIDLength = 16
)

var idGrammar = regexp.MustCompile(`^[a-z][a-z2-7]{12,52}$`)

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// newID gives the id of the record of type t with the given first key: the
// type's letter and the first digits of the base32 of SHA-256 over type and
// key. It depends on nothing else, so both stores give the same.
func newID(t *Type, key string, length int) string {
	sum := sha256.Sum256([]byte(t.Name + "\x00" + key))
	return t.Prefix + strings.ToLower(idEncoding.EncodeToString(sum[:]))[:length]
}

// packedID is an id in as little memory as it needs: a write may touch a million
// records.
type packedID [25]byte

// pack packs an id. Ids of more than 24 digits, for which four ids in a row would
// have to collide, are shortened, which could make two of them one.
func pack(id string) (out packedID) {
	copy(out[:], id)
	return out
}

func (p packedID) String() string { return strings.TrimRight(string(p[:]), "\x00") }

// ValidID tells whether id could be an id of this graph. Ids are exact: they
// have one case and one spelling.
func ValidID(id string) bool { return idGrammar.MatchString(id) }
