// Package neo4jtest runs real Neo4j servers for tests.
//
// A server needs a Java 17 JDK and Maven. Where they are missing the tests that
// ask for a server are skipped, except where the environment variable CI is set:
// there they fail.
package neo4jtest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	startTimeout = 5 * time.Minute // on a machine that does much else; usually some seconds
	stopTimeout  = 30 * time.Second
)

var (
	sharedOnce   sync.Once
	sharedServer *Server
	sharedData   string
	sharedErr    error
)

// URI returns the address of the server that tests share: the one named by the
// environment variable NEO4J_TEST_URI, else one that is started at the first call
// and serves the whole test process. It has one database, which with NEO4J_TEST_URI
// is also in use by the tests of other packages. URI fails the test when the server
// does not start.
func URI(t testing.TB) string {
	t.Helper()
	if uri := os.Getenv("NEO4J_TEST_URI"); uri != "" {
		return uri
	}
	requireTools(t)
	sharedOnce.Do(func() {
		if sharedData, sharedErr = os.MkdirTemp("", "neo4jtest-"); sharedErr != nil {
			return
		}
		server := &Server{data: sharedData}
		if sharedErr = server.launch(); sharedErr == nil {
			sharedServer = server
		}
	})
	if sharedErr != nil {
		t.Fatal(sharedErr)
	}
	return sharedServer.URI()
}

// Main is the body of the TestMain of a package whose tests call URI: it runs the
// tests, stops the server that URI started and exits with the status of the tests.
// Without Main the server ends with the test process too, but leaves its data behind.
func Main(m *testing.M) {
	code := m.Run()
	if sharedServer != nil {
		sharedServer.Stop()
	}
	if sharedData != "" {
		_ = os.RemoveAll(sharedData) // a folder of the system's temporary files
	}
	os.Exit(code)
}

// Server is a Neo4j server of one test. It is not safe for concurrent use, and its
// methods are for the goroutine of the test.
type Server struct {
	t        testing.TB
	data     string
	password string
	port     int // 0 until the first launch chooses a free one
	readOnly bool

	process *os.Process
	stdin   io.Closer     // the server stops when this closes, so also when the test process dies
	exited  chan struct{} // closed when the process has ended
}

// Start starts a server for t alone, one that t may stop and restart; it accepts
// any credentials. The server and its data are gone when t ends. Start fails t
// when the server does not start.
func Start(t testing.TB) *Server {
	t.Helper()
	return StartWithPassword(t, "")
}

// StartWithPassword is Start for a server that only accepts the user neo4j with the
// password, which Neo4j wants to have 8 characters or more.
func StartWithPassword(t testing.TB, password string) *Server {
	t.Helper()
	requireTools(t)
	s := &Server{t: t, data: t.TempDir(), password: password}
	t.Cleanup(s.Stop)
	s.Restart()
	return s
}

// URI returns the server's address, which stays the same over restarts.
func (s *Server) URI() string {
	return fmt.Sprintf("bolt://127.0.0.1:%d", s.port)
}

// Stop shuts the server down in good order. It does nothing when the server is not
// running.
func (s *Server) Stop() {
	if s.process == nil {
		return
	}
	_ = s.stdin.Close() // it tells the server to stop
	select {
	case <-s.exited:
	case <-time.After(stopTimeout):
	}
	s.Kill()
}

// Kill ends the server as a crash would, without a shutdown. It does nothing when
// the server is not running.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Kill() // the error says that it has ended already
	<-s.exited
	_ = s.stdin.Close()
	s.process = nil
}

// Restart stops the server when it is running, and starts it with the same address
// and data. It fails the test when the server does not start.
func (s *Server) Restart() {
	s.t.Helper()
	s.restart(false)
}

// RestartReadOnly is Restart with a database that nobody may write to.
func (s *Server) RestartReadOnly() {
	s.t.Helper()
	s.restart(true)
}

func (s *Server) restart(readOnly bool) {
	s.t.Helper()
	s.Stop()
	s.readOnly = readOnly
	if err := s.launch(); err != nil {
		s.t.Fatal(err)
	}
}

// launch starts the process and returns when it accepts connections.
func (s *Server) launch() error {
	tools, err := toolsDir()
	if err != nil {
		return err
	}
	jars, err := fetchJars(tools)
	if err != nil {
		return err
	}
	// Without the optimising compiler a server plans the many statements of tests
	// three times as fast, and it need not plan one twice.
	cmd := exec.Command("java", "-Xmx700m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dkeepplans=true", fmt.Sprintf("-Dreadonly=%t", s.readOnly), "--add-opens", "java.base/java.nio=ALL-UNNAMED",
		"-cp", filepath.Join(jars, "*"), filepath.Join(tools, "Neo4jServer.java"), s.data, strconv.Itoa(s.port))
	if s.password != "" {
		cmd.Args = append(cmd.Args, s.password)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start Neo4j: %w", err)
	}
	s.process, s.stdin, s.exited = cmd.Process, stdin, make(chan struct{})

	ready := make(chan int, 1)
	exited := s.exited
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			var port int
			if n, _ := fmt.Sscanf(lines.Text(), "ready %d", &port); n == 1 {
				ready <- port
			}
		}
		_ = cmd.Wait() // how it ended shows in stderr
		close(exited)
	}()
	select {
	case s.port = <-ready:
		return nil
	case <-exited:
		err = errors.New("it exited")
	case <-time.After(startTimeout):
		err = fmt.Errorf("not ready after %v", startTimeout)
	}
	s.Kill()
	return fmt.Errorf("start Neo4j: %w\n%s", err, stderr.String())
}

// requireTools skips the test, or in CI fails it, where no server can run.
func requireTools(t testing.TB) {
	t.Helper()
	if testing.Short() && os.Getenv("CI") == "" {
		t.Skip("a server of Neo4j takes too long for -short")
	}
	for _, tool := range []string{"java", "javac", "mvn"} { // javac tells a JDK, which java alone may not be
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		reason := tool + " is missing: Neo4j needs a Java 17 JDK and Maven"
		if os.Getenv("CI") != "" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
}

// toolsDir returns the tools/neo4j folder of the module that the test runs in.
func toolsDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "tools", "neo4j"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = parent
	}
}

var versionPattern = regexp.MustCompile(`<neo4j\.version>(.+)</neo4j\.version>`)

// fetchJars returns the folder with the jars of Neo4j, which tools/neo4j/run uses too.
// It appears under its name only when complete: test processes that fetch at the same
// time neither wait for each other nor see half of it.
func fetchJars(tools string) (string, error) {
	pom := filepath.Join(tools, "pom.xml")
	text, err := os.ReadFile(pom)
	if err != nil {
		return "", err
	}
	version := versionPattern.FindSubmatch(text)
	if version == nil {
		return "", fmt.Errorf("%s: no neo4j.version", pom)
	}
	lib := filepath.Join(tools, "..", "..", ".cache", "neo4j-lib")
	jars := filepath.Join(lib, string(version[1]))
	if isDir(jars) {
		return jars, nil
	}
	if err := os.MkdirAll(lib, 0o777); err != nil {
		return "", err
	}
	fetched, err := os.MkdirTemp(lib, "fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fetched)
	out, err := exec.Command("mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", "-DoutputDirectory="+fetched).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("fetch Neo4j with Maven: %w\n%s", err, strings.TrimSpace(string(out)))
	}
	if err := os.Rename(fetched, jars); err != nil && !isDir(jars) {
		return "", err
	}
	return jars, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
