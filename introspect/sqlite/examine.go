package sqlite

// The examination of a file for doctor: what SQLite's own checks say of it, and whether there is room and
// right to rebuild its largest table. Nothing is written.

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	parse "github.com/schemadiff/schemadiff/parse/sqlite"
)

// Examine looks at a database. The file is opened for writing only after it is closed for reading:
// the locks of both belong to the process.
func Examine(ctx context.Context, path string, wait time.Duration) ([]introspect.Symptom, error) {
	db, err := Open(ctx, path, wait)
	if err != nil {
		return nil, err
	}
	out, err := examine(ctx, db)
	if err := errors.Join(err, db.Close()); err != nil || path == Memory {
		return out, err
	}
	return append(out, writeAccess(path)), nil
}

// examine asks an open database.
func examine(ctx context.Context, db *DB) (out []introspect.Symptom, err error) {
	add := func(level introspect.Level, what, found, advice string) {
		out = append(out, introspect.Symptom{Level: level, What: what, Found: found, Advice: advice})
	}
	err = db.Query(ctx, "an examination", func(conn *sql.Conn) error {
		mode, err := rowsOf(ctx, conn, "PRAGMA journal_mode")
		if err != nil {
			return err
		}
		pages, err := rowsOf(ctx, conn, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
		if err != nil {
			return err
		}
		add(introspect.Healthy, "file", strings.Join(pages, "")+" bytes, journal mode "+strings.Join(mode, ""), "")
		for _, check := range []introspect.Check{
			{What: "integrity", SQL: parse.IntegritySQL, Good: "ok", Advice: "the file is damaged: restore a backup, or save what .recover of the sqlite3 shell finds, before any change"},
			{What: "foreign keys", SQL: parse.ReferencesSQL, Advice: "apply and migrate keep them as they are and add none; delete or correct the rows"},
		} {
			answer, err := rowsOf(ctx, conn, check.SQL)
			if err != nil {
				add(introspect.Warn, check.What, "could not be checked: "+err.Error(), "")
				continue
			}
			out = append(out, check.Symptom(answer))
		}
		return nil
	})
	return out, err
}

// rowsOf are the first column of a query.
func rowsOf(ctx context.Context, conn *sql.Conn, query string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text.String)
	}
	return out, rows.Err()
}

// writeAccess reports whether the file and its folder, where the journal is made, can be written.
func writeAccess(path string) introspect.Symptom {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return introspect.Symptom{Level: introspect.Fail, What: "rights", Found: "the file cannot be written", Advice: "apply and migrate need it: run as its owner, or change its mode"}
	}
	_ = f.Close()
	if info, err := os.Stat(filepath.Dir(path)); err == nil && info.Mode().Perm()&0o222 == 0 {
		return introspect.Symptom{Level: introspect.Fail, What: "rights", Found: "the folder of the file cannot be written", Advice: "SQLite makes its journal there"}
	}
	return introspect.Symptom{Level: introspect.Healthy, What: "rights", Found: "the file can be written"}
}
