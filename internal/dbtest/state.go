package dbtest

// This file reads the whole state of a SQLite file: schema, rows, and the results of its checks.

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// State is all that a test can ask of a database: schema, rows, and what is
// wrong with either.
type State struct {
	Schema     []string
	Rows       Rows
	Violations []string // of foreign keys
	Damage     []string // what integrity_check says, and views that cannot be read
}

// ReadState reads the database file at path.
func ReadState(path string, order Order) (*State, error) {
	db, err := open(path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	s := &State{}
	if s.Schema, err = Schema(db, order); err != nil {
		return nil, err
	}
	if s.Rows, err = ReadRows(db); err != nil {
		return nil, err
	}
	s.Violations, err = Strings(db, `SELECT printf('%s row %s -> %s', lower("table"), rowid, lower(parent)) FROM pragma_foreign_key_check`)
	if err != nil {
		s.Violations = []string{err.Error()}
	}
	s.Damage, err = integrityProblems(db)
	return s, err
}

func integrityProblems(db *sql.DB) ([]string, error) {
	lines, err := Strings(db, `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`)
	if err != nil {
		lines = []string{err.Error()}
	}
	views, err := Strings(db, `SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	for _, v := range views {
		if _, err := Strings(db, "SELECT 1 FROM "+QuoteName(v)+" LIMIT 1"); err != nil {
			lines = append(lines, fmt.Sprintf("view %s: %v", v, err))
		}
	}
	return lines, nil
}

// NewProblems are the lines of now that were not there before.
func NewProblems(before, now []string) []string {
	return slices.DeleteFunc(slices.Clone(now), func(line string) bool { return slices.Contains(before, line) })
}

// Query runs a query and returns its rows as text, one a line.
func Query(path, query string) ([]string, error) {
	db, err := open(path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	return scanLines(rows, len(names))
}

func scanLines(rows *sql.Rows, width int) ([]string, error) {
	values := make([]sql.NullString, width)
	targets := make([]any, width)
	for i := range values {
		targets[i] = &values[i]
	}
	var lines []string
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		texts := make([]string, width)
		for i, v := range values {
			texts[i] = v.String
		}
		lines = append(lines, strings.Join(texts, "|"))
	}
	return lines, rows.Err()
}
