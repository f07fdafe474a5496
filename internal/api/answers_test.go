package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/answers"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/internal/server"
	"github.com/migraph/migraph/resolvers"
)

// named are the operations of the tests.
var named = map[string]string{
	"names": `query Names($first: Int = 10, $after: String, $kind: [StakeholderKind!] = [ORGANIZATION, GOVERNMENT, EMBASSY]) {
		stakeholders(first: $first, after: $after, where: {kind: {in: $kind}}, orderBy: NAME_ASC) { totalCount pageInfo { hasNextPage endCursor } nodes { name } } }`,
	"documents":   `{ documents { nodes { name } } }`,
	"stakeholder": `query One($id: ID!) { stakeholder(by: {id: $id}) { name } }`,
	"measured":    `{ measures(first: 2) { network { status } nodes { thing { name } } } }`,
}

func set(t testing.TB, texts map[string]string) *operations.Set {
	t.Helper()
	var documents []operations.Document
	for name, text := range texts {
		documents = append(documents, operations.Document{Name: name, Text: text, Where: name})
	}
	s, err := operations.New(api.Schema(), nil, documents...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// site is a whole server of a store.
type site struct {
	t       testing.TB
	handler http.Handler
}

func siteOf(t testing.TB, store graph.Store, mode operations.Mode, log *slog.Logger) site {
	t.Helper()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	o := api.Options{
		Store: func() (graph.Store, error) { return store, nil }, Timeout: 5 * time.Second, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Log: log, Operations: set(t, named), Mode: mode, CacheControl: answers.Control(false, 0),
	}
	o.Services = resolvers.NewServices(o.Store)
	t.Cleanup(func() { _ = o.Services.Close() })
	x := api.NewExporter(o, 1000)
	kept := api.NewAnswers(o, x, 1<<20)
	t.Cleanup(kept.Close)
	o.Answers = kept
	return site{t, server.New(server.Options{
		GraphQL: api.NewHandler(o), Ask: api.Asker(o), Store: o.Store, Timeout: time.Second, MaxBody: 100_000,
		Exports: x, ExportTimeout: 5 * time.Second, Operations: o.Operations, Answers: kept, CacheControl: o.CacheControl, Log: log,
		Origins: []string{"https://dashboard.example.org"},
	})}
}

func (s site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// get asks an address; headers are names and values.
func (s site) get(path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(r)
}

func (s site) post(body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return s.do(r)
}

func (s site) expect(what, got, want string) {
	s.t.Helper()
	if strings.TrimSpace(got) != want {
		s.t.Errorf("%s:\n got  %s\n want %s", what, got, want)
	}
}

func openFile(t testing.TB, path string) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Path: path, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func filled(t testing.TB, n int) graph.Store {
	t.Helper()
	s := openFile(t, filepath.Join(t.TempDir(), "g.db"))
	apply(t, s, small(n))
	return s
}

func apply(t testing.TB, s graph.Store, in *graph.Import) {
	t.Helper()
	if _, err := graph.Apply(context.Background(), s, in); err != nil {
		t.Fatal(err)
	}
}

// titled is a dataset of one document, whose name tells which writing of it was read.
func titled(n int) *graph.Import {
	name := fmt.Sprint("Version ", n)
	d := &graph.Document{Thing: graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: "paper"}}}}
	return &graph.Import{Dataset: graph.Dataset{Key: "own"}, Things: []graph.ThingInput{
		{Key: "paper", Record: d, Evidence: []*graph.Evidence{{DocumentID: "paper", Basis: "STATED"}}, Where: "paper"}}}
}

