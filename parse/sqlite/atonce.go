package sqlite

// A file with a mistake is loaded at once as well, but for what the mistake is in: somebody who
// types has one most of the time.

import (
	"context"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// mostBroken is how many tables and indexes that SQLite refuses are left out, one after the other, before
// all definitions are executed one by one.
const mostBroken = 3

// openWithTables opens an engine that has read the tables and indexes at once, and returns the
// definitions that it has not: what SQLite refuses, and all of another kind.
func (l *loader) openWithTables(ctx context.Context, missing Stubs) (e *Engine, rest []*definition, err error) {
	tables, rest := l.tables()
	for broken := 0; broken <= mostBroken && len(tables) > 0; broken++ {
		if e, err = openEngine(ctx, missing); err != nil {
			return nil, nil, err
		}
		rows, _ := rowsOf(tables)
		if err = e.load(ctx, rows); err == nil {
			return e, rest, nil
		}
		_ = e.Close()
		name, ok := malformed(Message(err))
		if !ok {
			break
		}
		var out []*definition
		tables, out = divide(tables, func(d *definition) bool { return d.folded() != name && Fold(d.tableName()) != name })
		if len(out) == 0 {
			break
		}
		rest = append(rest, out...)
	}
	e, err = openEngine(ctx, missing)
	return e, l.definitions, err
}

// tables are the tables and their indexes whose names nothing else defines or changes, and what is left.
func (l *loader) tables() (tables, rest []*definition) {
	defined := map[string]int{}
	for _, d := range l.definitions {
		if word := d.word(0); word == "alter" || word == "drop" {
			return nil, l.definitions
		}
		if !d.skip && d.head.kind != "" && d.head.kind != schema.KindTrigger {
			defined[d.folded()]++
		}
	}
	plain := map[string]bool{}
	for _, d := range l.definitions {
		if d.head.kind == schema.KindTable && !d.skip && !d.executed && defined[d.folded()] == 1 {
			plain[d.folded()] = true
		}
	}
	return divide(l.definitions, func(d *definition) bool {
		switch d.head.kind {
		case schema.KindTable:
			return plain[d.folded()]
		case schema.KindIndex:
			return !d.skip && !d.executed && defined[d.folded()] == 1 && plain[Fold(d.tableName())]
		}
		return false
	})
}

// rowsOf are definitions in the order in which SQLite can read them.
func rowsOf(definitions []*definition) (rows []row, virtual []*definition) {
	counter := false
	for _, kind := range []schema.Kind{schema.KindTable, schema.KindIndex, schema.KindView, schema.KindTrigger, schema.KindVirtual} {
		for _, d := range definitions {
			if d.skip || d.head.kind != kind {
				continue
			}
			if kind == schema.KindVirtual {
				virtual = append(virtual, d)
				continue
			}
			r := row{kind: string(kind), name: d.head.name.name(d.src.Text), sql: d.sql}
			r.table = d.tableName()
			if kind == schema.KindTable || kind == schema.KindIndex {
				r.root = rootTable
			}
			if kind == schema.KindIndex {
				r.root = rootIndex
			}
			counter = counter || kind == schema.KindTable && d.mentions("autoincrement")
			rows = append(rows, r)
		}
		if kind == schema.KindTable && counter {
			rows = append(rows, row{kind: "table", name: "sqlite_sequence", table: "sqlite_sequence",
				sql: "CREATE TABLE sqlite_sequence(name,seq)", root: rootTable})
		}
	}
	return rows, virtual
}

// divide returns the definitions that are wanted, and the others.
func divide(all []*definition, wanted func(*definition) bool) (in, out []*definition) {
	for _, d := range all {
		if wanted(d) {
			in = append(in, d)
		} else {
			out = append(out, d)
		}
	}
	return in, out
}

// malformed is the folded name of what SQLite refuses to read from its catalog.
func malformed(msg string) (string, bool) {
	_, rest, ok := strings.Cut(msg, "malformed database schema (")
	if !ok {
		return "", false
	}
	name, _, ok := strings.Cut(rest, ")")
	return Fold(name), ok
}
