package graph

import "context"

// SchemaVersion is the version of how stores keep the catalog. Raise it with
// every change of the catalog or of derived values: stores of an older version
// are rewritten when they are opened, those of a newer one refused.
const SchemaVersion = 8

// Revision counts the committed changes of a graph. An answer is true of one
// revision.
type Revision int64

// Store keeps a graph. Implementations are safe for concurrent use; storetest
// holds what each must do. Every error that a method returns is an *Error or
// the context's.
type Store interface {
	// View runs fn over one consistent state of the graph. fn may be run again
	// from its start, so it must not have effects other than its results. If
	// no consistent state can be had, the error is Unavailable.
	View(ctx context.Context, fn func(context.Context, Reader) error) error
	// Write runs fn with the graph locked against other writers and commits
	// what it wrote, all or nothing, before it returns. A fn that wrote
	// nothing leaves the revision as it was. fn may be run again from its start.
	// A store that cannot hold a large write in one transaction may let others
	// read parts of it before it is committed, while Reader.Importing says so.
	Write(ctx context.Context, fn func(context.Context, Writer) error) (Revision, error)
	// Revision gives the newest committed revision that the store knows of, and
	// costs so little that it can be asked before every answer. It is never below
	// that of a Write that has returned, nor of a View that has read. What another
	// process commits it knows at once, or after 250 ms at the latest.
	Revision(ctx context.Context) (Revision, error)
	// Ping tells whether the store can answer now.
	Ping(ctx context.Context) error
	Close() error
}

// Reader reads one consistent state of a graph. It is safe for concurrent use
// within its View.
type Reader interface {
	// Revision of the state that is read.
	Revision() Revision
	// Importing tells whether a write that the store keeps in several steps is
	// under way, or was interrupted and not yet undone: then the state that is read
	// holds a part of it.
	Importing(ctx context.Context) (bool, error)
	// Fetch runs a plan. It is one call for a whole tree.
	Fetch(ctx context.Context, p *Plan) (*Result, error)
	// Aggregate counts and sums groups of records.
	Aggregate(ctx context.Context, a *Aggregation) (*Groups, error)
	// Links gives the neighbours of things, one list for each of q.Nodes.
	Links(ctx context.Context, q *LinkQuery) ([]Neighbours, error)
	// Scan calls fn for every record of a type, with all its parts, in the
	// order of ids. It ends at the first error of fn and returns it.
	Scan(ctx context.Context, t *Type, fn func(Record) error) error
	// ScanLinks calls fn for every stored link, ordered by claim and step.
	ScanLinks(ctx context.Context, fn func(Link) error) error
}

// Writer reads and writes within one Write. Reads see what was written before.
type Writer interface {
	Reader
	// Put inserts or replaces whole records of a type: values, parts, links.
	Put(ctx context.Context, t *Type, rs []Record) error
	// Delete removes records with their parts and links; ids that do not exist
	// are passed over.
	Delete(ctx context.Context, t *Type, ids []string) error
	// Bulk runs fn, in which about n records of claims are put, most of them new. Until
	// it ends, reads other than by id or by natural key may be slow.
	Bulk(ctx context.Context, n int, fn func() error) error
	// Derive sets one field of records that exist, by their ids, and leaves all
	// else of them as it is. The field is an int, a code or a bool without an
	// order, and none by which lists leave records out; ids that do not exist are
	// passed over.
	Derive(ctx context.Context, t *Type, field string, values map[string]any) error
	// Resume makes the commit give the graph this revision, which is above the one
	// that it has, instead of the next one: for a graph that goes on in another store.
	Resume(at Revision) error
}

