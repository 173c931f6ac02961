package dbtest

// Programs of others that read what this one writes: validators, parsers and browsers. test/setup
// installs them, Debian's packages on the PATH and npm's in a folder of the cache; a test that needs
// one which is not there is skipped, and says so.

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// ReaderFolder is where test/setup has npm install programs that read our output.
func ReaderFolder(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	return filepath.Join(cache, "schemadiff", "readers")
}

// ReaderFile is the path of a file of an npm package; the test is skipped where it is not installed.
func ReaderFile(t testing.TB, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{ReaderFolder(t), "node_modules"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("no %s: ./test/setup installs it", filepath.Join(path...))
	}
	return file
}

// Reader is the path of a program on the PATH or of an npm package; the test is skipped where it is
// not installed.
func Reader(t testing.TB, program string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	path := filepath.Join(ReaderFolder(t), "node_modules", ".bin", program)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: ./test/setup installs it", program)
	}
	return path
}
