//go:build !linux

package dbtest

import (
	"os"
	"os/exec"
)

func serverUser() int { return os.Getuid() }

func command(program string, args ...string) *exec.Cmd { return exec.Command(program, args...) }

func serverRoot() string { return os.TempDir() }