// LinkQuery asks for the neighbours of things.
type LinkQuery struct {
	// Nodes are ids of things.
	Nodes []string
	// Types limits the kinds of links; empty means all.
	Types []LinkType
	// Roles limits links of the kinds in RoleLinks to those that have one of these
	// roles; empty means all.
	Roles []Role
	// Way limits links to those that lead from the nodes or to them.
	Way    Way
	Dating Dating
	// Among limits the neighbours to these ids; nil limits nothing.
	Among []string
	// Where limits the neighbours of types, by their names, to records that fit.
	// Neighbours of other types are not limited.
	Where map[string]Filter
	// Audience is who asks; it matters to what Where says of other records.
	Audience Audience
	// Limit bounds the neighbours of each node; 0 means none are cut.
	Limit int
	// Claims is how many ids of claims to tell of each neighbour at the most.
	Claims int
}

// Way is a direction of links.
type Way string

// The ways; empty means both.
const (
	WayOut Way = "OUT"
	WayIn  Way = "IN"
)

// Plain tells whether the query counts all links of its types, so that a store
// may answer from weights that it keeps.
func (q *LinkQuery) Plain() bool {
	return q.Dating.Filter() == nil && len(q.Roles) == 0 && q.Claims == 0
}

// Guarded gives the query limited to what its audience may see. Stores answer
// that one.
func (q *LinkQuery) Guarded() (*LinkQuery, error) {
	out := *q
	out.Where = map[string]Filter{}
	for name, f := range q.Where {
		t := Catalog.Type(name)
		if t == nil || t.Class != ClassThing {
			return nil, Errorf(InvalidArgument, "%s is no type of things", name)
		}
		if err := CheckFilter(t, f); err != nil {
			return nil, err
		}
		if f != nil {
			out.Where[name] = q.Audience.within(t, f)
		}
	}
	return &out, nil
}

// Neighbours are what one node is linked to.
type Neighbours struct {
	List []Neighbour
	// Total counts the neighbours before the cut. One thing can be a neighbour
	// several times, by links of different types and ways; Things counts it once,
	// and leaves the node itself out.
	Total, Things int
}

// Neighbour is one thing to which a node is linked by links of one type and direction.
type Neighbour struct {
	ID   string
	Type LinkType
	// Out: the links lead from the node to the neighbour.
	Out bool
	// Weight counts the distinct claims that link the two. Neighbours are
	// ordered by weight descending, then id, type, and Out before in.
	Weight int
	// Claims are ids of these claims, in their order, as many as were asked for.
	Claims []string
}

// Aggregation asks for groups of records of one type.
type Aggregation struct {
	Type  *Type
	Where Filter
	// Audience is who asks; stores answer the aggregation that Guarded gives.
	Audience Audience
	// Parents, with By, asks for the groups of one list for each of these ids,
	// as a Query does; Limit and Offset must then be 0.
	Parents []string
	By      []Back
	// Keys group the records; each is a path for ParsePath. Without keys there
	// is exactly one group, or one for each parent, even of no records. With
	// keys, no records have no group.
	Keys     []string
	Measures []Measure
	// Rank orders the groups by the measure of that index, descending; -1 orders
	// by the keys. Equal groups are ordered by their keys, unknown first. The
	// groups of a parent stand together, in the order of Parents.
	Rank   int
	Limit  int // 0: no limit
	Offset int
}

// MeasureKind is a way to measure a group.
type MeasureKind string

// The measures.
const (
	MeasureCount         MeasureKind = "count"
	MeasureCountDistinct MeasureKind = "countDistinct" // of the values of Path, unknown left out
	MeasureMin           MeasureKind = "min"           // of a field of codes
	MeasureMax           MeasureKind = "max"
	MeasureSum           MeasureKind = "sum" // of the amounts of flows
)

// Measure is one figure of a group.
type Measure struct {
	Kind MeasureKind
	// Path is as a key of an Aggregation; not used by count and sum.
	Path string
}

// Groups is the answer to an Aggregation.
type Groups struct {
	Rows []Group
	// Total counts the groups before the limit.
	Total int
}

// Group is one group of records.
type Group struct {
	// Parent is the place in Parents of the one whose group it is.
	Parent int
	// Keys are the values that the records share, empty for unknown.
	Keys []string
	// Values holds for each measure an int (count, countDistinct), a string
	// (min, max; empty if nothing is known) or a Sum.
	Values []any
}
