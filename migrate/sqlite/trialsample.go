package sqlite

// A sample of a database for a trial: some rows of each table, and all rows that these refer to,
// and the ones that those refer to. The rest is deleted from the copy, with triggers out of the way
// and without foreign keys, so that nothing else follows.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// sampling is the work on one copy.
type sampling struct {
	*run
	schema *schema.Schema
	rowid  map[string]string // the name of the rowid of each table that can be sampled
	keep   map[string]string // the temporary table with the rowids that stay
}

// sampleRows deletes what is no part of a sample.
func sampleRows(ctx context.Context, path string, rows int64) error {
	conn, s, err := openCopy(ctx, path)
	if err != nil {
		return err
	}
	defer conn.close()
	w := &sampling{&run{conn: conn.Conn}, s, map[string]string{}, map[string]string{}}
	err = errors.Join(w.choose(ctx, rows))
	if err == nil {
		err = w.complete(ctx)
	}
	if err == nil {
		err = w.deleteRest(ctx)
	}
	if used := conn.connector.Compared(); err == nil && used != "" {
		err = fmt.Errorf("values were compared by collation %s, which only the application has: leave out --sample", used)
	}
	if err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	return nil
}

// choose begins with the first rows of each table. A table whose rows have no number stays whole.
func (w *sampling) choose(ctx context.Context, rows int64) error {
	if _, err := w.conn.ExecContext(ctx, "PRAGMA foreign_keys=OFF"); err != nil {
		return err
	}
	for o := range w.schema.All() {
		t, ok := o.(*litemodel.Table)
		if !ok || t.Options != nil && t.Options.WithoutRowID {
			continue
		}
		l, err := w.layout(ctx, t.Folded)
		if err != nil {
			return err
		}
		if len(l.identity) != 1 {
			continue
		}
		w.rowid[t.Folded], w.keep[t.Folded] = quote(l.identity[0]), fmt.Sprintf("temp.keep_%d", len(w.keep))
		for _, sql := range []string{"CREATE TABLE " + w.keep[t.Folded] + " (id INTEGER PRIMARY KEY)",
			fmt.Sprintf("INSERT INTO %s SELECT %s FROM main.%s LIMIT %d", w.keep[t.Folded], w.rowid[t.Folded], quote(t.Folded), rows)} {
			if _, err := w.conn.ExecContext(ctx, sql); err != nil {
				return err
			}
		}
	}
	return nil
}

// complete adds what the chosen rows refer to, until nothing is missing.
func (w *sampling) complete(ctx context.Context) error {
	for {
		added := int64(0)
		for o := range w.schema.All() {
			t, ok := o.(*litemodel.Table)
			if !ok {
				continue
			}
			for _, fk := range t.ForeignKeys {
				n, err := w.addReferenced(ctx, t, fk)
				if err != nil {
					return err
				}
				added += n
			}
		}
		if added == 0 {
			return nil
		}
	}
}

// addReferenced adds the rows that one foreign key of the chosen rows refers to.
func (w *sampling) addReferenced(ctx context.Context, t *litemodel.Table, fk *litemodel.ForeignKey) (int64, error) {
	to := litemodel.TableOf(w.schema, fk.References)
	if to == nil || w.keep[to.Folded] == "" {
		return 0, nil
	}
	target := fk.RefColumns
	if len(target) == 0 && to.Primary != nil {
		for _, part := range to.Primary.Parts {
			target = append(target, part.Column)
		}
	}
	if len(target) != len(fk.Columns) { // SQLite calls it a mismatch, and it refers to nothing
		return 0, nil
	}
	var terms []string
	for i, c := range fk.Columns {
		terms = append(terms, "p."+quote(target[i])+" = c."+quote(c))
	}
	if w.keep[t.Folded] != "" {
		terms = append(terms, fmt.Sprintf("c.%s IN (SELECT id FROM %s)", w.rowid[t.Folded], w.keep[t.Folded]))
	}
	result, err := w.conn.ExecContext(ctx, fmt.Sprintf("INSERT OR IGNORE INTO %s SELECT p.%s FROM main.%s AS c JOIN main.%s AS p ON %s",
		w.keep[to.Folded], w.rowid[to.Folded], quote(t.Folded), quote(to.Folded), strings.Join(terms, " AND ")))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// deleteRest deletes the other rows. The triggers come back as they were.
func (w *sampling) deleteRest(ctx context.Context) error {
	rows, err := w.conn.QueryContext(ctx, "SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'")
	if err != nil {
		return err
	}
	var statements, again []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			rows.Close()
			return err
		}
		statements, again = append(statements, "DROP TRIGGER main."+quote(name)), append(again, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for table, keep := range w.keep {
		statements = append(statements, fmt.Sprintf("DELETE FROM main.%s WHERE %s NOT IN (SELECT id FROM %s)", quote(table), w.rowid[table], keep))
	}
	for _, sql := range append(statements, again...) {
		if _, err := w.conn.ExecContext(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}
