package config

// The database URL of an environment: literal, from a variable (env:) or from a file of secrets
// (file:). It is read only when a command asks for that environment.

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// URL returns the database URL of an environment, "" if env is "" or its block
// has none.
//
// "env:NAME" stands for the variable, which must be set. "file:PATH" stands for
// the first line of that file, trimmed; PATH is relative to the configuration.
// SQLite spells its own URIs file:… too: one is meant if PATH does not exist,
// ends in .db, .sqlite or .sqlite3, or is a SQLite database. All else is the URL.
func (c *Config) URL(env string, getenv func(string) string) (string, error) {
	if env == "" {
		return "", nil
	}
	block, ok := c.Env[env]
	if !ok {
		return "", c.unknownEnv(env)
	}
	if name, ok := strings.CutPrefix(block.URL, "env:"); ok {
		value := getenv(name)
		if value == "" {
			return "", fmt.Errorf("%s: url of env.%s: variable %s is not set", c.Path, env, name)
		}
		if err := checkSecret(value); err != nil {
			return "", fmt.Errorf("%s: url of env.%s: variable %s: %w", c.Path, env, name, err)
		}
		return value, nil
	}
	if path, ok := c.secretFile(block.URL); ok {
		line, err := firstLine(path)
		if err != nil {
			return "", fmt.Errorf("%s: url of env.%s: %w", c.Path, env, err)
		}
		if err := checkSecret(line); err != nil {
			return "", fmt.Errorf("%s: url of env.%s: file %s: %w", c.Path, env, path, err)
		}
		return line, nil
	}
	return block.URL, nil
}

func (c *Config) unknownEnv(env string) error {
	switch {
	case c.Path == "":
		return fmt.Errorf("environment %q: there is no %s here or above", env, FileName)
	case len(c.Env) == 0:
		return fmt.Errorf("%s: environment %q is not declared, nor is any other", c.Path, env)
	}
	known := slices.Sorted(maps.Keys(c.Env))
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
func (c *Config) checkURLs() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		if hasPassword(c.Env[name].URL) {
			errs = append(errs, fmt.Errorf("%s: url of env.%s holds a password: "+
				"write env:NAME or file:PATH and keep the URL there", c.Path, name))
		}
	}
	return errors.Join(errs...)
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
