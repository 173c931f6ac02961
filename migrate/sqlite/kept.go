package sqlite

// What a migration written by hand must leave intact. A file has no plan with copies to prove,
// so its statements are searched for tables that are dropped and created again: these must
// have as many rows afterwards as before unless the file itself writes to them, and no foreign
// key may have more violations.

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// kept holds what a migration must not lose: the rows of tables that it recreates, and
// the validity of foreign keys.
type kept struct {
	rows       map[string]int64 // of tables that are dropped, by folded name
	checked    bool             // violations of foreign keys are counted
	violations int64
	analyzed   []string // dropped tables that ANALYZE has gathered statistics for, which go with them
}

// countKept counts what the migration may lose.
func (m *migration) countKept(ctx context.Context, from *schema.Schema) (*kept, error) {
	k := &kept{rows: map[string]int64{}}
	if from == nil {
		return k, nil
	}
	writes := map[string]bool{}
	for _, s := range m.job.Statements {
		for _, a := range s.Acts {
			switch a.Verb {
			case schema.Inserts, schema.Updates, schema.Deletes:
				writes[a.On.Name] = true
				k.checked = k.checked || litemodel.TableOf(from, litemodel.TableKey(a.On.Name)) != nil
			case schema.Drops:
				if a.Kind == schema.KindTable && litemodel.TableOf(from, litemodel.TableKey(a.On.Name)) != nil {
					k.rows[a.On.Name] = 0
					k.checked = true
				}
			}
		}
	}
	if err := k.findAnalyzed(ctx, m.run); err != nil {
		return nil, err
	}
	for name := range k.rows {
		if writes[name] { // it says itself which rows there are
			delete(k.rows, name)
			continue
		}
		n, err := m.rows(ctx, name)
		if err != nil {
			return nil, err
		}
		k.rows[name] = n
	}
	var err error
	if k.checked {
		k.violations, err = m.orphans(ctx)
	}
	return k, err
}

// prove compares a table that was dropped and recreated with what it held.
func (k *kept) prove(ctx context.Context, r *run) error {
	for name, before := range k.rows {
		there, err := r.number(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", name)
		if err != nil || there == 0 {
			if err != nil {
				return err
			}
			continue
		}
		after, err := r.rows(ctx, name)
		if err != nil {
			return err
		}
		if after != before {
			return &migrate.ProofError{What: fmt.Sprintf("table %s is recreated and has %d of its %d rows", name, after, before)}
		}
	}
	if !k.checked {
		return nil
	}
	after, err := r.orphans(ctx)
	if err != nil {
		return err
	}
	if after > k.violations {
		return &migrate.ProofError{What: fmt.Sprintf("%d rows refer to rows that are not there, %d did before (PRAGMA foreign_key_check lists them)", after, k.violations)}
	}
	return nil
}

// findAnalyzed finds which of the tables have statistics.
func (k *kept) findAnalyzed(ctx context.Context, r *run) error {
	if there, err := r.number(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"); err != nil || there == 0 {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(k.rows)) {
		switch n, err := r.number(ctx, "SELECT count(*) FROM sqlite_stat1 WHERE tbl = ? COLLATE NOCASE", name); {
		case err != nil:
			return err
		case n > 0:
			k.analyzed = append(k.analyzed, name)
		}
	}
	return nil
}

// analyze gathers the statistics again that went with tables which are there again.
func (k *kept) analyze(ctx context.Context, r *run) error {
	for _, name := range k.analyzed {
		there, err := r.number(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE)
			AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 WHERE tbl = ?1 COLLATE NOCASE)`, name)
		if err != nil {
			return err
		}
		if there == 0 {
			continue
		}
		r.reportProgress("analyzing "+name, -1, -1)
		if _, err := r.conn.ExecContext(ctx, "ANALYZE main."+quote(name)); err != nil {
			return fmt.Errorf("statistics of table %s: %w", name, err)
		}
	}
	return nil
}

// orphans counts rows that refer to rows that are not there. Where a parent has no key
// the engine cannot say, and nothing is counted.
func (r *run) orphans(ctx context.Context) (int64, error) {
	n, err := r.number(ctx, "SELECT count(*) FROM pragma_foreign_key_check")
	if err != nil && code(err) == 1 {
		return 0, nil
	}
	return n, err
}
