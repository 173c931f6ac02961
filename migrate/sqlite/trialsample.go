package sqlite

// A sample of a database for a trial: some rows of each table, and all rows that these refer to,
// and the ones that those refer to. The rest is deleted from the copy, with triggers out of the way
// and without foreign keys, so that nothing else follows.

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// sampling is the work on one copy.
type sampling struct {
	*run
	schema *schema.Schema
	chosen map[string]*chosenRows             // of the tables that are sampled; the others stay whole
	more   map[string][]*litemodel.ForeignKey // that tables get
}

// newReferences are the foreign keys that a plan leads to, by the table and in the names that these have
// before it.
func newReferences(p *plan.Plan, to *schema.Schema) map[string][]*litemodel.ForeignKey {
	if to == nil {
		return nil
	}
	list := map[string][]*litemodel.ForeignKey{}
	before := p.Backwards()
	names := func(table schema.Key, columns []string) (was []string) {
		for _, c := range columns {
			was = append(was, before.NameAfter(schema.Key{Kind: schema.KindColumn, Table: table.Name, Name: c}).Name)
		}
		return was
	}
	for o := range to.All() {
		t, ok := o.(*litemodel.Table)
		if !ok {
			continue
		}
		was := before.NameAfter(t.Key()).Name
		for _, fk := range t.ForeignKeys {
			list[was] = append(list[was], &litemodel.ForeignKey{References: before.NameAfter(fk.References), Columns: names(t.Key(), fk.Columns), RefColumns: names(fk.References, fk.RefColumns)})
		}
	}
	return list
}

// chosenRows are the rows of a table that stay: the keys of them, numbered in the order in which
// they were chosen. What the rows up to a number refer to is chosen already.
type chosenRows struct {
	keep      string   // the temporary table of the keys, whose number is n and whose columns are k0, k1, …
	key       []string // what identifies a row
	seen, all int64    // numbers
}

// kept lists the columns of the keys that are kept.
func (c *chosenRows) kept() string {
	var list []string
	for i := range c.key {
		list = append(list, fmt.Sprintf("k%d", i))
	}
	return strings.Join(list, ", ")
}

// keyOf lists what identifies a row of a table.
func (c *chosenRows) keyOf(alias string) string {
	var list []string
	for _, name := range c.key {
		list = append(list, alias+"."+quote(name))
	}
	return strings.Join(list, ", ")
}

// sampleRows deletes what is no part of a sample. More are foreign keys that tables do not have yet.
func sampleRows(ctx context.Context, path string, rows int64, more map[string][]*litemodel.ForeignKey) error {
	conn, s, err := openCopy(ctx, path)
	if err != nil {
		return err
	}
	defer conn.close()
	w := &sampling{&run{conn: conn.Conn}, s, map[string]*chosenRows{}, more}
	err = w.choose(ctx, rows)
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

// choose begins with the first rows of each table. A table whose columns hide every name of its
// rowid stays whole.
func (w *sampling) choose(ctx context.Context, rows int64) error {
	if _, err := w.conn.ExecContext(ctx, "PRAGMA foreign_keys=OFF"); err != nil {
		return err
	}
	for t := range w.tables() {
		l, err := w.layout(ctx, t.Folded)
		if err != nil {
			return err
		}
		if len(l.identity) == 0 {
			continue
		}
		c := &chosenRows{keep: fmt.Sprintf("temp.keep_%d", len(w.chosen)), key: l.identity}
		w.chosen[t.Folded] = c
		for _, sql := range []string{
			fmt.Sprintf("CREATE TABLE %s (n INTEGER PRIMARY KEY, %s, UNIQUE (%[2]s))", c.keep, c.kept()),
			fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM main.%s AS t LIMIT %d", c.keep, c.kept(), c.keyOf("t"), quote(t.Folded), rows)} {
			if _, err := w.conn.ExecContext(ctx, sql); err != nil {
				return err
			}
		}
	}
	return nil
}

// tables are the tables of the copy that keep rows of their own.
func (w *sampling) tables() iter.Seq[*litemodel.Table] {
	return func(yield func(*litemodel.Table) bool) {
		for o := range w.schema.All() {
			if t, ok := o.(*litemodel.Table); ok && !yield(t) {
				return
			}
		}
	}
}

// complete adds what the chosen rows refer to, until nothing is missing. Each round looks only at the
// rows that were chosen since the last one: a chain of references is as many rounds as it is long.
func (w *sampling) complete(ctx context.Context) error {
	for first := true; ; first = false {
		added := int64(0)
		for t := range w.tables() {
			c := w.chosen[t.Folded]
			if len(t.ForeignKeys)+len(w.more[t.Folded]) == 0 || c == nil && !first {
				continue
			}
			n, err := w.follow(ctx, t, c)
			if err != nil {
				return err
			}
			added += n
		}
		if added == 0 {
			return nil
		}
	}
}

// follow adds what the rows of a table refer to: the ones that no round has looked at, or all of a
// table that stays whole. The number of rows that it adds comes back.
func (w *sampling) follow(ctx context.Context, t *litemodel.Table, c *chosenRows) (added int64, err error) {
	if c != nil {
		if c.all, err = w.number(ctx, "SELECT coalesce(max(n), 0) FROM "+c.keep); err != nil || c.all == c.seen {
			return 0, err
		}
	}
	for _, fk := range slices.Concat(t.ForeignKeys, w.more[t.Folded]) {
		n, err := w.addReferenced(ctx, t, c, fk)
		if err != nil {
			return 0, err
		}
		added += n
	}
	if c != nil {
		c.seen = c.all
	}
	return added, nil
}

// addReferenced adds the rows that one foreign key refers to. The terms say as SQLite does which these
// are: by the affinity and the collation of the column that is referred to (foreignkeys.html).
func (w *sampling) addReferenced(ctx context.Context, t *litemodel.Table, c *chosenRows, fk *litemodel.ForeignKey) (int64, error) {
	to := litemodel.TableOf(w.schema, fk.References)
	if to == nil || w.chosen[to.Folded] == nil {
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
	var from string
	var terms []string
	if c != nil {
		from = c.keep + " AS k CROSS JOIN "
		terms = append(terms, fmt.Sprintf("k.n > %d AND k.n <= %d AND (%s) = (%s)", c.seen, c.all, c.keyOf("c"), c.kept()))
	}
	for i, name := range fk.Columns {
		if t.Column(name) == nil || to.Column(target[i]) == nil { // the plan makes it
			return 0, nil
		}
		terms = append(terms, "p."+quote(target[i])+" = +c."+quote(name))
	}
	into := w.chosen[to.Folded]
	result, err := w.conn.ExecContext(ctx, fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) SELECT %s FROM %smain.%s AS c CROSS JOIN main.%s AS p WHERE %s",
		into.keep, into.kept(), into.keyOf("p"), from, quote(t.Folded), quote(to.Folded), strings.Join(terms, " AND ")))
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
	for table, c := range w.chosen {
		statements = append(statements, fmt.Sprintf("DELETE FROM main.%s AS t WHERE (%s) NOT IN (SELECT %s FROM %s)", quote(table), c.keyOf("t"), c.kept(), c.keep))
	}
	for _, sql := range append(statements, again...) {
		if _, err := w.conn.ExecContext(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}