// What is asked after a write of the same process is never of before.
func TestNeverStaleAfterAWrite(t *testing.T) {
	store := filled(t, 2)
	s := siteOf(t, store, operations.Open, nil)
	byHash := "/graphql?extensions=" + url.QueryEscape(`{"persistedQuery":{"version":1,"sha256Hash":"`+operations.Hash(named["documents"])+`"}}`)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	readers.Go(func() { // others ask all the while, so that answers are kept and shared
		for {
			select {
			case <-stop:
				return
			default:
				s.get("/q/documents")
			}
		}
	})
	pairs := 1000
	if testing.Short() {
		pairs = 100
	}
	for i := range pairs {
		apply(t, store, titled(i))
		want := fmt.Sprintf(`{"name":"Version %d"}`, i)
		path := []string{"/q/documents", byHash, "/q/documents.csv"}[i%3]
		if strings.HasSuffix(path, ".csv") {
			want = fmt.Sprintf("\nVersion %d,", i)
		}
		if w := s.get(path, "Accept-Encoding", "gzip"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Fatalf("pair %d at %s: %d %s, want %s", i, path, w.Code, w.Body, want)
		}
	}
	close(stop)
	readers.Wait()
}

// What another process writes to the same file is seen within the bound, and until
// then the answer is the whole one of before.
func TestAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "g.db")
	mine, others := openFile(t, path), openFile(t, path)
	s := siteOf(t, mine, operations.Open, nil)
	const bound = 250 * time.Millisecond
	for i := range 20 {
		apply(t, others, titled(i))
		written := time.Now()
		want := fmt.Sprintf(`{"data":{"documents":{"nodes":[{"name":"Version %d"}]}}}`, i)
		before := fmt.Sprintf(`{"data":{"documents":{"nodes":[{"name":"Version %d"}]}}}`, i-1)
		for {
			asked := time.Now()
			got := s.get("/q/documents").Body.String()
			if got == want {
				break
			}
			if got != before || asked.Sub(written) > bound {
				t.Fatalf("%v after version %d was written: %s", asked.Sub(written), i, got)
			}
		}
	}
}

// slowStore counts the calls, which take as long as the test wants.
type slowStore struct {
	*counted
	gate chan struct{}
}

func (s slowStore) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	select {
	case <-s.gate:
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.counted.View(ctx, fn)
}

// Many who ask at once are one computation, and the one who began it may leave.
func TestOneComputationForMany(t *testing.T) {
	c := &counted{Store: filled(t, 3)}
	gate := make(chan struct{})
	s := siteOf(t, slowStore{c, gate}, operations.Open, nil)
	left, leave := context.WithCancel(t.Context())
	first := make(chan struct{})
	go func() {
		defer close(first)
		s.do(httptest.NewRequest(http.MethodGet, "/q/names", nil).WithContext(left))
	}()
	time.Sleep(50 * time.Millisecond) // until it waits for the store
	var all sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for range 100 {
		all.Go(func() {
			w := s.get("/q/names?kind=ORGANIZATION&kind=GOVERNMENT&kind=EMBASSY")
			w2 := s.get("/q/names")
			mu.Lock()
			defer mu.Unlock()
			got[w.Body.String()]++
			got[w2.Body.String()]++
		})
	}
	leave()
	<-first
	close(gate)
	all.Wait()
	if len(got) != 1 {
		t.Errorf("%d different answers: %v", len(got), got)
	}
	if len(c.calls) != 2 {
		t.Errorf("store calls: %v, want one for each of two questions", c.calls)
	}
	s.get("/q/names?first=10") // the same with another spelling is another question
	s.get("/q/names")
	if len(c.calls) != 3 {
		t.Errorf("store calls: %v, want three", c.calls)
	}
}

