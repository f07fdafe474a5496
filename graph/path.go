package graph

import "strings"

// Path leads from a record over references to a value: "initiative.type",
// "provider.stakeholder.id", "startEarliest:year".
type Path struct {
	Refs []*Ref
	// Type is the type at the end of the references.
	Type *Type
	// Field is the field at the end, nil for "id".
	Field *Field
	// Year: only the year of the day is wanted.
	Year bool
	last *Type // has the last reference
}

// MayHide tells whether the last reference of the path can lead to something
// that is hidden from an audience: see Audience.MayHide.
func (p *Path) MayHide(a Audience) bool {
	n := len(p.Refs)
	return n > 0 && a.MayHide(p.last, p.Refs[n-1].Name)
}

// maxPathRefs bounds the references of a path.
const maxPathRefs = 3

// ParsePath reads a path that starts at t.
func ParsePath(t *Type, path string) (Path, error) {
	p := Path{Type: t}
	rest, year := strings.CutSuffix(path, ":year")
	p.Year = year
	for {
		if rest == "id" {
			return p, nil
		}
		if f := p.Type.Field(rest); f != nil && f.Filter && (f.Kind == KindCode || f.Kind == KindText) {
			p.Field = f
			return p, nil
		}
		r := p.Type.refPrefix(rest)
		if r == nil || len(p.Refs) == maxPathRefs {
			return Path{}, Errorf(InvalidArgument, "%s has no value at %q", t.Name, path)
		}
		p.Refs, p.last, p.Type = append(p.Refs, r), p.Type, p.Type.Target(r.Name)
		rest = rest[len(r.Name)+1:]
	}
}

// refPrefix gives the reference with whose name and a dot a path begins; no
// reference's name is the beginning of another's.
func (t *Type) refPrefix(path string) *Ref {
	for i := range t.Refs {
		if strings.HasPrefix(path, t.Refs[i].Name+".") {
			return &t.Refs[i]
		}
	}
	return nil
}
