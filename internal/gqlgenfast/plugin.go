// Package gqlgenfast is a plugin of gqlgen's generator that makes a field of
// an answer cost little.
//
// gqlgen marshals the value of a root field by functions that it names after
// the types. The plugin takes those of objects and interfaces, and of lists of
// them, out of what gqlgen is about to write, and writes them itself: where the
// fast path is on (fast.Extension), they hand the value to the functions of
// template.gotpl, which write it straight to JSON with package fast; where it
// is off, they do what gqlgen's would.
//
// A field that the plugin does not know how to write is resolved by gqlgen's
// own code and spliced in: one with arguments of its Go method, with
// directives, of a union, a map, a list of scalars.
package gqlgenfast

// What the tests compare is made without the plugin, and of a schema of their
// own with it and without.
//go:generate go run github.com/migraph/migraph/internal/generate -stock internal/gqlgenfast/testdata/stock
//go:generate go run github.com/migraph/migraph/internal/generate -config internal/gqlgenfast/testdata/nasty/gqlgen.yml
//go:generate go run github.com/migraph/migraph/internal/generate -config internal/gqlgenfast/testdata/nasty/gqlgen.yml -stock internal/gqlgenfast/testdata/nasty/stockexec

import (
	_ "embed"
	"errors"
	"fmt"
	"go/types"
	"maps"
	"path/filepath"
	"slices"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

// Plugin is the plugin.
type Plugin struct{}

// Name names the plugin in messages of gqlgen.
func (Plugin) Name() string { return "gqlgenfast" }

//go:embed template.gotpl
var template string

// file is what the template writes.
type file struct {
	*codegen.Data
	plan           *plan
	FastObjects    []*object
	FastInterfaces []*codegen.Interface
	// Marshalers are the functions that the plugin took over, by name.
	Marshalers map[string]*config.TypeReference
}

// IsFast tells whether an implementor of an interface is written fast.
func (f file) IsFast(i codegen.InterfaceImplementor) bool {
	return f.plan.known[i.Name] && isPointer(i.Type)
}

// object is an object type with what to write of its fields.
type object struct {
	*codegen.Object
	FastFields []*field
}

// field is a field with the code that writes it.
type field struct {
	*codegen.Field
	Form form
	// Scalar holds the statement that writes a scalar v.
	Scalar string
	// Writer is the name of what writes the object or the elements of the list.
	Writer string
	// ElemNonNull says that a list must not hold null.
	ElemNonNull bool
	// Interface says that a value of the Go type can be nil without a type.
	Interface bool
}

// form says in what way a field is written.
type form string

const (
	stock  form = "stock"
	scalar form = "scalar"
	one    form = "object"
	list   form = "list"
)

// GenerateCode writes the fast path and takes over the functions that lead to it.
func (Plugin) GenerateCode(data *codegen.Data) error {
	switch {
	case data.Config.UseFunctionSyntaxForExecutionContext:
		return errors.New("function syntax is not supported")
	case data.HasBatchResolverFields():
		return errors.New("batch resolvers are not supported")
	case len(data.AllDirectives.LocationDirectives("FIELD")) > 0:
		return errors.New("directives on fields of questions are not supported")
	}
	p := planOf(data)
	f := file{Data: data, plan: p, FastInterfaces: p.interfaces, Marshalers: map[string]*config.TypeReference{}}
	for _, o := range p.objects {
		f.FastObjects = append(f.FastObjects, p.object(o))
	}
	for key, t := range data.ReferencedTypes {
		if t.MarshalFunc() != "" && (p.writes(t) || t.IsSlice() && p.writes(t.Elem())) {
			f.Marshalers[key] = t
			delete(data.ReferencedTypes, key)
		}
	}
	return templates.Render(templates.Options{
		PackageName: data.Config.Exec.Package, Filename: filepath.Join(data.Config.Exec.Dir(), "fast.generated.go"),
		Template: template, Data: f, GeneratedHeader: true, Packages: data.Config.Packages,
	})
}

// plan knows the types that are written fast, in the order of the schema.
type plan struct {
	objects    []*codegen.Object
	interfaces []*codegen.Interface
	known      map[string]bool
}

func planOf(data *codegen.Data) *plan {
	p := &plan{known: map[string]bool{}}
	for _, o := range data.Objects {
		if !o.Root && !o.IsReserved() && !o.IsMap() && isPointer(o.Reference()) {
			p.objects = append(p.objects, o)
			p.known[o.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(data.Interfaces)) {
		if i := data.Interfaces[name]; i.Kind == ast.Interface {
			p.interfaces = append(p.interfaces, i)
			p.known[name] = true
		}
	}
	return p
}

// writes tells whether the fast path writes values of a type: pointers to
// objects, and interfaces.
func (p *plan) writes(t *config.TypeReference) bool {
	if !p.known[t.Definition.Name] || t.IsSlice() || t.IsMarshaler || t.Marshaler != nil {
		return false
	}
	if t.Definition.Kind == ast.Interface {
		return types.IsInterface(t.GO)
	}
	return isPointer(t.GO) && !t.IsPtrToPtr() && !t.IsPtrToIntf() && !t.IsPtrToSlice()
}

func (p *plan) object(o *codegen.Object) *object {
	out := &object{Object: o}
	for _, f := range o.Fields {
		out.FastFields = append(out.FastFields, p.field(f))
	}
	return out
}

func (p *plan) field(f *codegen.Field) *field {
	t := f.TypeReference
	out := &field{Field: f, Form: stock, Interface: types.IsInterface(t.GO)}
	if f.IsResolver || f.IsMap() || len(f.Args) > 0 || f.HasDirectives() || f.HasHaser || f.VOkFunc || f.GoReceiverName != "obj" {
		return out
	}
	switch {
	case p.writes(t):
		out.Form, out.Writer = one, "fast"+t.Definition.Name
	case t.IsSlice() && p.writes(t.Elem()):
		out.Form, out.Writer, out.ElemNonNull = list, "fast"+t.Definition.Name, t.Elem().GQL.NonNull
	default:
		if out.Scalar = scalarOf(t); out.Scalar != "" {
			out.Form = scalar
		}
	}
	return out
}

// scalars are gqlgen's functions of scalars, and statements that write the same.
var scalars = map[string]string{
	"MarshalString":  "w.String(string(%s))",
	"MarshalID":      "w.String(string(%s))",
	"MarshalInt":     "w.Int(int64(%s))",
	"MarshalInt32":   "w.Int(int64(%s))",
	"MarshalInt64":   "w.Int(int64(%s))",
	"MarshalBoolean": "w.Bool(bool(%s))",
}

// scalarOf gives the statement that writes a scalar v of a type, empty if only
// gqlgen's own code can.
func scalarOf(t *config.TypeReference) string {
	switch {
	case t.IsSlice() || t.HasEnumValues() || t.IsContext || t.IsPtrToPtr() || t.IsTargetNilable():
		return ""
	case t.IsMarshaler:
		if t.IsNilable() {
			return ""
		}
		return "v.MarshalGQL(w)"
	case t.Marshaler == nil || t.Marshaler.Pkg().Path() != "github.com/99designs/gqlgen/graphql":
		return ""
	}
	write := scalars[t.Marshaler.Name()]
	switch {
	case write == "" || !t.IsNilable():
		return statement(write, "v")
	case t.IsPtr() && !t.GQL.NonNull:
		return "if v == nil { w.Null() } else { " + statement(write, "*v") + " }"
	}
	return ""
}

func statement(write, value string) string {
	if write == "" {
		return ""
	}
	return fmt.Sprintf(write, value)
}

func isPointer(t types.Type) bool {
	_, ok := t.(*types.Pointer)
	return ok
}
