package sqlite

// Foreign keys after a plan that ran with enforcement off: PRAGMA foreign_key_check is read
// before and after, and rows that violate a key now and did not before fail the plan.
// Violations that were there already are not this plan's fault and do not stop it. The pragma
// fails where a parent has no matching key; then nothing can be compared.

import (
	"context"
	"database/sql"
	"fmt"

	engine "modernc.org/sqlite/lib"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
)

// violations are the rows of one table that refer to nothing.
type violations struct {
	rows     map[string]map[int64]int // by parent's first name, then rowid
	mismatch string                   // why the engine cannot say: a parent without the key
}

// violations asks for the rows of a table that refer to nothing. Where rowids
// do not outlive the plan only their number counts.
func (w *watch) violations(ctx context.Context, t *watched) (violations, error) {
	v := violations{rows: map[string]map[int64]int{}}
	rows, err := w.run.conn.QueryContext(ctx, "SELECT rowid, parent FROM pragma_foreign_key_check(?)", t.now)
	if code(err) == engine.SQLITE_ERROR {
		v.mismatch = err.Error()
		return v, nil
	}
	if err != nil {
		return v, fmt.Errorf("foreign key check of table %s: %w", t.now, err)
	}
	defer rows.Close()
	for rows.Next() {
		var row sql.NullInt64
		var parent string
		if err := rows.Scan(&row, &parent); err != nil {
			return v, fmt.Errorf("foreign key check of table %s: %w", t.now, err)
		}
		if t.touch != nil && t.touch.renumbers {
			row.Int64 = 0
		}
		v.add(w.firstName(parsesqlite.Fold(parent)), row.Int64)
	}
	if err := rows.Err(); code(err) == engine.SQLITE_ERROR {
		v.mismatch = err.Error()
	} else if err != nil {
		return v, fmt.Errorf("foreign key check of table %s: %w", t.now, err)
	}
	return v, nil
}

func (v *violations) add(parent string, row int64) {
	if v.rows[parent] == nil {
		v.rows[parent] = map[int64]int{}
	}
	v.rows[parent][row]++
}

// proveForeign refuses rows that refer to nothing and did not before.
func (w *watch) proveForeign(ctx context.Context, t *watched) error {
	now, err := w.violations(ctx, t)
	if err != nil {
		return err
	}
	switch {
	case now.mismatch != "" && t.foreign.mismatch == "":
		return refuted("table %s: its foreign keys no longer fit: %s", t.now, now.mismatch)
	case now.mismatch != "" || t.foreign.mismatch != "":
		w.run.warn("table %s: its foreign keys could not be compared: %s", t.now, now.mismatch+t.foreign.mismatch)
		return nil
	}
	for parent, rows := range now.rows {
		fresh := 0
		for row, n := range rows {
			fresh += max(0, n-t.foreign.rows[parent][row])
		}
		if fresh > 0 {
			return refuted("table %s: %d rows refer to rows of %s that are not there, and did not before", t.now, fresh, parent)
		}
	}
	return nil
}
