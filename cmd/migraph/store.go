package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/neo4jstore"
	"github.com/migraph/migraph/graph/sqlitestore"
)

// maxPasswordFile is more than any password has, and stops a wrong path from
// being read whole.
const maxPasswordFile = 4096

// target says which store to open.
type target struct {
	// path is of a SQLite file, empty for Neo4j. The options are for Neo4j, but for the
	// observer.
	path string
	neo4jstore.Options
}

// String names the store for people. It holds no secret.
func (t *target) String() string {
	if t.path != "" {
		return t.path
	}
	return t.URI
}

// target reads what flags, environment and configuration say about the store.
func (f *flags) target() (*target, error) {
	t, err := f.readTarget()
	var e *exit
	if errors.As(err, &e) && e.flag == "" {
		e.flag = "store"
	}
	return t, err
}

func (f *flags) readTarget() (*target, error) {
	scheme, rest, _ := strings.Cut(f.Store, ":")
	switch strings.ToLower(scheme) {
	case "":
		if f.Store != "" {
			return nil, usagef("the store %q has no scheme; write sqlite:PATH or neo4j://HOST:PORT", f.Store)
		}
		path, err := defaultPath()
		if err != nil {
			return nil, usagef("there is no data folder (%w); name a store with --store sqlite:PATH", err)
		}
		return &target{path: path}, nil
	case "sqlite":
		return sqliteTarget(rest)
	case "neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc":
		return f.neo4jTarget()
	}
	// The value is not repeated: with a misspelt scheme it may hold a password.
	return nil, usagef("the store's kind is not known: write sqlite:PATH, neo4j://HOST:PORT, neo4j+s://, neo4j+ssc://, bolt:// or bolt+s://")
}

func sqliteTarget(path string) (*target, error) {
	if absolute, ok := strings.CutPrefix(path, "//"); ok {
		if !strings.HasPrefix(absolute, "/") {
			return nil, usagef("sqlite://%s is no address: write sqlite:%s", absolute, absolute)
		}
		path = absolute
	}
	if path == "" {
		return nil, usagef("sqlite: needs the path of a file, as in sqlite:graph.db")
	}
	return &target{path: path}, nil
}

func (f *flags) neo4jTarget() (*target, error) {
	// Before parsing: the error of a parser would repeat the password.
	_, rest, _ := strings.Cut(f.Store, "://")
	if host, _, _ := strings.Cut(rest, "/"); strings.Contains(host, "@") {
		return nil, usagef("the store's address holds a user or a password. Addresses end up in process lists, logs and histories: " +
			"put them into MIGRAPH_NEO4J_USER and MIGRAPH_NEO4J_PASSWORD, or the password into a file named by --neo4j-password-file, and change a password that was used this way")
	}
	u, err := url.Parse(f.Store)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, usagef("the store's address cannot be read: write neo4j://HOST:PORT and nothing else; the database is named by --neo4j-database")
	}
	password, err := f.password()
	if err != nil {
		var e *exit
		if errors.As(err, &e) {
			e.flag = "neo4j-password-file"
		}
		return nil, err
	}
	user := f.Neo4jUser
	if user == "" && password != "" {
		user = "neo4j" // the user that every Neo4j has
	}
	return &target{Options: neo4jstore.Options{
		URI: f.Store, User: user, Password: password, Database: f.Neo4jDatabase,
	}}, nil
}

// password reads the password from the environment or from a file.
func (f *flags) password() (string, error) {
	password := os.Getenv("MIGRAPH_NEO4J_PASSWORD")
	if f.Neo4jPassword == "" {
		return password, nil
	}
	if password != "" {
		return "", usagef("both MIGRAPH_NEO4J_PASSWORD and a password file are given; keep one")
	}
	info, err := os.Stat(f.Neo4jPassword)
	switch {
	case err != nil:
		return "", usagef("the password file cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return "", usagef("%s is no file that a password can be in", f.Neo4jPassword)
	case info.Size() > maxPasswordFile:
		return "", usagef("%s is too large for a password file", f.Neo4jPassword)
	}
	b, err := os.ReadFile(f.Neo4jPassword)
	if err != nil {
		return "", usagef("the password file cannot be read: %w", err)
	}
	if password = strings.TrimRight(string(b), "\r\n"); password == "" {
		return "", usagef("the password file %s is empty", f.Neo4jPassword)
	}
	return password, nil
}

// open opens the store, or makes a new one.
func (t *target) open(ctx context.Context) (graph.Store, error) {
	if t.path == "" {
		return neo4jstore.Open(ctx, t.Options)
	}
	return sqlitestore.Open(ctx, sqlitestore.Options{Path: t.path, Observer: t.Observer})
}

// comesBack tells whether a store that could not be opened may be opened later:
// a database elsewhere may be starting, but a file stays what it is.
func (t *target) comesBack(err error) bool {
	return t.path == "" && graph.CodeOf(err) == graph.Unavailable
}

// system names the database.
func (t *target) system() string {
	if t.path == "" {
		return "neo4j"
	}
	return "sqlite"
}

// exists tells whether there is anything to read. A database answers that itself.
func (t *target) exists() bool {
	if t.path == "" {
		return true
	}
	_, err := os.Stat(t.path)
	return !errors.Is(err, fs.ErrNotExist)
}

// openStore opens the store that the flags name.
func (f *flags) openStore(ctx context.Context) (graph.Store, error) {
	t, err := f.target()
	if err != nil {
		return nil, err
	}
	s, err := t.open(ctx)
	if err != nil {
		return nil, cannotOpen(t, err)
	}
	return s, nil
}

func cannotOpen(t *target, err error) *exit {
	text := plain(err)
	if !strings.Contains(text, t.String()) {
		text = t.String() + ": " + text
	}
	return &exit{code: codeStore, err: errors.New("cannot open the store: " + text)}
}

// defaultStoreText says in the help what is used if no store is named.
func defaultStoreText() string {
	path, err := defaultPath()
	if err != nil {
		return "none, for there is no data folder"
	}
	return "sqlite:" + path
}

// defaultPath gives the file of the store in the user's data folder.
func defaultPath() (string, error) {
	dir, err := dataFolder()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "migraph", "graph.db"), nil
}

func dataFolder() (string, error) {
	switch runtime.GOOS {
	case "windows":
		return os.UserCacheDir() // %LocalAppData%
	case "darwin":
		return os.UserConfigDir() // ~/Library/Application Support
	}
	// The specification of base directories says to ignore relative paths.
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share"), nil
}

// openExisting opens the store that the flags name, and makes none.
func (f *flags) openExisting(ctx context.Context) (graph.Store, error) {
	t, err := f.target()
	if err != nil {
		return nil, err
	}
	if !t.exists() {
		return nil, cannotOpen(t, errors.New("it does not exist; serve or import make it"))
	}
	return f.openStore(ctx)
}