func TestValidators(t *testing.T) {
	store := filled(t, 30)
	s := siteOf(t, store, operations.Open, nil)
	w := s.get("/q/names?first=30", "Origin", "https://dashboard.example.org")
	tag := w.Header().Get("ETag")
	if tag == "" || strings.HasPrefix(tag, "W/") || w.Header().Get("Cache-Control") != "public, max-age=0, must-revalidate" ||
		strings.Join(w.Header().Values("Vary"), ",") != "Origin,Accept-Encoding" || w.Header().Get("Access-Control-Allow-Origin") != "https://dashboard.example.org" {
		t.Errorf("headers %v", w.Header())
	}
	for _, c := range []struct {
		match string
		want  int
	}{{tag, 304}, {"W/" + tag, 304}, {`"x", ` + tag, 304}, {"*", 304}, {`"x"`, 200}, {strings.Trim(tag, `"`), 200}} {
		w := s.get("/q/names?first=30", "If-None-Match", c.match)
		if w.Code != c.want || c.want == 304 && (w.Body.Len() > 0 || w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") == "") {
			t.Errorf("%s: %d, %d bytes, %v", c.match, w.Code, w.Body.Len(), w.Header())
		}
	}
	zipped := s.get("/q/names?first=30", "Accept-Encoding", "br, gzip")
	if zipped.Header().Get("Content-Encoding") != "" {
		t.Error("a small answer is packed")
	}
	// A write that changes nothing of the answer leaves its tag.
	apply(t, store, titled(1))
	if w := s.get("/q/names?first=30", "If-None-Match", tag); w.Code != 304 {
		t.Errorf("after a write elsewhere: %d", w.Code)
	}
	apply(t, store, small(31))
	if w := s.get("/q/names?first=30", "If-None-Match", tag); w.Code != 200 || !strings.Contains(w.Body.String(), `"totalCount":31`) {
		t.Errorf("after a write to the list: %d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodPost, "/q/names", nil)
	if w := s.do(r); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", w.Code)
	}
}

// What is not answered whole, or may be answered otherwise at the same revision, is
// neither kept nor to be kept.
func TestNotKept(t *testing.T) {
	c := &counted{Store: filled(t, 3)}
	s := siteOf(t, c, operations.Open, nil)
	for _, path := range []string{"/q/stakeholder?id=nonsense", "/q/names?first=100000"} {
		first := s.get(path)
		if first.Code != http.StatusBadRequest || first.Header().Get("ETag") != "" || first.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v %s", path, first.Code, first.Header(), first.Body)
		}
	}
	w := s.get("/q/measured")
	if ready := strings.Contains(w.Body.String(), "READY"); ready != (w.Header().Get("ETag") != "") || w.Code != 200 {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// holding is a store of which nobody gets a state until it is let go.
type holding struct {
	graph.Store
	let chan struct{}
}

func (h holding) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	select {
	case <-h.let:
		return h.Store.View(ctx, fn)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// TestTablesDoNotQueueUp: who asks for a table while others are made waits a moment at the
// most, so that many who do so do not take all turns of the server until they time out.
func TestTablesDoNotQueueUp(t *testing.T) {
	store := holding{filled(t, 25), make(chan struct{})}
	s := siteOf(t, store, operations.Open, nil)
	const all = 30
	codes := make(chan int, all)
	for i := range all {
		go func() {
			w := s.get(fmt.Sprintf("/q/names.csv?first=%d", i+1))
			if w.Code == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
				t.Error("who is refused is not told when to come again")
			}
			codes <- w.Code
		}()
	}
	for i := range all - 2 { // two are made
		if code := <-codes; code != http.StatusServiceUnavailable {
			t.Fatalf("of %d the answer %d is %d, want 503", all, i, code)
		}
	}
	close(store.let)
	for range 2 {
		if code := <-codes; code != http.StatusOK {
			t.Errorf("who had a turn got %d", code)
		}
	}
}

func TestTableIsTheExport(t *testing.T) {
	s := siteOf(t, filled(t, 25), operations.Open, nil)
	variables := `{"first":10,"kind":["ORGANIZATION","EMBASSY"]}`
	for _, form := range []string{"about=false", "about=false&bom=true", "about=false&list=stakeholders.nodes"} {
		want := s.get("/export/csv?" + form + "&query=" + url.QueryEscape(named["names"]) + "&variables=" + url.QueryEscape(variables))
		got := s.get("/q/names.csv?first=10&kind=ORGANIZATION&kind=EMBASSY&" + form)
		if got.Code != 200 || want.Code != 200 || got.Body.String() != want.Body.String() || strings.Count(got.Body.String(), "\n") < 17 {
			t.Errorf("%s: %d %s\nwant %d %s", form, got.Code, got.Body, want.Code, want.Body)
		}
		if got.Header().Get("Content-Type") != want.Header().Get("Content-Type") {
			t.Errorf("content type %s, want %s", got.Header().Get("Content-Type"), want.Header().Get("Content-Type"))
		}
	}
	book := s.get("/q/names.xlsx?kind=EMBASSY")
	sheets, err := excelize.OpenReader(book.Body)
	if err != nil || book.Header().Get("Content-Disposition") != `attachment; filename="names.xlsx"` {
		t.Fatalf("%d %v: %v", book.Code, book.Header(), err)
	}
	defer func() { _ = sheets.Close() }()
	rows, err := sheets.GetRows("stakeholders.nodes")
	if want := strings.Count(s.get("/q/names.csv?kind=EMBASSY&about=false").Body.String(), "\n"); err != nil || len(rows) != want || want < 3 {
		t.Errorf("sheets %v, %d rows, want %d: %v", sheets.GetSheetList(), len(rows), want, err)
	}
	// Lists that are named, also within others, are a sheet each.
	deep := url.QueryEscape(`{ stakeholders { nodes { name participations { nodes { role } } } } themes { nodes { name } } places { nodes { name } } }`)
	book = s.get("/export/xlsx?query=" + deep + "&list=stakeholders.nodes.participations.nodes,themes.nodes,themes.nodes")
	if book.Code != http.StatusOK {
		t.Fatalf("%d %s", book.Code, book.Body)
	}
	several, err := excelize.OpenReader(book.Body)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = several.Close() }()
	names := several.GetSheetList()
	if len(names) != 3 || names[2] != "themes.nodes" {
		t.Errorf("sheets %v, want the account and the two lists that are named", names)
	}
	if rows, err := several.GetRows(names[1]); err != nil || len(rows) < 3 || strings.Join(rows[0][:2], ",") != "stakeholders,role" {
		t.Errorf("a row a participation, with whose it is: %v %v", rows, err)
	}
	w := s.get("/q/names.csv?kind=GOVERNMENT&first=")
	if !strings.Contains(w.Body.String(), ",http://example.com/q/names.csv?kind=GOVERNMENT\n") {
		t.Errorf("the table does not lead back: %s", w.Body)
	}
	link := s.get("/q/names.csv?kind=GOVERNMENT")
	s.expect("an empty parameter", w.Body.String(), strings.TrimSpace(link.Body.String()))
}

// What others ask, with whatever headers, changes nothing of what is answered after it:
// neither what is kept here, nor what somebody between may keep.
func TestNobodyPoisonsWhatIsKept(t *testing.T) {
	store := filled(t, 60)
	byHash := "/graphql?" + url.Values{"extensions": {`{"persistedQuery":{"version":1,"sha256Hash":"` + operations.Hash(named["names"]) + `"}}`}, "variables": {`{"first":60}`}}.Encode()
	paths := []string{"/q/names?first=60", "/q/names.json?first=60", "/q/names.csv?first=60", byHash}
	said := func(w *httptest.ResponseRecorder) string {
		h := w.Header().Clone()
		h.Del("X-Request-Id")
		return fmt.Sprint(w.Code, h, w.Body)
	}
	right := map[string]string{}
	for _, path := range paths {
		w := siteOf(t, store, operations.Open, nil).get(path)
		if right[path] = said(w); w.Code != http.StatusOK {
			t.Fatalf("%s: %s", path, right[path])
		}
	}
	for _, headers := range [][]string{
		{"X-Forwarded-Host", "evil.example", "X-Host", "evil.example", "X-Original-Host", "evil.example"},
		{"X-Forwarded-Proto", "https", "X-Forwarded-Scheme", "https"}, {"Forwarded", "for=1.2.3.4;host=evil.example;proto=https"},
		{"X-Original-URL", "/q/documents", "X-Rewrite-URL", "/q/documents", "X-HTTP-Method-Override", "DELETE"},
		{"Range", "bytes=0-9"}, {"Range", "bytes=9999999-", "If-Range", "*"}, {"If-None-Match", "*"}, {"If-Modified-Since", "Tue, 01 Dec 2099 00:00:00 GMT"},
		{"Accept-Encoding", "gzip"}, {"Accept-Encoding", "gzip;q=0, *;q=1"}, {"Accept-Encoding", "identity;q=0"},
		{"Accept", "application/graphql-response+json"}, {"Accept", "text/html"}, {"Accept", strings.Repeat("text/x, ", 5000)},
		{"Origin", "https://evil.example"}, {"Origin", "https://dashboard.example.org"}, {"X-Request-Id", "evil-request-id-1"}, {"Cache-Control", "no-store"},
	} {
		s := siteOf(t, store, operations.Open, nil)
		for _, path := range paths {
			for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodDelete, http.MethodPost} {
				for _, host := range []string{"example.com", "evil.example", "example.com:81", "EXAMPLE.com"} {
					r := httptest.NewRequest(method, path, nil)
					r.Host = host
					for i := 0; i < len(headers); i += 2 {
						r.Header.Set(headers[i], headers[i+1])
					}
					s.do(r)
				}
			}
		}
		for _, path := range paths {
			if got := said(s.get(path)); got != right[path] {
				t.Errorf("after %.80v, %s gives\n%.600s\ninstead of\n%.600s", headers, path, got, right[path])
			}
		}
	}
	// Tables tell where they are found again, by the Host that asked: nobody between may
	// keep them.
	if w := siteOf(t, store, operations.Open, nil).get("/q/names.csv"); w.Header().Get("Cache-Control") != "private, no-cache" || w.Header().Get("ETag") == "" {
		t.Errorf("a table that holds the Host may be kept: %v", w.Header())
	}
}

