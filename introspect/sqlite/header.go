package sqlite

// The first bytes of a database file (fileformat2.html, section 1.3), read before SQLite opens it: whether it is a
// database at all, is complete, and is in WAL mode.

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

const (
	magic      = "SQLite format 3\x00"
	headerSize = 100
	headSize   = 512 // enough to distinguish text from noise
)

// header is the beginning of a database file (fileformat2.html, section 1.3).
type header []byte

func readHeader(f *os.File) (header, error) {
	buf := make([]byte, headSize)
	n, err := f.ReadAt(buf, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf[:n], nil
}

// valid reports whether the file starts like a database.
func (h header) valid() bool {
	return len(h) >= headerSize && strings.HasPrefix(string(h), magic)
}

// cut reports whether the file starts like a database and ends too soon.
func (h header) cut() bool {
	n := min(len(h), len(magic))
	return len(h) < headerSize && string(h[:n]) == magic[:n]
}

// wal reports whether the file is in WAL mode: format version 2 to write or read.
func (h header) wal() bool { return h[18] == 2 || h[19] == 2 }

// promised is the size the header gives the file. It is 0 where the header
// does not vouch for it: the change counter must equal version-valid-for.
func (h header) promised() int64 {
	if binary.BigEndian.Uint32(h[24:]) != binary.BigEndian.Uint32(h[92:]) {
		return 0
	}
	return h.pageSize() * int64(binary.BigEndian.Uint32(h[28:]))
}

func (h header) pageSize() int64 {
	if n := binary.BigEndian.Uint16(h[16:]); n != 1 {
		return int64(n)
	}
	return 65536 // does not fit into the two bytes, so it is stored as 1
}

// writer is the version of the SQLite that changed the file last, such as 3040001.
func (h header) writer() int {
	if !h.valid() {
		return 0
	}
	return int(binary.BigEndian.Uint32(h[96:]))
}

// text reports whether the file starts like something people write.
func (h header) text() bool {
	if s := string(h); strings.HasPrefix(s, "\xff\xfe") || strings.HasPrefix(s, "\xfe\xff") {
		return true // UTF-16 with a byte order mark
	}
	for rest := h; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			return len(rest) < utf8.UTFMax && len(h) == headSize // cut in the middle of a character
		}
		if r < ' ' && !strings.ContainsRune("\t\n\r\f\x1b", r) || r == 0x7f {
			return false
		}
		rest = rest[size:]
	}
	return true
}
