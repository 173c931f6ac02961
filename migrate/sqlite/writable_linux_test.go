package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestWritable looks as another user at files that it may not change.
func TestWritable(t *testing.T) {
	dir, err := os.MkdirTemp("", "writable-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "app.db")
	if err := os.WriteFile(path, nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		t.Skip("root may write everything")
	}
	if err := writable(path); err == nil || !strings.Contains(err.Error(), "may not write the file") {
		t.Errorf("a read-only file: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writable(path); err != nil {
		t.Error(err)
	}
	if err := syscall.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if err := writable(path); err == nil || !strings.Contains(err.Error(), "its directory") {
		t.Errorf("a read-only directory: %v", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}
