package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	intropg "github.com/schemadiff/schemadiff/introspect/postgres"
	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/lint"
	lintpg "github.com/schemadiff/schemadiff/lint/postgres"
	lintlite "github.com/schemadiff/schemadiff/lint/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	execpg "github.com/schemadiff/schemadiff/migrate/postgres"
	execlite "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	parselite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planpg "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	planlite "github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// dialect ties together what the stages know of one SQL dialect.
type dialect struct {
	name     schema.Dialect
	schemas  []string // what --schemas can name; nil for anything
	example  string   // a database, for hints
	run      string   // how to run a script of a plan
	foldName func(string) string
	parseURL func(string) (database string, ok bool, err error)
	mask     func(database string) string // without a password
	label    func(database string) string // what to call it in public: without server and user
	read     func(context.Context, []parse.Source) (loader, error)
	open     func(ctx context.Context, database string, patience introspect.Patience) (live, error)
	planner  func(plannerOptions) (plan.Planner, error)
	judge    func(ctx context.Context, from *schema.Schema, sources []parse.Source, ordered bool) (*parse.Analysis, error)
	tables   lint.Describer                        // tables as rules look at them
	types    func(from, to string) lint.TypeChange // nil where types of columns do not change in place
	lock     func(schema.Act) string               // the lock that a statement takes on its table; nil where there is one for all
	// access is who gains and who loses by a migration; nil where nobody has roles.
	access func(ctx context.Context, from *schema.Schema, judged *parse.Analysis) ([]plan.Access, error)
	long   func(parse.Source) []schema.Name       // names that the server cuts; nil where it keeps all
	around func(plan.Step) (before, after string) // what a step must run between; nil where there is nothing
	words  []string                               // that only this dialect has, to guess the dialect of a file
	fold   func(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error)
	// stages are the fingerprints of what a plan leads through, from which it can go
	// on; nil where a plan is one transaction.
	stages   func(ctx context.Context, p *plan.Plan, from *schema.Schema, fold execpg.Fold) ([]string, error)
	rehearse func(ctx context.Context, from *schema.Schema, p *plan.Plan) (*schema.Schema, error)
	broken   func(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error)
	// unresolved are the errors of names in DDL that only show when an object is used; nil where reading shows all.
	unresolved func(ctx context.Context, from, to *schema.Schema, sources []parse.Source) (parse.Errors, error)
	apply      func(ctx context.Context, p *plan.Plan, o applyOptions) (*migrate.Report, error)
	journal    journal

	// Of dialects whose databases hold more than one schema manages; nil for the others.
	scope  func(o pgmodel.Scope, from, to *schema.Schema) pgmodel.Scope
	same   func(l live, scratch string, patience introspect.Patience) plan.Equivalence // scratch: a server for trials, or ""
	verify func(ctx context.Context, p *plan.Plan, database, scratch string, patience introspect.Patience) error
	write  func(*schema.Schema) ([]string, error) // the statements that make a schema; nil: the objects' own text
	// declare is the comments that a schema's own text needs beside; nil where it needs none.
	declare func(*schema.Schema) string
}

// loader folds text that was read. What names can mean beside may depend on the
// database of the other side, which is nil if that is text too.
type loader func(other live) (*schema.Schema, error)

// live is an open database, read-only.
type live interface {
	migrate.Live
	Schema(context.Context) (*schema.Schema, error)
	Close() error
}

// journal reads and writes what a database says of applied migrations.
type journal struct {
	read    func(ctx context.Context, database string, patience introspect.Patience, whole bool) ([]folder.Entry, error)
	events  func(ctx context.Context, database string, patience introspect.Patience) ([]folder.Event, error)
	migrate func(ctx context.Context, database string, files *migrate.Files) (int, error)
	adopt   func(ctx context.Context, database string, patience introspect.Patience, list []folder.Entry) error
	fills   func(ctx context.Context, database string, patience introspect.Patience) ([]folder.Fill, error)
	fill    func(ctx context.Context, database string, job *migrate.BackfillRun) (*folder.Fill, error)
	record  func(ctx context.Context, database string, patience introspect.Patience, name foreign.Name) (*foreign.Table, error) // of another tool; nil where it is not there
	check   func(*migrate.FileJob) error                                                                                        // whether a migration can be carried out at all
	run     func(one bool) string                                                                                               // how to run a file without schemadiff; one: in one transaction
	// replay runs migrations on a scratch database of a server; nil where files are
	// always replayed in memory.
	replay func(ctx context.Context, server string, patience introspect.Patience, statements []string) (*schema.Schema, error)
}

// plannerOptions are what flags say about the shape of a plan.
type plannerOptions struct {
	target, runner string
	columnOrder    bool
	plain          bool   // no online forms
	live           string // version of the database to change; "" if there is none
}

// applyOptions say how a plan is executed.
type applyOptions struct {
	database  string
	wait      time.Duration // for the file to be free
	waiting   func(introspect.Wait)
	lock      time.Duration // limit for each statement to get its locks
	again     time.Duration // how long to try again for locks
	statement time.Duration // limit for each statement; 0 for none
	takeOver  bool          // end what a killed apply has running
	dryRun    bool
	progress  func(migrate.Event)
}

