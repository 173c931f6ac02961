package sqlite

// A replay runs the DDL of migrations in their order in a private database. Functions and
// collations of the application become stubs.

import (
	"context"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// replay is a private database that the DDL of migrations runs in, in its order.
type replay struct {
	*Engine
}

func newReplay(ctx context.Context, from *schema.Schema) (*replay, error) {
	e, err := NewEngine(ctx, from)
	return &replay{e}, err
}

// replays reports whether a statement of a migration is run in a replay. Rows are none of
// the schema's business, and what opens files is never run. How ALTER TABLE RENAME
// works is set as the file sets it.
func (s *statement) replays() bool {
	switch s.word(0) {
	case "create", "alter", "drop":
		return true
	case "pragma":
		return strings.Contains(Fold(s.sql()), "legacy_alter_table")
	}
	return false
}

// run executes a statement. What SQLite misses of the application's functions and
// collations gets a stub first.
func (r *replay) run(ctx context.Context, s *statement) error {
	for {
		limited, cancel := context.WithTimeout(ctx, statementTimeout)
		err := r.execute(limited, s)
		expired := limited.Err() != nil && ctx.Err() == nil
		cancel()
		if expired {
			return errTooLong
		}
		missing := r.missing
		if err == nil || !missing.learn(err) {
			return err
		}
		if err := r.again(ctx, missing); err != nil {
			return err
		}
	}
}

func (r *replay) execute(ctx context.Context, s *statement) error {
	if a := s.libsqlAlter(); a != nil {
		return r.alterColumn(ctx, a)
	}
	return r.define(ctx, s, s.sql())
}

// again goes on in a new database with more stubs.
func (r *replay) again(ctx context.Context, missing Stubs) error {
	now, err := r.Schema(ctx)
	if err != nil {
		return err
	}
	e, err := openEngine(ctx, missing)
	if err != nil {
		return err
	}
	if err := e.fill(ctx, now); err != nil {
		_ = e.Close()
		return err
	}
	_ = r.Close()
	r.Engine = e
	return nil
}
