//go:build linux

package sqlite

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// Neither the database nor what lies beside it may make reading hang.
func TestNamedPipe(t *testing.T) {
	for _, suffix := range []string{"", walSuffix, journalSuffix} {
		t.Run("a.db"+suffix, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			if suffix != "" {
				create(t, path, tableT)
			}
			if err := syscall.Mkfifo(path+suffix, 0o600); err != nil {
				t.Fatal(err)
			}
			expectError(t, path, "named pipe")
		})
	}
}

func TestDevice(t *testing.T) {
	for _, path := range []string{"/dev/null", "/dev/zero"} {
		if _, err := openSource(path); err == nil || err.Error() != path+": it is a device, not a database file" {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestNoPermission(t *testing.T) {
	for name, forbid := range map[string]func(dir, path string) error{
		"file":      func(_, path string) error { return os.Chmod(path, 0) },
		"directory": func(dir, _ string) error { return os.Chmod(dir, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "dir")
			path := filepath.Join(dir, "a.db")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			create(t, path, tableT)
			if err := forbid(dir, path); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(dir, 0o755)
			asNobody(t)
			_, err := openSource(path)
			if want := path + ": permission denied; reading needs"; err == nil || err.Error()[:len(want)] != want {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A directory and files that may only be read, in WAL mode.
func TestReadOnlyDirectory(t *testing.T) {
	dir, path := killedWAL(t)
	for _, name := range []string{path, path + walSuffix, path + shmSuffix} {
		if err := os.Chmod(name, 0o444); err != nil {
			t.Fatal(err)
		}
	}
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(d, 0o755)
	}
	asNobody(t)
	expectCount(t, path, 1500)
}

// asNobody takes the rights of root from this thread, which ends with the
// test: the file system asks for the rights of each thread.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	runtime.LockOSThread()
	if err := syscall.Setfsuid(65534); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = syscall.Setfsuid(0) })
}
