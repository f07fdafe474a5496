package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets this binary also be migraph, for tests that run the program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"migraph": main})
}

func TestScripts(t *testing.T) {
	seed, err := filepath.Abs(filepath.Join("..", "..", "seed", "iom-malaysia-q3-2022.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    cmdExits,
			"freeport": cmdFreePort,
			"get":      cmdGet,
			"ask":      cmdAsk,
			"end":      cmdEnd,
			"undo":     cmdUndo,
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", e.Getenv("WORK")+"/data")
			e.Setenv("SEED", seed)
			e.Setenv("ESC", "\x1b")
			e.Setenv("CSI", "\u009b")
			return nil
		},
	})
}

// cmdExits runs a command that must end with a code: exits CODE COMMAND...
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		code = failed.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// cmdUndo takes the ruling of a kind that migraph rulings --json lists back:
// undo FILE KIND COMMAND.
func cmdUndo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: undo FILE KIND COMMAND")
	}
	var listed struct{ Rulings []rulingRow }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &listed))
	for _, r := range listed.Rulings {
		if r.Kind == args[1] {
			ts.Check(ts.Exec("migraph", args[2], "--undo", r.ID))
			return
		}
	}
	ts.Fatalf("there is no ruling %s", args[1])
}

// cmdFreePort sets ADDR, its PORT and URL to an address on which nobody listens.
func cmdFreePort(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv("ADDR", l.Addr().String())
	ts.Setenv("PORT", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	ts.Setenv("URL", "http://"+l.Addr().String())
}

// cmdGet fetches an address, waiting until it gives the status (200 if none is
// named): get PATH [STATUS]. The body is printed.
func cmdGet(ts *testscript.TestScript, _ bool, args []string) {
	want := "200"
	if len(args) > 1 {
		want = args[1]
	}
	retry(ts, want, func() (*http.Response, error) { return http.Get(ts.Getenv("URL") + args[0]) })
}

// cmdAsk puts a query to /graphql: ask QUERY [STATUS]. The body is printed.
func cmdAsk(ts *testscript.TestScript, _ bool, args []string) {
	want := "200"
	if len(args) > 1 {
		want = args[1]
	}
	retry(ts, want, func() (*http.Response, error) {
		body := strings.NewReader(`{"query": ` + strconv.Quote(args[0]) + `}`)
		return http.Post(ts.Getenv("URL")+"/graphql", "application/json", body)
	})
}

func retry(ts *testscript.TestScript, want string, request func() (*http.Response, error)) {
	var last string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		res, err := request()
		if err != nil {
			last = err.Error()
			continue
		}
		body, err := io.ReadAll(res.Body)
		ts.Check(err)
		ts.Check(res.Body.Close())
		if strconv.Itoa(res.StatusCode) == want {
			_, err := ts.Stdout().Write(body)
			ts.Check(err)
			return
		}
		last = fmt.Sprintf("status %d: %s", res.StatusCode, body)
	}
	ts.Fatalf("no status %s: %s", want, last)
}

// cmdEnd tells the commands in the background to end, and kills what has not
// ended after some seconds, at which wait fails: end SIGNAL SECONDS.
func cmdEnd(ts *testscript.TestScript, _ bool, args []string) {
	signal := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM}[args[0]]
	seconds, err := strconv.Atoi(args[1])
	ts.Check(err)
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(signal))
		// Killing a process that has ended is an error without effect.
		kill := time.AfterFunc(time.Duration(seconds)*time.Second, func() { _ = cmd.Process.Kill() })
		ts.Defer(func() { kill.Stop() })
	}
}

// bigImport makes a file of n things and about n claims.
func bigImport(n int) []byte {
	var b bytes.Buffer
	b.WriteString("dataset:\n  key: big\ndocument: paper\ndocuments:\n  paper:\n    name: A long list\nstakeholders:\n")
	for i := range n {
		fmt.Fprintf(&b, "  body-%d:\n    name: Body %d\n    kind: ORGANIZATION\n", i, i)
	}
	b.WriteString("initiatives:\n  meeting:\n    name: A large meeting\n    type: FORUM\n    participations:\n")
	for i := range n {
		fmt.Fprintf(&b, "      - stakeholder: body-%d\n        role: PARTICIPANT\n", i)
	}
	return b.Bytes()
}
