package sqlite

// What uses a column is found by resolving names twice, with the column and without it:
// what named the column before, or names nothing afterwards, uses it. A view that selects
// from one with SELECT * is found in this way, and a name in double quotes that would
// become a string without a word of SQLite.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// noteUsers adds to acts that drop columns what uses them at that moment.
func (e *Engine) noteUsers(ctx context.Context, acts []schema.Act) error {
	for i, a := range acts {
		if a.Verb != schema.DropsColumn {
			continue
		}
		named, err := e.anyNames(ctx, a.Name)
		if err != nil {
			return err
		}
		if !named {
			continue
		}
		s, err := e.Schema(ctx)
		if err != nil {
			return ctx.Err() // what cannot be read is reported where it is judged
		}
		acts[i].Users = e.users(ctx, s, a.On.Name, a.Name)
	}
	return nil
}

// anyNames reports whether a definition has a name more often than its table needs.
func (e *Engine) anyNames(ctx context.Context, name string) (bool, error) {
	var n int
	err := e.conn.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE instr(lower(sql), lower(?1))
		AND (type <> 'table' OR length(sql) - length(replace(lower(sql), lower(?1), '')) > length(?1))`, name).Scan(&n)
	return n > 0, err
}

// dropped is a column of a table that goes, with the names before and after it.
type dropped struct {
	table, column string // folded
	before, after *scope
}

// users lists what uses a column, such as "view v" or "CHECK (a > 0)".
func (e *Engine) users(ctx context.Context, s *schema.Schema, table, column string) []string {
	t := litemodel.TableOf(s, litemodel.TableKey(table))
	if t == nil || t.Column(column) == nil {
		return nil
	}
	d := &dropped{table, column, scopeOf(s), scopeOf(s)}
	rest := *t
	rest.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(c *litemodel.Column) bool { return c.Folded == column })
	d.after.tables[table] = &rest
	out := d.ownUsers(t)
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			for _, f := range o.ForeignKeys {
				if f.References == t.Key() && slices.Contains(f.RefColumns, column) && o != t {
					out = append(out, fmt.Sprintf("foreign key %s(%s)", o.Name, strings.Join(f.Columns, ", ")))
				}
			}
		case *litemodel.Index, *litemodel.View, *litemodel.Trigger:
			if x, ok := o.(*litemodel.Index); ok && x.Table != t.Key() {
				continue
			}
			if used, known := d.usedBy(createSQL(*litemodel.SourceOf(o))); used || !known && e.reads(ctx, s, o, d) {
				out = append(out, string(o.Key().Kind)+" "+o.Display())
			}
		}
	}
	return out
}

// scopeOf is the scope of a whole schema.
func scopeOf(s *schema.Schema) *scope {
	out := newScope(s)
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			out.tables[o.Folded] = o
		case *litemodel.View:
			out.others[o.Folded], out.views[o.Folded] = schema.KindView, createSQL(o.Source)
		case *litemodel.Virtual:
			out.others[o.Folded] = schema.KindVirtual
		}
	}
	return out
}

// ownUsers are the parts of the table itself that use a column of it. The CHECK that is
// written at the column goes with it.
func (d *dropped) ownUsers(t *litemodel.Table) []string {
	var out []string
	gone := t.Column(d.column)
	for _, c := range t.Checks {
		if !strings.Contains(gone.Text.Tail, c.Text.Tail) && d.usedByExpression(c.Expr) {
			out = append(out, "CHECK ("+c.Expr.SQL+")")
		}
	}
	for _, c := range t.Columns {
		if c != gone && c.IsGenerated() && d.usedByExpression(c.Generated.Expr) {
			out = append(out, "generated column "+c.Name)
		}
	}
	for _, f := range t.ForeignKeys {
		if slices.Contains(f.Columns, d.column) && !strings.Contains(gone.Text.Tail, f.Text.Tail) {
			out = append(out, "foreign key ("+strings.Join(f.Columns, ", ")+")")
		}
	}
	return out
}

func (d *dropped) usedByExpression(x litemodel.Expr) bool {
	t, err := tree.ParseExpression(x.SQL, d.table)
	if err != nil {
		return x.Reads(d.column)
	}
	return d.usedByTree(t)
}

// usedBy reports whether a definition uses the column; known is false where it has no tree.
func (d *dropped) usedBy(sql string) (used, known bool) {
	t, err := tree.Parse(sql)
	if err != nil {
		return false, false
	}
	return d.usedByTree(t) || d.fillsByPlace(t), true
}

func (d *dropped) usedByTree(t *tree.Tree) bool {
	before, after := t.Resolve(d.before.columnsOf), t.Resolve(d.after.columnsOf)
	if slices.ContainsFunc(before.References, func(r tree.Reference) bool { return !r.Star && r.Table == d.table && r.Column == d.column }) {
		return true
	}
	lost := func(at int) bool { return !slices.Contains(before.Strings, at) && !slices.Contains(before.Unknown, at) }
	return slices.ContainsFunc(after.Strings, lost) || slices.ContainsFunc(after.Unknown, lost)
}

// fillsByPlace reports whether a trigger inserts rows that have as many values as the
// table has columns.
func (d *dropped) fillsByPlace(t *tree.Tree) bool {
	star := slices.ContainsFunc(t.Resolve(d.before.columnsOf).References, func(r tree.Reference) bool {
		return r.Star && r.Table == d.table && r.Column == d.column
	})
	return slices.ContainsFunc(t.Acts(), func(a tree.Act) bool {
		return a.Verb == tree.Inserts && (Fold(a.Table) == d.table && len(a.Columns) == 0 && !a.Empty || a.Query && star)
	})
}

// reads reports whether a view or trigger without a tree reads the column, by the
// authorizer.
func (e *Engine) reads(ctx context.Context, s *schema.Schema, o schema.Object, d *dropped) bool {
	statement := e.compiles(ctx, s, o)
	recorder, err := uses.NewRecorder(e.conn)
	if err != nil || statement == "" {
		return false
	}
	defer func() { _ = recorder.Close() }()
	used, err := recorder.Compile(ctx, statement)
	return err == nil && slices.ContainsFunc(used.Columns, func(c uses.Column) bool {
		return Fold(c.Table) == d.table && Fold(c.Column) == d.column && Fold(c.By) == Fold(o.Display())
	})
}
