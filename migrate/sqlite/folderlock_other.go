//go:build !unix

package sqlite

// Without locks of folders it is not known whether the program lives that makes a database, so
// nothing that was left is removed.

import "os"

func waitForFolder(*os.File) error { return nil }

func lockFolder(*os.File) bool { return false }
