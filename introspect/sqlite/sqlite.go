// Package sqlite reads live SQLite databases: their schema, facts about their
// rows, and answers to probes, each from one snapshot. A path comes in. No file
// is ever written, created or deleted beside the database, whatever state a
// crash or another process has left it in. No lock is held while nothing is read.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	parse "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// Memory is the path of an empty database that is no file.
const Memory = ":memory:"

// pause is how long to leave another process alone before looking again.
const pause = 20 * time.Millisecond

// DB is a database open for reading, in a read transaction for each question. Close
// it before this process opens the same file for writing: POSIX locks belong to the
// process, and closing either would drop the locks of both.
type DB struct {
	path     string // as the user gave it
	wait     time.Duration
	report   func(introspect.Wait) // nil for no reports
	inside   bool                  // a read transaction is open
	version  string
	pool     *sql.DB
	conn     *sql.Conn
	source   *source // nil if nothing on disk is read any more
	unlocked bool    // SQLite holds no lock, so changes must be looked for
	writer   int     // version of the SQLite that changed the file last
	temp     string  // directory of the copy that is read, "" without one
}

// Open opens the database at path for reading. It waits up to wait for other
// processes, then returns an *introspect.BusyError, and so do the questions.
// Memory is an empty database.
func Open(ctx context.Context, path string, wait time.Duration) (*DB, error) {
	return OpenPatiently(ctx, path, introspect.Patience{Connect: wait})
}

// OpenPatiently is Open for who wants to hear of whom it waits for.
func OpenPatiently(ctx context.Context, path string, patience introspect.Patience) (*DB, error) {
	over := watch(path, patience.Waiting)
	db, err := openSnapshot(ctx, path, patience.Connect)
	over()
	if err != nil {
		return nil, err
	}
	db.report = patience.Waiting
	if err := db.leave(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// watch reports that a read lock is waited for.
func watch(path string, report func(introspect.Wait)) (over func()) {
	return Watch(path, "a read lock of "+path, ToRead, report)
}

// Query asks in a read transaction what is no part of the schema.
func (db *DB) Query(ctx context.Context, what string, ask func(conn *sql.Conn) error) error {
	return db.snapshot(ctx, func() error {
		return db.run(what, func() error { return ask(db.conn) })
	})
}

// openSnapshot opens the database inside of a read transaction.
func openSnapshot(ctx context.Context, path string, wait time.Duration) (*DB, error) {
	for start := time.Now(); ; {
		db, err := open(ctx, path, wait)
		var moved *movedError
		if !errors.As(err, &moved) {
			return db, err
		}
		if waited := time.Since(start); waited > wait {
			return nil, Busy(path, "a read lock", ToRead, waited, moved)
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func open(ctx context.Context, path string, wait time.Duration) (*DB, error) {
	if path == Memory {
		return (&source{path: path}).read(ctx, wait)
	}
	s, err := openSource(path)
	if err != nil {
		return nil, err
	}
	db, err := s.read(ctx, wait)
	if err != nil || db.source == nil {
		s.file.Close()
	}
	return db, err
}

// Version is the version of the SQLite that reads, such as "3.54.1".
func (db *DB) Version() string { return db.version }

// Schema reads what the database holds.
func (db *DB) Schema(ctx context.Context) (s *schema.Schema, err error) {
	err = db.snapshot(ctx, func() error {
		return db.run("the schema", func() error {
			if s, err = parse.Read(ctx, db.conn); err == nil {
				s, _ = parse.WithoutLeftovers(s)
			}
			return err
		})
	})
	return s, err
}

// Close ends the connection and removes the copy, if one was read.
func (db *DB) Close() error {
	var errs []error
	if db.conn != nil {
		errs = append(errs, db.conn.Close())
	}
	if db.pool != nil {
		errs = append(errs, db.pool.Close())
	}
	if db.source != nil {
		errs = append(errs, db.source.file.Close()) // after SQLite: this drops its locks
	}
	if db.temp != "" {
		errs = append(errs, os.RemoveAll(db.temp))
	}
	return errors.Join(errs...)
}

// run reads what, explains errors, and makes sure that nothing changed below a
// reader without locks.
func (db *DB) run(what string, read func() error) error {
	start := time.Now()
	if err := read(); err != nil {
		return explain(db.path, what, time.Since(start), err)
	}
	if db.unlocked && db.source.changed() {
		return &introspect.BusyError{Database: db.path, What: "a quiet moment to read it", Waited: time.Since(start)}
	}
	return nil
}
