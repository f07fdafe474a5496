package gqlgenfast_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/migraph/migraph/internal/gqlgenfast/testdata/nasty"
	"github.com/migraph/migraph/internal/gqlgenfast/testdata/nasty/fastexec"
	"github.com/migraph/migraph/internal/gqlgenfast/testdata/nasty/stockexec"

	"github.com/migraph/migraph/internal/gqlgenfast/fast"
)

// BenchmarkFields measures what fields cost where resolvers cost nothing, by
// gqlgen's transport: compare stock with fast.
func BenchmarkFields(b *testing.B) {
	thing := nasty.Things()["calm"].(*nasty.Thing)
	row := *thing
	row.Text = "Regional Office for Asia and the Pacific"
	row.Things, row.Kins = nil, nil
	for range 20 {
		row.Things = append(row.Things, &row)
		row.Kins = append(row.Kins, &row)
	}
	names := make([]string, 50)
	for i := range names {
		names[i] = "row"
	}
	root := nastyRoot{map[string]nasty.Face{"row": &row}}
	stock := server(stockexec.NewExecutableSchema(stockexec.Config{Resolvers: nastyStock{root}}), nil)
	ours := server(fastexec.NewExecutableSchema(fastexec.Config{Resolvers: nastyFast{root}}), nil)
	ours.Use(&fast.Extension{})
	for name, query := range map[string]string{
		"flat":   `query($names: [String!]!) { things(names: $names) { __typename name text size big flag level levelOrNull noContext count } }`,
		"nested": `query($names: [String!]!) { things(names: $names) { name size children { name level kin { name ... on Thing { text next { name } } } } } }`,
	} {
		for side, s := range map[string]http.Handler{"stock": stock, "fast": ours} {
			b.Run(name+"/"+side, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if w := send(b.Context(), s, question{query, map[string]any{"names": names}}); bytes.HasPrefix(w.Body.Bytes(), []byte(`{"errors"`)) {
						b.Fatalf("%.300s", w.Body)
					}
				}
			})
		}
	}
}
