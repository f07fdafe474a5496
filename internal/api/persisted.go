package api

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/go-viper/mapstructure/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answers"
	"github.com/migraph/migraph/internal/bounded"
	"github.com/migraph/migraph/internal/operations"
)

// The codes and messages that clients of persisted queries know, from
// https://www.apollographql.com/docs/apollo-server/performance/apq and, for lists of
// what is trusted, from Apollo Router.
const (
	notFoundMessage = "PersistedQueryNotFound"
	notFoundCode    = "PERSISTED_QUERY_NOT_FOUND"
	notTrustedCode  = "QUERY_NOT_IN_SAFELIST"
)

// registeredBytes bounds the texts that clients have sent with their hashes.
const registeredBytes = 16 << 20

// persisted takes questions by hash, and holds a server to what is trusted. A text that
// a client sends with its hash is kept only when it has been parsed and validated:
// gqlgen's own extension keeps it before.
type persisted struct {
	operations *operations.Set
	mode       operations.Mode
	registered *bounded.Cache[string]
	log        *slog.Logger
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = persisted{}

// ExtensionName names the extension.
func (persisted) ExtensionName() string { return "Persisted" }

// Validate accepts every schema.
func (persisted) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters finds the text of a question that comes by its hash, and
// refuses what may not be asked.
func (p persisted) MutateOperationParameters(_ context.Context, q *graphql.RawParams) *gqlerror.Error {
	hash, err := hashOf(q.Extensions)
	if err != nil {
		return err
	}
	switch {
	case q.Query == "" && hash == "":
		return slip("query", "there is no question: it needs a query, or the extension persistedQuery")
	case q.Query != "" && hash != "" && operations.Hash(q.Query) != hash:
		return slip("extensions", "the sha256Hash of the extension persistedQuery is not that of the query")
	case q.Query == "":
		return p.find(q, hash)
	case p.mode == operations.Trusted && p.operations.Hashed(operations.Hash(q.Query)) == nil:
		return notTrusted()
	}
	return nil
}

// find puts the text of a hash into the question.
func (p persisted) find(q *graphql.RawParams, hash string) *gqlerror.Error {
	if o := p.operations.Hashed(hash); o != nil {
		q.Query = o.Text
		return nil
	}
	if p.mode == operations.Trusted {
		return notTrusted()
	}
	text, ok := p.registered.Get(hash)
	if !ok {
		err := gqlerror.Errorf(notFoundMessage)
		errcode.Set(err, notFoundCode)
		return err
	}
	q.Query = text
	return nil
}

func notTrusted() *gqlerror.Error {
	err := gqlerror.Errorf("this server answers its own operations only, and this is none of them: /q lists them; ask one at /q/NAME, or by its hash with the extension persistedQuery")
	errcode.Set(err, notTrustedCode)
	return err
}

// MutateOperationContext keeps the text of a question that came with its hash.
func (p persisted) MutateOperationContext(ctx context.Context, o *graphql.OperationContext) *gqlerror.Error {
	if hash, err := hashOf(o.Extensions); err == nil && hash != "" && p.operations.Hashed(hash) == nil {
		p.registered.Add(hash, o.RawQuery, len(o.RawQuery))
	}
	if p.mode == operations.Log {
		if hash := operations.Hash(o.RawQuery); p.operations.Hashed(hash) == nil {
			p.log.InfoContext(ctx, "an operation that is not trusted", "operation", o.Operation.Name, "hash", hash)
		}
	}
	return nil
}

// hashOf gives the hash of the extension persistedQuery, empty if it is not there.
func hashOf(extensions map[string]any) (string, *gqlerror.Error) {
	given := extensions["persistedQuery"]
	if given == nil {
		return "", nil
	}
	var q struct {
		Version int64  `mapstructure:"version"`
		Hash    string `mapstructure:"sha256Hash"`
	}
	if err := mapstructure.Decode(given, &q); err != nil || q.Hash == "" {
		return "", slip("extensions", `the extension persistedQuery is no object such as {"version": 1, "sha256Hash": "..."}`)
	}
	if q.Version != 1 {
		return "", slip("extensions", "the version of the extension persistedQuery must be 1")
	}
	return q.Hash, nil
}

// statusOf gives the status of HTTP for an answer with errors: that of the first.
func statusOf(errs gqlerror.List) int {
	if len(errs) == 0 {
		return http.StatusOK
	}
	code, _ := errs[0].Extensions["code"].(string)
	return answers.Status(graph.Code(code))
}
