// Package sqlite runs the steps of a plan on a SQLite file, or on a private
// copy in memory.
//
// A plan comes in; the database ends in the schema the plan promises with
// every row proven to be there, or it stays what it was: there is one
// transaction, and nothing is committed before the proof. What to do is never
// decided here, only whether it went well.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Options say how a plan is run.
type Options struct {
	Path     string
	Wait     time.Duration         // how long to wait for another process's lock
	Progress func(migrate.Event)   // nil for none; never called twice at once, but by any goroutine
	Waiting  func(introspect.Wait) // nil for no reports; called by any goroutine
	DryRun   bool                  // everything, proofs included, then ROLLBACK
	Digits   int                   // that a real has as text; 0 for as many as the engine writes
	Create   bool                  // there may be no file yet

	file     string                                        // what is opened in the place of Path; "" for Path
	stepDone func(i int, took time.Duration, failed error) // after each step, of a trial
	hook     func(point string)                            // tests stop here, or die here
	setup    []string                                      // statements that tests run after the file is opened
}

// run is one execution of a plan on a file.
type run struct {
	conn     *sql.Conn
	plan     *plan.Plan
	options  Options
	missing  parsesqlite.Stubs // of the application's, that have stubs
	compared func() string     // the name of a stub collation that was used, or ""
	seed     maphash.Seed
	from     *schema.Schema
	step     int // index of the step that is running
	watch    *watch
	cleared  []string // tables of a stopped script that were dropped
	report   migrate.Report
}

// Apply runs p on the file that o names. If it returns an error the database is
// as it was, and the error says so: *migrate.MovedOnError, *migrate.StepError,
// *migrate.ProofError, *migrate.DiskError, *introspect.BusyError, or one that
// wraps ctx.Err().
func Apply(ctx context.Context, p *plan.Plan, o Options) (*migrate.Report, error) {
	if o.Path == introlite.Memory || o.Create && introlite.Absent(o.Path) {
		return applyNew(ctx, p, o)
	}
	return applyKnowing(ctx, p, o)
}

// applyNew is Apply where there is no file yet. Where it fails there is none afterwards.
func applyNew(ctx context.Context, p *plan.Plan, o Options) (*migrate.Report, error) {
	file, err := createFile(o.Path)
	if err != nil {
		return nil, err
	}
	defer file.discard()
	o.file = file.temp
	report, err := applyKnowing(ctx, p, o)
	if err == nil && file.cleared() != "" {
		report.Warnings = append(report.Warnings, file.cleared())
	}
	if err != nil || o.DryRun {
		return report, err
	}
	if err := file.publish(); errors.Is(err, fs.ErrExist) {
		return nil, &migrate.MovedOnError{Database: o.Path, Want: p.From}
	} else if err != nil {
		return nil, err
	}
	return report, nil
}

// applyKnowing applies a plan, and once more with stubs where the schema needs them.
func applyKnowing(ctx context.Context, p *plan.Plan, o Options) (*migrate.Report, error) {
	report, err := apply(ctx, p, o, parsesqlite.Stubs{})
	var outside *outsideError
	if errors.As(err, &outside) {
		return apply(ctx, p, o, outside.missing)
	}
	return report, err
}

// outsideError says that the schema names functions or collations that only the
// application has, and that the connection has no stubs for them yet.
type outsideError struct{ missing parsesqlite.Stubs }

func (e *outsideError) Error() string {
	return "without a stub: " + strings.Join(append(e.missing.Functions, e.missing.Collations...), ", ")
}

func apply(ctx context.Context, p *plan.Plan, o Options, missing parsesqlite.Stubs) (*migrate.Report, error) {
	start := time.Now()
	o.Digits = p.RealDigits
	conn, err := open(ctx, o, missing)
	if err != nil {
		return nil, err
	}
	defer conn.close()
	r := &run{conn: conn.Conn, plan: p, options: o, missing: missing, compared: conn.connector.Compared, step: -1, seed: maphash.MakeSeed()}
	restore, err := r.disableForeignKeys(ctx)
	if err != nil {
		return nil, err
	}
	err = r.transaction(ctx)
	restore()
	if err != nil {
		return nil, err
	}
	if !o.DryRun {
		r.analyze(ctx)
		r.reportCleared()
	}
	r.report.Steps = len(p.Steps)
	r.report.Duration = time.Since(start)
	return &r.report, nil
}

