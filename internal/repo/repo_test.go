package repo

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLeaves(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(top, "repo")
	for _, dir := range []string{filepath.Join(root, ".git"), filepath.Join(root, "schema", "deep"), filepath.Join(top, "other")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"schema/out": "../../other", "schema/in": "deep", "schema/gone": "/no/such/thing", "schema/environ": "/proc/self/environ", "schema/twice": "out",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	if got := Root(filepath.Join(root, "schema", "deep")); got != root {
		t.Errorf("root %s, want %s", got, root)
	}
	for path, want := range map[string]bool{
		"schema": false, "schema/in": false, "schema/new.sql": false, ".": false, "../other": true, "../repo2/a.sql": true,
		"schema/out": true, "schema/out/a.sql": true, "schema/gone": true, "schema/environ": true, "schema/twice/x": true, "schema/../../other": true, "..a": false,
	} {
		if got := Leaves(root, filepath.Join(root, path)); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

// A file has one path, from wherever it is looked at.
func TestPaths(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{".git", "app/schema"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(root, "app", "schema", "a.sql")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(root, "app"))
	outside := filepath.Join(t.TempDir(), "b.sql")
	if err := os.WriteFile(outside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := Paths()
	for name, want := range map[string]string{
		"schema/a.sql": "app/schema/a.sql", "./schema/../schema/a.sql": "app/schema/a.sql", file: "app/schema/a.sql",
		outside: outside, "git:main:schema/a.sql": "git:main:schema/a.sql", "-": "-", "schema/none.sql": "schema/none.sql",
	} {
		if got := path(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
