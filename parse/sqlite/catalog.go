package sqlite

// The catalog of a database, sqlite_schema and the pragmas of tables, becomes the model
// here. Stored texts and SQLite's own description must agree.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// row is one row of sqlite_schema. SQLite keeps each object's own text there.
type row struct {
	kind, name, table, sql string
	root                   int64
}

// column is SQLite's own description of a column, with which the clause reader
// must agree.
type column struct {
	name, typ string
	notNull   bool
	pk        int
	hidden    int // 2 virtual, 3 stored (pragma.html#pragma_table_xinfo)
}

// catalog is all that is read from a database.
type catalog struct {
	rows      []row
	columns   map[string][]column // by the table's own name
	functions map[string]bool
	modules   map[string]bool
	version   string
}

func readCatalog(ctx context.Context, conn *sql.Conn) (*catalog, error) {
	c := &catalog{functions: map[string]bool{}, modules: map[string]bool{}}
	err := c.scan(ctx, conn, []catalogQuery{{`SELECT 0, name FROM pragma_function_list UNION ALL SELECT 1, name FROM pragma_module_list
			UNION ALL SELECT 2, sqlite_version()`, c.scanEngine}})
	if err != nil {
		return nil, err
	}
	return c, c.readObjects(ctx, conn)
}

// readObjects reads everything but what the engine brings.
func (c *catalog) readObjects(ctx context.Context, conn *sql.Conn) error {
	c.columns = map[string][]column{}
	return c.scan(ctx, conn, []catalogQuery{
		{`SELECT type, name, tbl_name, coalesce(rootpage, 0), coalesce(sql, '') FROM sqlite_schema ORDER BY rowid`, c.scanRow},
		{`SELECT m.name, x.name, x.type, x."notnull", x.pk, x.hidden FROM sqlite_schema m, pragma_table_xinfo(m.name) x
			WHERE m.type = 'table' AND m.rootpage > 0 AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.rowid, x.cid`, c.scanColumn},
	})
}

// catalogQuery is a question to a database, and what takes a row of the answer.
type catalogQuery struct {
	query string
	scan  func(*sql.Rows) error
}

func (c *catalog) scan(ctx context.Context, conn *sql.Conn, queries []catalogQuery) error {
	for _, s := range queries {
		rows, err := conn.QueryContext(ctx, s.query)
		if err != nil {
			return fmt.Errorf("catalog: %w", err)
		}
		for rows.Next() && err == nil {
			err = s.scan(rows)
		}
		if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("catalog: %w", err)
		}
	}
	return nil
}

func (c *catalog) scanRow(rows *sql.Rows) error {
	var r row
	err := rows.Scan(&r.kind, &r.name, &r.table, &r.root, &r.sql)
	c.rows = append(c.rows, r)
	return err
}

func (c *catalog) scanColumn(rows *sql.Rows) error {
	var table string
	var col column
	err := rows.Scan(&table, &col.name, &col.typ, &col.notNull, &col.pk, &col.hidden)
	c.columns[table] = append(c.columns[table], col)
	return err
}

func (c *catalog) scanEngine(rows *sql.Rows) error {
	var what int
	var name string
	err := rows.Scan(&what, &name)
	switch what {
	case 0:
		c.functions[Fold(name)] = true
	case 1:
		c.modules[Fold(name)] = true
	default:
		c.version = name
	}
	return err
}

// build reads every stored text into the model. at, if not nil, gets the byte
// offsets of parts of tables.
func (c *catalog) build(at places) (*schema.Schema, error) {
	s := &schema.Schema{Dialect: schema.SQLite, Version: c.version}
	b := &builder{catalog: c, schema: s, places: at, scope: newScope(s)}
	b.calls.builtin = func(f string) bool { return c.functions[f] }
	for _, pass := range []string{"table", "index", "view", "trigger"} {
		for _, r := range c.rows {
			if r.kind != pass && !(pass == "table" && r.kind == "view") {
				continue
			}
			if err := b.add(r, pass); err != nil {
				return nil, err
			}
		}
		if pass == "table" {
			b.hideShadows()
		}
	}
	b.confirmFunctions()
	return s, nil
}

// builder adds the rows of a catalog to a schema: tables first, so that the
// columns which other objects name are known.
type builder struct {
	*catalog
	schema  *schema.Schema
	places  places
	scope   *scope
	calls   calls
	calling []calling
	hidden  map[string]bool // tables that are not part of the model, folded
}

