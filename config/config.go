// Package config reads schemadiff.toml: what a project says once so that no
// command has to.
//
// A folder comes in; the settings of the nearest file above it go out, checked
// and with their paths resolved. It never opens a database or a schema.
package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// FileName is the name of the file, in whatever folder it lies.
const FileName = "schemadiff.toml"

// Config is the content of the file; the zero value is that of no file. keys.go says of each
// field what it is.
type Config struct {
	Path       string // of the file, "" if there is none
	Schema     []string
	Migrations string
	Dialect    string
	Schemas    []string
	Exclude    []string
	EnvFile    string
	Env        map[string]Env
	Plan       Plan
	Lint       Lint
	Compat     Compat
	Rehearse   Rehearse

	places places
}

// Env is a block [env.NAME]: one place where the schema is deployed, and the flags of commands
// for it.
type Env struct {
	URL             string // see Config.URL
	URLCommand      []string
	PasswordCommand []string
	EnvFile         string
	Protected       bool

	Schema      []string
	Schemas     []string
	Manage      []string
	Exclude     []string
	DevDB       string
	OnDrift     string
	Allow       []string
	Wait        time.Duration
	LockTimeout time.Duration
}

// Plan is the block [plan]: the defaults of the flags of the same names.
type Plan struct {
	LockTimeout time.Duration
	Target      string
	Runner      string

	OnlineRewrite bool
	MaxLoad       int
	MaxLag        time.Duration
}

// Lint is the block [lint]. Rules are handed on as they stand: a severity, or a
// table of one and of options that only the rule knows.
type Lint struct {
	Preset string
	FailOn string
	Rules  map[string]any

	Baseline      string     // file of findings that are known
	RequireReason bool       // comments that allow a finding say why
	Overrides     []Override // in the order of the file
}

// Compat is the block [compat]: which releases must work on the desired schema.
type Compat struct {
	Releases []string // sources of the schemas that they were written for
}

// Rehearse is the block [rehearse]: what rehearsals on a copy with rows show.
type Rehearse struct {
	Mask []string // patterns of columns whose values they never show
}

// Override is a block [[lint.overrides]]: other severities for some files.
type Override struct {
	Files []string // globs, relative to the configuration's folder
	Rules map[string]any
}

// Find reads the nearest schemadiff.toml from dir upward, up to the first folder
// with a .git or the root of the file system. Without a file the Config is empty.
func Find(dir string) (*Config, error) {
	path, err := locateFile(dir)
	if err != nil {
		return nil, fmt.Errorf("search for %s: %w", FileName, err)
	}
	if path == "" {
		return &Config{}, nil
	}
	return readConfig(path)
}

func readConfig(path string) (*Config, error) {
	if repo.Leaves(repo.Root(filepath.Dir(path)), path) {
		return nil, fmt.Errorf("%s: is a link that leads out of the repository", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	values := map[string]any{}
	if err := toml.Unmarshal(text, &values); err != nil {
		return nil, parseError(path, err)
	}
	c := &Config{Path: path, places: findPlaces(text)}
	r := &reader{path: path, places: c.places}
	readTable(r, "", values, topKeys(), c)
	c.checkURLs(r)
	if err := r.err(); err != nil {
		return nil, err
	}
	c.resolvePaths()
	c.checkSources(r)
	return c, r.err()
}

// Beside is a path beside the file, or in the current folder where there is no file.
func (c *Config) Beside(name string) string { return resolve(filepath.Dir(c.Path), name) }

// ErrorAt is an error about a key whose value nothing in this package can judge. It stands at the key
// or at the table around it.
func (c *Config) ErrorAt(key, format string, args ...any) *Error {
	at := c.places.find(key)
	return &Error{c.Path, key, at.line, at.column, fmt.Sprintf(format, args...)}
}

// RuleKey is the key of a rule's setting below one of Lint.
func RuleKey(table, rule string) string { return joinKey(table, rule) }

// parseError says file, line and column, as errors in SQL files do.
func parseError(path string, err error) error {
	var bad *toml.DecodeError
	if !errors.As(err, &bad) {
		return fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "toml: "))
	}
	line, column := bad.Position()
	return &Error{path, strings.Join(bad.Key(), "."), line, column, strings.TrimPrefix(bad.Error(), "toml: ")}
}

// resolvePaths makes paths that are relative to the file's folder usable from
// the current one.
func (c *Config) resolvePaths() {
	dir := filepath.Dir(c.Path)
	resolveAll := func(names []string) {
		for i, name := range names {
			names[i] = resolve(dir, name)
		}
	}
	resolveAll(c.Schema)
	resolveAll(c.Compat.Releases)
	for _, e := range c.Env {
		resolveAll(e.Schema)
	}
	if c.Migrations != "" {
		c.Migrations = resolve(dir, c.Migrations)
	}
}

// resolve leaves alone what is no relative path: stdin, databases, empty:.
func resolve(dir, name string) string {
	if rest, ok := strings.CutPrefix(name, "git:"); ok {
		ref, path, found := strings.Cut(rest, ":")
		if !found || filepath.IsAbs(path) {
			return name
		}
		// A folder that is the current one adds nothing, and "git:REF:" stays.
		return "git:" + ref + ":" + strings.TrimPrefix(filepath.ToSlash(filepath.Join(dir, path)), "./")
	}
	scheme, _, found := strings.Cut(name, ":")
	isURL := found && len(scheme) > 1 && !strings.ContainsAny(scheme, `/\*?[{. `)
	if name == "" || name == "-" || isURL || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
