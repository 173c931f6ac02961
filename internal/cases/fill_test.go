package cases

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const (
	rowsPerTable = 3
	maxAttempts  = 400 // rows tried before a table is left empty
	rowMark      = "{row}"
)

// fill puts rows into every ordinary table of the database at path and lists
// the tables that took none. Triggers are set aside meanwhile: they may call
// functions that only the application has.
func fill(t *testing.T, path string) []string {
	t.Helper()
	db := dbtest.Open(t, path)
	triggers := column(t, db, `SELECT sql FROM sqlite_schema WHERE type = 'trigger'`)
	for _, name := range column(t, db, `SELECT name FROM sqlite_schema WHERE type = 'trigger'`) {
		exec(t, db, "DROP TRIGGER "+dbtest.QuoteName(name))
	}
	var empty []string
	for _, name := range parentsFirst(t, db) {
		f := newFiller(t, db, name)
		f.insertAll()
		if column(t, db, "SELECT count(*) FROM "+dbtest.QuoteName(name))[0] == "0" {
			empty = append(empty, name+": "+f.complaint)
		}
	}
	for _, trigger := range triggers {
		exec(t, db, trigger)
	}
	return empty
}

// parentsFirst lists the tables that hold rows, but not what a virtual table
// keeps for itself: the engine does not know the modules of all. Where references go round in
// a circle, any order will do.
func parentsFirst(t *testing.T, db *sql.DB) []string {
	t.Helper()
	names := column(t, db, `SELECT name FROM pragma_table_list l WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND NOT EXISTS (SELECT 1 FROM pragma_table_list v WHERE v.type = 'virtual' AND l.name LIKE replace(v.name, '_', '\_') || '\_%' ESCAPE '\') ORDER BY 1`)
	var list []string
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[strings.ToLower(name)] {
			return
		}
		seen[strings.ToLower(name)] = true
		for _, parent := range column(t, db, `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?) ORDER BY 1`, name) {
			visit(parent)
		}
		list = append(list, name)
	}
	for _, name := range names {
		visit(name)
	}
	return slices.DeleteFunc(list, func(n string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(n, name) })
	})
}

// filler makes rows for one table.
type filler struct {
	db        *sql.DB
	table     string
	columns   []fillColumn
	literals  []string          // that the table's own text names: what a CHECK may want
	parents   map[string]string // column to a query for the value of row ?
	random    uint32
	complaint string // of the last row that was refused
}

type fillColumn struct {
	name, kind string
}

func newFiller(t *testing.T, db *sql.DB, table string) *filler {
	t.Helper()
	f := &filler{db: db, table: table, parents: map[string]string{}, random: 1}
	kinds := column(t, db, `SELECT type FROM pragma_table_xinfo(?) WHERE hidden = 0`, table)
	for i, name := range column(t, db, `SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0`, table) {
		f.columns = append(f.columns, fillColumn{name, strings.ToUpper(kinds[i])})
	}
	f.literals = literals(column(t, db, `SELECT sql FROM sqlite_schema WHERE name = ?`, table)[0])
	f.findParents(t)
	return f
}

// findParents notes where the values of foreign keys come from.
func (f *filler) findParents(t *testing.T) {
	from := column(t, f.db, `SELECT "from" FROM pragma_foreign_key_list(?) ORDER BY id, seq`, f.table)
	parent := column(t, f.db, `SELECT "table" FROM pragma_foreign_key_list(?) ORDER BY id, seq`, f.table)
	to := column(t, f.db, `SELECT coalesce("to", (SELECT name FROM pragma_table_info(k."table") WHERE pk = k.seq + 1), 'rowid')
		FROM pragma_foreign_key_list(?) k ORDER BY k.id, k.seq`, f.table)
	for i, name := range from {
		if !strings.EqualFold(parent[i], f.table) {
			table := dbtest.QuoteName(parent[i])
			f.parents[name] = fmt.Sprintf("SELECT quote(%s) FROM %s LIMIT 1 OFFSET ? %% max(1, (SELECT count(*) FROM %s))", dbtest.QuoteName(to[i]), table, table)
		}
	}
}

func (f *filler) insertAll() {
	for row := range rowsPerTable {
		f.search(row)
	}
}