func TestHostileAddresses(t *testing.T) {
	s := siteOf(t, filled(t, 3), operations.Open, nil)
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/q/names?nofirst=1", 400, "first: Int, after: String, kind: [StakeholderKind!]"},
		{"/q/names?first=1&first=2", 400, "2 times"},
		{"/q/names?first=1.5", 400, "whole number"},
		{"/q/names?first=99999999999", 400, "32 bits"},
		{"/q/names?first=-1", 400, "first"},
		{"/q/names?kind=NGO", 400, "ORGANIZATION, GOVERNMENT, EMBASSY"},
		{"/q/names?after=%ff", 400, "UTF-8"},
		{"/q/names?after=%zz", 400, "well-formed"},
		{"/q/names?about=false", 400, "about"},
		{"/q/names.csv?about=maybe", 400, "about is true or false"},
		{"/q/names.csv?list=nothing", 400, "stakeholders.nodes"},
		{"/q/names.csv?list=stakeholders.nodes,", 400, `no list ""`},
		{"/export/csv?query=" + url.QueryEscape("{ themes { nodes { name } } places { nodes { name } } }") + "&list=themes.nodes,places.nodes", 400, "holds one list"},
		{"/q/names.ods", 404, "there is no operation"},
		{"/q/names.xlsx?about=maybe", 400, "about is true or false"},
		{"/q/nobody.xlsx", 404, "there is no operation"},
		{"/q/..%2fnames", 404, "there is no operation"},
		{"/q/%3Cscript%3E", 404, "/q lists"},
		{"/q/" + strings.Repeat("x", 5000), 404, "/q lists"},
		{"/q/stakeholder", 400, "ID!"},
		{"/q/names?" + strings.Repeat("kind=EMBASSY&", 3000), 400, "at most 1000 values"},
	} {
		w := s.get(c.path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || w.Body.Len() > 2000 || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%.60s: %d %.300s, want %d and %q", c.path, w.Code, w.Body, c.status, c.want)
		}
	}
}

