//go:build !linux

package dbtest

// This file runs server programs as the user of the tests on systems other than Linux.

import (
	"os"
	"os/exec"
)

func serverUser() int { return os.Getuid() }

func command(program string, args ...string) *exec.Cmd { return exec.Command(program, args...) }

func serverRoot() string { return os.TempDir() }
