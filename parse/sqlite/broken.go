package sqlite

import (
	"context"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Broken finds views and triggers of s that fail when they are used, with what
// SQLite says of them. It resolves names only when asked to run something, so a
// statement for each is compiled and not run.
func Broken(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error) {
	e, err := NewEngine(ctx, s)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	out := map[schema.Key]string{}
	for o := range s.All() {
		switch o := o.(type) {
		case *schema.View:
			e.try(ctx, out, o, "EXPLAIN SELECT * FROM "+Quote(o.Name))
		case *schema.Trigger:
			e.try(ctx, out, o, e.fires(ctx, s, o))
		}
	}
	return out, ctx.Err()
}

func (e *Engine) try(ctx context.Context, out map[schema.Key]string, o schema.Object, statement string) {
	if statement == "" {
		return
	}
	rows, err := e.conn.QueryContext(ctx, statement)
	if err == nil {
		err = rows.Close()
	}
	if err != nil && !e.isForeign(Message(err)) {
		out[o.Key()] = Message(err)
	}
}

// isForeign says whether a message is about a virtual table that only the
// application can open.
func (e *Engine) isForeign(msg string) bool {
	for _, v := range e.foreign {
		if strings.Contains(Fold(msg), v.Folded) {
			return true
		}
	}
	return false
}

// fires is a statement that compiles the body of a trigger.
func (e *Engine) fires(ctx context.Context, s *schema.Schema, t *schema.Trigger) string {
	on := Quote(ownName(s, t.Table))
	head, _, _ := strings.Cut(t.Body.SQL, " on ")
	switch {
	case strings.Contains(head, "insert"):
		return fmt.Sprintf("EXPLAIN INSERT INTO %s DEFAULT VALUES", on)
	case strings.Contains(head, "delete"):
		return "EXPLAIN DELETE FROM " + on
	case s.Table(t.Table) != nil:
		return updateAll(s.Table(t.Table), on)
	}
	var column string
	err := e.conn.QueryRowContext(ctx, "SELECT name FROM pragma_table_info(?)", ownName(s, t.Table)).Scan(&column)
	if err != nil { // the view itself is broken
		return ""
	}
	return fmt.Sprintf("EXPLAIN UPDATE %s SET %s = NULL", on, Quote(column))
}

// updateAll sets every column to itself, so that triggers on any of them fire.
func updateAll(t *schema.Table, on string) string {
	var sets []string
	for _, c := range t.Columns {
		if !c.IsGenerated() {
			sets = append(sets, Quote(c.Name)+" = "+Quote(c.Name))
		}
	}
	return fmt.Sprintf("EXPLAIN UPDATE %s SET %s", on, strings.Join(sets, ", "))
}
