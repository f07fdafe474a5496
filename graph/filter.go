package graph

import (
	"fmt"
	"strings"
)

// Filter is a condition on records of one type. It has two values: a
// comparison with something unknown is false, and its negation true.
type Filter interface {
	// write appends a canonical form, equal for equal filters.
	write(*strings.Builder)
}

// And holds if all of its parts do; an empty one holds always.
type And []Filter

// Or holds if one of its parts does; an empty one never.
type Or []Filter

// Not holds if Of does not.
type Not struct{ Of Filter }

// Compare holds if a field of the record, or its "id", stands in the relation
// Op to Value. Texts (KindText) are compared folded, everything else exactly.
type Compare struct {
	Field string
	Op    Op
	// Value is a string, int64 or bool as the field's kind; []string for In;
	// a bool for IsNull.
	Value any
}

// Related holds if at least one record across an edge (a reference, a list
// that points back, or a part) fits Where; a nil Where fits all.
type Related struct {
	Edge  string
	Where Filter
}

// Op is a relation between a field and a value.
type Op string

// The relations. StartsWith and Contains are for texts.
const (
	Eq         Op = "eq"
	In         Op = "in"
	Lt         Op = "lt"
	Le         Op = "lte"
	Gt         Op = "gt"
	Ge         Op = "gte"
	StartsWith Op = "startsWith"
	Contains   Op = "contains"
	IsNull     Op = "isNull"
)

// All joins conditions, leaving out the nil ones; nil if none is left.
func All(fs ...Filter) Filter {
	var out And
	for _, f := range fs {
		if f != nil {
			out = append(out, f)
		}
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	return out
}

// Canonical gives a text that is equal for equal filters.
func Canonical(f Filter) string {
	if f == nil {
		return ""
	}
	var b strings.Builder
	f.write(&b)
	return b.String()
}

func (f And) write(b *strings.Builder) { writeList(b, "and", f) }
func (f Or) write(b *strings.Builder)  { writeList(b, "or", f) }

func writeList(b *strings.Builder, name string, fs []Filter) {
	b.WriteString("(" + name)
	for _, f := range fs {
		b.WriteByte(' ')
		f.write(b)
	}
	b.WriteByte(')')
}

func (f Not) write(b *strings.Builder) {
	b.WriteString("(not ")
	f.Of.write(b)
	b.WriteByte(')')
}

func (f Compare) write(b *strings.Builder) {
	fmt.Fprintf(b, "(%s %s %q)", f.Op, f.Field, fmt.Sprint(f.Value))
	if list, ok := f.Value.([]string); ok {
		fmt.Fprintf(b, "%q", list)
	}
}

func (f Related) write(b *strings.Builder) {
	fmt.Fprintf(b, "(some %s ", f.Edge)
	if f.Where != nil {
		f.Where.write(b)
	}
	b.WriteByte(')')
}

// CheckFilter tells whether a filter fits a type; an error is a defect of the
// caller or an argument at fault.
func CheckFilter(t *Type, f Filter) error {
	switch f := f.(type) {
	case nil:
		return nil
	case And:
		return checkAll(t, f)
	case Or:
		return checkAll(t, f)
	case Not:
		return CheckFilter(t, f.Of)
	case Related:
		target := t.Target(f.Edge)
		if target == nil {
			return Errorf(InvalidArgument, "%s has no edge %q", t.Name, f.Edge)
		}
		return CheckFilter(target, f.Where)
	case Compare:
		return checkCompare(t, f)
	}
	return Errorf(Internal, "unknown filter %T", f)
}

func checkAll(t *Type, fs []Filter) error {
	for _, f := range fs {
		if err := CheckFilter(t, f); err != nil {
			return err
		}
	}
	return nil
}

func checkCompare(t *Type, c Compare) error {
	kind := KindCode
	if c.Field != "id" || t.Class == ClassPart {
		f := t.Field(c.Field)
		if f == nil || !f.Filter {
			return Errorf(InvalidArgument, "%s cannot be filtered by %q", t.Name, c.Field)
		}
		kind = f.Kind
	}
	ok := false
	switch c.Op {
	case IsNull:
		_, ok = c.Value.(bool)
	case In:
		_, ok = c.Value.([]string)
		ok = ok && kind != KindInt && kind != KindBool
	case StartsWith, Contains:
		_, ok = c.Value.(string)
		ok = ok && kind == KindText
	case Eq:
		ok = fits(kind, c.Value)
	case Lt, Le, Gt, Ge:
		ok = fits(kind, c.Value) && kind != KindBool && kind != KindText
	}
	if !ok {
		return Errorf(InvalidArgument, "%s.%s cannot be compared by %s with %v", t.Name, c.Field, c.Op, c.Value)
	}
	return nil
}

func fits(k Kind, v any) bool {
	switch v.(type) {
	case string:
		return k == KindText || k == KindCode
	case int64:
		return k == KindInt
	case bool:
		return k == KindBool
	}
	return false
}
