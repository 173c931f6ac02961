package sqlite

// Opening a database to read it: one mode after the other is tried, a read transaction is begun, and the files are
// looked at again to see that they are still the ones that were examined.

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// read opens the database in one way after the other.
func (s *source) read(ctx context.Context, wait time.Duration) (*DB, error) {
	for w := s.firstMode(); ; {
		start := time.Now()
		db, err := s.connect(ctx, w, wait)
		if err == nil {
			err = s.confirm(db)
		}
		if err == nil {
			return db, nil
		}
		db.Close()
		next := nextMode(w, err)
		if next == "" {
			return nil, s.diagnose(err, time.Since(start))
		}
		w = next
		// The connection that was closed has taken the lock with it.
		if s.usesWAL() && !s.holdReadLock() {
			return nil, &movedError{"a lock on the whole database"}
		}
	}
}

// connect opens the database in way w and takes the snapshot.
func (s *source) connect(ctx context.Context, w openMode, wait time.Duration) (db *DB, err error) {
	db = &DB{path: s.path, wait: wait, writer: s.head.writer()}
	target, mode := s.real, "mode=ro&readonly_shm=1"
	switch w {
	case shared:
		mode = "mode=ro"
	case immutable:
		mode = "mode=ro&immutable=1"
	case nothing:
		target, mode = "", "mode=memory"
	case copied:
		if db.temp, err = s.copy(ctx); err != nil {
			return db, err
		}
		target, mode = filepath.Join(db.temp, copyName), "mode=rw"
	}
	if err := db.begin(ctx, dsn(target, mode, wait)); err != nil {
		return db, err
	}
	if w != copied && w != nothing {
		db.source, db.unlocked = s, w == immutable
	}
	return db, nil
}

// begin opens the connection and starts the first read transaction.
func (db *DB) begin(ctx context.Context, dsn string) error {
	connector, err := driver.NewConnector(dsn)
	if err != nil {
		return err
	}
	db.pool = sql.OpenDB(connector)
	if db.conn, err = db.pool.Conn(ctx); err != nil {
		return err
	}
	if _, err := db.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	// BEGIN takes no lock: the first read does.
	const first = "SELECT sqlite_version() WHERE (SELECT count(*) FROM sqlite_schema) >= 0"
	if err := db.conn.QueryRowContext(ctx, first).Scan(&db.version); err != nil {
		return err
	}
	db.inside = true
	// Nothing needs the copy's names any more: removed now, it
	// does not survive a kill. Where open files cannot be removed, Close does it.
	if db.temp != "" {
		_ = os.RemoveAll(db.temp)
	}
	return nil
}

// confirm checks, with the snapshot taken, that it is of the files examined and
// that none of the database is missing.
func (s *source) confirm(db *DB) error {
	if db.source == nil {
		return nil
	}
	if db.unlocked && s.moved() {
		return &movedError{"another process to finish writing"}
	}
	return s.checkSize()
}

// checkSize looks at the file again, now that no process writes to it, and says how
// much of it is missing. SQLite itself does not miss the end of a last page.
func (s *source) checkSize() error {
	now := s.again()
	if err := now.examine(); err != nil {
		return err
	}
	if promised, size := now.head.promised(), now.info.Size(); now.isComplete() && size < promised {
		return truncated(s.path, promised, size)
	}
	return nil
}

// diagnose puts into words why the database could not be opened.
func (s *source) diagnose(err error, waited time.Duration) error {
	var moved *movedError
	var file *fileError
	if errors.As(err, &moved) || errors.As(err, &file) {
		return err
	}
	if code(err)&0xff == codes.SQLITE_CORRUPT {
		if short := s.checkSize(); short != nil {
			return short
		}
	}
	return explain(s.path, "the schema", waited, err)
}