// Clients send a hash, then the text with it, then the hash alone again.
func TestAutomaticPersistedQueries(t *testing.T) {
	s := siteOf(t, filled(t, 3), operations.Open, nil)
	const text = `{ stakeholders { totalCount } }`
	const answer = `{"data":{"stakeholders":{"totalCount":3}}}`
	notFound := `{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}`
	body := func(query, hash string) string {
		q, _ := json.Marshal(query)
		return fmt.Sprintf(`{"query":%s,"extensions":{"persistedQuery":{"version":1,"sha256Hash":%q}}}`, q, hash)
	}
	alone := func(hash string) string {
		return fmt.Sprintf(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":%q}}}`, hash)
	}
	get := func(hash string) string {
		return s.get("/graphql?extensions=" + url.QueryEscape(`{"persistedQuery":{"version":1,"sha256Hash":"`+hash+`"}}`)).Body.String()
	}
	hash := operations.Hash(text)
	s.expect("an unknown hash", s.post(alone(hash)).Body.String(), notFound)
	s.expect("an unknown hash by GET", get(hash), notFound)
	if w := s.get("/graphql?extensions=" + url.QueryEscape(`{"persistedQuery":{"version":1,"sha256Hash":"x"}}`)); w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("an unknown hash by GET: %d %v", w.Code, w.Header())
	}
	s.expect("the wrong hash", s.post(body(text, operations.Hash("x"))).Body.String(),
		`{"errors":[{"message":"the sha256Hash of the extension persistedQuery is not that of the query","extensions":{"argument":"extensions","code":"INVALID_ARGUMENT"}}]}`)
	s.expect("that hash after it was refused", s.post(alone(operations.Hash("x"))).Body.String(), notFound)
	s.expect("the text with its hash", s.post(body(text, hash)).Body.String(), answer)
	s.expect("the hash alone", s.post(alone(hash)).Body.String(), answer)
	s.expect("the hash alone by GET", get(hash), answer)
	for _, wrong := range []string{`{ nothing }`, `{ stakeholders {`, `query($x: Int!) { stakeholders(first: $x) { totalCount } }`} {
		if got := s.post(body(wrong, operations.Hash(wrong))).Body.String(); !strings.Contains(got, "errors") {
			t.Errorf("%s: %s", wrong, got)
		}
		s.expect("what did not validate", s.post(alone(operations.Hash(wrong))).Body.String(), notFound)
	}
	for _, wrong := range []string{
		`{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}`, `{"extensions":{"persistedQuery":7}}`,
		`{"extensions":{"persistedQuery":{"version":1}}}`, `{"query":"","extensions":{"other":1}}`,
	} {
		if got := s.post(wrong).Body.String(); !strings.Contains(got, "INVALID_ARGUMENT") {
			t.Errorf("%s: %s", wrong, got)
		}
	}
	// More texts than there is room for leave the oldest out.
	long := strings.Repeat(" ", 90_000)
	for i := range 200 {
		text := fmt.Sprintf(`{ stakeholders(first: %d) { totalCount } }%s`, i+1, long)
		s.post(body(text, operations.Hash(text)))
	}
	s.expect("a hash that had to leave", s.post(alone(hash)).Body.String(), notFound)
}

