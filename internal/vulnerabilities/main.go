// Vulnerabilities looks for known vulnerabilities in what the program and the one that
// soaks it are linked of, by govulncheck, and in what the explorer is built with, by npm audit. Where the data of
// one cannot be had, it says so, and tells what the last look found and of what since
// changed nobody has looked at.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// resultFile keeps the last look at Go's modules.
const resultFile = "tools/vulnerabilities/result.json"

// auditFile keeps the last looks at the lock files of npm.
const auditFile = "tools/vulnerabilities/npm.json"

// usualDatabase is that of Go; GOVULNDB names another.
const usualDatabase = "https://vuln.go.dev"

// programs are looked at: the folder of the module, and the package in it. What is only
// in another than the first is told with the folder.
var programs = []struct{ folder, pkg string }{{".", "./cmd/migraph"}, {"tools/soak", "."}}

// folders have a lock file of npm.
var folders = []string{"explorer", "explorer/graphiql"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	renew := flag.Bool("renew", false, "write what is found to "+resultFile)
	about := flag.String("database", "", "with -renew: which state of the database was looked at")
	flag.Parse()
	if err := errors.Join(lookAtGo(ctx, *renew, *about), lookAtNPM(ctx, *renew)); err != nil {
		fmt.Fprintln(os.Stderr, "vulnerabilities: "+err.Error())
		os.Exit(1) //nolint:gocritic // the context is of no more use
	}
}

// result is what a look at Go's modules found.
type result struct {
	// Day of the look, Database the state of the data that it was made with.
	Day      string `json:"day"`
	Database string `json:"database"`
	Go       string `json:"go"`
	// Modules are those that were looked at, with their versions.
	Modules map[string]string `json:"modules"`
	// Called are vulnerabilities that the program can reach, Imported those of packages
	// that it is linked of, Required those of other packages of its modules.
	Called   []string `json:"called"`
	Imported []string `json:"imported"`
	Required []string `json:"required"`
}

