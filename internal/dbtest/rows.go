package dbtest

// This file reads the rows of a SQLite database, with the type of every value.

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Rows holds the rows of every ordinary table by its folded name.
type Rows map[string]*TableRows

// TableRows are the rows of one table. Generated columns are not in it, and
// rowid is, under that name, where the table has one.
type TableRows struct {
	Columns []string            // folded
	Values  map[string][]string // by folded column: SQL literals, in one order of rows for all columns
	Count   int
	Counter string // of AUTOINCREMENT; "" without one
}

// ReadRows reads every row of every ordinary table.
func ReadRows(db *sql.DB) (Rows, error) {
	list, err := tables(db)
	if err != nil {
		return nil, err
	}
	all := Rows{}
	for _, t := range list {
		if t.kind != "table" {
			continue
		}
		rows, err := readTable(db, t)
		if err != nil {
			return nil, fmt.Errorf("rows of %s: %w", t.name, err)
		}
		all[strings.ToLower(t.name)] = rows
	}
	return all, addCounters(db, all)
}

func readTable(db *sql.DB, t table) (*TableRows, error) {
	names, err := Strings(db, `SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0`, t.name)
	if err != nil {
		return nil, err
	}
	rows := &TableRows{Values: map[string][]string{}}
	var exprs []string
	for _, name := range names {
		rows.Columns = append(rows.Columns, strings.ToLower(name))
		exprs = append(exprs, "quote("+QuoteName(name)+")")
	}
	order := ""
	if alias := rowID(names); !t.withoutRowID && alias != "" {
		rows.Columns = append(rows.Columns, "rowid")
		exprs = append(exprs, "quote("+alias+")")
		order = " ORDER BY " + alias
	}
	return rows, rows.read(db, "SELECT "+strings.Join(exprs, ", ")+" FROM "+QuoteName(t.name)+order)
}

func (r *TableRows) read(db *sql.DB, query string) error {
	result, err := db.Query(query)
	if err != nil {
		return err
	}
	defer result.Close()
	values := make([]string, len(r.Columns))
	targets := make([]any, len(values))
	for i := range values {
		targets[i] = &values[i]
	}
	for result.Next() {
		if err := result.Scan(targets...); err != nil {
			return err
		}
		for i, column := range r.Columns {
			r.Values[column] = append(r.Values[column], values[i])
		}
		r.Count++
	}
	return result.Err()
}

// rowID is a name that reaches the rowid of a table with these columns.
func rowID(columns []string) string {
	for _, alias := range []string{"rowid", "_rowid_", "oid"} {
		if !slices.ContainsFunc(columns, func(c string) bool { return strings.EqualFold(c, alias) }) {
			return alias
		}
	}
	return ""
}

func addCounters(db *sql.DB, all Rows) error {
	var exists int
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'`).Scan(&exists); err != nil || exists == 0 {
		return err
	}
	rows, err := db.Query(`SELECT lower(name), quote(seq) FROM sqlite_sequence`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name, counter string
		if err := rows.Scan(&name, &counter); err != nil {
			return err
		}
		if t := all[name]; t != nil {
			t.Counter = counter
		}
	}
	return rows.Err()
}

// QuoteName is name as a quoted identifier.
func QuoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
