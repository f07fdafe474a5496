package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/migraph/migraph/internal/neo4jtest"
)

// Clients that leave before their answer, or in the middle of their question, leave
// nothing behind. The whole program runs in this process, for goroutines cannot be
// counted from outside. MIGRAPH_SOAK, which make soak sets, makes it five times as much.
func TestClientsThatLeave(t *testing.T) {
	canceled, dropped := 2000, 100
	switch {
	case os.Getenv("MIGRAPH_SOAK") != "":
		canceled, dropped = 10_000, 500
	case testing.Short():
		canceled, dropped = 500, 50
	}
	t.Run("SQLite", func(t *testing.T) {
		leaveServer(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"), canceled, dropped)
	})
	t.Run("Neo4j", func(t *testing.T) { leaveServer(t, neo4jtest.URI(t), canceled/20, dropped/10) })
}

// leaveQuestions are what is asked before clients leave.
var leaveQuestions = []string{
	`{ stakeholders(first: 50) { totalCount nodes { name participations(first: 20) { nodes { role initiative { name } } } } } }`,
	`{ initiatives(first: 20) { nodes { name participations(first: 20) { nodes { stakeholder { name coParticipants(first: 5) { nodes { count } } } } } } } }`,
	`{ search(text: "migration") { nodes { __typename } } }`,
}

func leaveServer(t *testing.T, store string, canceled, dropped int) {
	addr := serveHere(t, store)
	for i := range 2 * len(leaveQuestions) { // what is made once is made now
		conn, err := leaveAsk(addr, leaveQuestions[i%len(leaveQuestions)])
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(res.Body)
		if err != nil || strings.Contains(string(answer), `"errors"`) {
			t.Fatalf("%v: %s", err, answer)
		}
		_ = conn.Close()
	}
	time.Sleep(time.Second) // for what is still at work after the start
	before, most := runtime.NumGoroutine(), 0
	inParallel(canceled, func(i int) {
		conn, err := leaveAsk(addr, leaveQuestions[i%len(leaveQuestions)])
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		if i%2 == 0 { // in the middle of the answer
			_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
			_, _ = io.ReadFull(conn, make([]byte, 20)) // if it fails, the client leaves as well
			return
		}
		time.Sleep(rand.N(5 * time.Millisecond))
		if i%100 == 1 {
			conn.(*net.TCPConn).SetLinger(0)
		}
	}, &most)
	inParallel(dropped, func(int) {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		conn.(*net.TCPConn).SetLinger(0) // it is reset
		if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"); err != nil {
			t.Error(err)
		}
		time.Sleep(rand.N(5 * time.Millisecond))
	}, &most)
	after := 0
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if after = runtime.NumGoroutine(); after <= before+5 {
			break
		}
	}
	t.Logf("%d goroutines before, %d at most, %d after", before, most, after)
	if after > before+5 {
		var stacks strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1) // a string takes everything
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, stacks.String())
	}
	if most <= before+5 {
		t.Errorf("%d goroutines before, %d at most: nothing was under way when clients left", before, most)
	}
}

// serveHere runs the program in this process until the test ends, and gives its address.
func serveHere(t *testing.T, store string) string {
	t.Helper()
	t.Setenv("GOGC", "100") // so that it leaves the collector of this process alone
	out, stdout := io.Pipe()
	code := make(chan int, 1)
	var stderr strings.Builder
	go func() {
		code <- run([]string{"serve", "--addr", "127.0.0.1:0", "--store", store, "--timeout", "1m", "--log-level", "error"}, strings.NewReader(""), stdout, &stderr)
		_ = stdout.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: exit code %d: %s", err, <-code, stderr.String())
	}
	_, addr, _ := strings.Cut(strings.TrimSpace(line), "http://")
	t.Cleanup(func() {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Signal(syscall.SIGTERM) // the program waits for it
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := <-code; got != 0 {
			t.Errorf("exit code %d: %s", got, stderr.String())
		}
	})
	p := &process{t: t, url: "http://" + addr}
	p.until("/readyz", http.StatusOK, 3*time.Minute)
	http.DefaultClient.CloseIdleConnections() // they have goroutines, too
	return addr
}

// leaveAsk sends a question on a connection of its own.
func leaveAsk(addr, question string) (net.Conn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	body := fmt.Sprintf(`{"query": %q}`, question)
	_, err = fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	return conn, err
}

// inParallel does something so many times, sixteen at a time, and notes the most
// goroutines that it sees.
func inParallel(times int, do func(i int), most *int) {
	next := make(chan int)
	var work sync.WaitGroup
	for range 16 {
		work.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range times {
		next <- i
		*most = max(*most, runtime.NumGoroutine()-16) // those of the clients
	}
	close(next)
	work.Wait()
}
