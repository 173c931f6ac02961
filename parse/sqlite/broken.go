package sqlite

// SQLite accepts views and triggers that fail when they are used. Each is compiled here
// against the schema, so that the failure is found before.

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Broken finds views, triggers and full-text indexes of s that fail when they are used,
// with what SQLite says of them. It resolves names only when asked to run something, so
// a statement for each is compiled and not run; of an index over another table, which
// compiles its own statements when it is read, one is run on the empty copy. A view that
// works, works with all the views that it reads, and one statement fires all triggers of
// its kind.
func Broken(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error) {
	e, err := NewEngine(ctx, s)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	out := map[schema.Key]string{}
	e.tryViews(ctx, s, out)
	said := map[string]string{}
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Trigger:
			statement := e.fires(ctx, s, o)
			msg, asked := said[statement]
			if !asked {
				msg = e.try(ctx, statement)
				said[statement] = msg
			}
			if msg != "" {
				out[o.Key()] = msg
			}
		case *litemodel.Virtual:
			if msg := e.unreadable(ctx, s, o); msg != "" {
				out[o.Key()] = msg
			}
		}
	}
	return out, ctx.Err()
}

// tryViews compiles a query of each view, the views that no other view reads first.
func (e *Engine) tryViews(ctx context.Context, s *schema.Schema, out map[schema.Key]string) {
	g := newViewGraph(s)
	fine := map[schema.Key]bool{}
	for _, v := range g.fromTop() {
		if fine[v.Key()] || ctx.Err() != nil {
			continue
		}
		if g.expanded(v) > maxExpanded {
			out[v.Key()] = fmt.Sprintf("the views that it reads stand for more than %d tables and views: SQLite would not come to an end", maxExpanded)
			continue
		}
		if msg := e.try(ctx, "EXPLAIN SELECT * FROM "+Quote(v.Name)); msg != "" {
			out[v.Key()] = msg
			continue
		}
		g.mark(v, fine)
	}
}

// try returns what SQLite says of a statement; "" where it compiles, or fails for a virtual
// table that only the application can open.
func (e *Engine) try(ctx context.Context, statement string) string {
	if statement == "" {
		return ""
	}
	rows, err := e.conn.QueryContext(ctx, statement)
	if err == nil {
		err = rows.Close()
	}
	if err == nil || e.isForeign(Message(err)) {
		return ""
	}
	return Message(err)
}

// isForeign reports whether a message is about a virtual table that only the
// application can open.
func (e *Engine) isForeign(msg string) bool {
	for _, v := range e.foreign {
		if strings.Contains(Fold(msg), v.Folded) {
			return true
		}
	}
	return false
}

// compiles is a statement that compiles a view or trigger; "" for none. It runs nothing
// when EXPLAIN stands before it.
func (e *Engine) compiles(ctx context.Context, s *schema.Schema, o schema.Object) string {
	switch o := o.(type) {
	case *litemodel.View:
		return "SELECT * FROM " + Quote(o.Name)
	case *litemodel.Trigger:
		return strings.TrimPrefix(e.fires(ctx, s, o), "EXPLAIN ")
	}
	return ""
}

// fires is a statement that compiles the body of a trigger.
func (e *Engine) fires(ctx context.Context, s *schema.Schema, t *litemodel.Trigger) string {
	on := Quote(ownName(s, t.Table))
	switch event := event(t); {
	case event == "insert":
		return fmt.Sprintf("EXPLAIN INSERT INTO %s DEFAULT VALUES", on)
	case event == "delete":
		return "EXPLAIN DELETE FROM " + on
	case litemodel.TableOf(s, t.Table) != nil:
		return updateAll(litemodel.TableOf(s, t.Table), on)
	}
	return e.updateView(ctx, ownName(s, t.Table))
}

// updateView sets every column of a view, so that triggers on any of them fire: SQLite takes no
// UPDATE of a view that no trigger is for. It is "" of a view that is broken itself.
func (e *Engine) updateView(ctx context.Context, view string) string {
	var sets sql.NullString
	err := e.conn.QueryRowContext(ctx, `SELECT group_concat('"' || replace(name, '"', '""') || '" = NULL', ', ') FROM pragma_table_info(?)`, view).Scan(&sets)
	if err != nil || sets.String == "" {
		return ""
	}
	return fmt.Sprintf("EXPLAIN UPDATE %s SET %s", Quote(view), sets.String)
}

// event is the command that fires a trigger: "insert", "delete" or "update".
func event(t *litemodel.Trigger) string {
	c := newCursor(t.Body.SQL)
	if c.acceptAny("before", "after") == "" {
		c.accept("instead", "of")
	}
	return c.acceptAny("insert", "delete", "update")
}

// updateAll sets every column to itself, so that triggers on any of them fire.
func updateAll(t *litemodel.Table, on string) string {
	var sets []string
	for _, c := range t.Columns {
		if !c.IsGenerated() {
			sets = append(sets, Quote(c.Name)+" = "+Quote(c.Name))
		}
	}
	return fmt.Sprintf("EXPLAIN UPDATE %s SET %s", on, strings.Join(sets, ", "))
}
