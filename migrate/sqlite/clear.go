package sqlite

// What a stopped script has left is dropped by the next change of a database. Where there is nothing to change it
// is dropped alone, if the file can be written.

import (
	"context"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

// Clear drops the tables that a stopped script has left in the file that o names, and returns their names. It
// locks nothing where there are none, and does nothing to a file that cannot be written.
func Clear(ctx context.Context, o Options) ([]string, error) {
	if usable(o) != nil {
		return nil, nil
	}
	conn, err := open(ctx, o, parsesqlite.Stubs{})
	if err != nil {
		return nil, err
	}
	defer conn.close()
	r := &run{conn: conn.Conn, options: o, plan: &plan.Plan{}, step: -1}
	n, err := r.number(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND lower(name) IN (?, ?)", parsesqlite.GuardTable, parsesqlite.BeforeTable)
	if err != nil {
		return nil, classify(o, err)
	}
	if n == 0 {
		return nil, nil
	}
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	if _, err = r.readSchema(ctx); err == nil {
		err = r.commit(ctx)
	}
	if err != nil {
		return nil, r.abort(ctx, err)
	}
	return r.cleared, nil
}
