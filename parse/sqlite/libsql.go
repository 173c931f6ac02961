package sqlite

// libSQL, which Turso runs, has one form of ALTER TABLE that SQLite does not: ALTER COLUMN … TO with a
// whole new definition, which holds for rows that are written from then on. SQLite calls it a syntax
// error. A replay does what libSQL does: the definition of the column is another one in the text of the
// table, and no row changes. Outside of libSQL's folders it is an error all the same.

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

const libsqlOnly = "ALTER COLUMN … TO is a statement of libSQL (Turso): a database of SQLite refuses it; in a folder named after libsql or turso it is none of SQLite's"

// libsqlAlter is ALTER TABLE table ALTER COLUMN column TO definition.
type libsqlAlter struct {
	table, column string // folded
	definition    string
}

// isLibsqlAlter reports whether a statement is ALTER TABLE … ALTER [COLUMN] name TO definition.
func (s *statement) isLibsqlAlter() bool { return s.libsqlAlter() != nil }

// libsqlAlter reads ALTER TABLE … ALTER [COLUMN] name TO definition; nil if a statement is another.
func (s *statement) libsqlAlter() *libsqlAlter {
	c := &cursor{src: s.src.Text, tokens: s.tokens}
	if !c.accept("alter", "table") {
		return nil
	}
	table, err := c.name()
	if err == nil && c.accept(".") {
		table, err = c.name()
	}
	if err != nil || !c.accept("alter") {
		return nil
	}
	c.accept("column")
	column, err := c.name()
	if err != nil || !c.accept("to") {
		return nil
	}
	a := &libsqlAlter{table: Fold(table.name(c.src)), column: Fold(column.name(c.src))}
	if !c.done() {
		a.definition = c.src[c.tokens[c.i].start:s.end()]
	}
	return a
}

// isLibsql reports whether a source lies in a folder that is named after libSQL or Turso.
func (s *source) isLibsql() bool {
	return slices.ContainsFunc(strings.Split(path.Dir(strings.ReplaceAll(s.Name, `\`, "/")), "/"), func(folder string) bool {
		folder = strings.ToLower(folder)
		return strings.Contains(folder, "libsql") || strings.Contains(folder, "turso")
	})
}

// alterColumn does what libSQL does of ALTER COLUMN … TO, in a new database.
func (r *replay) alterColumn(ctx context.Context, a *libsqlAlter) error {
	now, err := r.Schema(ctx)
	if err != nil {
		return err
	}
	from := litemodel.TableOf(now, litemodel.TableKey(a.table))
	if from == nil {
		return errors.New("no such table: " + a.table)
	}
	to := *from
	if to.Text.Tail = a.tail(from.Text.Tail); to.Text.Tail == from.Text.Tail && from.Column(a.column) == nil {
		return fmt.Errorf("no such column: %q", a.column)
	}
	read, err := r.readTable(ctx, &to)
	if err == nil {
		err = a.keeps(from, read)
	}
	if err != nil {
		return err
	}
	e, err := openEngine(ctx, r.missing)
	if err != nil {
		return err
	}
	if err := e.fill(ctx, now.With(&to)); err != nil {
		return errors.Join(err, e.Close())
	}
	_ = r.Close()
	r.Engine = e
	return nil
}

// tail is the text of a table after its name with the new definition of the column.
func (a *libsqlAlter) tail(text string) string {
	c := &cursor{src: text, tokens: slices.DeleteFunc(lex(text), func(t token) bool { return t.kind == comment })}
	body, err := c.group()
	if err != nil {
		return text
	}
	for _, part := range list(text, body) {
		if len(part) > 0 && part[0].isName() && !isConstraintWord(text, part[0]) && Fold(part[0].name(text)) == a.column {
			return text[:part[0].start] + a.definition + text[part[len(part)-1].end:]
		}
	}
	return text
}

// readTable reads the definition of a table in a database of its own.
func (r *replay) readTable(ctx context.Context, t *litemodel.Table) (*litemodel.Table, error) {
	e, err := openEngine(ctx, r.missing)
	if err != nil {
		return nil, err
	}
	defer func() { _ = e.Close() }()
	if err := e.Exec(ctx, createSQL(t.Source)); err != nil {
		return nil, err
	}
	s, err := e.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return litemodel.TableOf(s, t.Key()), nil
}

// keeps reports what libSQL does not let ALTER COLUMN do: it renames no column, and adds or drops no key.
func (a *libsqlAlter) keeps(from, to *litemodel.Table) error {
	names := func(t *litemodel.Table) (out []string) {
		for _, c := range t.Columns {
			out = append(out, c.Folded)
		}
		return out
	}
	keys := func(t *litemodel.Table) (out []schema.Key) {
		for _, u := range append(slices.Clone(t.Uniques), t.Primary) {
			if u != nil {
				out = append(out, u.Key())
			}
		}
		return out
	}
	switch {
	case !slices.Equal(names(from), names(to)):
		return fmt.Errorf("ALTER COLUMN %s TO cannot rename the column", a.column)
	case !slices.Equal(keys(from), keys(to)):
		return fmt.Errorf("ALTER COLUMN %s TO cannot add or drop PRIMARY KEY or UNIQUE", a.column)
	}
	return nil
}