func (b *builder) add(r row, pass string) error {
	if b.leaveOut(r) {
		return nil
	}
	switch {
	case r.kind == "view" && pass == "table":
		b.scope.others[Fold(r.name)] = schema.KindView
		b.scope.views[Fold(r.name)] = r.sql
		return nil
	case r.kind == "table" && r.root == 0:
		v, err := readVirtual(r.sql, func(m string) bool { return b.modules[m] })
		if err != nil {
			return err
		}
		b.scope.others[v.Folded] = schema.KindVirtual
		b.schema.Put(v)
	case r.kind == "table":
		return b.addTable(r)
	case r.kind == "index":
		x, err := readIndex(r.sql, b.columnsOf, &b.calls)
		if err != nil {
			return err
		}
		b.inheritCollations(x)
		b.take(x)
		b.schema.Put(x)
	case r.kind == "view":
		v, err := readView(r.sql, b.scope, &b.calls)
		if err != nil {
			return err
		}
		b.take(v)
		b.schema.Put(v)
	case r.kind == "trigger":
		t, err := readTrigger(r.sql, b.scope, &b.calls)
		if err != nil {
			return err
		}
		b.take(t)
		b.schema.Put(t)
	}
	return nil
}

// journalPrefix begins the names of the tables in which schemadiff records migrations.
const journalPrefix = "schemadiff_"

// leaveOut reports whether a row is no part of a schema: SQLite's own tables and
// indexes, what belongs to a left-out table, and schemadiff's record. What other tools
// keep is part of it: who compares leaves that alone.
func (b *builder) leaveOut(r row) bool {
	name, table := Fold(r.name), Fold(r.table)
	if strings.HasPrefix(name, "sqlite_") || strings.HasPrefix(table, "sqlite_") || r.sql == "" || b.hidden[table] {
		return true
	}
	if !strings.HasPrefix(table, journalPrefix) && !strings.HasPrefix(name, journalPrefix) {
		return false
	}
	if r.kind == "table" {
		b.note(schema.Ignored, "table "+r.name, "schemadiff's own record")
	}
	return true
}

func (b *builder) note(class schema.NoteClass, subject, reason string) {
	b.schema.Notes = append(b.schema.Notes, schema.Note{Class: class, Subject: subject, Reason: reason})
}

func (b *builder) addTable(r row) error {
	t, err := readTable(r.sql, b.places, &b.calls)
	if err != nil {
		return err
	}
	b.take(t)
	if err := agree(t, b.columns[r.name]); err != nil {
		return fmt.Errorf("table %s: our reading of its text differs from SQLite's (a defect of schemadiff): %w", r.name, err)
	}
	b.scope.tables[t.Folded] = t
	b.schema.Put(t)
	return nil
}

// inheritCollations adds to what an index needs the collations of its columns.
func (b *builder) inheritCollations(x *litemodel.Index) {
	t := b.scope.tables[x.Table.Name]
	for _, p := range x.Parts {
		if t == nil || p.Column == "" || p.Collation != "" || t.Column(p.Column) == nil {
			continue
		}
		b.calls.collation(t.Column(p.Column).Collation)
	}
}

func (b *builder) columnsOf(table string) names {
	t := b.scope.tables[table]
	return func(_ int, folded string) bool {
		return t == nil || t.Column(folded) != nil || folded == "rowid" || folded == "oid" || folded == "_rowid_"
	}
}

// sameType compares a type with the one SQLite reports: the text with single spaces,
// or without its quotes, and then any text at all.
func sameType(got, reported string) bool {
	return got == strings.Join(strings.Fields(Fold(reported)), " ") || got == canonicalType(reported, lex(reported))
}

// agree compares the clause reader's columns with the engine's.
func agree(t *litemodel.Table, columns []column) error {
	if len(columns) != len(t.Columns) {
		return fmt.Errorf("%d columns, SQLite has %d", len(t.Columns), len(columns))
	}
	for i, want := range columns {
		got := t.Columns[i]
		switch {
		case got.Name != want.name:
			return fmt.Errorf("column %q, SQLite has %q", got.Name, want.name)
		case !sameType(got.Type.Name, want.typ):
			return fmt.Errorf("column %q: type %q, SQLite has %q", got.Name, got.Type.Name, want.typ)
		case got.NotNull != want.notNull:
			return fmt.Errorf("column %q: NOT NULL is %t, SQLite has %t", got.Name, got.NotNull, want.notNull)
		case got.IsGenerated() != (want.hidden >= 2), got.Generated.Stored != (want.hidden == 3):
			return fmt.Errorf("column %q: a generated column to one and not the other", got.Name)
		case want.pk > 0 && (t.Primary == nil || want.pk > len(t.Primary.Parts) || t.Primary.Parts[want.pk-1].Column != got.Folded):
			return fmt.Errorf("column %q: SQLite has it in the primary key", got.Name)
		}
	}
	return nil
}
