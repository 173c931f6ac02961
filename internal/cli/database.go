package cli

// This file finds the database or the DDL that flags, variables and the configuration name, and
// opens it. A name that may be a connection string with a mistake in it is never taken for a file.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// databaseURL is the default database: --db, an environment that was asked for,
// variables, then the configuration.
func (s *session) databaseURL() (string, error) {
	if url := s.String("db"); url != "" {
		url, _, err := s.resolveSource(url)
		return url, err
	}
	if env := s.String("env"); env != "" {
		return s.environmentURL(env)
	}
	for _, name := range databaseVariables {
		if url := s.getenv(name); url != "" {
			return url, nil
		}
	}
	return "", nil
}

// hideSecret keeps the password of a database out of messages.
func (s *session) hideSecret(url string, err error) (string, error) {
	if known := secretsOf(s.App); known != nil {
		known.add(url)
	}
	if err == nil && url != "" && engines.ForDatabase(url) == nil { // it may be the first line of any file, and is not repeated
		return "", &usage{msg: fmt.Sprintf("the url of env.%s is no database URL", s.environmentName()), hint: "a database is postgres://… or sqlite:PATH"}
	}
	return url, err
}

// detectDialect picks the target of a database that one of the names is: of the dialect that
// the user chose, or of any.
func (s *session) detectDialect(names ...string) error {
	for _, name := range names {
		t := engines.ForDatabase(name)
		if t != nil && (!s.chosen || t.Language().Name() == s.language().Name()) { // targets may share a language
			s.target, s.chosen = t, true
			return s.checkFlags()
		}
	}
	return nil
}

// sourceRole says how a command uses a source.
type sourceRole struct {
	database bool // it has to be a database
	start    bool // the command makes a plan from it: a database may not exist yet
}

// openEndpoint reads a source. What looks like a database is one. DDL is read here, and becomes a
// schema by Fold.
func (s *session) openEndpoint(ctx context.Context, names []string, role sourceRole) (*app.Endpoint, error) {
	s.bar.begin("reading " + secretsOf(s.App).hide(strings.Join(names, ", ")))
	if dir, ok := strings.CutPrefix(names[0], source.Migrations); ok && len(names) == 1 {
		return s.openMigrations(ctx, dir)
	}
	for _, name := range names {
		path, ok, err := s.target.ParseURL(name)
		if err != nil {
			return nil, err
		}
		if !ok && !source.IsDDL(name) { // a server; its URL may hold a password and is not repeated
			return nil, s.otherDialect(name)
		}
		if !ok && role.database { // --db names a database whatever its ending
			if path, err = s.plainFile(name); err != nil {
				return nil, err
			}
			ok = true
		}
		if ok && len(names) == 1 {
			return s.openDatabase(ctx, name, path, role.start)
		}
		if ok {
			return nil, &usage{msg: fmt.Sprintf("%s is a database and cannot be one of several sources", s.target.Mask(name))}
		}
	}
	sources, err := source.Read(ctx, names, s.App.Reader)
	if err != nil {
		return nil, err
	}
	text, err := app.OpenText(ctx, s.language(), strings.Join(names, ", "), sources)
	if err != nil {
		return nil, err
	}
	text.LoadOn(ctx, s.replayer())
	return text, nil
}

