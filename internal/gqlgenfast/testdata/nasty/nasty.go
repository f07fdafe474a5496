// Package nasty holds objects that do what resolvers should not: they fail,
// panic, and give null where none may be. The fast path must tell of it as
// gqlgen does.
package nasty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
)

// Query is the root.
type Query struct{}

// Face is an interface of the schema.
type Face interface{ isFace() }

// Named is an interface that has nothing to do with Face but its fields.
type Named interface{ isNamed() }

// Any is a union.
type Any interface{ isAny() }

// Level is an enum, whose empty value is null.
type Level string

// MarshalGQL writes the level.
func (l Level) MarshalGQL(w io.Writer) {
	if l == "" {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = io.WriteString(w, strconv.Quote(string(l)))
}

// UnmarshalGQL reads a level.
func (l *Level) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	*l = Level(s)
	if !ok {
		return errors.New("a level is a string")
	}
	return nil
}

// Inner holds fields that a Thing has only if it is there.
type Inner struct {
	Fragile       string
	FragileOrNull *string
}

// Leaf is held by value.
type Leaf struct{ Name string }

// Thing does what its fields say.
type Thing struct {
	*Inner      // without it, fields of it panic
	Name        string
	Text        graph.Text
	Note        *string
	Count       *int
	Big         int64
	Flag        bool
	Ratio       float64
	Level       Level
	LevelOrNull Level
	Tags        []string
	Levels      []Level
	Props       map[string]any
	Leaf        Leaf
	Any         Any
	Loud        string

	PlainNext, PlainNextNeeded *Thing
	PlainChildren              []*Thing

	// Trouble of the methods: "", "error", "errors", "located", "told", "panic".
	Trouble string
	To      *Thing
	Twins   Face
	Kins    []Face
	Things  []*Thing
}

func (*Thing) isFace()  {}
func (*Thing) isNamed() {}
func (*Thing) isAny()   {}

func (t *Thing) trouble() error {
	switch t.Trouble {
	case "error":
		return fmt.Errorf("trouble of %s", t.Name)
	case "errors":
		return gqlerror.List{{Message: "one trouble"}, {Message: "another trouble"}}
	case "located":
		return &gqlerror.Error{Message: "trouble", Extensions: map[string]any{"of": t.Name}}
	case "panic":
		panic("trouble of " + t.Name)
	}
	return nil
}

// Size panics in trouble.
func (t *Thing) Size() int {
	if t.Trouble == "panic" {
		panic("no size")
	}
	return len(t.Name)
}

// Label of the thing.
func (t *Thing) Label(ctx context.Context) (string, error) {
	return graphql.GetFieldContext(ctx).Path().String(), t.trouble()
}

// LabelOrNull is a pointer.
func (t *Thing) LabelOrNull(context.Context) (*string, error) { return t.Note, t.trouble() }

// NoContext takes no context.
func (t *Thing) NoContext() (string, error) { return "none", t.trouble() }

// ContextOnly cannot fail, and tells what a resolver sees of its field.
func (t *Thing) ContextOnly(ctx context.Context) string {
	fc := graphql.GetFieldContext(ctx)
	return fmt.Sprint(fc.Object, fc.Field.Name, fc.Field.Alias, fc.IsMethod, fc.IsResolver, fc.Parent.Path(), graphql.GetOperationContext(ctx).OperationName)
}

// Maybe has a second result that is no error.
func (t *Thing) Maybe() (string, bool) { return t.Name, t.Flag }

// Required calls itself so at run time.
func (t *Thing) Required(ctx context.Context) (*string, error) {
	if t.Flag {
		graphql.MarkNonNull(ctx)
	}
	return nil, t.trouble()
}

// Await waits for the end of the request.
func (t *Thing) Await(ctx context.Context) (*string, error) {
	<-ctx.Done()
	return nil, context.Cause(ctx)
}

// Echo has an argument.
func (t *Thing) Echo(ctx context.Context, text string) (string, error) {
	return text + graphql.GetFieldContext(ctx).Path().String(), t.trouble()
}

// Next thing.
func (t *Thing) Next(context.Context) (*Thing, error) { return t.To, t.trouble() }

