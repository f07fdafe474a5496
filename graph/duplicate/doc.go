// Package duplicate finds things that may be one, for people to look at: bodies and
// initiatives whose names, identifiers or websites are alike. It merges nothing.
//
// Things are compared only with those that share a key with them (a name, the words of
// a name, the host of a website ...), so that the work grows with the number of things
// and not with that of pairs. Keys that very many things share tell nothing and are
// passed over.
package duplicate
