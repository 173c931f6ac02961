//go:build !unix

package sqlite

import "os"

// holdShared does nothing here: what was seen of the -wal and -shm files is
// checked again after opening instead.
func holdShared(*os.File) bool { return true }
