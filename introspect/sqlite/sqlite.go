// Package sqlite reads live SQLite databases: their schema, facts about their
// rows, and answers to probes, all from one snapshot. A path comes in. No file
// is ever written, created or deleted beside the database, whatever state a
// crash or another process has left it in.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	codes "modernc.org/sqlite/lib"

	"github.com/schemadiff/schemadiff/introspect"
	parse "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// Memory is the path of an empty database that is no file.
const Memory = ":memory:"

// pause is how long to leave another process alone before looking again.
const pause = 20 * time.Millisecond

// DB is a database open for reading, in one read transaction. Close it before
// this process opens the same file for writing: POSIX locks belong to the
// process, and closing either would drop the locks of both.
type DB struct {
	path     string // as the user gave it
	version  string
	pool     *sql.DB
	conn     *sql.Conn
	source   *source // nil if nothing on disk is read any more
	unlocked bool    // SQLite holds no lock, so changes must be looked for
	temp     string  // directory of the copy that is read, "" without one
}

// Open opens the database at path for reading, inside one read transaction.
// It waits up to wait for other processes, then returns an
// *introspect.BusyError. Memory is an empty database.
func Open(ctx context.Context, path string, wait time.Duration) (*DB, error) {
	for start := time.Now(); ; {
		db, err := open(ctx, path, wait)
		var moved *movedError
		if !errors.As(err, &moved) {
			return db, err
		}
		if waited := time.Since(start); waited > wait {
			return nil, &introspect.BusyError{Database: path, What: "a read lock", Waited: waited, Err: moved}
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
		return (&source{path: path}).connect(ctx, nothing, wait)
	}
	s, err := look(path)
	if err != nil {
		return nil, err
	}
	db, err := s.read(ctx, wait)
	if err != nil || db.temp != "" {
		s.file.Close()
	}
	return db, err
}

// read tries one way after the other.
func (s *source) read(ctx context.Context, wait time.Duration) (*DB, error) {
	for w := s.way(); ; {
		start := time.Now()
		db, err := s.connect(ctx, w, wait)
		if err == nil {
			return db, s.settle(db, w)
		}
		next := after(w, err)
		if next == "" {
			return nil, s.diagnose(err, time.Since(start))
		}
		w = next
		// The connection that was closed has taken the lock with it.
		if s.usesWAL() && !s.hold() {
			return nil, &movedError{"a lock on the whole database"}
		}
	}
}

// settle checks, with the snapshot taken, that it is what was looked at.
func (s *source) settle(db *DB, w way) error {
	if w == copied || w == nothing {
		return nil
	}
	db.source = s
	if db.unlocked && s.moved() {
		db.Close()
		return &movedError{"another process to finish writing"}
	}
	err := s.see()
	if n := s.missingBytes(); err == nil && n > 0 {
		err = truncated(s.path, s.head.promised(), s.info.Size())
	}
	if err != nil {
		db.Close()
	}
	return err
}
