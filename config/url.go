package config

// The database URL of an environment: literal, from a variable (env:), from a file of secrets
// (file:), or printed by a command. It is read only when a command asks for that environment.

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// URL returns the database URL of an environment, "" if env is "" or its block
// has none.
//
// "env:NAME" stands for the variable, which must be set, here or in the block's env_file.
// "file:PATH" stands for the first line of that file, trimmed; PATH is relative to the
// configuration. SQLite spells its own URIs file:… too: one is meant if PATH does not exist,
// ends in .db, .sqlite or .sqlite3, or is a SQLite database. All else is the URL. Without a url,
// url_command prints it; password_command adds a password to either.
func (c *Config) URL(ctx context.Context, env string, getenv func(string) string) (string, error) {
	if env == "" {
		return "", nil
	}
	block, err := c.Environment(env)
	if err != nil {
		return "", err
	}
	found, err := c.lookUp(ctx, "url of env."+env, block, block.URL, getenv)
	if err != nil || len(block.PasswordCommand) == 0 {
		return found, err
	}
	password, err := c.output(ctx, "password_command of env."+env, block.PasswordCommand, getenv)
	if err != nil {
		return "", err
	}
	return withPassword(found, password)
}

// DevDB returns the URL of the environment's server for trials, "" if it has none.
func (c *Config) DevDB(env string, getenv func(string) string) (string, error) {
	block, err := c.Environment(env)
	if err != nil || block.DevDB == "" {
		return "", err
	}
	return c.lookUp(context.Background(), "dev_db of env."+env, Env{EnvFile: block.EnvFile}, block.DevDB, getenv)
}

// Environment is the block of an environment.
func (c *Config) Environment(name string) (Env, error) {
	block, ok := c.Env[name]
	if !ok {
		return Env{}, c.unknownEnv(name)
	}
	return block, nil
}

// lookUp finds what a value of a block stands for; what names it in errors.
func (c *Config) lookUp(ctx context.Context, what string, block Env, value string, getenv func(string) string) (string, error) {
	if name, ok := strings.CutPrefix(value, "env:"); ok {
		return c.variable(what, name, cmp.Or(block.EnvFile, c.EnvFile), getenv)
	}
	if path, ok := c.secretFile(value); ok {
		line, err := firstLine(path)
		if err != nil {
			return "", fmt.Errorf("%s: %s: %w", c.Path, what, err)
		}
		if err := checkSecret(line); err != nil {
			return "", fmt.Errorf("%s: %s: file %s: %w", c.Path, what, path, err)
		}
		return line, nil
	}
	if value != "" || len(block.URLCommand) == 0 {
		return value, nil
	}
	printed, err := c.output(ctx, strings.Replace(what, "url", "url_command", 1), block.URLCommand, getenv)
	if err != nil {
		return "", err
	}
	if err := checkSecret(printed); err != nil {
		return "", fmt.Errorf("%s: %s: %w", c.Path, what, err)
	}
	return printed, nil
}

// variable is the value of a variable that names a database: that of the environment, else the one
// of a file of variables.
func (c *Config) variable(what, name, envFile string, getenv func(string) string) (string, error) {
	value, where := getenv(name), ""
	if value == "" && envFile != "" {
		where = " nor in " + filepath.ToSlash(resolve(filepath.Dir(c.Path), envFile))
		variables, err := ReadEnvFile(resolve(filepath.Dir(c.Path), envFile))
		if err != nil {
			return "", fmt.Errorf("%s: %s: variable %s is not set, and env_file: %w", c.Path, what, name, err)
		}
		value = variables[name]
	}
	if value == "" {
		return "", fmt.Errorf("%s: %s: variable %s is not set%s", c.Path, what, name, where)
	}
	if err := checkSecret(value); err != nil {
		return "", fmt.Errorf("%s: %s: variable %s: %w", c.Path, what, name, err)
	}
	return value, nil
}

func (c *Config) unknownEnv(env string) error {
	switch {
	case c.Path == "":
		return fmt.Errorf("environment %q: there is no %s here or above", env, FileName)
	case len(c.Env) == 0:
		return fmt.Errorf("%s: environment %q is not declared, nor is any other", c.Path, env)
	}
	known := slices.Sorted(maps.Keys(c.Env))
	if near := parse.Nearest(env, known); near != "" {
		return fmt.Errorf("%s: environment %q is not declared: did you mean %s?", c.Path, env, near)
	}
	return fmt.Errorf("%s: environment %q is not declared; there is %s", c.Path, env, strings.Join(known, ", "))
}

// secretFile is the path of the file that holds the URL, if value means one.
func (c *Config) secretFile(value string) (string, bool) {
	path, ok := strings.CutPrefix(value, "file:")
	ending := strings.ToLower(filepath.Ext(path))
	if !ok || path == "" || slices.Contains([]string{".db", ".sqlite", ".sqlite3"}, ending) {
		return "", false
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(c.Path), path)
	}
	if _, err := os.Stat(path); err != nil {
		return "", false
	}
	return path, !isSQLite(path)
}

func isSQLite(path string) bool {
	const magic = "SQLite format 3\x00"
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == magic
}

// maxLine is more than any URL; a longer line is another kind of file.
const maxLine = 64 << 10

// firstLine keeps what it reads out of its errors: it is a secret.
func firstLine(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxLine)
	lines.Scan()
	if err := lines.Err(); err != nil {
		return "", fmt.Errorf("first line of %s: %w", path, err)
	}
	line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
	if line == "" {
		return "", fmt.Errorf("first line of %s is empty", path)
	}
	return line, nil
}

// checkURLs refuses passwords: the file is meant to be committed.
func (c *Config) checkURLs(r *reader) {
	for name, e := range c.Env {
		at := joinKey("env", name)
		if hasPassword(e.URL) {
			r.fail(at+".url", "url of %s holds a password: write env:NAME or file:PATH and keep the URL there", at)
		}
		if hasPassword(e.DevDB) {
			r.fail(at+".dev_db", "dev_db of %s holds a password: write env:NAME and keep the URL there", at)
		}
		if e.URL != "" && len(e.URLCommand) > 0 {
			r.fail(at+".url_command", "%s has url and url_command: give one", at)
		}
	}
}

func hasPassword(value string) bool {
	if u, err := url.Parse(value); err == nil {
		if password, _ := u.User.Password(); password != "" {
			return true
		}
		query := u.Query()
		return query.Get("password") != "" || query.Get("sslpassword") != "" || hasPasswordKey(value)
	}
	// A password with a stray % or space is no valid URL, but it is one.
	_, rest, isURL := strings.Cut(value, "://")
	at := strings.LastIndexByte(rest, '@')
	return isURL && at > 0 && strings.Contains(rest[:at], ":") || hasPasswordKey(value)
}

// hasPasswordKey finds "password = x" and "sslpassword=x" in libpq's key=value
// form and in a query.
func hasPasswordKey(value string) bool {
	for rest := value; ; {
		before, after, found := strings.Cut(rest, "password")
		if !found {
			return false
		}
		word := strings.TrimSuffix(before, "ssl")
		starts := word == "" || strings.ContainsAny(word[len(word)-1:], " \t?&")
		secret, hasValue := strings.CutPrefix(strings.TrimSpace(after), "=")
		if starts && hasValue && strings.TrimSpace(secret) != "" {
			return true
		}
		rest = after
	}
}
