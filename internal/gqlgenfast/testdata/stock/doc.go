// Package stock is what gqlgen makes of the schema without the fast path. It is
// in no program: the fast path is compared with it.
package stock
