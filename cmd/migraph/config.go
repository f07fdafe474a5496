package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a configuration, which are more than any has: they stop a wrong path from
// being read whole, and a parser that reads deep brackets in gigabytes.
const (
	maxConfiguration = 64 << 10
	maxConfigDepth   = 8 // brackets within brackets, and signs of structure in a line
	maxConfigErrors  = 20
	maxConfigKey     = 100 // bytes that are shown, and compared with names of settings
)

// configuration is what a file says of the flags of serve, by their names.
type configuration struct {
	file   string
	values map[string]setting
}

// setting is one value of a file.
type setting struct {
	value any // for kong: a string, a bool or a list of strings
	line  int
	// envs are the variables of the flag, any of which goes before the file.
	envs []string
}

// configurable gives the flags that a file can set, by their names: those that all
// commands have, and those of serve.
func configurable(app *kong.Node) map[string]*kong.Flag {
	out := map[string]*kong.Flag{}
	add := func(flags []*kong.Flag) {
		for _, f := range flags {
			if f.Name != "help" && f.Name != "config" {
				out[f.Name] = f
			}
		}
	}
	add(app.Flags)
	for _, n := range app.Children {
		if n.Name == "serve" {
			add(n.Flags)
		}
	}
	return out
}

// readConfiguration reads a file. Its errors name file, line and key, each mistake in a
// line of its own.
func readConfiguration(file string, flags map[string]*kong.Flag) (*configuration, error) {
	text, err := readBounded(file, maxConfiguration)
	if err != nil {
		return nil, err
	}
	if line, wrong := oddity(lexer.Tokenize(string(text))); wrong != "" {
		return nil, fmt.Errorf("%s:%d: %s", file, line, wrong)
	}
	doc, err := parser.ParseBytes(text, 0)
	if err != nil {
		text := yaml.FormatError(err, false, false)
		if m := ofPlace.FindStringSubmatch(text); m != nil {
			return nil, fmt.Errorf("%s:%s: %s", file, m[1], m[2])
		}
		return nil, fmt.Errorf("%s is no YAML: %s", file, text)
	}
	c := &configuration{file: file, values: map[string]setting{}}
	if len(doc.Docs) > 1 {
		return nil, fmt.Errorf("%s holds several documents; one is enough", file)
	}
	if len(doc.Docs) == 0 || doc.Docs[0].Body == nil {
		return c, nil // all defaults
	}
	entries, ok := doc.Docs[0].Body.(ast.MapNode)
	if !ok {
		return nil, fmt.Errorf("%s:%d: write each setting as «key: value», the key as the flag of migraph serve without its dashes", file, lineOf(doc.Docs[0].Body))
	}
	var wrong []error
	for i := entries.MapRange(); i.Next(); {
		if len(wrong) == maxConfigErrors {
			wrong = append(wrong, fmt.Errorf("%s:%d: more is wrong from here on", file, lineOf(i.Key())))
			break
		}
		if err := c.take(i.Key(), i.Value(), flags); err != nil {
			wrong = append(wrong, err)
		}
	}
	return c, errors.Join(wrong...)
}

// oddity finds what no setting needs, before a parser unfolds it; empty if there is none.
func oddity(tokens token.Tokens) (line int, wrong string) {
	brackets, signs := 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, signs = t.Position.Line, 0
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType, token.MappingKeyType, token.DirectiveType:
			return line, fmt.Sprintf("%q is not used here; write the value out, or put it in quotes if it is a text", t.Value)
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType, token.MappingValueType:
			if brackets == 0 {
				signs++
			}
		}
		if brackets > maxConfigDepth || signs > maxConfigDepth {
			return line, "brackets, hyphens or colons stand within each other; write each setting as «key: value»"
		}
	}
	return 0, ""
}

// ofPlace parts the place from what is wrong there.
var ofPlace = regexp.MustCompile(`(?s)^\[(\d+):\d+\] (.*)$`)

func readBounded(file string, most int64) ([]byte, error) {
	// Opening a pipe would wait for who writes into it.
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("the configuration cannot be read: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the configuration cannot be read: %s is no file", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("the configuration cannot be read: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the configuration cannot be read: %w", err)
	case int64(len(text)) > most:
		return nil, fmt.Errorf("%s is too large for a configuration", file)
	}
	return text, nil
}

func lineOf(n ast.Node) int { return n.GetToken().Position.Line }

// take takes one entry.
func (c *configuration) take(k ast.MapKeyNode, v ast.Node, flags map[string]*kong.Flag) error {
	key := k.GetToken().Value
	at := func(format string, args ...any) error {
		return fmt.Errorf("%s:%d: %s: %s", c.file, lineOf(k), oneLine(key), fmt.Sprintf(format, args...))
	}
	if len(key) > maxConfigKey {
		key = strings.ToValidUTF8(key[:maxConfigKey], "") + "..."
		return at("there is no such setting")
	}
	flag := flags[key]
	switch {
	case key == "neo4j-password":
		return at("a password stands in no configuration; name the file that holds it by neo4j-password-file")
	case flag == nil:
		return at("there is no such setting%s", nearest(key, flags))
	}
	if _, twice := c.values[key]; twice {
		return at("it is set twice")
	}
	value, err := settingOf(flag, v)
	if err != nil {
		return at("%s", err)
	}
	c.values[key] = setting{value, lineOf(k), flag.Tag.Envs}
	return nil
}

