// Command generate makes internal/exec of the schema with gqlgen.
//
// The schema writes the arguments of a list once for each noun, as an input
// that gqlgen spreads over the list's fields (@inlineArguments). For root
// fields gqlgen hands them to the resolver as one map. For other fields, which
// are bound to methods without arguments, it must not: it would write a call
// with an empty map. So what gqlgen noted of them is dropped here.
//
// With -stock it makes what gqlgen alone would make, without the fast path, for
// the tests that compare the two.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/internal/gqlgenfast"
)

func main() {
	configuration := flag.String("config", "gqlgen.yml", "what to make, as gqlgen reads it")
	stock := flag.String("stock", "", "make this folder instead, without the fast path")
	flag.Parse()
	if err := run(*configuration, *stock); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(configuration, stock string) error {
	// go generate runs in the folder of the package that asks for it.
	if err := os.Chdir("../.."); err != nil {
		return err
	}
	cfg, err := config.LoadConfig(configuration)
	if err != nil {
		return err
	}
	options := []api.Option{api.AddPlugin(rootArguments{})}
	if stock == "" {
		options = append(options, api.AddPlugin(gqlgenfast.Plugin{}))
	} else {
		cfg.Exec = config.ExecConfig{Package: filepath.Base(stock), Layout: config.ExecLayoutFollowSchema,
			DirName: stock, FilenameTemplate: "{name}.generated.go"}
		if err := cfg.Exec.Check(); err != nil {
			return err
		}
	}
	return api.Generate(cfg, options...)
}

// rootArguments keeps inlined arguments together for root fields only.
type rootArguments struct{}

// Name names the plugin in messages of gqlgen.
func (rootArguments) Name() string { return "rootarguments" }

// MutateSchema runs after gqlgen spread the arguments and before it reads what
// it noted of them.
func (rootArguments) MutateSchema(s *ast.Schema) error {
	codegen.ClearInlineArgsMetadata()
	query := &ast.Definition{Kind: ast.Object, Name: s.Query.Name}
	types := map[string]*ast.Definition{query.Name: query}
	for _, f := range s.Query.Fields {
		input := argumentsInput(s, f.Type.Name())
		if input == nil {
			continue
		}
		types[input.Name] = input
		query.Fields = append(query.Fields, &ast.FieldDefinition{Name: f.Name, Type: f.Type, Arguments: ast.ArgumentDefinitionList{{
			Name: "list", Type: ast.NamedType(input.Name, nil),
			Directives: ast.DirectiveList{{Name: "inlineArguments"}},
		}}})
	}
	if err := codegen.ExpandInlineArguments(&ast.Schema{Types: types}); err != nil {
		return err
	}
	hideScaffolding(s)
	for name := range types {
		if name != query.Name {
			delete(s.Types, name) // spread over fields, it is no type of the API
		}
	}
	return nil
}

// argumentsInput gives the input that holds the arguments of a root field of a
// type: for a list of a noun the noun's List, or that of an interface
// (governments are listed like stakeholders); for what is worked out (Paths) its
// Question. Nil: the field takes its arguments one by one.
func argumentsInput(s *ast.Schema, name string) *ast.Definition {
	noun, isList := strings.CutSuffix(name, "Connection")
	if !isList {
		return s.Types[name+"Question"]
	}
	names := []string{noun}
	if t := s.Types[noun]; t != nil {
		names = append(names, t.Interfaces...)
	}
	for _, name := range names {
		if input := s.Types[name+"List"]; input != nil {
			return input
		}
	}
	return nil
}

// hideScaffolding takes the generator's own directives out of the schema that
// clients see. gqlgen has acted on them by now.
func hideScaffolding(s *ast.Schema) {
	for _, name := range []string{"goModel", "inlineArguments"} {
		delete(s.Directives, name)
		for _, t := range s.Types {
			t.Directives = slices.DeleteFunc(t.Directives, func(d *ast.Directive) bool { return d.Name == name })
		}
	}
}