// NextNeeded cannot be null, but is, and may have told why.
func (t *Thing) NextNeeded(ctx context.Context) (*Thing, error) {
	if t.Trouble == "told" {
		graphql.AddErrorf(ctx, "there is none")
		return nil, nil
	}
	return t.To, t.trouble()
}

// Twin of the thing.
func (t *Thing) Twin(context.Context) (Face, error) { return t.Twins, t.trouble() }

// TwinNeeded cannot be null, but is.
func (t *Thing) TwinNeeded() Face { return t.Twins }

// RequiredTwin calls itself so at run time.
func (t *Thing) RequiredTwin(ctx context.Context) (Face, error) {
	if t.Flag {
		graphql.MarkNonNull(ctx)
	}
	return t.Twins, t.trouble()
}

// RequiredFace has an argument as well.
func (t *Thing) RequiredFace(ctx context.Context, text string) (Face, error) {
	if text == "" {
		return t.RequiredTwin(ctx)
	}
	return t, nil
}

// Kin of the thing.
func (t *Thing) Kin(context.Context) ([]Face, error) { return t.Kins, t.trouble() }

// KinOrNull may be null and hold null.
func (t *Thing) KinOrNull() []Face { return t.Kins }

// Children of the thing.
func (t *Thing) Children(context.Context) ([]*Thing, error) { return t.Things, t.trouble() }

// ChildrenOrNull may be null and hold null.
func (t *Thing) ChildrenOrNull() []*Thing { return t.Things }

// Other is another Face.
type Other struct {
	Name   string
	Twin   Face
	Kin    []Face
	Weight int
}

func (*Other) isFace() {}
func (*Other) isAny()  {}

// Stranger is a Face that the schema does not know.
type Stranger struct{}

func (Stranger) isFace() {}

// Things are the objects by name.
func Things() map[string]Face {
	nan := 0.0
	note := "a \"note\" <b>&</b> \u2028\u2029 \xff\x00\x1f\x7f\t\r\n\\ é “quoted” \xe2\x80 end\xe2"
	five := 5
	calm := &Thing{Inner: &Inner{Fragile: "whole"}, Name: "calm", Text: graph.Text(note), Note: &note, Count: &five, Big: 1 << 60,
		Level: "LOW", LevelOrNull: "HIGH", Tags: []string{"a", "<b>"}, Levels: []Level{"LOW", ""}, Ratio: 0.1, Loud: "loud",
		Props: map[string]any{"k": "<v>"}, Leaf: Leaf{"leaf"}, Flag: true}
	other := &Other{Name: note, Weight: -7, Twin: calm}
	calm.Any, calm.To, calm.Twins = other, calm, other
	calm.PlainNext, calm.PlainNextNeeded = calm, calm
	calm.Kins, calm.Things, calm.PlainChildren = []Face{other, calm}, []*Thing{calm, calm}, []*Thing{}
	other.Kin = []Face{calm}
	empty := &Thing{Name: "", Ratio: nan / nan}
	out := map[string]Face{"calm": calm, "other": other, "empty": empty, "stranger": Stranger{}, "nil": nil, "nil thing": (*Thing)(nil)}
	for _, trouble := range []string{"error", "errors", "located", "told", "panic"} {
		t := *calm
		t.Name, t.Trouble, t.Inner = trouble, trouble, nil
		out[trouble] = &t
	}
	alone := *calm
	alone.Name, alone.Twins, alone.To = "alone", nil, nil
	out["alone"] = &alone
	gaps := *calm
	gaps.Name, gaps.Kins = "gaps", []Face{nil, calm, (*Other)(nil), out["panic"], empty}
	gaps.Things = []*Thing{nil, out["error"].(*Thing), calm, empty}
	gaps.PlainChildren = []*Thing{calm, nil}
	gaps.PlainNext = empty
	out["gaps"] = &gaps
	strangers := *calm
	strangers.Name, strangers.Kins, strangers.Twins, strangers.Any = "strangers", []Face{calm, Stranger{}, nil}, Stranger{}, nil
	out["strangers"] = &strangers
	deep := *calm
	deep.Name, deep.To, deep.Twins = "deep", &gaps, &strangers
	deep.Kins = []Face{&gaps, other, &strangers, out["panic"]}
	deep.Things = []*Thing{&gaps, &strangers, out["error"].(*Thing)}
	out["deep"] = &deep
	return out
}
