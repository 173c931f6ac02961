package sqlite

// Statements of desired DDL are sorted: definitions are kept, harmless statements noted,
// and the rest refused with what to write instead.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/schema"
)

// sort puts a statement where it belongs: DDL is kept, the harmless rest noted,
// what would do harm or cannot be understood is an error.
func (l *loader) sort(s *statement) {
	switch first := s.word(0); first {
	case "create":
		l.create(s)
	case "alter", "drop":
		l.folds = true
		l.definitions = append(l.definitions, &definition{statement: s, sql: s.sql()})
	case "insert", "replace":
		l.insert(s)
	case "update", "delete":
		if s.writesCatalog() {
			l.refuse(s, "it writes to SQLite's own catalog")
			return
		}
		l.ignore(s, "it changes rows, not the schema")
	case "with":
		if s.writesCatalog() {
			l.refuse(s, "it writes to SQLite's own catalog")
			return
		}
		l.ignore(s, "it defines nothing")
	case "select", "values", "explain":
		l.ignore(s, "it only reads")
	case "begin", "commit", "end", "savepoint", "release":
		l.ignore(s, "the plan has a transaction of its own")
	case "pragma":
		l.pragma(s)
	case "analyze", "reindex":
		l.ignore(s, "it changes no schema")
	case "vacuum":
		if s.word(1) == "into" || s.word(2) == "into" {
			l.refuse(s, "it writes a file")
			return
		}
		l.ignore(s, "it changes no schema")
	case "rollback":
		l.refuse(s, "it undoes a statement before it; leave out both")
	case "attach", "detach":
		l.refuse(s, "a schema is of one database; give each its own files")
	default:
		l.definitions = append(l.definitions, &definition{statement: s, sql: s.sql()}) // the engine says what is wrong
		l.folds = true
	}
}

func (l *loader) ignore(s *statement, why string) {
	l.notes = append(l.notes, schema.Note{Class: schema.Ignored, Subject: s.subject(), Pos: s.pos(), Reason: why})
}

func (l *loader) refuse(s *statement, why string) {
	e := s.fail(s.start(), "%s has no place in a schema: %s", s.subject(), why)
	l.errors = append(l.errors, e)
}

// writesCatalog reports whether a statement changes rows of SQLite's own catalog.
func (s *statement) writesCatalog() bool {
	if !slices.ContainsFunc(s.tokens, func(t token) bool { return t.isName() && isCatalog(Fold(t.name(s.src.Text))) }) {
		return false
	}
	t, err := tree.Parse(s.sql())
	return err != nil || slices.ContainsFunc(t.Acts(), func(a tree.Act) bool { return isCatalog(Fold(a.Table)) })
}

func isCatalog(folded string) bool {
	switch folded {
	case "sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema":
		return true
	}
	return false
}

// pragma lets settings of a connection pass. What .dump writes around virtual
// tables is not executed, so that it does no harm either.
func (l *loader) pragma(s *statement) {
	l.ignore(s, "a setting of the connection, not of the schema")
}

// insert ignores rows, but for the way in which .dump writes a virtual table:
// INSERT INTO sqlite_schema(…)VALUES('table','t','t',0,'CREATE VIRTUAL TABLE …').
func (l *loader) insert(s *statement) {
	if !s.writesCatalog() {
		l.ignore(s, "rows are not part of the schema")
		return
	}
	n := len(s.tokens)
	if n > 2 && s.tokens[n-2].kind == text {
		sub := split(parseSource(s, s.tokens[n-2]))
		if len(sub) == 1 && sub[0].word(0) == "create" && sub[0].word(1) == "virtual" {
			l.create(sub[0])
			return
		}
	}
	l.refuse(s, "it writes to SQLite's own catalog")
}

func (l *loader) create(s *statement) {
	d := &definition{statement: s, sql: s.sql()}
	c := &cursor{src: s.src.Text, tokens: s.tokens}
	h, err := c.head()
	if err != nil {
		l.definitions = append(l.definitions, d)
		l.folds = true
		return
	}
	name := Fold(h.name.name(s.src.Text))
	switch {
	case h.temp || h.schema == "temp":
		l.ignore(s, "temporary objects are of one connection")
		return
	case h.kind == schema.KindTable && strings.HasPrefix(name, "sqlite_") && internalTable(name):
		l.ignore(s, "SQLite keeps it itself")
		return
	}
	d.head = h
	d.sql = h.prefix() + " " + s.src.Text[h.name.start:s.end()]
	plain := h.schema == "" || h.schema == "main"
	asQuery := h.kind == schema.KindTable && !c.peek("(")
	d.executed = !plain || asQuery || strings.HasPrefix(name, "sqlite_")
	l.folds = l.folds || d.executed
	if !plain || asQuery {
		d.sql = s.sql()
	}
	l.definitions = append(l.definitions, d)
}

// internalTable reports whether .schema prints a table that cannot be created.
func internalTable(folded string) bool {
	switch folded {
	case "sqlite_sequence", "sqlite_stat1", "sqlite_stat2", "sqlite_stat3", "sqlite_stat4":
		return true
	}
	return false
}

// skipShadows leaves out the tables that virtual tables of the same sources
// create for themselves; .dump and .schema print them.
func (l *loader) skipShadows() {
	shadows := map[string]bool{}
	for _, d := range l.definitions {
		if d.head.kind == schema.KindVirtual {
			for _, suffix := range shadowSuffixes(d.module()) {
				shadows[d.folded()+"_"+suffix] = true
			}
		}
	}
	for _, d := range l.definitions {
		if d.head.kind == schema.KindTable && shadows[d.folded()] {
			d.skip = true
			l.ignore(d.statement, "its virtual table creates it")
		}
	}
}

func (d *definition) folded() string { return Fold(d.head.name.name(d.src.Text)) }

// duplicates finds names defined twice. SQLite finds most of them itself, but
// with IF NOT EXISTS it keeps the first definition without a word: so do we, with a note, but for
// tables, whose second definition is a mistake that costs columns.
func (l *loader) duplicates() {
	seen := map[string]*definition{}
	for _, d := range l.definitions {
		if d.skip || d.head.kind == "" {
			continue
		}
		key := d.folded()
		if d.head.kind == schema.KindTrigger {
			key = "trigger " + key // triggers have a name space of their own
		}
		first := seen[key]
		if first == nil {
			seen[key] = d
			continue
		}
		if d.head.ifMissing && d.same(first) {
			d.skip = true
			continue
		}
		if d.head.ifMissing && !l.folds && d.head.kind == first.head.kind && d.head.kind != schema.KindTable {
			l.ignore(d.statement, "IF NOT EXISTS keeps the "+string(d.head.kind)+" of this name that is defined at "+first.pos().String())
			d.skip = true
			continue
		}
		if d.head.ifMissing && !l.folds {
			e := d.fail(d.head.name.start, "%s %s is defined differently at %s; IF NOT EXISTS would keep that one silently",
				d.head.kind, d.head.name.name(d.src.Text), first.pos())
			l.errors = append(l.errors, e)
			d.skip = true
			continue
		}
		l.folds = true
	}
}

func (d *definition) same(other *definition) bool {
	return d.head.kind == other.head.kind && d.tail() == other.tail()
}

func (d *definition) tail() string {
	var rest []token
	for _, t := range d.tokens {
		if t.start > d.head.name.start {
			rest = append(rest, t)
		}
	}
	return canonical(d.src.Text, rest, nil)
}
