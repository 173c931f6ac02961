package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// way is how a database is opened so that nothing on disk changes.
type way string

const (
	// direct opens it read-only with a read-only -shm, which is never created.
	direct way = "direct"
	// shared opens it read-only and lets the existing -shm take a read mark, as
	// every reader does. Only for a database that others have open.
	shared way = "shared"
	// immutable opens it without locks: for WAL mode with no -wal content, which
	// SQLite would otherwise create files for.
	immutable way = "immutable"
	// copied opens a copy that SQLite may recover: for a hot journal, and for a
	// -wal without its -shm.
	copied way = "copied"
	// nothing opens an empty database: a file of no bytes is one, and SQLite
	// would delete a -wal beside it.
	nothing way = "nothing"
)

// way is the first to try.
func (s *source) way() way {
	switch {
	case len(s.head) == 0:
		return nothing
	case !s.usesWAL():
		return direct
	case s.mayBeHot():
		return copied
	case s.wal != nil && s.shm != nil:
		return direct
	case size(s.wal) > 0:
		return copied
	}
	return immutable
}

// after is the way to try when w ended in err, "" if there is none.
func after(w way, err error) way {
	switch c := code(err); {
	case w == direct && (c == codes.SQLITE_READONLY_CANTINIT || c == codes.SQLITE_READONLY_RECOVERY):
		return shared
	case w == copied || w == nothing:
		return ""
	case c == codes.SQLITE_READONLY_ROLLBACK || c&0xff == codes.SQLITE_CANTOPEN:
		return copied
	}
	return ""
}

// connect opens the database in way w. The DB owns the source from then on.
func (s *source) connect(ctx context.Context, w way, wait time.Duration) (*DB, error) {
	db := &DB{path: s.path}
	target, mode := s.real, "mode=ro&readonly_shm=1"
	switch w {
	case shared:
		mode = "mode=ro"
	case immutable:
		mode = "mode=ro&immutable=1"
		db.unlocked = true
	case nothing:
		target, mode = "", "mode=memory"
	case copied:
		temp, err := s.copy(ctx)
		if err != nil {
			return nil, err
		}
		db.temp, target, mode = temp, filepath.Join(temp, copyName), "mode=rw"
	}
	if err := db.begin(ctx, dsn(target, mode, wait)); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// dsn is a URI in which SQLite finds exactly path, whatever its bytes
// (uri.html, section 3).
func dsn(path, mode string, wait time.Duration) string {
	milliseconds := min(max(0, wait.Milliseconds()), math.MaxInt32)
	return fmt.Sprintf("file:%s?%s&_pragma=busy_timeout(%d)&_pragma=query_only(1)", escape(filepath.ToSlash(path)), mode, milliseconds)
}

func escape(path string) string {
	var b strings.Builder
	if filepath.VolumeName(path) != "" {
		b.WriteByte('/') // file:/C:/...
	}
	for _, c := range []byte(path) {
		if c == '/' || c == '.' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// begin starts the one read transaction that everything is read in.
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
	// Nothing needs the copy's names any more: gone now, it is not left behind
	// by a kill. Where open files cannot be removed, Close does it.
	if db.temp != "" {
		_ = os.RemoveAll(db.temp)
	}
	return nil
}
