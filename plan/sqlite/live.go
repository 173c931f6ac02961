package sqlite

// The live rows as probes see them. Probes run before anything of the plan does, so they use the
// names of the database as it is, and compute what columns will hold from what they hold now.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// was is the live name of a table and the name of its column, quoted: probes run
// before the renames do.
func (w *work) was(t *litemodel.Table) string {
	if k, ok := w.renamed[t.Key()]; ok {
		return quote(w.in.From.Get(k).Display())
	}
	return quote(t.Name)
}

// wasColumn is the live name of a column, quoted.
func (w *work) wasColumn(t *litemodel.Table, c *litemodel.Column) string {
	key := t.Key()
	if k, ok := w.renamed[key]; ok {
		key = k
	}
	live := litemodel.TableOf(w.in.From, key)
	if to := litemodel.TableOf(w.to, t.Key()); live != nil && live.Column(c.Folded) == nil && to != nil {
		if wanted := to.Column(c.Folded); wanted != nil && wanted.Was != "" {
			return quote(wanted.Was)
		}
	}
	return quote(c.Name)
}

// rowsAs is the live table as a FROM clause under its new names: renamed columns,
// new ones with their default, and generated ones as they will be computed.
func (w *work) rowsAs(from, to *litemodel.Table) string { return w.rowsWith(from, to) }

// rowsWith is rowsAs with further columns of the live table.
func (w *work) rowsWith(from, to *litemodel.Table, more ...string) string {
	columns := slices.Clone(more)
	var computed []*litemodel.Column
	plain := len(more) == 0
	for _, c := range to.Columns {
		name := quote(c.Name)
		switch before := from.Column(c.Folded); {
		case before == nil && c.IsGenerated(), before != nil && recomputed(before, c):
			computed = append(computed, c)
		case before != nil:
			live := w.wasColumn(from, before)
			plain = plain && live == quote(before.Name)
			columns = append(columns, live+" AS "+name)
		case c.Default.SQL != "":
			columns = append(columns, c.Default.SQL+" AS "+name)
			plain = false
		default:
			columns = append(columns, "NULL AS "+name)
			plain = false
		}
	}
	if plain && len(computed) == 0 {
		return w.was(from)
	}
	rows := "(SELECT " + strings.Join(append(columns, "1"), ", ") + " FROM " + w.was(from) + ")"
	reads := map[string][]string{}
	for _, c := range computed {
		reads[c.Folded] = c.Generated.Expr.Columns()
	}
	for _, c := range readFirst(computed, reads) {
		rows = fmt.Sprintf("(SELECT *, (%s) AS %s FROM %s)", c.Generated.Expr.SQL, quote(c.Name), rows)
	}
	return rows
}
