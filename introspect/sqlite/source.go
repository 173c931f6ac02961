package sqlite

// A database file and the files that SQLite keeps beside it, as they are before anything is opened: which exist,
// which are empty, and what they say about the state of the database.

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// The files that SQLite keeps beside a database.
const (
	walSuffix     = "-wal"
	shmSuffix     = "-shm"
	journalSuffix = "-journal"
)

// source is a database file and what lay beside it when it was looked at.
type source struct {
	path    string // as the user gave it
	real    string // absolute and without links: SQLite names the companions after it
	file    *os.File
	head    header
	info    fs.FileInfo
	wal     fs.FileInfo // nil if there is none
	shm     fs.FileInfo
	journal fs.FileInfo
}

// openSource opens the database file and examines the files beside it. Nothing but regular files
// is opened, so that no pipe or device makes us wait.
func openSource(path string) (*source, error) {
	s := &source{path: path}
	if err := s.open(); err != nil {
		return nil, err
	}
	if err := s.survey(); err != nil {
		s.file.Close()
		return nil, err
	}
	return s, nil
}

func (s *source) open() error {
	info, err := os.Stat(s.path)
	if err != nil {
		return explainFile(s.path, err)
	}
	if !info.Mode().IsRegular() {
		return irregular(s.path, info.Mode())
	}
	if s.real, err = resolve(s.path); err != nil {
		return explainFile(s.path, err)
	}
	if s.file, err = os.Open(s.real); err != nil {
		return explainFile(s.path, err)
	}
	return nil
}

func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// survey fills in what is seen. In WAL mode it is seen again under the SHARED
// lock, so that it stays true while SQLite opens the file.
func (s *source) survey() error {
	if err := s.examine(); err != nil || !s.usesWAL() {
		return err
	}
	if !s.holdReadLock() {
		return &movedError{"a lock on the whole database"}
	}
	return s.examine()
}

// holdReadLock takes the SHARED lock of readers. Closing a SQLite connection to the
// file drops it, as locks belong to the process.
func (s *source) holdReadLock() bool { return holdShared(s.file) }

func (s *source) examine() (err error) {
	if s.head, err = readHeader(s.file); err != nil {
		return explainFile(s.path, err)
	}
	if s.info, err = s.file.Stat(); err != nil {
		return explainFile(s.path, err)
	}
	if s.wal, err = s.companion(walSuffix); err != nil {
		return err
	}
	if s.shm, err = s.companion(shmSuffix); err != nil {
		return err
	}
	if s.journal, err = s.companion(journalSuffix); err != nil {
		return err
	}
	return s.check()
}

func (s *source) companion(suffix string) (fs.FileInfo, error) {
	info, err := os.Stat(s.real + suffix)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENAMETOOLONG):
		return nil, nil
	case err != nil:
		return nil, explainFile(s.path+suffix, err)
	case !info.Mode().IsRegular():
		return nil, irregular(s.path+suffix, info.Mode())
	}
	return info, nil
}

// check says what is wrong with the file as far as its beginning shows.
func (s *source) check() error {
	switch {
	case len(s.head) == 0 || s.head.valid():
		return nil
	case s.head.cut():
		return truncated(s.path, headerSize, s.info.Size())
	}
	return foreign(s.path, s.head)
}

// usesWAL reports whether SQLite would open the -wal file: in WAL mode, and in
// any mode if there is one (pager.c, pagerOpenWalIfPresent).
func (s *source) usesWAL() bool {
	return len(s.head) > 0 && (s.head.wal() || s.wal != nil)
}

// mayBeHot reports whether a rollback journal holds anything. Whether it is hot
// only SQLite knows.
func (s *source) mayBeHot() bool { return size(s.journal) > 0 }

// isComplete reports whether the file by itself is the database: a -wal or a journal
// with content would have a say.
func (s *source) isComplete() bool {
	return s.head.valid() && size(s.wal) == 0 && !s.mayBeHot()
}

// again returns the same file, to be examined again.
func (s *source) again() *source {
	return &source{path: s.path, real: s.real, file: s.file}
}

// moved reports whether the file, or a -wal or journal with content, is not what
// it was when it was looked at.
func (s *source) moved() bool {
	now := s.again()
	return now.examine() != nil || s.changed() || !same(s.wal, now.wal) || !same(s.journal, now.journal)
}

// changed reports whether the file itself is not what it was.
func (s *source) changed() bool {
	head, err := readHeader(s.file)
	if err != nil || !bytes.Equal(head, s.head) {
		return true
	}
	info, err := s.file.Stat()
	return err != nil || !same(s.info, info)
}

func same(a, b fs.FileInfo) bool {
	if size(a) == 0 || size(b) == 0 {
		return size(a) == size(b)
	}
	return os.SameFile(a, b) && size(a) == size(b) && a.ModTime().Equal(b.ModTime())
}

func size(info fs.FileInfo) int64 {
	if info == nil {
		return 0
	}
	return info.Size()
}
