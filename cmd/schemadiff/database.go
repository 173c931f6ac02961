package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/schemadiff/schemadiff/source"
)

// databaseURL is the default database: --db, an environment that was asked for,
// variables, then the configuration.
func (s *session) databaseURL() (string, error) {
	if url := s.String("db"); url != "" {
		return url, nil
	}
	if env := s.String("env"); env != "" {
		return s.config.URL(env, os.Getenv)
	}
	for _, name := range []string{"SCHEMADIFF_DATABASE_URL", "DATABASE_URL"} {
		if url := os.Getenv(name); url != "" {
			return url, nil
		}
	}
	return s.config.URL("", os.Getenv)
}

// open reads a source. What looks like a database is one; mustBe says that
// nothing else will do.
func (s *session) open(ctx context.Context, names []string, mustBe bool) (*endpoint, error) {
	for _, name := range names {
		path, ok, err := s.dialect.parseURL(name)
		if err != nil {
			return nil, err
		}
		if !ok && !source.IsDDL(name) { // a server; its URL may hold a password and is not repeated
			return nil, &usage{msg: "this build handles SQLite only, and no database server", hint: "a database is sqlite:PATH or a file such as app.db"}
		}
		if !ok && mustBe {
			path, ok = name, true // --db names a database whatever its ending
		}
		if ok && len(names) == 1 {
			return s.openDatabase(ctx, name, path)
		}
		if ok {
			return nil, &usage{msg: fmt.Sprintf("%s is a database and cannot be one of several sources", name)}
		}
	}
	sources, err := source.Read(ctx, names, interruptible{ctx, s.App.Reader})
	if err != nil {
		return nil, err
	}
	loaded, err := s.dialect.load(ctx, sources)
	if err != nil {
		return nil, err
	}
	return &endpoint{name: strings.Join(names, ", "), schema: loaded}, nil
}

func (s *session) openDatabase(ctx context.Context, name, path string) (*endpoint, error) {
	db, err := s.dialect.open(ctx, path, s.wait())
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, db.Close)
	read, err := db.Schema(ctx)
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", name, err)
	}
	return &endpoint{name: name, schema: read, live: db, database: path}, nil
}
