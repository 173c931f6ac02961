//go:build unix

package source

import (
	"os"
	"syscall"
	"testing"
)

func TestRefusesWhatIsNoFileOrTooLarge(t *testing.T) {
	project(t, nil)
	must(t, syscall.Mkfifo("pipe.sql", 0o600))
	must(t, os.WriteFile("big.sql", nil, 0o600))
	must(t, os.Truncate("big.sql", limit+1))
	wantError(t, []string{".", "/dev/null"}, "big.sql: is larger than 64 MB, the most that is read",
		"pipe.sql: is a named pipe, not a file; pipe it in and name it -",
		"/dev/null: is a device, not a file; pipe it in and name it -")
}
