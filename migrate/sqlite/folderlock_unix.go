//go:build unix

package sqlite

// Locks of a folder in which a database is made. They end with the program that holds them, however
// it ends, and are no locks of the database: closing the folder takes none of SQLite's away.

import (
	"os"
	"syscall"
)

// waitForFolder locks a folder until it is closed.
func waitForFolder(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }

// lockFolder locks a folder until it is closed, and reports whether it has: another program has it
// where not, or the file system has no locks.
func lockFolder(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