// dialects is the only list of dialects. A new one is a new row and new
// packages; nothing else in the program asks which dialect it runs.
func dialects() []dialect {
	return []dialect{{
		name: schema.SQLite, schemas: []string{"main", "*"}, example: "sqlite:app.db", run: "sqlite3 -bail app.db < plan.sql", foldName: litemodel.Fold,
		parseURL: introlite.ParseURL, mask: schema.MaskedConnection, label: filepath.Base,
		read: func(ctx context.Context, sources []parse.Source) (loader, error) {
			loaded, err := parselite.Load(ctx, sources)
			return func(live) (*schema.Schema, error) { return loaded, err }, nil
		},
		open: func(ctx context.Context, path string, patience introspect.Patience) (live, error) {
			return introlite.OpenPatiently(ctx, path, patience)
		},
		planner: func(o plannerOptions) (plan.Planner, error) {
			return planlite.New(o.target, o.runner, o.columnOrder)
		},
		around: planlite.Around,
		types: func(from, to string) lint.TypeChange {
			return lint.TypeChange{Free: true, Widens: planlite.Widens(from, to), Casts: true, Known: true}
		},
		tables: lintlite.View{}, judge: parselite.Analyze, words: []string{"pragma ", "autoincrement", "without rowid", ") strict", "sqlite_master", "sqlite_schema"},
		fold: parselite.Execute, rehearse: execlite.Rehearse, broken: parselite.Broken, unresolved: parselite.Unresolved, apply: applySQLite, declare: parselite.Declarations,
		journal: journal{read: execlite.Journal, events: execlite.Events, migrate: execlite.Migrate, adopt: execlite.Adopt, record: execlite.Record, fills: execlite.Fills, fill: execlite.Fill, check: execlite.Check,
			run: func(bool) string { return "sqlite3 -bail app.db <" }},
	}, {
		name: schema.Postgres, example: "postgres://localhost/app", run: "psql -X -v ON_ERROR_STOP=1 -f plan.sql", foldName: func(s string) string { return s },
		parseURL: intropg.ParseURL, mask: intropg.Mask, label: intropg.DatabaseName, read: readPostgres,
		open: func(ctx context.Context, url string, patience introspect.Patience) (live, error) {
			return intropg.OpenPatiently(ctx, url, patience)
		},
		planner: func(o plannerOptions) (plan.Planner, error) {
			return planpg.New(cmp.Or(o.target, major(o.live)), planpg.Options{ColumnOrder: o.columnOrder, Plain: o.plain, Proof: expr.Proof{}})
		},
		tables: lintpg.View{}, judge: parsepg.Analyze, access: accessOfMigration, long: parsepg.LongNames, types: changeOfType, lock: func(a schema.Act) string { return planpg.FormOf(a).Lock },
		fold: parsepg.Execute, apply: applyPostgres, stages: execpg.Stages,
		journal: journal{read: execpg.Journal, events: execpg.Events, migrate: migratePostgres, adopt: execpg.Adopt, record: execpg.Record, fills: execpg.Fills, fill: execpg.Fill, check: execpg.Check, run: runWithPsql,
			replay: func(ctx context.Context, server string, patience introspect.Patience, statements []string) (*schema.Schema, error) {
				return execpg.Scratch{URL: server, Wait: patience.Connect, Patience: patience}.Replay(ctx, statements)
			}},
		scope: scopePostgres, write: planpg.Write,
		same: samePostgres,
		verify: func(ctx context.Context, p *plan.Plan, database, scratch string, patience introspect.Patience) error {
			return execpg.Scratch{URL: cmp.Or(scratch, database), Wait: patience.Connect, Patience: patience}.Verify(ctx, database, p)
		},
	}}
}

// migratePostgres has the whole database compared with what the journal says of it.
func migratePostgres(ctx context.Context, url string, files *migrate.Files) (int, error) {
	return execpg.Migrate(ctx, url, &pgmodel.Scope{Schemas: []string{"*"}, Declared: true}, files)
}

func runWithPsql(one bool) string {
	if one {
		return "psql -X -1 -v ON_ERROR_STOP=1 -f"
	}
	return "psql -X -v ON_ERROR_STOP=1 -f"
}

func changeOfType(from, to string) lint.TypeChange {
	free, widens, casts := locks.CompareTypes(from, to)
	return lint.TypeChange{Free: free, Widens: widens, Casts: casts, Known: true}
}

// major is the first number of a version.
func major(version string) string {
	number, _, _ := strings.Cut(version, ".")
	return number
}

// samePostgres asks a scratch database where there is one, else the live one; nil
// where there is neither.
func samePostgres(l live, scratch string, patience introspect.Patience) plan.Equivalence {
	db, ok := l.(*intropg.DB)
	switch {
	case scratch != "":
		return execpg.Scratch{URL: scratch, Wait: patience.Connect, Patience: patience}
	case ok:
		return execpg.Equivalence{DB: db}
	}
	return nil
}

// scopePostgres takes what is not managed out of both sides, and tells of it.
func scopePostgres(o pgmodel.Scope, from, to *schema.Schema) pgmodel.Scope {
	pgmodel.AdoptImplicit(to, from)
	resolved := o.Resolve(from, to)
	to.Notes = append(to.Notes, resolved.Filter(from)...)
	resolved.Filter(to)
	return resolved
}

func applyPostgres(ctx context.Context, p *plan.Plan, o applyOptions) (*migrate.Report, error) {
	options := execpg.Options{URL: o.database, LockTimeout: o.lock, StatementTimeout: o.statement, Wait: o.again, TakeOver: o.takeOver, DryRun: o.dryRun, Progress: o.progress, Waiting: o.waiting}
	return execpg.Apply(ctx, p, options)
}

func applySQLite(ctx context.Context, p *plan.Plan, o applyOptions) (*migrate.Report, error) {
	options := execlite.Options{Path: o.database, Wait: o.wait, DryRun: o.dryRun, Progress: o.progress, Waiting: o.waiting}
	return execlite.Apply(ctx, p, options)
}