// transaction runs the whole plan between BEGIN and COMMIT.
func (r *run) transaction(ctx context.Context) error {
	if err := r.begin(ctx); err != nil {
		return err
	}
	if err := r.work(ctx); err != nil {
		return r.abort(ctx, err)
	}
	if r.options.DryRun {
		return r.rollback(ctx)
	}
	return r.commit(ctx)
}

// work is everything that happens inside the transaction.
func (r *run) work(ctx context.Context) error {
	if err := r.expectFrom(ctx); err != nil {
		return err
	}
	if err := r.checkDisk(ctx); err != nil {
		return err
	}
	if err := r.recordBefore(ctx); err != nil {
		return err
	}
	for i := range r.plan.Steps {
		r.step = i
		if err := r.timedStep(ctx, &r.plan.Steps[i]); err != nil {
			return err
		}
	}
	r.step = len(r.plan.Steps)
	return r.proveAfter(ctx)
}

// timedStep runs a step and reports how it ended to a trial.
func (r *run) timedStep(ctx context.Context, s *plan.Step) error {
	start := time.Now()
	err := r.runStep(ctx, s)
	if r.options.stepDone != nil {
		r.options.stepDone(r.step, time.Since(start), err)
	}
	return err
}

// expectFrom reads the schema and refuses if the plan starts from another.
func (r *run) expectFrom(ctx context.Context) error {
	from, err := r.readSchema(ctx)
	if err != nil {
		return err
	}
	if have := from.Fingerprint(); have != r.plan.From {
		return &migrate.MovedOnError{Database: r.options.Path, Want: r.plan.From, Have: have}
	}
	if needs := parsesqlite.Undefined(from); !needs.Empty() && r.missing.Empty() {
		return &outsideError{needs}
	}
	r.from = from
	return nil
}

// readSchema reads the schema, after dropping what a stopped script has left: it is no part of one.
func (r *run) readSchema(ctx context.Context) (*schema.Schema, error) {
	read, err := parsesqlite.Read(ctx, r.conn)
	if err != nil {
		return nil, err
	}
	s, leftovers := parsesqlite.WithoutLeftovers(read)
	for _, name := range leftovers {
		if _, err := r.conn.ExecContext(ctx, "DROP TABLE main."+quote(name)); err != nil {
			return nil, fmt.Errorf("what a stopped script has left: %w", err)
		}
	}
	r.cleared = append(r.cleared, leftovers...)
	return s, nil
}

// reportCleared says which leftovers were dropped, once that is committed.
func (r *run) reportCleared() {
	if len(r.cleared) > 0 {
		r.warn("%s", migrate.Cleared(r.cleared))
	}
}

// proveAfter compares the result of the steps with what must be there.
func (r *run) proveAfter(ctx context.Context) error {
	r.killPoint("prove")
	if name := r.compared(); name != "" {
		return refuted("values were compared by collation %s, which only the application has", name)
	}
	r.reportProgress("checking the result", -1, -1)
	to, err := parsesqlite.Read(ctx, r.conn)
	if err != nil {
		return err
	}
	if have := to.Fingerprint(); have != r.plan.To {
		return refuted("the schema is %s and should be %s", have, r.plan.To)
	}
	return r.watch.prove(ctx)
}

// analyze gathers statistics again for the rebuilt tables that had some: they
// went with the old table.
func (r *run) analyze(ctx context.Context) {
	for _, table := range plan.Reanalyzed(r.plan) {
		r.reportProgress("analyzing "+table, -1, -1)
		if _, err := r.conn.ExecContext(ctx, "ANALYZE "+quote(table)); err != nil {
			r.warn("table %s: ANALYZE did not run, its statistics are gone until it does: %v", table, err)
		}
	}
}