// openMigrations opens a folder of migrations for the schema that it leads to.
func (s *session) openMigrations(ctx context.Context, dir string) (*app.Endpoint, error) {
	f, err := folder.Read(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	load := func(engine.Database) (*schema.Schema, error) { return s.replayer().Known(ctx, f.Files) }
	return &app.Endpoint{Name: source.Migrations + dir, Load: load, Replayed: true}, nil
}

// otherDialect is the error for a database of another dialect, or of none that is known.
func (s *session) otherDialect(name string) error {
	var examples []string
	for _, t := range engines.All() {
		if _, ok, _ := t.ParseURL(name); ok {
			return &usage{msg: fmt.Sprintf("a database of %s where one of %s was expected", t.Language().Name(), s.language().Name()), hint: "both sides must be of one dialect; --dialect names it"}
		}
		examples = append(examples, t.Example())
	}
	return &usage{msg: "no database of a kind that schemadiff knows", hint: "a database is " + strings.Join(examples, ", or ") + ", or a file such as app.db"}
}

// openDatabase opens a database, which the session closes; with create it may not exist yet.
func (s *session) openDatabase(ctx context.Context, name, path string, create bool) (*app.Endpoint, error) {
	open := app.OpenDatabase
	if files, ok := s.target.(engine.FileTarget); ok && create {
		if _, creates := files.Writes(name); creates {
			open = app.OpenOrCreate
		}
	}
	e, err := open(ctx, s.target, s.target.Mask(name), path, s.patience())
	if err != nil {
		return nil, err
	}
	if e.New {
		s.noteNew(e.Name)
	}
	s.closers = append(s.closers, e.Live.Close)
	e.Label = cmp.Or(s.String("env"), e.Label)
	return e, nil
}

// noteNew says that a database does not exist yet, and what becomes of that.
func (s *session) noteNew(name string) {
	what := s.Command.Name + " creates it"
	switch {
	case s.Command.Name == "plan":
		what = "it is compared as an empty database, and apply creates it"
	case s.Command.Name == "status":
		what = "migrate creates it"
	case s.Bool("dry-run"):
		what = "it would be created"
	}
	app.Notify(s.notify).Note("%s does not exist yet: %s", name, what)
}

// writesTo is an error where a command that changes a database may not: the name says mode=ro, or there is no such
// database and it creates none.
func (s *session) writesTo(name string, create bool) error {
	files, ok := s.target.(engine.FileTarget)
	if !ok {
		return nil
	}
	writes, creates := files.Writes(name)
	if !writes && !s.Bool("dry-run") && !s.Bool("list") {
		return &usage{msg: fmt.Sprintf("%s has mode=ro, and %s changes the database", s.target.Mask(name), s.Command.Name), hint: "leave out mode=ro"}
	}
	database, ok, err := s.target.ParseURL(name)
	if !ok || err != nil || create && creates {
		return err
	}
	return files.Exists(database)
}

// writtenDatabase is database for a command that changes one, and that may create it.
func (s *session) writtenDatabase(create bool) (name, database string, err error) {
	if name, database, err = s.database(); err != nil {
		return "", "", err
	}
	url, err := s.databaseURL()
	if err != nil {
		return "", "", err
	}
	return name, database, s.writesTo(url, create)
}

// database finds the database of a command: its name for messages, and what to open.
func (s *session) database() (name, database string, err error) {
	url, err := s.databaseURL()
	if err != nil {
		return "", "", err
	}
	if url == "" {
		return "", "", s.needsDatabase("or [env.NAME] in schemadiff.toml")
	}
	if err := s.detectDialect(url); err != nil {
		return "", "", err
	}
	database, ok, err := s.target.ParseURL(url)
	switch {
	case err != nil:
		return "", "", err
	case !ok && strings.Contains(url, "://"):
		return "", "", s.otherDialect(url)
	case !ok:
		database, err = s.plainFile(url)
	}
	return s.target.Mask(url), database, err
}

// namesShown is how many environments a hint names.
const namesShown = 5

// needsDatabase is the error of a command that was given no database. Its hint names the environments that are
// declared; where there are none, the ways to name a database, of which other is the last.
func (s *session) needsDatabase(other string) error {
	hint := "--db sqlite:app.db or --db postgres://localhost/app, $SCHEMADIFF_DATABASE_URL, " + other
	if names := slices.Sorted(maps.Keys(s.config.Env)); len(names) > 0 {
		more := ""
		if len(names) > namesShown {
			names, more = names[:namesShown], ", …"
		}
		hint = "--env " + strings.Join(names, ", --env ") + more + ", or --db URL"
	}
	return &usage{msg: s.Command.Name + " needs a database", hint: hint}
}

// databaseEndings make a plain name a SQLite database, also one that does not exist yet.
var databaseEndings = []string{".db", ".db3", ".sqlite", ".sqlite3"}

// plainFile is the path of a database that was named without a scheme: a file that exists, or
// has the ending of one.
func (s *session) plainFile(name string) (string, error) {
	if looksLikeConnection(name) {
		return "", &usage{msg: fmt.Sprintf("%s is no database URL", schema.MaskedConnection(name)),
			hint: "a database is postgres://USER:PASSWORD@HOST/NAME with what is special in it percent-encoded, host=… dbname=…, or sqlite:PATH"}
	}
	if _, err := os.Stat(name); err != nil && !slices.Contains(databaseEndings, strings.ToLower(filepath.Ext(name))) {
		return "", &usage{msg: name + ": no such file",
			hint: "a new SQLite database is named sqlite:PATH, or ends in " + strings.Join(databaseEndings, ", ")}
	}
	return name, nil
}

// looksLikeConnection reports whether a name was meant to lead to a server.
func looksLikeConnection(name string) bool {
	key, _, isPair := strings.Cut(name, "=")
	return strings.Contains(name, "://") || strings.Contains(name, "@") || len(schema.ConnectionSecrets(name)) > 0 ||
		isPair && !strings.ContainsAny(key, `/\.`) || strings.HasPrefix(strings.ToLower(name), "postgres")
}

// sameDatabase are the flags with which another command works on the same database, as a shell
// takes them: an environment by its name, and no password.
func (s *session) sameDatabase(from *app.Endpoint) string {
	given := cmp.Or(s.String("db"), s.String("from"))
	switch {
	case from.Database == "":
		return " --db DATABASE"
	case given == "" && s.String("env") != "":
		return " --env " + plan.ShellWord(s.environmentName())
	case given == "": // a variable, which is still set
		return ""
	case schema.MaskedConnection(given) != given:
		return ` --db "$DATABASE_URL"   (with the URL of the database in DATABASE_URL)`
	}
	return " --db " + plan.ShellWord(given)
}
