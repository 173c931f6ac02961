package review

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
)

// A chain that is read from the cache is judged as one that is folded, whatever was done to
// the cache.
func TestCache(t *testing.T) {
	var pairs []string
	for i := range cacheFrom + 20 {
		pairs = append(pairs, fmt.Sprintf("migrations/%04d.sql", i), fmt.Sprintf("CREATE TABLE t%d (a INTEGER PRIMARY KEY, b TEXT);\n", i))
	}
	pairs = append(pairs, "migrations/0100.sql", "CREATE VIRTUAL TABLE f USING fts5(x); CREATE VIEW v AS SELECT b FROM t3;",
		"migrations/9000.sql", "ALTER TABLE t3 DROP COLUMN b;\nDROP TABLE t4;\nALTER TABLE nothing ADD COLUMN x;\n")
	write(t, pairs...)
	o := options()
	want := reviewed(t, o, "migrations/9000.sql").Findings
	if len(want) == 0 {
		t.Fatal("nothing is found")
	}
	o.Cache = Cache{Folder: filepath.Join(t.TempDir(), "a", "b"), Build: "1"}
	same := func(what string) {
		t.Helper()
		got := reviewed(t, o, "migrations/9000.sql").Findings
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-without +with a cache):\n%s", what, diff)
		}
	}
	same("empty")
	files, _ := filepath.Glob(filepath.Join(o.Cache.Folder, "*"))
	if len(files) != 1 {
		t.Fatalf("kept: %q", files)
	}
	good, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	same("kept")
	digest := strings.TrimSuffix(filepath.Base(files[0]), cacheSuffix)
	_, rest, _ := strings.Cut(string(good), "\n")
	outside := filepath.Join(t.TempDir(), "outside.db")
	for what, text := range map[string]string{
		"empty":     "",
		"cut off":   string(good[:len(good)/2]),
		"edited":    strings.Replace(string(good), "t3", "t5", 1),
		"resealed":  reseal(digest, strings.ReplaceAll(rest, "CREATE TABLE t4", "CREATE TABLE t4x")),
		"no schema": reseal(digest, "print\n{}"),
		"hostile":   reseal(digest, `print`+"\n"+`{"Virtual":["ATTACH '`+outside+`' AS x","CREATE TABLE y (z)"]}`),
	} {
		if err := os.WriteFile(files[0], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		same(what)
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("a file outside was made")
	}
	if err := os.WriteFile(files[0], good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(files[0], 0o622); err != nil { // #nosec G302: that is the test
		t.Fatal(err)
	}
	if o.Cache.read(ctx, sqlite.Language{}, digest) != nil {
		t.Error("a file that others can write to was read")
	}
}

func reseal(digest, rest string) string { return seal(digest, rest) + "\n" + rest }

func TestCacheIsBounded(t *testing.T) {
	c := Cache{Folder: t.TempDir()}
	r := reviewed(t, options())
	judged, err := r.language().Analyze(ctx, nil, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.digests("sqlite", make([]string, 3*cacheFiles)) {
		c.write(sqlite.Language{}, d, judged.To)
	}
	if list, _ := os.ReadDir(c.Folder); len(list) != cacheFiles {
		t.Errorf("%d files", len(list))
	}
}

func TestDigestsDependOnAllBefore(t *testing.T) {
	c := Cache{Build: "1"}
	a, b := c.digests("sqlite", []string{"x", "y"}), c.digests("sqlite", []string{"z", "y"})
	other := Cache{Build: "2"}.digests("sqlite", []string{"x", "y"})
	all := slices.Concat(a, b, other)
	slices.Sort(all)
	if len(slices.Compact(all)) != 6 {
		t.Error("digests are not distinct")
	}
}
