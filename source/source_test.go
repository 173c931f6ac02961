package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
)

// project makes the files in a new folder and goes there.
func project(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, files)
}

func write(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(text), 0o644))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(names ...string) ([]parse.Source, error) {
	return Read(context.Background(), names, strings.NewReader("from stdin"))
}

// wantNames compares the names of what is read.
func wantNames(t *testing.T, names []string, want ...string) {
	t.Helper()
	sources, err := read(names...)
	if err != nil {
		t.Fatalf("Read(%q): %v", names, err)
	}
	var got []string
	for _, s := range sources {
		got = append(got, s.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read(%q) (-want +got):\n%s", names, diff)
	}
}

func wantError(t *testing.T, names []string, want ...string) parse.Errors {
	t.Helper()
	_, err := read(names...)
	if err == nil {
		t.Fatalf("Read(%q): no error, want %q", names, want)
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("Read(%q) (-want +got):\n%s", names, diff)
	}
	var errs parse.Errors
	if !errors.As(err, &errs) {
		t.Fatalf("Read(%q): %T, want parse.Errors", names, err)
	}
	return errs
}

func TestFolderIsSortedAndSkipsHidden(t *testing.T) {
	project(t, map[string]string{"s/b.sql": "", "s/a/z.SQL": "", "s/a.sql": "", "s/x.txt": "", "s/.h.sql": "", "s/.git/c.sql": ""})
	wantNames(t, []string{"s"}, "s/a.sql", "s/a/z.SQL", "s/b.sql")
	wantNames(t, []string{"."}, "s/a.sql", "s/a/z.SQL", "s/b.sql")
}

func TestGlob(t *testing.T) {
	project(t, map[string]string{"s/b.sql": "", "s/a/z.sql": "", "s/a/.h.sql": "", "t.sql": "", "s/n.txt": "", "a[1].sql": ""})
	wantNames(t, []string{"s/**/*.sql"}, "s/a/z.sql", "s/b.sql")
	wantNames(t, []string{"s/*"}, "s/b.sql")
	wantNames(t, []string{"*.sql"}, "a[1].sql", "t.sql")
	wantNames(t, []string{"./{s,x}/b.sql"}, "s/b.sql")
	wantNames(t, []string{"a[1].sql"}, "a[1].sql")
	wantNames(t, []string{"s/a/.*.sql"}, "s/a/.h.sql")
	t.Chdir("s")
	wantNames(t, []string{"../s/*.sql"}, "../s/b.sql")
}

func TestStdinEmptyAndTwice(t *testing.T) {
	project(t, map[string]string{"a.sql": "text", "s/b.sql": ""})
	wantNames(t, []string{"a.sql", "-", "./a.sql", "empty:", "s", "s/*.sql"}, "a.sql", "<stdin>", "s/b.sql")
	wantNames(t, []string{"empty:"})
	wantError(t, []string{"-", "-"}, "-: stdin can be read only once")
}

func TestTextsComeThroughUnchanged(t *testing.T) {
	project(t, map[string]string{"a.sql": "\ufeffCREATE\r\n\ufffd;"})
	got, err := read("a.sql", "-")
	must(t, err)
	want := []parse.Source{{Name: "a.sql", Text: "\ufeffCREATE\r\n\ufffd;"}, {Name: "<stdin>", Text: "from stdin"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

func TestLoopsOfLinksEnd(t *testing.T) {
	project(t, map[string]string{"s/a.sql": "", "other/b.sql": ""})
	must(t, os.Symlink("..", "s/up"))
	must(t, os.Symlink(".", "s/self"))
	must(t, os.Symlink("../other", "s/link"))
	wantNames(t, []string{"s"}, "s/a.sql", "s/link/b.sql")
	wantNames(t, []string{"s/**/*.sql"}, "s/a.sql", "s/link/b.sql")
}

func TestMissing(t *testing.T) {
	project(t, map[string]string{"schema.sql": "", "none/x.txt": ""})
	errs := wantError(t, []string{"schema.sqll", "zzz.sql", "none", "none/*.sql", "nowhere/*.sql", "a[.sql"},
		"schema.sqll: no such file or folder", "zzz.sql: no such file or folder",
		"none: the folder holds no .sql file", "none/*.sql: the pattern matches no .sql file",
		"nowhere: no such file or folder", "a[.sql: the pattern is malformed")
	if want := "did you mean schema.sql?"; errs[0].Hint != want || errs[1].Hint != "" {
		t.Errorf("hints %q, %q; want %q and none", errs[0].Hint, errs[1].Hint, want)
	}
	must(t, os.Symlink("gone", "none/b.sql"))
	wantError(t, []string{"none"}, "none/b.sql: is a symbolic link to nothing")
}

func TestNotText(t *testing.T) {
	project(t, map[string]string{
		"s/a.sql": "ok\nab\xffcd", "s/b.sql": "ä\x00", "s/c.sql": "\xff\xfeC\x00", "s/d.sql": "SQLite format 3\x00\x10",
		"s/e.sql": "\ufeff\x00\xff",
	})
	errs := wantError(t, []string{"s"},
		"s/a.sql:2:3: byte 0xFF is not UTF-8: save the file as UTF-8", "s/b.sql:1:2: NUL byte: this is no text",
		"s/c.sql: is UTF-16: save it as UTF-8",
		"s/d.sql: is a SQLite database: name it with --db or sqlite:PATH", "s/e.sql:1:1: NUL byte: this is no text")
	if errs[0].Line != "ab\xffcd" {
		t.Errorf("line %q", errs[0].Line)
	}
}

func TestOtherForms(t *testing.T) {
	project(t, nil)
	wantError(t, []string{"", "migrations:m", "empty:x", "postgres://u:secret@h/d", "host=h password=secret", "gone.db"},
		"a source has no name", "migrations:m: a folder of migrations is a source of its own and cannot be one of several",
		"empty:x: empty: stands alone",
		"postgres:: a database cannot be read as DDL or joined with DDL files",
		"a connection string: a database cannot be read as DDL or joined with DDL files",
		"gone.db: a database cannot be read as DDL or joined with DDL files")
}

func TestIsDDL(t *testing.T) {
	for name, want := range map[string]bool{
		"-": true, "git:HEAD:a.db": true, "empty:": true, "schema": true, "s/*.sql": true, "a=b.sql": true,
		"postgres://h/d": false, "sqlite:x": false, "file:x?mode=ro": false, "app.DB": false, "mysql://h": false,
		"service=x": false,
	} {
		if got := IsDDL(name); got != want {
			t.Errorf("IsDDL(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	project(t, map[string]string{"a.sql": ""})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, []string{"."}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	project(t, map[string]string{"s/a.sql": ""})
	must(t, os.Mkdir("s/shut", 0))
	wantError(t, []string{"s"}, "s/shut: "+fs.ErrPermission.Error())
}

// Links that multiply cost what they are: two in each folder of a chain lead to the
// same folders, not to 2^n.
func TestLinksThatMultiply(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		folder := filepath.Join(dir, fmt.Sprintf("f%02d", i))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("t%d.sql", i)), []byte("CREATE TABLE t (a int);"), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, link := range []string{"a", "b"} {
			if err := os.Symlink(filepath.Join("..", fmt.Sprintf("f%02d", i+1)), filepath.Join(folder, link)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range []string{dir, filepath.Join(dir, "f00"), filepath.Join(dir, "**", "*.sql"), filepath.Join(dir, "f00", "{a,b}", "**", "*.sql")} {
		start := time.Now()
		sources, err := Read(t.Context(), []string{name}, nil)
		if took := time.Since(start); err != nil || len(sources) < 39 || len(sources) > 40 || took > 5*time.Second {
			t.Errorf("%s: %d sources in %s, %v", name, len(sources), took, err)
		}
	}
}

// A judge of files goes on after one that is no text, and reads what can be read of it.
func TestReadJudged(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.sql": "SELECT 'é\xe9';", "b.sql": "CREATE\x00", "c.sql": "\xff\xfea\x00", "d.sql": "SELECT 1;"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ReadJudged(t.Context(), []string{dir}, nil)
	if err != nil || len(got) != 4 {
		t.Fatalf("got %v, %v", got, err)
	}
	for i, want := range []string{"SELECT 'éx';", "", "", "SELECT 1;"} {
		if got[i].Text != want || (got[i].Fault == nil) != (i == 3) {
			t.Errorf("%s is %q with the fault %v, want %q", got[i].Name, got[i].Text, got[i].Fault, want)
		}
	}
}
