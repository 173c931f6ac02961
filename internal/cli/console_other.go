//go:build !windows

package cli

// Everywhere but on Windows a terminal shows colours without being asked.

import "os"

// showsColors reports whether a terminal obeys escape sequences.
func showsColors(*os.File) bool { return true }
