package postgres

// A trial is a plan that runs on a copy of a database with its rows, in a scratch database: by
// Apply, so that it is executed and proven as it will be. The rows are then compared with what they
// were. The database itself is read in one transaction that sees one moment of it, and in the
// scratch database a role needs no right but to create it.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// trialSettings make the text of values the same in every session, and wait for no disk.
const trialSettings = `SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET timezone = 'UTC'; SET lc_monetary = 'C';
SET xmloption = 'content'; SET client_encoding = 'UTF8'; SET row_security = off; SET synchronous_commit = off; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`

// trial is one run of a plan on a copy.
type trial struct {
	Scratch
	source   string // URL of the database
	name     string // of the scratch database
	plan     *plan.Plan
	want     *schema.Schema                      // that it ends in; nil where that is not known
	rehearse func(context.Context, *trial) error // runs it on the copy
	prepare  func(context.Context, *trial) error // makes what the database has beside its schema; nil for nothing
	progress func(migrate.Event)
	bare     bool // the copy has no rows
	values   bool // of some rows that differ are shown
	mask     plan.Mask
	sizes    sizes
	work     []stepWork // as many as out has steps
	out      plan.Trial
}

// TrialOptions say what is copied for a trial, and what it shows.
type TrialOptions struct {
	Sample   int64          // at most so many rows of a table, and what these refer to; 0 for all
	Want     *schema.Schema // that the plan leads to; nil for that of the plan
	Values   bool           // show values of some rows that differ
	Mask     plan.Mask      // but of these columns
	Progress func(migrate.Event)
}

// Try runs a plan on a copy of the database at url with its rows. A plan that does not do what it
// says is no error: the trial reports it.
func (s Scratch) Try(ctx context.Context, url string, p *plan.Plan, o TrialOptions) (*plan.Trial, error) {
	t := &trial{Scratch: s, source: url, plan: p, want: cmp.Or(o.Want, p.Want), progress: o.Progress, values: o.Values, mask: o.Mask}
	t.rehearse, t.out.Sample = func(ctx context.Context, t *trial) error { return t.apply(ctx) }, o.Sample
	return t.all(ctx)
}

// all makes the copy, tries what is to be tried on it, and drops it.
func (t *trial) all(ctx context.Context) (*plan.Trial, error) {
	start := time.Now()
	t.noSteps()
	if err := t.run(ctx); err != nil {
		return nil, fmt.Errorf("rehearsal on a copy: %w", err)
	}
	t.out.Duration = time.Since(start)
	return &t.out, nil
}

// noSteps has all steps to be run.
func (t *trial) noSteps() {
	t.out.Steps, t.work = make([]plan.TrialStep, len(t.plan.Steps)), make([]stepWork, len(t.plan.Steps))
	for i := range t.out.Steps {
		t.out.Steps[i].Result = plan.StepNotRun
	}
}

func (t *trial) run(ctx context.Context) error {
	from, err := t.schemaToCopy(ctx)
	if err != nil {
		return err
	}
	source, err := introspect.Connect(ctx, t.source, t.Wait)
	if err != nil {
		return err
	}
	defer closed(ctx, source)
	if t.locale, err = localeOf(ctx, source); err != nil {
		return err
	}
	if t.sizes.real, err = tableSizes(ctx, source); err != nil {
		return err
	}
	if t.sizes.limits, err = limitsOf(ctx, source); err != nil {
		return err
	}
	do := func(name string) error { return t.inScratch(ctx, name, source, from) }
	err = t.with(ctx, do)
	if t.name == "" && err != nil && ctx.Err() == nil { // perhaps the other server lacks the locale
		t.locale = ""
		return t.with(ctx, do)
	}
	return err
}

// schemaToCopy is the whole schema of the database.
func (t *trial) schemaToCopy(ctx context.Context) (*schema.Schema, error) {
	from, err := t.schemaOf(ctx, t.source)
	if err != nil {
		return nil, err
	}
	if hasSubscriptions(from) || t.plan.Want != nil && hasSubscriptions(t.plan.Want) {
		return nil, errors.New("a subscription of a scratch database would reach the publisher: leave out --rehearse")
	}
	from, _ = t.scope().Filter(from)
	return from, nil
}

// scope is everything in the database, with what of its rights the plan is about.
func (t *trial) scope() pgmodel.Scope {
	whole := pgmodel.Scope{Schemas: []string{"*"}, Declared: true}
	if t.plan.Scope != nil {
		whole.Grants, whole.Owners, whole.Defaults = t.plan.Scope.Grants, t.plan.Scope.Owners, t.plan.Scope.Defaults
	}
	return whole
}

