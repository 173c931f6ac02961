package sqlite

// The engine is a private in-memory SQLite, the parser of record. Definitions run in it,
// and the schema is read back from its catalog.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Engine is a private in-memory database: the parser of record, and the place
// where plans are rehearsed. Its tables are empty.
type Engine struct {
	db      *sql.DB
	conn    *sql.Conn
	missing Stubs                // functions and collations that have a stub here
	foreign []*litemodel.Virtual // of modules that only the application has; nothing here can touch them
}

// NewEngine makes an engine that holds the objects of s, with stubs for the
// functions and collations that only the application has. Virtual tables of
// unknown modules are left out.
func NewEngine(ctx context.Context, s *schema.Schema) (*Engine, error) {
	e, err := openEngine(ctx, Undefined(s))
	if err != nil {
		return nil, err
	}
	if err := e.fill(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("private copy of the schema: %w", err), e.Close())
	}
	return e, nil
}

func openEngine(ctx context.Context, missing Stubs) (*Engine, error) {
	c, err := NewConnector(":memory:", missing)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("private database: %w", err)
	}
	return &Engine{db: db, conn: conn, missing: missing}, nil
}

// Conn is the engine's one connection.
func (e *Engine) Conn() *sql.Conn { return e.conn }

// Schema reads what the engine holds, with the virtual tables it had to leave out.
func (e *Engine) Schema(ctx context.Context) (*schema.Schema, error) {
	c, err := e.catalog(ctx)
	if err != nil {
		return nil, err
	}
	s, err := c.build(places{})
	if err != nil {
		return nil, err
	}
	for _, v := range e.foreign {
		s.Put(v)
	}
	return s, nil
}

// catalog reads what the engine holds. Stubs do not count as functions that
// SQLite has: what uses them must stay marked.
func (e *Engine) catalog(ctx context.Context) (*catalog, error) {
	own, err := builtin()
	if err != nil {
		return nil, err
	}
	c := &catalog{functions: own.functions, modules: own.modules, version: own.version}
	for _, f := range e.missing.Functions {
		if c.functions[f] { // that of another connector of this process
			c.functions = maps.Clone(own.functions)
			delete(c.functions, f)
		}
	}
	return c, c.readObjects(ctx, e.conn)
}

// builtin are the functions and modules of private engines, which are those of every
// database that this process opens; the maps are never changed.
var builtin = sync.OnceValues(func() (*catalog, error) {
	e, err := openEngine(context.Background(), Stubs{})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return readCatalog(context.Background(), e.conn)
})

// Exec executes statements one after the other.
func (e *Engine) Exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := e.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Close frees the database.
func (e *Engine) Close() error { return errors.Join(e.conn.Close(), e.db.Close()) }

// fill loads the objects of s with pages of their own, so that rows and
// changes work as in a real database.
func (e *Engine) fill(ctx context.Context, s *schema.Schema) error {
	if s.Len() == 0 {
		return nil
	}
	rows, virtual := catalogRows(s)
	for o := range s.All() {
		if v, ok := o.(*litemodel.Virtual); ok && !v.Known {
			e.foreign = append(e.foreign, v)
		}
	}
	if err := e.load(ctx, rows); err != nil {
		return err
	}
	auto, err := e.autoIndexes(ctx)
	if err != nil {
		return err
	}
	if len(auto) > 0 {
		if err := e.load(ctx, append(rows, auto...)); err != nil {
			return err
		}
	}
	if namesStatistics(s) { // ANALYZE makes the tables, that no statement may create
		virtual = append(virtual, "ANALYZE sqlite_schema")
	}
	return e.Exec(ctx, virtual...)
}

// namesStatistics reports whether a view or trigger names a table that ANALYZE makes.
func namesStatistics(s *schema.Schema) bool {
	for o := range s.All() {
		kind := o.Key().Kind
		if (kind == schema.KindView || kind == schema.KindTrigger) && strings.Contains(Fold(litemodel.SourceOf(o).Text.Tail), "sqlite_stat") {
			return true
		}
	}
	return false
}

// autoIndexes are the indexes that keys and UNIQUE constraints bring along.
func (e *Engine) autoIndexes(ctx context.Context) ([]row, error) {
	rows, err := e.conn.QueryContext(ctx, `SELECT i.name, m.name FROM sqlite_schema m, pragma_index_list(m.name) i
		WHERE m.type = 'table' AND i.origin <> 'c' AND i.name NOT IN (SELECT x.name FROM sqlite_schema x)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		r := row{kind: "index", root: rootIndex}
		if err := rows.Scan(&r.name, &r.table); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// catalogRows spells a schema as rows of sqlite_schema, and the statements that
// create its virtual tables.
func catalogRows(s *schema.Schema) (rows []row, virtual []string) {
	counter := false
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			options := o.Options
			r := row{kind: "table", name: o.Name, table: o.Name, sql: createSQL(o.Source), root: rootTable}
			if options.WithoutRowID {
				r.root = rootIndex
			}
			counter = counter || options.Autoincrement
			rows = append(rows, r)
		case *litemodel.Virtual:
			if o.Known {
				virtual = append(virtual, createSQL(o.Source))
			}
		}
	}
	if counter {
		rows = append(rows, row{kind: "table", name: "sqlite_sequence", table: "sqlite_sequence",
			sql: "CREATE TABLE sqlite_sequence(name,seq)", root: rootTable})
	}
	return append(rows, dependentRows(s)...), virtual
}

func dependentRows(s *schema.Schema) (rows []row) {
	for _, pass := range []schema.Kind{schema.KindIndex, schema.KindView, schema.KindTrigger} {
		for o := range s.All() {
			if o.Key().Kind != pass {
				continue
			}
			switch o := o.(type) {
			case *litemodel.Index:
				rows = append(rows, row{kind: "index", name: o.Name, table: ownName(s, o.Table), sql: createSQL(o.Source), root: rootIndex})
			case *litemodel.View:
				rows = append(rows, row{kind: "view", name: o.Name, table: o.Name, sql: createSQL(o.Source)})
			case *litemodel.Trigger:
				rows = append(rows, row{kind: "trigger", name: o.Name, table: ownName(s, o.Table), sql: createSQL(o.Source)})
			}
		}
	}
	return rows
}

// ownName is the name of a table or view as it spells itself: SQLite finds what
// to drop with a table by it, and minds the case.
func ownName(s *schema.Schema, table schema.Key) string {
	for _, kind := range rowSources {
		if o := s.Get(schema.Key{Kind: kind, Schema: table.Schema, Name: table.Name}); o != nil {
			return o.Display()
		}
	}
	return table.Name
}

// createSQL is the statement that creates an object, as SQLite stores it.
func createSQL(o litemodel.Source) string { return litemodel.Create(&o, o.Name) }

// Execute folds statements onto a schema: it executes them on a private copy and
// returns the schema they lead to.
func Execute(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
	e, err := NewEngine(ctx, from)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if err := e.Exec(ctx, statements...); err != nil {
		return nil, errors.New(Message(err))
	}
	return e.Schema(ctx)
}

func (e *Engine) hasModule(ctx context.Context, module string) bool {
	var n int
	err := e.conn.QueryRowContext(ctx, "SELECT count(*) FROM pragma_module_list WHERE name = ? COLLATE NOCASE", module).Scan(&n)
	return err == nil && n > 0
}