func lookAtGo(ctx context.Context, renew bool, about string) error {
	database := os.Getenv("GOVULNDB")
	if database == "" {
		database = usualDatabase
	}
	if err := reachable(ctx, database); err != nil {
		return lastLook(ctx, database, err)
	}
	found := &result{}
	for i, p := range programs {
		one, err := check(ctx, database, p.folder, p.pkg)
		if err != nil {
			return err
		}
		if i == 0 {
			found = one
		} else {
			found.add(p.folder, one)
		}
	}
	found.Day = time.Now().UTC().Format(time.DateOnly)
	if about != "" {
		found.Database = about
	}
	var err error
	if found.Modules, err = modules(ctx); err != nil {
		return err
	}
	fmt.Printf("Go: of %d modules, by %s: called %s; imported, not called: %s; in modules only: %s\n",
		len(found.Modules), found.Database, names(found.Called), names(found.Imported), names(found.Required))
	if renew {
		text, err := json.MarshalIndent(found, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(resultFile, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if len(found.Called) > 0 {
		return fmt.Errorf("the program can reach %s: see https://pkg.go.dev/vuln/", names(found.Called))
	}
	return nil
}

// check looks at one program.
func check(ctx context.Context, database, folder, pkg string) (*result, error) {
	modfile, err := filepath.Abs("tools/vulnerabilities/go.mod")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "tool", "-modfile="+modfile, "govulncheck", "-db", database, "-format", "json", pkg)
	cmd.Dir = folder
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("govulncheck of %s: %w", folder, withStderr(err))
	}
	return readFindings(bytes.NewReader(text))
}

// add adds what a look at a program of another folder found, as far as it is nearer there.
func (r *result) add(folder string, other *result) {
	for _, list := range []struct {
		to   *[]string
		from []string
		// nearer are those that say more of the same.
		nearer [][]string
	}{
		{&r.Called, other.Called, [][]string{r.Called}},
		{&r.Imported, other.Imported, [][]string{r.Called, r.Imported}},
		{&r.Required, other.Required, [][]string{r.Called, r.Imported, r.Required}},
	} {
		for _, id := range list.from {
			if !slices.ContainsFunc(list.nearer, func(known []string) bool { return slices.Contains(known, id) }) {
				*list.to = append(*list.to, folder+": "+id)
			}
		}
	}
}

func names(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

func withStderr(err error) error {
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return fmt.Errorf("%w\n%s", err, failed.Stderr)
	}
	return err
}

// reachable tells why a database cannot be read.
func reachable(ctx context.Context, database string) error {
	if !strings.HasPrefix(database, "http") {
		return nil // a folder; govulncheck tells what is wrong with it
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, database+"/index/db.json", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return nil
}

// message is one of govulncheck's; others than these say nothing of interest here.
type message struct {
	Config *struct {
		DB             string  `json:"db"`
		DBLastModified *string `json:"db_last_modified"`
		GoVersion      string  `json:"go_version"`
	}
	Finding *struct {
		OSV   string
		Trace []struct{ Module, Package, Function string }
	}
}

// readFindings reads the messages of govulncheck. Each vulnerability is told of at the
// nearest that it comes.
func readFindings(from io.Reader) (*result, error) {
	out := &result{}
	nearest := map[string]int{}
	for d := json.NewDecoder(from); ; {
		var m message
		switch err := d.Decode(&m); {
		case errors.Is(err, io.EOF):
			for id, how := range nearest {
				list := []*[]string{&out.Required, &out.Imported, &out.Called}[how]
				*list = append(*list, id)
			}
			for _, list := range []*[]string{&out.Called, &out.Imported, &out.Required} {
				slices.Sort(*list)
			}
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("govulncheck says what cannot be read: %w", err)
		}
		if c := m.Config; c != nil {
			out.Database, out.Go = c.DB, c.GoVersion
			if c.DBLastModified != nil {
				out.Database += " of " + *c.DBLastModified
			}
		}
		if f := m.Finding; f != nil && len(f.Trace) > 0 {
			how := 0
			switch {
			case f.Trace[0].Function != "":
				how = 2
			case f.Trace[0].Package != "":
				how = 1
			}
			nearest[f.OSV] = max(nearest[f.OSV], how)
		}
	}
}

// modules gives those that the programs are linked of on this system, with their versions.
func modules(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	for i, p := range programs {
		cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", p.pkg)
		cmd.Dir = p.folder
		text, err := cmd.Output()
		if err != nil {
			return nil, withStderr(err)
		}
		for line := range strings.Lines(string(text)) {
			name, version, ok := strings.Cut(strings.TrimSpace(line), " ")
			if !ok || out[name] == version {
				continue
			}
			if i > 0 {
				name = p.folder + ": " + name
			}
			out[name] = version
		}
	}
	return out, nil
}

// lastLook tells what the last look found, and of what has changed since.
func lastLook(ctx context.Context, database string, why error) error {
	text, err := os.ReadFile(resultFile)
	if err != nil {
		return err
	}
	var last result
	if err := json.Unmarshal(text, &last); err != nil {
		return fmt.Errorf("%s: %w", resultFile, err)
	}
	now, err := modules(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("Go: NOT LOOKED AT NOW: %s cannot be read (%v).\n", database, why)
	fmt.Printf("Go: the last look was on %s, by %s: called %s; imported, not called: %s; in modules only: %s\n",
		last.Day, last.Database, names(last.Called), names(last.Imported), names(last.Required))
	if changed := unseen(last.Modules, now); len(changed) > 0 {
		fmt.Printf("Go: nobody has looked at %s; where the database can be read, go run ./internal/vulnerabilities -renew\n", strings.Join(changed, ", "))
	}
	if len(last.Called) > 0 {
		return fmt.Errorf("at the last look the program could reach %s", names(last.Called))
	}
	return nil
}

// unseen gives the modules that are not what they were.
func unseen(then, now map[string]string) []string {
	var out []string
	for name, version := range now {
		if then[name] != version {
			out = append(out, name+" "+version)
		}
	}
	slices.Sort(out)
	return out
}

// audit is what npm's registry said of a lock file.
type audit struct {
	Day string `json:"day"`
	// Lock is the SHA-256 of the lock file.
	Lock  string   `json:"lock"`
	Found []string `json:"found"`
}

// lookAtNPM asks npm's registry of what the lock files name.
func lookAtNPM(ctx context.Context, renew bool) error {
	last := map[string]audit{}
	switch text, err := os.ReadFile(auditFile); {
	case err == nil:
		if err := json.Unmarshal(text, &last); err != nil {
			return fmt.Errorf("%s: %w", auditFile, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	var wrong []error
	for _, folder := range folders {
		lock, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
		if err != nil {
			return err
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(lock))
		found, why := askNPM(ctx, folder)
		if why != nil {
			fmt.Printf("npm: NOT LOOKED AT NOW: %s: %v. %s\n", folder, why, last[folder].tell(sum))
			found = last[folder].Found
		} else {
			fmt.Printf("npm: %s: %s\n", folder, names(found))
			last[folder] = audit{time.Now().UTC().Format(time.DateOnly), sum, found}
		}
		if len(found) > 0 {
			wrong = append(wrong, fmt.Errorf("npm: %s: %s", folder, names(found)))
		}
	}
	if renew && len(last) > 0 {
		text, err := json.MarshalIndent(last, "", "  ")
		if err != nil {
			return err
		}
		wrong = append(wrong, os.WriteFile(auditFile, append(text, '\n'), 0o644))
	}
	return errors.Join(wrong...)
}

// tell says what the last look at a lock file of this sum found.
func (a audit) tell(sum string) string {
	switch {
	case a.Day == "":
		return "No look has been made yet"
	case a.Lock != sum:
		return "The last look was on " + a.Day + ", at another lock file: " + names(a.Found)
	}
	return "The last look was on " + a.Day + ": " + names(a.Found)
}

// askNPM gives the packages of which npm's registry knows a vulnerability.
func askNPM(ctx context.Context, folder string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "npm", "audit", "--package-lock-only", "--json")
	cmd.Dir = folder
	text, failure := cmd.Output() // npm fails where it finds something, too
	var said struct {
		Message         string
		Vulnerabilities map[string]struct{ Severity string }
	}
	if err := json.Unmarshal(text, &said); err != nil || said.Vulnerabilities == nil {
		return nil, fmt.Errorf("the registry gives no answer (%w) %s", errors.Join(failure, err), said.Message)
	}
	out := []string{}
	for name, v := range said.Vulnerabilities {
		out = append(out, name+" ("+v.Severity+")")
	}
	slices.Sort(out)
	return out, nil
}