// localeOf has the clauses of CREATE DATABASE that make one with the encoding and locale of another.
func localeOf(ctx context.Context, conn *pgx.Conn) (string, error) {
	// as JSON, since the columns about the provider differ by version
	const query = `SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, coalesce(j.doc ->> 'datlocprovider', 'c'), coalesce(j.doc ->> 'datlocale', j.doc ->> 'daticulocale')
FROM pg_catalog.pg_database d, LATERAL (SELECT pg_catalog.to_jsonb(d) AS doc) j WHERE d.datname = pg_catalog.current_database()`
	var encoding, collate, ctype, kind string
	var locale *string
	err := introspect.Query(ctx, conn, func(rows pgx.Rows) error { return rows.Scan(&encoding, &collate, &ctype, &kind, &locale) }, query)
	if err != nil {
		return "", serverError(err)
	}
	text := " ENCODING " + pgmodel.Literal(encoding) + " LC_COLLATE " + pgmodel.Literal(collate) + " LC_CTYPE " + pgmodel.Literal(ctype)
	switch {
	case kind == "i" && locale != nil:
		text += " LOCALE_PROVIDER icu ICU_LOCALE " + pgmodel.Literal(*locale)
	case kind == "b" && locale != nil:
		text += " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + pgmodel.Literal(*locale)
	}
	return text, nil
}

// inScratch copies the database, runs the plan on the copy and compares the rows.
func (t *trial) inScratch(ctx context.Context, name string, source *pgx.Conn, from *schema.Schema) error {
	t.name = name
	if err := t.copy(ctx, source, from); err != nil {
		return err
	}
	conn, err := t.open(ctx)
	if err != nil {
		return err
	}
	defer closed(ctx, conn)
	rows := &trialRows{trial: t, conn: conn, from: from}
	if err := rows.record(ctx); err != nil {
		return err
	}
	t.out.Notes = append(t.out.Notes, t.mask.Unused(storedTables(from, func(*pgmodel.Table) bool { return true }))...)
	if err := t.sizes.measure(ctx, conn, rows.before); err != nil {
		return err
	}
	without := t.withoutRows(ctx, source, from)
	if err := t.arm(ctx, from); err != nil {
		return err
	}
	err = t.rehearse(ctx, t)
	t.sizes.estimate(t.out.Steps, without, t.work)
	if err != nil || t.out.Problem != "" {
		return err
	}
	return rows.compare(ctx)
}

// withoutRows tries the same on a copy without rows, for the time that each step takes then; nil where
// no step takes longer on the database than on the copy, or that cannot be tried.
func (t *trial) withoutRows(ctx context.Context, source *pgx.Conn, from *schema.Schema) []plan.TrialStep {
	grows := func(s plan.Step) bool { return s.Cost != plan.Constant }
	if t.out.Sample == 0 || !slices.ContainsFunc(t.plan.Steps, grows) {
		return nil
	}
	e := *t
	e.bare, e.progress, e.out = true, func(migrate.Event) {}, plan.Trial{Files: t.out.Files, Sample: t.out.Sample}
	e.noSteps()
	_ = e.with(ctx, func(name string) error { // what is wrong shows with the rows too
		e.name = name
		if err := e.copy(ctx, source, from); err != nil {
			return err
		}
		if err := e.arm(ctx, from); err != nil {
			return err
		}
		return e.rehearse(ctx, &e)
	})
	return e.out.Steps
}

// open opens a session of the scratch database. What runs for its rows there (checks, indexes, casts) finds names where it
// does in the database, so that our own statements name the schemas of theirs.
func (t *trial) open(ctx context.Context) (*pgx.Conn, error) {
	return t.connect(ctx, t.name, trialSettings)
}

// observer fills in the results of some steps.
func (t *trial) observer(first, end int) *stepObserver {
	return &stepObserver{out: t.out.Steps[first:end], work: t.work[first:end], watch: func(ctx context.Context) (*pgx.Conn, error) { return t.open(ctx) }}
}

// apply runs the plan. What fails by a fault of the plan is reported by the trial.
func (t *trial) apply(ctx context.Context) error {
	_, err := Apply(ctx, t.plan, Options{URL: t.URL, Database: t.name, LockTimeout: t.Wait, Anyway: true, Progress: t.progress, steps: t.observer(0, len(t.out.Steps))})
	return t.fault(ctx, err)
}

// fault notes an error that is a fault of what was tried, and returns any other.
func (t *trial) fault(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	if t.out.Problem = migrate.Fault(err); t.out.Problem != "" {
		return nil
	}
	var drifted *migrate.DriftedError
	if errors.As(err, &drifted) { // as the database that was copied
		drifted.Database = introspect.Mask(t.source)
	}
	return err
}
