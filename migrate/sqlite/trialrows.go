package sqlite

// The rows of a table before a plan and after it. Sums of hashes, one a column, show whether
// anything differs: they are made in one pass each, in constant memory, and do not depend on the
// order of rows. Only where they differ are rows paired by their key, to count the ones that
// changed and to name some.

import (
	"context"
	"database/sql/driver"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// beforeSchema is the name under which the copy from before is attached to the one from after.
const beforeSchema = "schemadiff_before"

// exampleKeys is how many rows a difference names.
const exampleKeys = 3

// storedTables are the tables that keep their own rows. What virtual tables keep is their module's.
func storedTables(s *schema.Schema) (list []plan.StoredTable) {
	for o := range s.All() {
		t, ok := o.(*litemodel.Table)
		if !ok {
			continue
		}
		stored := plan.StoredTable{Key: t.Key()}
		for _, c := range t.Columns {
			stored.Columns = append(stored.Columns, plan.StoredColumn{Name: c.Folded, Type: c.Type.Name, Computed: c.IsGenerated()})
		}
		if t.Primary != nil {
			for _, part := range t.Primary.Parts {
				stored.Identity = append(stored.Identity, part.Column)
			}
		}
		list = append(list, stored)
	}
	return list
}

// rowComparison compares tables of two copies; the one from before is attached to the other too.
type rowComparison struct {
	*trial
	before, after *run
}

// count counts the rows there are before the plan.
func (c *rowComparison) count(ctx context.Context, tables []plan.StoredTable) error {
	for _, t := range tables {
		n, err := c.before.rows(ctx, t.Key.Name)
		if err != nil {
			return err
		}
		c.out.Rows += n
	}
	return nil
}

func (c *rowComparison) add(d plan.Difference) { c.out.Differences = append(c.out.Differences, d) }

// table compares one table.
func (c *rowComparison) table(ctx context.Context, k plan.KeptTable) error {
	was, err := c.before.rows(ctx, k.Was.Name)
	if err != nil {
		return err
	}
	c.out.Rows += was
	if k.Dropped {
		c.add(plan.Difference{Kind: plan.TableDropped, Table: k.Was, Count: was, Claimed: true})
		return nil
	}
	now, err := c.after.rows(ctx, k.Now.Name)
	if err != nil {
		return err
	}
	from, err := c.sums(ctx, c.before, k.Was.Name, k, func(p plan.KeptColumn) string { return p.Was })
	if err != nil {
		return err
	}
	to, err := c.sums(ctx, c.after, k.Now.Name, k, func(p plan.KeptColumn) string { return p.Now })
	if err != nil {
		return err
	}
	retyped := k.Identity != nil && slices.ContainsFunc(k.Columns, plan.KeptColumn.Retyped) // their sums are not exact
	if was == now && slices.Equal(from, to) && !retyped {
		return nil
	}
	if k.Identity == nil {
		c.withoutKey(k, was, now, from, to)
		return nil
	}
	return c.byKey(ctx, k, from, to)
}

// sums are the sums of each kept column, and one more of whole rows over the columns that may not
// change. A value is hashed with the key of its row where the key stays as it is.
func (c *rowComparison) sums(ctx context.Context, r *run, table string, k plan.KeptTable, name func(plan.KeptColumn) string) ([]uint64, error) {
	var names []string
	for _, p := range k.Columns {
		names = append(names, name(p))
	}
	var key []int
	for _, id := range k.Identity {
		key = append(key, slices.Index(k.Columns, id))
	}
	if slices.ContainsFunc(k.Identity, plan.KeptColumn.Retyped) {
		key = nil
	}
	sums := make([]uint64, len(names)+1)
	var prefix, cell, whole []byte
	err := r.scan(ctx, table, names, func(row []driver.Value) {
		prefix, whole = prefix[:0], whole[:0]
		for _, i := range key {
			prefix = appendValue(prefix, row[i])
		}
		for i, v := range row {
			cell = appendKept(append(cell[:0], prefix...), v, k.Columns[i])
			sums[i] += maphash.Bytes(r.seed, cell)
			if !k.Columns[i].Claimed {
				whole = appendKept(whole, v, k.Columns[i])
			}
		}
		sums[len(names)] += maphash.Bytes(r.seed, whole)
	})
	return sums, err
}

// appendKept spells a value; one that gets another type as the number that it is, if it is one.
func appendKept(b []byte, v driver.Value, c plan.KeptColumn) []byte {
	if !c.Retyped() {
		return appendValue(b, v)
	}
	switch n := v.(type) {
	case string:
		if i, err := strconv.ParseInt(n, 10, 64); err == nil && strconv.FormatInt(i, 10) == n {
			return appendValue(b, i)
		}
		if f, err := strconv.ParseFloat(n, 64); err == nil && slices.Contains([]string{n, n + ".0"}, strconv.FormatFloat(f, 'f', -1, 64)) {
			return appendKept(b, f, c)
		}
	case float64:
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return appendValue(b, int64(n))
		}
	}
	return appendValue(b, v)
}

