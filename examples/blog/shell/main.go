// Command shell runs the SQL of standard input on a SQLite file and prints the
// rows of its last statement as sqlite3 does. The blog example uses it, so that nothing but Go
// need be installed; it is no part of schemadiff.
package main

import (
	"database/sql"
	"fmt"
	"io"
	"os"
	"strings"

	_ "modernc.org/sqlite" // the driver
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: shell DATABASE < SQL")
		os.Exit(1)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	script, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(string(script))
	if err != nil {
		return fmt.Errorf("run SQL on %s: %w", path, err)
	}
	defer rows.Close()
	return print(rows)
}

func print(rows *sql.Rows) error {
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]sql.NullString, len(names))
	targets := make([]any, len(names))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		var line []string
		for _, v := range values {
			line = append(line, v.String)
		}
		fmt.Println(strings.Join(line, "|"))
	}
	return rows.Err()
}
