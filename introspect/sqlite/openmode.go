package sqlite

// The order of modes in which a database is tried, each so that nothing on disk changes: a mode that fails for a
// reason that another one avoids is followed by that one (uri.html, section 3).

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	codes "modernc.org/sqlite/lib"
)

// openMode is how a database is opened so that nothing on disk changes.
type openMode string

const (
	// direct opens it read-only with a read-only -shm, which is never created.
	direct openMode = "direct"
	// shared opens it read-only and lets the existing -shm take a read mark, as
	// every reader does. Only for a database that others have open.
	shared openMode = "shared"
	// immutable opens it without locks: for WAL mode with no -wal content, which
	// SQLite would otherwise create files for.
	immutable openMode = "immutable"
	// copied opens a copy that SQLite may recover: for a hot journal, and for a
	// -wal without its -shm.
	copied openMode = "copied"
	// nothing opens an empty database: a file of no bytes is one, and SQLite
	// would delete a -wal beside it.
	nothing openMode = "nothing"
)

// firstMode returns the mode to try first.
func (s *source) firstMode() openMode {
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

// nextMode returns the mode to try when w ended in err, "" if there is none.
func nextMode(w openMode, err error) openMode {
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

// dsn is a URI in which SQLite finds exactly path, whatever its bytes
// (uri.html, section 3).
func dsn(path, mode string, wait time.Duration) string {
	milliseconds := min(max(0, wait.Milliseconds()), math.MaxInt32)
	return fmt.Sprintf("file:%s?%s&_pragma=busy_timeout(%d)&_pragma=query_only(1)", escape(filepath.ToSlash(path)), mode, milliseconds)
}

func escape(path string) string {
	var b strings.Builder
	switch {
	case filepath.VolumeName(path) == "":
	case strings.HasPrefix(path, "/"):
		b.WriteString("//") // file:////server/share/...
	default:
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
