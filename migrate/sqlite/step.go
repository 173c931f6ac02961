package sqlite

// A step's statements are executed in order, and a rebuild is proven in the middle, at the one
// moment when both copies of the rows exist. Around a rebuild legacy_alter_table is on:
// otherwise the final RENAME fails on views and triggers that refer to the table
// (pragma.html).

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/schemadiff/schemadiff/migrate"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

// runStep runs the statements of a step, a rebuild with the proof in between.
func (r *run) runStep(ctx context.Context, s *plan.Step) error {
	r.reportProgress(doing(s), -1, -1)
	if s.Copy == nil {
		return r.watch.during(ctx, s, func() error { return r.statements(ctx, s) })
	}
	if err := r.legacyAlter(ctx, true); err != nil {
		return err
	}
	if err := r.watch.during(ctx, s, func() error { return r.statements(ctx, s) }); err != nil {
		return err
	}
	return r.legacyAlter(ctx, false)
}

func (r *run) statements(ctx context.Context, s *plan.Step) error {
	for i, st := range s.Statements {
		r.killPoint("step %d statement %d", r.step, i)
		var err error
		if s.Copy != nil && s.Copy.CopyAt == i {
			err = r.copy(ctx, s, st)
		} else {
			err = r.statement(ctx, s, st)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// copy runs the statement that copies the rows and proves that they arrived.
func (r *run) copy(ctx context.Context, s *plan.Step, st plan.Statement) error {
	r.reportProgress("copying "+s.Copy.Table, -1, s.Rows)
	if err := r.estimated(s, func() error { return r.statement(ctx, s, st) }); err != nil {
		return err
	}
	if err := r.proveCopy(ctx, s); err != nil {
		return err
	}
	r.reportProgress("finishing "+s.Copy.Table, -1, -1)
	return nil
}

// statement runs one statement and, where rows move, its check. The other checks
// are for runners that go on after an error; each would search the whole catalog,
// and the proof at the end compares all of it.
func (r *run) statement(ctx context.Context, s *plan.Step, st plan.Statement) error {
	fail := func(query string, err error) error {
		return &migrate.StepError{Step: r.step, Key: s.Key, SQL: query, Err: &engineError{err}}
	}
	if _, err := r.conn.ExecContext(ctx, st.SQL); err != nil {
		return fail(st.SQL, err)
	}
	if st.Check == "" || s.Cost != plan.Rewrite {
		return nil
	}
	ok, err := r.number(ctx, st.Check)
	if errors.Is(err, sql.ErrNoRows) {
		ok, err = 0, nil
	}
	if err != nil {
		return fail(st.Check, err)
	}
	if ok != 1 {
		return refuted("%s: %s", s.Key, checked(st))
	}
	return nil
}

// engineError says what SQLite said, without the driver's words around it.
type engineError struct{ err error }

func (e *engineError) Error() string { return parsesqlite.Message(e.err) }

func (e *engineError) Unwrap() error { return e.err }

// checked says for people what the check of a statement found untrue.
func checked(st plan.Statement) string {
	if st.What != "" {
		return "not true: " + st.What
	}
	return "a check failed: " + st.Check
}

// legacyAlter switches the old way of ALTER TABLE RENAME, without which a view
// or another table's trigger blocks the last rename of a rebuild. It works
// inside a transaction.
func (r *run) legacyAlter(ctx context.Context, on bool) error {
	want := int64(0)
	if on {
		want = 1
	}
	if _, err := r.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA legacy_alter_table=%d", want)); err != nil {
		return err
	}
	have, err := r.number(ctx, "PRAGMA legacy_alter_table")
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("PRAGMA legacy_alter_table is %d and cannot be set to %d", have, want)
	}
	return nil
}
