package sqlite

// A trial is the plan run on a copy of the database with its rows, by the executor of Apply and
// with its proofs; a rehearsal (rehearse.go) has the schema alone. Afterwards the rows of the copy
// are compared with those of a second copy that no step has touched. The user's file is read once
// and never written.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"path/filepath"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// TrialOptions say what a plan is tried on.
type TrialOptions struct {
	Path     string
	Sample   int64          // copy at most so many rows of a table, and what these refer to; 0 for all
	Want     *schema.Schema // that the plan leads to; nil for that of the plan
	Values   bool           // show values of some rows that differ
	Mask     plan.Mask      // but of these columns
	Patience introspect.Patience
	Progress func(migrate.Event) // nil for none
}

// Try runs a plan on a copy of a database with its rows. A plan that does not do what it says is
// no error: the trial reports it.
func Try(ctx context.Context, p *plan.Plan, o TrialOptions) (*plan.Trial, error) {
	t := &trial{plan: p, want: cmp.Or(o.Want, p.Want), TrialOptions: o}
	t.execute = t.apply
	return t.all(ctx)
}

// all makes the copies, tries what is to be tried on one of them, and removes them.
func (t *trial) all(ctx context.Context) (_ *plan.Trial, err error) {
	start := time.Now()
	dir, remove, err := newTrialFolder()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	t.before, t.after = filepath.Join(dir, "before.db"), filepath.Join(dir, "after.db")
	t.out.Steps = make([]plan.TrialStep, len(t.plan.Steps))
	for i := range t.out.Steps {
		t.out.Steps[i].Result = plan.StepNotRun
	}
	if err := t.run(ctx); err != nil {
		return nil, fmt.Errorf("rehearsal on a copy: %w", err)
	}
	t.out.Duration = time.Since(start)
	return &t.out, nil
}

// trial is one run of a plan on a copy.
type trial struct {
	TrialOptions
	plan          *plan.Plan
	want          *schema.Schema // that it ends in; nil where that is not known
	sizes         trialSizes
	execute       func(context.Context) (failed bool, err error) // runs it on the copy
	before, after string                                         // files
	out           plan.Trial
}

func (t *trial) run(ctx context.Context) error {
	if err := copyPages(ctx, t.Path, t.before, t.Patience); err != nil {
		return err
	}
	if err := t.readSizes(ctx); err != nil {
		return err
	}
	if t.Sample > 0 {
		t.out.Sample = t.Sample
		err := sampleRows(ctx, t.before, t.Sample, newReferences(t.plan, t.want))
		if err == nil {
			t.sizes.copied, _, err = factsOf(ctx, t.before)
		}
		if err != nil {
			return err
		}
	}
	if err := copyFile(t.before, t.after); err != nil {
		return err
	}
	start := time.Now()
	failed, err := t.execute(ctx)
	if err != nil {
		return err
	}
	t.sizes.around = time.Since(start)
	for _, s := range t.out.Steps {
		t.sizes.around -= s.Duration
	}
	t.estimate()
	return t.compareRows(ctx, failed)
}

// apply runs the plan, and reports whether it failed by a fault of its own.
func (t *trial) apply(ctx context.Context) (failed bool, err error) {
	_, err = applyKnowing(ctx, t.plan, Options{Path: t.after, file: t.after, Progress: t.Progress, stepDone: t.stepDone})
	return t.fault(ctx, err)
}

// fault reports whether an error is a fault of what was tried, and notes it.
func (t *trial) fault(ctx context.Context, err error) (bool, error) {
	if err == nil || ctx.Err() != nil {
		return false, err
	}
	if t.out.Problem = migrate.Fault(err); t.out.Problem != "" {
		return true, nil
	}
	var drifted *migrate.DriftedError
	if errors.As(err, &drifted) { // as the database that was copied
		drifted.Database = t.Path
	}
	return false, err
}

func (t *trial) stepDone(i int, took time.Duration, failed error) {
	s := &t.out.Steps[i]
	*s = plan.TrialStep{Result: plan.StepWorked, Duration: took}
	var step *migrate.StepError
	var proof *migrate.ProofError
	switch {
	case failed == nil:
		s.Rewritten = rewrittenBy(&t.plan.Steps[i])
		return
	case errors.As(failed, &step):
		failed = step.Err
	case errors.As(failed, &proof):
		failed = errors.New(proof.What)
	}
	s.Result, s.Error = plan.StepFailed, failed.Error()
}

// rewrittenBy are the tables whose rows a step writes again.
func rewrittenBy(s *plan.Step) []string {
	switch {
	case s.Copy != nil:
		return []string{s.Copy.Table}
	case s.Cost == plan.Rewrite && s.Key.IsPart():
		return []string{s.Key.Table}
	}
	return nil
}

// compareRows compares the tables of both copies. Where the plan failed there is nothing to
// compare, since everything was rolled back, and the rows are only counted.
func (t *trial) compareRows(ctx context.Context, failed bool) error {
	was, from, err := openCopy(ctx, t.before)
	if err != nil {
		return err
	}
	defer was.close()
	c := &rowComparison{trial: t, before: &run{conn: was.Conn, seed: maphash.MakeSeed()}}
	if err := t.readSpace(ctx, was.Conn); err != nil {
		return err
	}
	stored := storedTables(from)
	t.out.Tables = len(stored)
	t.out.Notes = append(t.out.Notes, t.Mask.Unused(stored)...)
	if failed {
		t.out.Spell(t.plan, from)
		return c.count(ctx, stored)
	}
	now, to, err := openCopy(ctx, t.after)
	if err != nil {
		return err
	}
	defer now.close()
	c.after = &run{conn: now.Conn, seed: c.before.seed}
	if _, err := now.ExecContext(ctx, "ATTACH ? AS "+beforeSchema, t.before); err != nil {
		return err
	}
	writes := plan.NewWrites(t.plan, from, to, reach)
	for _, k := range plan.Kept(t.plan, stored, storedTables(to)) {
		writes.Account(&k)
		if err := c.table(ctx, k); err != nil {
			return err
		}
	}
	t.out.Spell(t.plan, to, from)
	return nil
}

// openCopy opens a copy, with stubs for what only the application has, and reads its schema.
func openCopy(ctx context.Context, path string) (*connection, *schema.Schema, error) {
	o := Options{Path: path, file: path}
	conn, err := open(ctx, o, parsesqlite.Stubs{})
	if err != nil {
		return nil, nil, err
	}
	s, err := parsesqlite.Read(ctx, conn.Conn)
	if err != nil {
		conn.close()
		return nil, nil, err
	}
	s, _ = parsesqlite.WithoutLeftovers(s)
	missing := parsesqlite.Undefined(s)
	if missing.Empty() {
		return conn, s, nil
	}
	conn.close()
	conn, err = open(ctx, o, missing)
	return conn, s, err
}