func TestByHash(t *testing.T) {
	c := &counted{Store: filled(t, 3)}
	s := siteOf(t, c, operations.Open, nil)
	hash := operations.Hash(named["names"])
	path := "/graphql?variables=" + url.QueryEscape(`{"first":2,"other":1}`) + "&extensions=" + url.QueryEscape(`{"persistedQuery":{"version":1,"sha256Hash":"`+hash+`"}}`)
	text, _ := json.Marshal(named["names"])
	want := s.post(`{"query":` + string(text) + `,"variables":{"first":2}}`).Body.String()
	calls := len(c.calls)
	for range 3 {
		w := s.get(path)
		s.expect("by hash", w.Body.String(), want)
		if w.Header().Get("ETag") == "" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept,Accept-Encoding") {
			t.Errorf("headers %v", w.Header())
		}
	}
	if len(c.calls) != calls+1 {
		t.Errorf("three questions took %d calls of the store", len(c.calls)-calls)
	}
	if w := s.get(path, "Accept", "application/graphql-response+json"); w.Header().Get("Content-Type") != "application/graphql-response+json; charset=utf-8" || w.Body.String() != want {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}

func TestTrusted(t *testing.T) {
	s := siteOf(t, filled(t, 3), operations.Trusted, nil)
	for _, body := range []string{
		`{"query":"{ stakeholders { totalCount } }"}`,
		`{"query":"{ __schema { types { name } } }"}`,
		`{"query":"{ documents { nodes { name } } } "}`,
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"abc"}}}`,
	} {
		w := s.post(body)
		if !strings.Contains(w.Body.String(), "QUERY_NOT_IN_SAFELIST") || !strings.Contains(w.Body.String(), "/q lists them") || strings.Contains(w.Body.String(), "totalCount\":") {
			t.Errorf("%s: %s", body, w.Body)
		}
	}
	if w := s.get("/export/csv?query=" + url.QueryEscape(`{ stakeholders { nodes { name } } }`)); w.Code != 400 || !strings.Contains(w.Body.String(), "its own operations only") {
		t.Errorf("an export of any question: %d %s", w.Code, w.Body)
	}
	if w := s.get("/export/csv?type=stakeholders"); w.Code != 200 {
		t.Errorf("a list: %d %s", w.Code, w.Body)
	}
	text, _ := json.Marshal(named["documents"])
	want := `{"data":{"documents":{"nodes":[{"name":"A newsletter"}]}}}`
	s.expect("its text", s.post(`{"query":`+string(text)+`}`).Body.String(), want)
	s.expect("its hash", s.post(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"`+operations.Hash(named["documents"])+`"}}}`).Body.String(), want)
	s.expect("its name", s.get("/q/documents").Body.String(), want)
	if w := s.get("/q/documents.csv"); w.Code != 200 {
		t.Errorf("its table: %d %s", w.Code, w.Body)
	}
}

