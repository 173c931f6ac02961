//go:build !unix

package sqlite

// Without locks of folders nothing tells whether the program lives that a database is made by, so
// nothing that was left is removed.

import "os"

func waitForFolder(*os.File) error { return nil }

func lockFolder(*os.File) bool { return false }
