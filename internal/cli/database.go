package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// databaseURL is the default database: --db, an environment that was asked for,
// variables, then the configuration.
func (s *session) databaseURL() (string, error) {
	if url := s.String("db"); url != "" {
		return url, nil
	}
	if env := s.String("env"); env != "" {
		return s.secret(s.config.URL(env, os.Getenv))
	}
	for _, name := range []string{"SCHEMADIFF_DATABASE_URL", "DATABASE_URL"} {
		if url := os.Getenv(name); url != "" {
			return url, nil
		}
	}
	return s.secret(s.config.URL("", os.Getenv))
}

// secret keeps what a name of a database hides out of messages.
func (s *session) secret(url string, err error) (string, error) {
	if known := secretsOf(s.App); known != nil {
		known.add(url)
	}
	if err == nil && url != "" && engines.Of(url) == nil { // it may be the first line of any file, and is not repeated
		return "", &usage{msg: fmt.Sprintf("the url of env.%s is no database URL", s.String("env")), hint: "a database is postgres://… or sqlite:PATH"}
	}
	return url, err
}

// detect picks the dialect of a database that one of the names is, unless the user
// chose one.
func (s *session) detect(names ...string) error {
	if s.chosen {
		return nil
	}
	for _, name := range names {
		if t := engines.Of(name); t != nil {
			s.target, s.chosen = t, true
			return s.checkFlags()
		}
	}
	return nil
}

// open reads a source. What looks like a database is one; mustBe says that
// nothing else will do. DDL is read here, and folded by its load.
func (s *session) open(ctx context.Context, names []string, mustBe bool) (*app.Endpoint, error) {
	if dir, ok := strings.CutPrefix(names[0], source.Migrations); ok && len(names) == 1 {
		return s.openMigrations(ctx, dir)
	}
	for _, name := range names {
		path, ok, err := s.target.ParseURL(name)
		if err != nil {
			return nil, err
		}
		if !ok && !source.IsDDL(name) { // a server; its URL may hold a password and is not repeated
			return nil, s.foreign(name)
		}
		if !ok && mustBe { // --db names a database whatever its ending
			if path, err = s.plainFile(name); err != nil {
				return nil, err
			}
			ok = true
		}
		if ok && len(names) == 1 {
			return s.openDatabase(ctx, s.target.Mask(name), path)
		}
		if ok {
			return nil, &usage{msg: fmt.Sprintf("%s is a database and cannot be one of several sources", s.target.Mask(name))}
		}
	}
	sources, err := source.Read(ctx, names, interruptible{ctx, s.App.Reader})
	if err != nil {
		return nil, err
	}
	return app.OpenText(ctx, s.language(), strings.Join(names, ", "), sources)
}

// openMigrations is what a folder of migrations leads to.
func (s *session) openMigrations(ctx context.Context, dir string) (*app.Endpoint, error) {
	f, err := folder.Read(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	load := func(engine.Database) (*schema.Schema, error) { return s.known(ctx, f.Files) }
	return &app.Endpoint{Name: source.Migrations + dir, Load: load, Replayed: true}, nil
}

// foreign says that a source is a database of another dialect, or of none that is known.
func (s *session) foreign(name string) error {
	var examples []string
	for _, t := range engines.All() {
		if _, ok, _ := t.ParseURL(name); ok {
			return &usage{msg: fmt.Sprintf("a database of %s where one of %s was expected", t.Language().Name(), s.language().Name()), hint: "both sides must be of one dialect; --dialect says which"}
		}
		examples = append(examples, t.Example())
	}
	return &usage{msg: "no database of a kind that schemadiff knows", hint: "a database is " + strings.Join(examples, ", or ") + ", or a file such as app.db"}
}

func (s *session) openDatabase(ctx context.Context, name, path string) (*app.Endpoint, error) {
	e, err := app.OpenDatabase(ctx, s.target, name, path, s.patience())
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, e.Live.Close)
	e.Label = cmp.Or(s.String("env"), e.Label)
	return e, nil
}
