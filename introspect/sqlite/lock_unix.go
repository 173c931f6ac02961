//go:build unix

package sqlite

// Reading a database must not change it, so its files are looked at before SQLite opens them.
// Taking SQLite's own SHARED lock meanwhile (lockingv3.html) keeps what was seen true until then.

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// The bytes of the file that SQLite locks, from os.h of its source.
const (
	pendingByte = 0x40000000
	sharedFirst = pendingByte + 2
	sharedSize  = 510
)

// holdShared takes the SHARED lock that every reader of SQLite holds, without
// waiting, and reports whether it may go on. While it is held no process can take the
// database out of WAL mode or delete the -wal and -shm files, so what was seen
// of them stays true. The lock ends when any descriptor of the file is closed.
// A file system without locks is no reason to stop.
func holdShared(f *os.File) bool {
	// A writer that waits for readers holds PENDING: passing it would starve it.
	if !setLock(f, syscall.F_RDLCK, pendingByte, 1) {
		return false
	}
	held := setLock(f, syscall.F_RDLCK, sharedFirst, sharedSize)
	setLock(f, syscall.F_UNLCK, pendingByte, 1)
	return held
}

func setLock(f *os.File, kind int16, start, size int64) bool {
	lock := syscall.Flock_t{Type: kind, Whence: io.SeekStart, Start: start, Len: size}
	err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock)
	return !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EACCES)
}
