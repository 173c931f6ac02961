// Package config reads schemadiff.toml: what a project says once so that no
// command has to.
//
// A folder comes in; the settings of the nearest file above it go out, checked
// and with their paths resolved. It never opens a database or a schema.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// FileName is the name of the file, in whatever folder it lies.
const FileName = "schemadiff.toml"

// Config is the content of the file; the zero value is that of no file.
type Config struct {
	Path       string         `toml:"-"` // of the file, "" if there is none
	Schema     []string       `toml:"schema"`
	Migrations string         `toml:"migrations"`
	Dialect    string         `toml:"dialect"`
	Schemas    []string       `toml:"schemas"`
	Exclude    []string       `toml:"exclude"`
	Env        map[string]Env `toml:"env"`
	Plan       Plan           `toml:"plan"`
	Lint       Lint           `toml:"lint"`
}

// Env is a block [env.NAME]: one place where the schema is deployed.
type Env struct {
	URL string `toml:"url"` // see Config.URL
}

// Plan is the block [plan]: the defaults of the flags of the same names.
type Plan struct {
	LockTimeout time.Duration `toml:"lock_timeout"`
	Target      string        `toml:"target"`
	Runner      string        `toml:"runner"`
}

// Lint is the block [lint]. Rules are handed on as they stand: a severity, or a
// table of one and of options that only the rule knows.
type Lint struct {
	Preset string         `toml:"preset"`
	FailOn string         `toml:"fail_on"`
	Rules  map[string]any `toml:"rules"`

	Baseline      string     `toml:"baseline"`       // file of findings that are known
	RequireReason bool       `toml:"require_reason"` // comments that allow a finding say why
	Overrides     []Override `toml:"overrides"`
}

// Override is a block [[lint.overrides]]: other severities for some files.
type Override struct {
	Files []string       `toml:"files"` // globs, relative to the configuration's folder
	Rules map[string]any `toml:"rules"`
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
	c := &Config{Path: path}
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(c)
	if err != nil {
		return nil, parseError(path, err)
	}
	if err := errors.Join(unknownKeys(path, meta), c.checkURLs()); err != nil {
		return nil, err
	}
	c.resolvePaths()
	return c, c.checkSources()
}

// parseError says file, line and column, as errors in SQL files do, or the place
// as the library reports it when a value has the wrong type.
func parseError(path string, err error) error {
	var bad toml.ParseError
	if !errors.As(err, &bad) {
		return fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "toml: "))
	}
	return fmt.Errorf("%s:%d:%d: %s", path, bad.Position.Line, bad.Position.Col, bad.Message)
}

// unknownKeys names each key that nothing reads. The library reports no lines for
// them. A table is named alone, without the keys in it; what a rule's table
// holds is for the rule to judge.
func unknownKeys(path string, meta toml.MetaData) error {
	var errs []error
	var unknown []string
	for _, key := range meta.Undecoded() {
		name := key.String()
		inside := func(table string) bool { return strings.HasPrefix(name, table+".") }
		if !strings.HasPrefix(name, "lint.rules.") && !slices.ContainsFunc(unknown, inside) {
			unknown = append(unknown, name)
			errs = append(errs, unknownKey(path, name))
		}
	}
	return errors.Join(errs...)
}

// resolvePaths makes paths that are relative to the file's folder usable from
// the current one.
func (c *Config) resolvePaths() {
	dir := filepath.Dir(c.Path)
	for i, name := range c.Schema {
		c.Schema[i] = resolve(dir, name)
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