func TestLogMode(t *testing.T) {
	var log strings.Builder
	s := siteOf(t, filled(t, 3), operations.Log, slog.New(slog.NewTextHandler(&log, nil)))
	text, _ := json.Marshal(named["documents"])
	s.post(`{"query":` + string(text) + `}`)
	s.get("/q/names")
	if log.Len() > 0 {
		t.Errorf("what is trusted is logged: %s", log.String())
	}
	const own = `query Secretive { stakeholders(where: {name: {eq: \"a secret\"}}) { totalCount } }`
	s.post(`{"query":"` + own + `"}`)
	got := log.String()
	if !strings.Contains(got, "operation=Secretive") || !strings.Contains(got, operations.Hash(strings.ReplaceAll(own, `\"`, `"`))) || strings.Contains(got, "a secret") {
		t.Errorf("the log says %s", got)
	}
}

func TestList(t *testing.T) {
	s := siteOf(t, filled(t, 3), operations.Open, nil)
	var list struct {
		Operations []struct {
			Name, JSON, CSV, SHA256Hash string
			Variables                   []struct {
				Name, Type string
				Required   bool
				Values     []string
			}
		}
	}
	w := s.get("/q")
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Operations) != 4 || list.Operations[0].Name != "documents" || list.Operations[3].Variables[0].Type != "ID!" ||
		!list.Operations[3].Variables[0].Required || list.Operations[2].CSV != "/q/names.csv" || len(list.Operations[2].Variables[2].Values) != 3 {
		t.Errorf("%+v", list)
	}
	page := s.get("/q", "Accept", "text/html,*/*")
	if page.Header().Get("Content-Type") != "text/html; charset=utf-8" || page.Header().Get("Vary") != "Accept" ||
		!strings.Contains(page.Body.String(), `<a href="/q/names.csv">`) || !strings.Contains(page.Body.String(), "<code>GOVERNMENT</code>") {
		t.Errorf("%v %s", page.Header(), page.Body)
	}
}

// A browser may send the header with which it asks whether an answer has changed.
func TestPreflight(t *testing.T) {
	s := siteOf(t, filled(t, 3), operations.Open, nil)
	for origin, want := range map[string]string{"https://dashboard.example.org": "https://dashboard.example.org", "https://evil.example": ""} {
		r := httptest.NewRequest(http.MethodOptions, "/q/names", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", "GET")
		r.Header.Set("Access-Control-Request-Headers", "if-none-match")
		w := s.do(r)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != want || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Origin") {
			t.Errorf("%s: %v", origin, w.Header())
		}
	}
}

// importing is a store of which a part of an import may be seen.
type importing struct{ graph.Store }

func (s importing) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return s.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, importingReader{r}) })
}

type importingReader struct{ graph.Reader }

func (importingReader) Importing(context.Context) (bool, error) { return true, nil }

// What may be a part of an import is not kept: it can be taken back at the same revision.
func TestPartsOfImportsAreNotKept(t *testing.T) {
	s := siteOf(t, importing{filled(t, 3)}, operations.Open, nil)
	if w := s.get("/q/names"); w.Code != 200 || w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := s.get("/q/names.csv"); w.Code != 503 { // as an export
		t.Errorf("a table: %d %s", w.Code, w.Body)
	}
}
