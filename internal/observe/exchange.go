// Package observe notes what requests do while they are answered, for logs, metrics and
// traces. It knows no library of these: who listens is a Watcher.
package observe

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Bounds of what is noted of one request.
const (
	mostCodes  = 20
	mostName   = 64
	mostQuoted = 4000 // bytes of a question, and of its variables
)

// Watcher is told of requests and operations. It is safe for concurrent use.
type Watcher interface {
	// Request begins a request. The context that it gives is that of the request; its end
	// is told once. trace names the trace of which the request is a part, empty for none.
	Request(r *http.Request) (ctx context.Context, trace string, end func(Answered))
	// Operation begins an operation of GraphQL; name may be empty. The context that it
	// gives is that of the operation; its end is told once.
	Operation(ctx context.Context, name string) (context.Context, func(failed bool))
}

// Answered is what is known of a request at its end.
type Answered struct {
	Method string
	// Route is the pattern that the request was for, such as /q/{name}, and never what
	// stands in its place. Empty if it was answered before it came to one.
	Route string
	// Status of HTTP, 0 if nothing was answered.
	Status int
	Bytes  int64
	Took   time.Duration
	Noted
}

// Noted is what was noted of a request. Fields that do not apply are zero.
type Noted struct {
	// Trace is that of which the request is a part.
	Trace string
	// Operation is the name of the operation of GraphQL, if it has a well-formed one.
	Operation string
	// Rows and Values are what the operation might have brought at the most, as its
	// limits count them.
	CostRows, CostValues int
	// Rows are those that the store's statements gave, Calls the questions to the store,
	// and Store the time that these took together.
	Rows, Calls int
	Store       time.Duration
	// Codes are those of the errors of the answer, in their order.
	Codes []string
	// Kept tells whether the answer was one that is kept: HIT or MISS, empty if it was
	// none to keep.
	Kept Kept
	// Query and Variables are only noted if that is asked for.
	Query, Variables string
}

// Kept tells what the cache of answers had for a request.
type Kept string

// The outcomes.
const (
	Hit  Kept = "HIT"
	Miss Kept = "MISS"
)

// Exchange gathers what is noted of one request. All of its methods may be called on nil,
// which notes nothing, and at the same time.
type Exchange struct {
	watcher Watcher
	quotes  bool

	mu    sync.Mutex
	noted Noted
}

type exchangeKey struct{}

// Begin begins an exchange in a context. A watcher may be nil; quotes says whether
// questions and variables are noted as they are.
func Begin(ctx context.Context, w Watcher, quotes bool) (context.Context, *Exchange) {
	x := &Exchange{watcher: w, quotes: quotes}
	return context.WithValue(ctx, exchangeKey{}, x), x
}

// Of gives the exchange of a context, nil if there is none.
func Of(ctx context.Context) *Exchange {
	x, _ := ctx.Value(exchangeKey{}).(*Exchange)
	return x
}

// Noted gives what was noted so far.
func (x *Exchange) Noted() Noted {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := x.noted
	out.Codes = append([]string(nil), x.noted.Codes...)
	return out
}

func (x *Exchange) note(fn func(*Noted)) {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	fn(&x.noted)
}

// Traced notes the trace of the request.
func (x *Exchange) Traced(trace string) { x.note(func(n *Noted) { n.Trace = trace }) }

// wellFormedName is a name of GraphQL.
var wellFormedName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// Operation begins the operation of this name.
func (x *Exchange) Operation(ctx context.Context, name string) (context.Context, func(failed bool)) {
	if x == nil {
		return ctx, func(bool) {}
	}
	if len(name) > mostName || !wellFormedName.MatchString(name) {
		name = ""
	}
	x.note(func(n *Noted) { n.Operation = name })
	if x.watcher == nil {
		return ctx, func(bool) {}
	}
	return x.watcher.Operation(ctx, name)
}

// Cost notes what an operation might bring at the most.
func (x *Exchange) Cost(rows, values int) {
	x.note(func(n *Noted) { n.CostRows, n.CostValues = n.CostRows+rows, n.CostValues+values })
}

// Called notes a question to the store.
func (x *Exchange) Called(took time.Duration) {
	x.note(func(n *Noted) { n.Calls, n.Store = n.Calls+1, n.Store+took })
}

// Rows notes rows that a statement gave.
func (x *Exchange) Rows(rows int) { x.note(func(n *Noted) { n.Rows += rows }) }

// Failed notes the code of an error of the answer.
func (x *Exchange) Failed(code string) {
	x.note(func(n *Noted) {
		if len(n.Codes) < mostCodes {
			n.Codes = append(n.Codes, code)
		}
	})
}

// Kept notes whether an answer was kept.
func (x *Exchange) Kept(k Kept) { x.note(func(n *Noted) { n.Kept = k }) }

// Asked notes the question as it was asked, if that is to be noted.
func (x *Exchange) Asked(query string, variables map[string]any) {
	if x == nil || !x.quotes {
		return
	}
	text := ""
	if len(variables) > 0 {
		b, err := json.Marshal(variables)
		if err != nil { // JSON brought them
			b = []byte(err.Error())
		}
		text = string(b)
	}
	x.note(func(n *Noted) { n.Query, n.Variables = cut(query), cut(text) })
}

// cut bounds a text, and keeps it UTF-8.
func cut(text string) string {
	if len(text) > mostQuoted {
		text = text[:mostQuoted]
	}
	return strings.ToValidUTF8(text, "")
}
