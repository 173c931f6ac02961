package schemadiff

// This file has what callers choose: where DDL comes from, and the options of each function.
// A nil options struct, and the zero value of every field, is the usual choice.

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/parse"
)

// Dialect is a language of databases.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// The defaults of options.
const (
	connectWait = 30 * time.Second
	lockTimeout = 3 * time.Second
	applyWait   = 5 * time.Minute
)

// Source is DDL: [Text] or [Files].
type Source struct {
	read func() ([]parse.Source, error)
}

// Text is DDL that the program holds.
func Text(sql string) Source {
	return Source{func() ([]parse.Source, error) { return []parse.Source{{Name: "schema.sql", Text: sql}}, nil }}
}

// Files are all files of a file system whose names end in .sql, in the order of their
// names; embed.FS, os.DirFS and fs.Sub make one.
func Files(fsys fs.FS) Source {
	return Source{func() ([]parse.Source, error) {
		var out []parse.Source
		err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(strings.ToLower(name), ".sql") {
				return err
			}
			text, err := fs.ReadFile(fsys, name)
			out = append(out, parse.Source{Name: name, Text: string(text)})
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("schema: %w", err)
		}
		if len(out) == 0 { // an empty schema would drop everything
			return nil, errors.New("schema: no .sql file is in the file system")
		}
		return out, nil
	}}
}

// sources are the texts; the zero Source is an error, for an empty schema drops everything.
func (s Source) sources() ([]parse.Source, error) {
	if s.read == nil {
		return nil, errors.New("schema: no DDL was given")
	}
	return s.read()
}

// PlanOptions are choices about a plan.
type PlanOptions struct {
	// Allow permits what refuses a plan: the name of a rule, of one object such as
	// "drop-column:users.email", or "destructive".
	Allow []string
	// Renames are old names and new ones, such as "users.name": "full_name"; without them a
	// rename is a drop and an add.
	Renames map[string]string
	// Exclude are patterns of names that are left as they are.
	Exclude []string
	// Schemas are the schemas of PostgreSQL that are managed; none for the ones that the
	// desired DDL names.
	Schemas []string
	// Exact has a PostgreSQL database decide where perhaps only the spelling of expressions
	// differs: by temporary objects in a transaction that is rolled back. The role needs the
	// right to create them, on a primary.
	Exact bool
	// Dev is a database of a PostgreSQL server to try things on, in scratch databases of its own
	// that are dropped again, as with --dev-db: desired DDL that holds DO blocks or calls functions
	// of its own is loaded there, and what these make is managed as if it were written out.
	Dev string
	// Version is the oldest version of the database that must run the plan; "" for that of
	// the database.
	Version string
	// Wait is how long to wait for the database and for others that use it; 0 for 30 s.
	Wait time.Duration
}

func (o *PlanOptions) orDefault() *PlanOptions {
	out := PlanOptions{}
	if o != nil {
		out = *o
	}
	if out.Wait == 0 {
		out.Wait = connectWait
	}
	return &out
}

// ApplyOptions are choices about how a plan is carried out.
type ApplyOptions struct {
	LockTimeout      time.Duration // how long a statement may wait for a lock, and others wait for it; 0 for 3 s
	Wait             time.Duration // how long to try again for locks; 0 for 5 min
	StatementTimeout time.Duration // how long a statement may run; 0 for as long as it takes
	DryRun           bool          // do everything, proofs included, then roll back
}

func (o *ApplyOptions) engine(database *app.Endpoint) engine.ApplyOptions {
	if o == nil {
		o = &ApplyOptions{}
	}
	wait := orDefault(o.Wait, applyWait)
	return engine.ApplyOptions{Database: database.Database, Create: database.New, Wait: wait, LockTimeout: orDefault(o.LockTimeout, lockTimeout), RetryFor: wait,
		StatementTimeout: o.StatementTimeout, DryRun: o.DryRun}
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