// withoutKey reports by the sums alone what differs.
func (c *rowComparison) withoutKey(k plan.KeptTable, was, now int64, from, to []uint64) {
	switch {
	case now < was:
		c.add(plan.Difference{Kind: plan.RowsMissing, Table: k.Now, Count: was - now, Claimed: k.Claimed})
		return
	case now > was:
		c.add(plan.Difference{Kind: plan.RowsAdded, Table: k.Now, Count: now - was, Claimed: k.Grows})
		return
	}
	found := false
	for i, p := range k.Columns {
		if from[i] != to[i] {
			found = found || !p.Claimed
			c.add(plan.Difference{Kind: plan.ValuesChanged, Table: k.Now, Column: p.Now, Count: -1, Claimed: p.Claimed})
		}
	}
	if whole := len(k.Columns); !found && from[whole] != to[whole] {
		c.add(plan.Difference{Kind: plan.ValuesChanged, Table: k.Now, Count: -1})
	}
}

// byKey pairs rows by their key, and counts what differs.
func (c *rowComparison) byKey(ctx context.Context, k plan.KeptTable, from, to []uint64) error {
	p, n := beforeSchema+"."+quote(k.Was.Name)+" AS p", "main."+quote(k.Now.Name)+" AS n"
	var on, was, now []string
	for _, id := range k.Identity {
		on = append(on, "n."+quote(id.Now)+" IS +p."+quote(id.Was))
		was, now = append(was, "p."+quote(id.Was)), append(now, "n."+quote(id.Now))
	}
	join := strings.Join(on, " AND ")
	missing := fmt.Sprintf("FROM %s WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s)", p, n, join)
	if err := c.report(ctx, plan.Difference{Kind: plan.RowsMissing, Table: k.Now, Claimed: k.Claimed}, k, was, nil, missing); err != nil {
		return err
	}
	added := fmt.Sprintf("FROM %s WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s)", n, p, join)
	if err := c.report(ctx, plan.Difference{Kind: plan.RowsAdded, Table: k.Now, Claimed: k.Grows}, k, now, nil, added); err != nil {
		return err
	}
	for i, col := range k.Columns {
		if from[i] == to[i] && !col.Retyped() {
			continue
		}
		changed := fmt.Sprintf("FROM %s CROSS JOIN %s ON %s WHERE NOT (%s)", p, n, join, keeps(col))
		if err := c.report(ctx, plan.Difference{Kind: plan.ValuesChanged, Table: k.Now, Column: col.Now, Claimed: col.Claimed}, k, now, &k.Columns[i], changed); err != nil {
			return err
		}
	}
	return nil
}

// keeps is true for a pair of rows whose values of a column are the same.
func keeps(col plan.KeptColumn) string {
	was, now := "p."+quote(col.Was), "n."+quote(col.Now)
	if col.Retyped() {
		return "coalesce(" + survives(was, now) + ", 0)"
	}
	return was + " IS " + now + " COLLATE BINARY AND typeof(" + was + ") = typeof(" + now + ")"
}

// report counts the rows of a query, and adds the difference if there are any, with the keys of some
// and, where they are asked for, the values of a column.
func (c *rowComparison) report(ctx context.Context, d plan.Difference, k plan.KeptTable, key []string, col *plan.KeptColumn, query string) error {
	var err error
	if d.Count, err = c.after.number(ctx, "SELECT count(*) "+query); err != nil || d.Count == 0 {
		return err
	}
	var terms []string
	for i, term := range key {
		value := "quote(" + term + ")"
		if c.Mask.Covers(k.ColumnsOf(k.Identity[i])...) {
			value = quoteText(plan.Masked)
		}
		terms = append(terms, quoteText(k.Identity[i].Now+"=")+" || "+value)
	}
	before, after := quoteText(plan.Masked), quoteText(plan.Masked)
	if shown := c.Values && col != nil; shown && !c.Mask.Covers(k.ColumnsOf(*col)...) {
		before, after = shownValue("p."+quote(col.Was)), shownValue("n."+quote(col.Now))
	}
	rows, err := c.after.conn.QueryContext(ctx, fmt.Sprintf("SELECT %s, %s, %s %s ORDER BY %s LIMIT %d", strings.Join(terms, " || ', ' || "), before, after, query, strings.Join(key, ", "), exampleKeys))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		var value plan.Changed
		if err := rows.Scan(&text, &value.Before, &value.After); err != nil {
			return err
		}
		if d.Keys = append(d.Keys, text); c.Values && col != nil {
			d.Values = append(d.Values, value)
		}
	}
	c.add(d)
	return rows.Err()
}

// shownLength is how many characters of a value are shown.
const shownLength = 60

// shownValue is the beginning of a value as SQL spells it.
func shownValue(term string) string {
	return fmt.Sprintf("CASE WHEN length(%[1]s) > %[2]d AND typeof(%[1]s) IN ('text', 'blob') THEN quote(substr(%[1]s, 1, %[2]d)) || '…' ELSE quote(%[1]s) END", term, shownLength)
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