// search starts from plain values, distinct by row, and changes one column
// after the other that the complaint names, until the row is taken. A change
// stays when the next complaint is another one.
func (f *filler) search(row int) {
	values := make([]string, len(f.columns))
	for i, c := range f.columns {
		values[i] = f.plain(c, row)
	}
	f.complaint = f.insert(values)
	for range maxAttempts {
		if f.complaint == "" {
			return
		}
		tried := slices.Clone(values)
		i := f.suspect()
		tried[i] = f.choice(f.columns[i], row)
		if complaint := f.insert(tried); complaint != f.complaint {
			f.complaint, values = complaint, tried
		}
	}
}

// insert says what is wrong with the row, or "" when it is in the table.
func (f *filler) insert(values []string) string {
	var names, given []string
	for i, v := range values {
		if v != "" {
			names, given = append(names, dbtest.QuoteName(f.columns[i].name)), append(given, v)
		}
	}
	if _, err := f.db.Exec("INSERT INTO " + dbtest.QuoteName(f.table) + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(given, ", ") + ")"); err != nil {
		return err.Error()
	}
	return ""
}

// suspect picks a column that the complaint names, rather one that refers to
// no other table; if it names none, any.
func (f *filler) suspect() int {
	complaint := strings.ToLower(f.complaint)
	var named, free []int
	for i, c := range f.columns {
		if !strings.Contains(complaint, strings.ToLower(c.name)) {
			continue
		}
		named = append(named, i)
		if f.parents[c.name] == "" {
			free = append(free, i)
		}
	}
	switch {
	case len(free) > 0:
		return free[f.next()%uint32(len(free))]
	case len(named) > 0:
		return named[f.next()%uint32(len(named))]
	}
	return int(f.next() % uint32(len(f.columns)))
}

// choice is another literal for the column; "" leaves it to its default.
func (f *filler) choice(c fillColumn, row int) string {
	choices := append([]string{"", "NULL", "0", "1", fmt.Sprint(row + 1), f.plain(c, row)}, f.literals...)
	choice := choices[f.next()%uint32(len(choices))]
	return strings.ReplaceAll(choice, rowMark, fmt.Sprint(row+1))
}

func (f *filler) plain(c fillColumn, row int) string {
	if query, ok := f.parents[c.name]; ok {
		var v string
		if err := f.db.QueryRow(query, row).Scan(&v); err == nil && v != "NULL" {
			return v
		}
	}
	switch {
	case strings.Contains(c.kind, "INT"):
		return fmt.Sprint(row + 1)
	case strings.Contains(c.kind, "BLOB"):
		return fmt.Sprintf("x'0%d'", row+1)
	case strings.Contains(c.kind, "REAL"), strings.Contains(c.kind, "FLOA"), strings.Contains(c.kind, "DOUB"):
		return fmt.Sprintf("%d.5", row+1)
	case strings.Contains(c.kind, "BOOL"), strings.Contains(c.kind, "NUM"), strings.Contains(c.kind, "DEC"):
		return fmt.Sprint(row % 2)
	}
	return fmt.Sprintf("'t%d'", row+1)
}

// next is a small generator: the rows of a test must not change from run to
// run.
func (f *filler) next() uint32 {
	f.random ^= f.random << 13
	f.random ^= f.random >> 17
	f.random ^= f.random << 5
	return f.random
}

// literals are the strings of a table's text, its numbers, and blobs and texts
// of those lengths.
func literals(sql string) []string {
	var list []string
	for tok := range strings.FieldsSeq(dbtest.Normal(sql)) {
		if strings.HasPrefix(tok, "'") && strings.HasSuffix(tok, "'") && len(tok) > 1 {
			list = append(list, tok)
		}
		if strings.Trim(tok, "0123456789") == "" {
			list = append(list, tok+" + "+rowMark)
		}
		if strings.Trim(tok, "0123456789") == "" && len(tok) < 4 {
			text := "printf('%0*d', " + tok + ", " + rowMark + ")"
			list = append(list, tok, text, "CAST("+text+" AS BLOB)")
		}
	}
	return list
}

func column(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	list, err := dbtest.Strings(db, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func exec(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