// nearest names the setting that may be meant.
func nearest(key string, flags map[string]*kong.Flag) string {
	best, distance := "", max(2, len(key)/3)+1
	for name := range flags {
		d := levenshtein.ComputeDistance(key, name)
		if d < distance || d == distance && best != "" && name < best {
			best, distance = name, d
		}
	}
	if best == "" {
		return "; migraph serve --help lists them, each without its dashes"
	}
	return "; is " + best + " meant?"
}

// settingOf gives the value of a node as kong takes it for a flag.
func settingOf(flag *kong.Flag, v ast.Node) (any, error) {
	switch flag.Target.Interface().(type) {
	case bool:
		if b, ok := v.(*ast.BoolNode); ok {
			return b.Value, nil
		}
		return nil, errors.New("write true or false")
	case int, *int:
		if n, ok := v.(*ast.IntegerNode); ok {
			text := strings.ReplaceAll(n.GetToken().Value, "_", "")
			if _, err := strconv.ParseInt(text, 10, 64); err == nil {
				return text, nil
			}
		}
		return nil, errors.New("write a whole number")
	case time.Duration:
		if text, ok := textOf(v); ok {
			if _, err := time.ParseDuration(text); err == nil {
				return text, nil
			}
		}
		return nil, errors.New("write a time with its unit, such as 10s, 2m or 1h30m")
	case float64, *float64:
		switch n := v.(type) {
		case *ast.IntegerNode, *ast.FloatNode:
			return strings.ReplaceAll(n.GetToken().Value, "_", ""), nil
		}
		return nil, errors.New("write a number")
	case []string:
		return textsOf(v)
	}
	text, ok := textOf(v)
	if !ok {
		return nil, errors.New("write a text, in quotes if it looks like something else")
	}
	if values := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(values, text) {
		return nil, fmt.Errorf("%q is none of %s", text, strings.Join(values, ", "))
	}
	return text, nil
}

func textOf(v ast.Node) (string, bool) {
	switch n := v.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	}
	return "", false
}

// textsOf gives a list, of one text if that stands alone.
func textsOf(v ast.Node) (any, error) {
	if text, ok := textOf(v); ok {
		return []any{text}, nil
	}
	list, ok := v.(*ast.SequenceNode)
	out := []any{}
	if ok {
		for _, one := range list.Values {
			text, isText := textOf(one)
			ok = ok && isText
			out = append(out, text)
		}
	}
	if !ok {
		return nil, errors.New("write a list of texts, such as [a, b]")
	}
	return out, nil
}

// Validate is that of a resolver: what is wrong is found when the file is read.
func (c *configuration) Validate(*kong.Application) error { return nil }

// Resolve gives the value of a flag that neither the command line nor a variable sets.
// Flags of other commands share a name and a variable with one of serve, or are another.
func (c *configuration) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	s, ok := c.values[flag.Name]
	if !ok || !slices.Equal(s.envs, flag.Tag.Envs) || s.overridden() {
		return nil, nil
	}
	return s.value, nil
}

// overridden tells whether a variable sets the flag. One that is empty says nothing.
func (s setting) overridden() bool {
	return slices.ContainsFunc(s.envs, func(name string) bool { return os.Getenv(name) != "" })
}

// BeforeResolve reads the configuration that a flag or a variable names.
func (c *cli) BeforeResolve(ctx *kong.Context) error {
	for _, flag := range ctx.Model.Flags {
		if flag.Name != "config" {
			continue
		}
		file, _ := ctx.FlagValue(flag).(string)
		if file == "" {
			return nil
		}
		read, err := readConfiguration(file, configurable(ctx.Model.Node))
		if err != nil {
			return &exit{code: codeUsage, err: err}
		}
		ctx.AddResolver(read)
		c.configuration = read
		c.configFlag = slices.ContainsFunc(ctx.Path, func(p *kong.Path) bool { return p.Flag == flag })
		c.given = givenFlags(ctx)
	}
	return nil
}

// givenFlags are the names of the flags of the command line.
func givenFlags(ctx *kong.Context) map[string]bool {
	out := map[string]bool{}
	for _, p := range ctx.Path {
		if p.Flag != nil {
			out[p.Flag.Name] = true
		}
	}
	return out
}

// ofFlag finds the flag that an error of its value begins with.
var ofFlag = regexp.MustCompile(`^--([a-z0-9-]+)`)

// locate adds to an error of a value that stands in the configuration where it stands.
func (f *flags) locate(e *exit) {
	if f.configuration == nil || e.err == nil {
		return
	}
	name, text := e.flag, e.Error()
	if m := ofFlag.FindStringSubmatch(text); m != nil {
		name, text = m[1], strings.TrimPrefix(text, "--")
	} else {
		text = name + ": " + text
	}
	s, ok := f.configuration.values[name]
	if !ok || f.given[name] || s.overridden() {
		return
	}
	e.err = fmt.Errorf("%s:%d: %s", f.configuration.file, s.line, text)
}
