// Package dbtest helps tests: real SQLite files, the compiled binary, the
// sqlite3 shell, and an oracle that says what a database holds.
//
// The oracle asks SQLite's pragmas and reads stored text by a tokenizer of its
// own, so that a mistake of the packages under test cannot hide itself. No
// package but tests imports this one.
package dbtest

import (
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the driver of every test database
)

// File makes a SQLite database file that has run script, and returns its path.
func File(t testing.TB, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.db")
	if err := Create(path, script); err != nil {
		t.Fatal(err)
	}
	return path
}

// SQLite is File with the database opened; the test closes it.
func SQLite(t testing.TB, script string) *sql.DB {
	t.Helper()
	return Open(t, File(t, script))
}

// Open opens the database file at path for the length of the test.
func Open(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close %s: %v", path, err)
		}
	})
	return db
}

// Create makes or opens the database file at path and runs script in it, with
// foreign keys off.
func Create(path, script string) error {
	db, err := open(path)
	if err != nil {
		return err
	}
	if _, err := db.Exec(script); err != nil {
		db.Close()
		return fmt.Errorf("run script in %s: %w", filepath.Base(path), err)
	}
	return db.Close()
}

// open gives one connection only, so that pragmas stay in force, and does not
// wait for the disk: no test of this package pulls the plug.
func open(path string) (*sql.DB, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "_pragma=synchronous(0)&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// Copy copies the closed database file at path and returns the copy's path.
func Copy(t testing.TB, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := copyFile(path, to); err != nil {
		t.Fatal(err)
	}
	return to
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// Strings runs a query of one column and returns it as text.
func Strings(db *sql.DB, query string, args ...any) ([]string, error) {
	rows, err := db.Query(query, args...)
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", query, err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s.String)
	}
	return list, rows.Err()
}
