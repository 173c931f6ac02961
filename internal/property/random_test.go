package property

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A random schema is kept as parts of text, so that it can be changed a little:
// the pairs that plans are tested on are one schema and its changed copy.

type table struct {
	name        string
	columns     []column
	constraints []string
	options     string
	indexes     []string // text after the name
	triggers    []string
}

type column struct{ name, typ, rest string }

type database struct {
	tables []*table
	views  []string
}

func (d *database) clone() *database {
	out := &database{views: slices.Clone(d.views)}
	for _, t := range d.tables {
		c := *t
		c.columns, c.constraints = slices.Clone(t.columns), slices.Clone(t.constraints)
		c.indexes, c.triggers = slices.Clone(t.indexes), slices.Clone(t.triggers)
		out.tables = append(out.tables, &c)
	}
	return out
}

func (d *database) sql() string {
	var b strings.Builder
	for _, t := range d.tables {
		var parts []string
		for _, c := range t.columns {
			parts = append(parts, strings.TrimSpace(c.name+" "+c.typ+" "+c.rest))
		}
		parts = append(parts, t.constraints...)
		fmt.Fprintf(&b, "CREATE TABLE %s (\n  %s\n)%s;\n", t.name, strings.Join(parts, ",\n  "), t.options)
		for i, x := range t.indexes {
			fmt.Fprintf(&b, "CREATE INDEX %s_i%d ON %s %s;\n", t.name, i, t.name, x)
		}
	}
	for i, v := range d.views {
		fmt.Fprintf(&b, "CREATE VIEW v%d AS %s;\n", i, v)
	}
	for _, t := range d.tables {
		for i, tr := range t.triggers {
			fmt.Fprintf(&b, "CREATE TRIGGER %s_t%d %s;\n", t.name, i, tr)
		}
	}
	return b.String()
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func randomDatabase(r *rand.Rand) *database {
	d := &database{}
	for i := range 2 + r.IntN(4) {
		d.tables = append(d.tables, randomTable(r, d, fmt.Sprintf("t%d", i)))
	}
	for range r.IntN(3) {
		t := pick(r, d.tables...)
		d.views = append(d.views, fmt.Sprintf("SELECT a.id, count(*) AS n FROM %s AS a WHERE a.id > %d GROUP BY a.id", t.name, r.IntN(9)))
	}
	return d
}

func randomTable(r *rand.Rand, d *database, name string) *table {
	t := &table{name: name}
	t.columns = append(t.columns, column{"id", "INTEGER", pick(r, "PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT", "NOT NULL", "PRIMARY KEY DESC")})
	for i := range 1 + r.IntN(6) {
		t.columns = append(t.columns, randomColumn(r, fmt.Sprintf("c%d", i)))
	}
	if len(d.tables) > 0 && r.IntN(2) == 0 {
		t.columns = append(t.columns, randomReference(r, d))
	}
	if strings.Contains(t.columns[0].rest, "PRIMARY KEY") && r.IntN(8) == 0 {
		t.columns[0].rest = "PRIMARY KEY"
		t.options = pick(r, " WITHOUT ROWID", "")
	}
	for range r.IntN(3) {
		t.indexes = append(t.indexes, randomIndex(r, t))
	}
	if r.IntN(3) == 0 {
		t.constraints = append(t.constraints, randomConstraint(r, t))
	}
	if r.IntN(3) == 0 {
		t.triggers = append(t.triggers, fmt.Sprintf("AFTER INSERT ON %s BEGIN SELECT NEW.id + %d; END", name, r.IntN(5)))
	}
	return t
}

// randomReference refers to a table whose id is a key.
func randomReference(r *rand.Rand, d *database) column {
	p := pick(r, d.tables...)
	if !strings.Contains(p.columns[0].rest, "PRIMARY KEY") {
		return column{"ref", "INTEGER", ""}
	}
	return column{"ref", "INTEGER", "REFERENCES " + p.name + pick(r, "", " (id)") +
		pick(r, "", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON DELETE RESTRICT", " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED")}
}

func randomColumn(r *rand.Rand, name string) column {
	typ := pick(r, "INTEGER", "TEXT", "REAL", "NUMERIC(10,2)", "varchar(20)", "BLOB", "", "INT")
	rest := pick(r, "", "", "", "NOT NULL DEFAULT 1", "DEFAULT 'x'", "COLLATE NOCASE", "DEFAULT CURRENT_TIMESTAMP",
		"CHECK ("+name+" IS NOT NULL OR 1)", "DEFAULT (1 + 1)", "UNIQUE", "NOT NULL DEFAULT 7 CHECK ("+name+" <> 'z')", "AS (id + 1)", "AS (id * 2) STORED")
	return column{name, typ, rest}
}

func randomIndex(r *rand.Rand, t *table) string {
	c := pick(r, t.columns...).name
	return pick(r, "("+c+")", "("+c+" DESC)", "("+c+" COLLATE NOCASE, id)", "(id + 1)", "("+c+") WHERE id > 3")
}

func randomConstraint(r *rand.Rand, t *table) string {
	c := pick(r, t.columns...).name
	return pick(r, "CHECK (id > -1)", "CONSTRAINT k CHECK ("+c+" IS NOT 'q')", "CONSTRAINT u UNIQUE (id, "+c+")", "UNIQUE (id)")
}

// change makes one to four random changes.
func change(r *rand.Rand, from *database) *database {
	d := from.clone()
	for range 1 + r.IntN(4) {
		changeOnce(r, d)
	}
	return d
}

func changeOnce(r *rand.Rand, d *database) {
	t := pick(r, d.tables...)
	n := 1 + r.IntN(len(t.columns)-1+1)
	switch r.IntN(12) {
	case 0:
		t.columns = append(t.columns, randomColumn(r, fmt.Sprintf("n%d", r.IntN(1000))))
	case 1: // a column in the middle
		t.columns = slices.Insert(t.columns, min(n, len(t.columns)), randomColumn(r, fmt.Sprintf("m%d", r.IntN(1000))))
	case 2, 3:
		if n < len(t.columns) && t.columns[n].name != "ref" {
			t.columns[n] = randomColumn(r, t.columns[n].name)
		}
	case 4: // a dropped column, unless something else names it
		if n < len(t.columns) && !t.names(t.columns[n].name) {
			t.columns = slices.Delete(t.columns, n, n+1)
		}
	case 5:
		t.indexes = append(t.indexes, randomIndex(r, t))
	case 6:
		t.indexes = nil
	case 7:
		t.constraints = append(t.constraints[:0:0], randomConstraint(r, t))
	case 8:
		t.constraints = nil
	case 9:
		d.tables = append(d.tables, randomTable(r, d, fmt.Sprintf("x%d", r.IntN(1000))))
	case 10:
		d.views = append(d.views, "SELECT 1 AS one")
	case 11:
		t.triggers = []string{fmt.Sprintf("BEFORE DELETE ON %s WHEN OLD.id > 5 BEGIN SELECT 1; END", t.name)}
	}
}

func (t *table) names(column string) bool {
	return slices.ContainsFunc(slices.Concat(t.indexes, t.constraints), func(s string) bool { return strings.Contains(s, column) })
}

// rows are INSERT statements; what a constraint refuses is left out.
func (d *database) rows(r *rand.Rand) []string {
	var out []string
	for _, t := range d.tables {
		for id := range r.IntN(6) {
			names, values := []string{"id"}, []string{fmt.Sprint(id + 1)}
			for _, c := range t.columns[1:] {
				if strings.Contains(c.rest, "AS (") || r.IntN(6) == 0 {
					continue
				}
				names = append(names, c.name)
				values = append(values, c.value(r, id))
			}
			out = append(out, fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", t.name, strings.Join(names, ", "), strings.Join(values, ", ")))
		}
	}
	return out
}

func (c column) value(r *rand.Rand, id int) string {
	if c.name == "ref" {
		return pick(r, "1", "NULL")
	}
	if strings.Contains(c.rest, "UNIQUE") {
		return fmt.Sprint(id + 100)
	}
	return pick(r, fmt.Sprint(id), "'text'", "'Text''s'", "1.5", "NULL", "x'00ff'", "'12'", "'007'", "-9007199254740993", "'é😀'")
}
