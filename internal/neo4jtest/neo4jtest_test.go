package neo4jtest

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

func TestMain(m *testing.M) { Main(m) }

func open(t *testing.T, uri string, auth neo4j.AuthToken) neo4j.DriverWithContext {
	t.Helper()
	driver, err := neo4j.NewDriverWithContext(uri, auth)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { driver.Close(context.Background()) })
	return driver
}

// number runs a query that returns one number.
func number(driver neo4j.DriverWithContext, query string) (int64, error) {
	result, err := neo4j.ExecuteQuery(context.Background(), driver, query, nil, neo4j.EagerResultTransformer)
	if err != nil {
		return 0, err
	}
	return result.Records[0].Values[0].(int64), nil
}

func wantNumber(t *testing.T, driver neo4j.DriverWithContext, query string, want int64) {
	t.Helper()
	if got, err := number(driver, query); err != nil || got != want {
		t.Fatalf("%s: got %d, %v; want %d", query, got, err, want)
	}
}

func TestURI(t *testing.T) {
	uri := URI(t)
	if again := URI(t); again != uri {
		t.Errorf("the second call returned %s, the first %s", again, uri)
	}
	wantNumber(t, open(t, uri, neo4j.NoAuth()), "RETURN 1", 1)
	// The routing scheme works when the server advertises the port it really has.
	wantNumber(t, open(t, strings.Replace(uri, "bolt:", "neo4j:", 1), neo4j.NoAuth()), "RETURN 1", 1)
}

func TestServerStopsAndRestarts(t *testing.T) {
	const password = "correct horse"
	server := StartWithPassword(t, password)
	uri := server.URI()
	driver := open(t, uri, neo4j.BasicAuth("neo4j", password, ""))
	wantNumber(t, driver, "CREATE (n:Kept) RETURN 1", 1)

	if _, err := number(open(t, uri, neo4j.BasicAuth("neo4j", "wrong", "")), "RETURN 1"); err == nil {
		t.Error("a wrong password was accepted")
	}

	for name, cut := range map[string]func(){"Stop": server.Stop, "Kill": server.Kill} {
		cut()
		cut() // of a server that is not running
		if err := driver.VerifyConnectivity(context.Background()); !neo4j.IsConnectivityError(err) {
			t.Errorf("after %s: got %v, want a connectivity error", name, err)
		}
		server.Restart()
		if server.URI() != uri {
			t.Errorf("after %s: address %s, before %s", name, server.URI(), uri)
		}
		wantNumber(t, driver, "MATCH (n:Kept) RETURN count(n)", 1)
	}
}

// recorder is a test that records how it ended.
type recorder struct {
	testing.TB
	ended string
}

func (r *recorder) Helper()      {}
func (r *recorder) Fatal(...any) { r.ended = "failed"; runtime.Goexit() }
func (r *recorder) Skip(...any)  { r.ended = "skipped"; runtime.Goexit() }

func TestWithoutJava(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("NEO4J_TEST_URI", "")
	for ci, want := range map[string]string{"": "skipped", "true": "failed"} {
		t.Setenv("CI", ci)
		for name, call := range map[string]func(testing.TB){
			"URI":   func(t testing.TB) { URI(t) },
			"Start": func(t testing.TB) { Start(t) },
		} {
			r := &recorder{TB: t}
			done := make(chan struct{})
			go func() {
				defer close(done)
				call(r)
			}()
			<-done
			if r.ended != want {
				t.Errorf("%s with CI=%q: got %q, want %q", name, ci, r.ended, want)
			}
		}
	}
}
