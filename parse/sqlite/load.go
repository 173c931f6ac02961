package sqlite

// Load reads desired DDL: statements are sorted, checked by the engine, and read back into
// the model with their positions.

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Load reads DDL sources, in any order of files and statements, and returns
// the schema they describe. The error, if it is about the sources, is of type
// parse.Errors and holds every error of the run.
func Load(ctx context.Context, sources []parse.Source) (*schema.Schema, error) {
	l := &loader{}
	for _, src := range sources {
		for _, s := range split(src) {
			l.sort(s)
		}
	}
	l.skipShadows()
	l.duplicates()
	c, err := l.check(ctx)
	if err != nil {
		return nil, err
	}
	if len(l.errors) > 0 {
		l.sortErrors()
		return nil, l.errors
	}
	at := places{}
	s, err := c.build(at)
	if err != nil {
		return nil, err
	}
	s.Notes = append(l.notes, s.Notes...)
	l.setPositions(s, at)
	return s, nil
}

// check has the engine read all statements at once, or, where that cannot be or
// finds an error, one by one.
func (l *loader) check(ctx context.Context) (*catalog, error) {
	if !l.folds && len(l.errors) == 0 {
		if c, err := l.loadAtOnce(ctx); err == nil {
			return c, nil
		}
	}
	return l.execute(ctx)
}

func (l *loader) loadAtOnce(ctx context.Context) (*catalog, error) {
	e, err := openEngine(ctx, Stubs{})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	rows, virtual := rowsOf(l.definitions)
	if err := e.load(ctx, rows); err != nil {
		return nil, err
	}
	known, foreign := l.splitVirtual(ctx, e, virtual)
	if err := e.Exec(ctx, known...); err != nil {
		return nil, err
	}
	c, err := readCatalog(ctx, e.conn)
	if err != nil {
		return nil, err
	}
	c.rows = append(c.rows, foreign...)
	return c, nil
}

// splitVirtual separates virtual tables that the engine can create from the ones
// whose module only the application has.
func (l *loader) splitVirtual(ctx context.Context, e *Engine, virtual []*definition) (known []string, foreign []row) {
	for _, d := range virtual {
		if d.module() == "" || e.hasModule(ctx, d.module()) {
			known = append(known, d.sql)
		} else {
			name := d.head.name.name(d.src.Text)
			foreign = append(foreign, row{kind: "table", name: name, table: name, sql: d.sql})
		}
	}
	return known, foreign
}

func (l *loader) sortErrors() {
	slices.SortStableFunc(l.errors, func(a, b *parse.Error) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
}
