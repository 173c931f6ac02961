package generate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

func options(t *testing.T, id string, items ...string) *Options {
	t.Helper()
	allow, err := plan.ParseAllow(items, app.AllowNames())
	if err != nil {
		t.Fatal(err)
	}
	target := sqlite.File{}
	l := &app.Linter{Language: target.Language(), Rules: rules.All(), Settings: lint.Settings{Rules: map[string]lint.Severity{}}}
	l.ForMigrations()
	return &Options{Plan: app.PlanOptions{Target: target, Allow: allow, Scope: schema.Scope{Declared: true}}, Linter: l, Items: items, ID: id}
}

func ddl(t *testing.T, sql string) *app.Endpoint {
	t.Helper()
	e, err := app.OpenText(ctx, sqlite.File{}.Language(), "schema.sql", []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Fold(nil); err != nil {
		t.Fatal(err)
	}
	return e
}

func readFolder(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := folder.ReadAll(dir)
	if err != nil {
		t.Fatal(err)
	}
	out, err := ReadFolder(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// next generates and saves the migration to a schema.
func next(t *testing.T, dir, name, sql string, items ...string) *Migration {
	t.Helper()
	f := readFolder(t, dir)
	o := options(t, f.NextID(), items...)
	o.Down = true
	from, err := o.Start(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := o.Next(ctx, name, from, ddl(t, sql), f)
	if err != nil {
		t.Fatal(err)
	}
	if m == nil {
		return nil
	}
	if path, err := f.Save(m); err != nil || path != filepath.Join(dir, m.File) {
		t.Fatalf("got %s, %v", path, err)
	}
	return m
}

// What was generated leads to the desired schema, so that nothing is left to generate.
func TestNext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "migrations")
	m := next(t, dir, "", "CREATE TABLE a (x);")
	if m.File != "0001_init.sql" || !strings.Contains(m.Text, "CREATE TABLE a (x);") || !strings.Contains(m.Down, "DROP TABLE a") {
		t.Errorf("got %s\n%s\n%s", m.File, m.Text, m.Down)
	}
	if m := next(t, dir, "more!", "CREATE TABLE a (x, y);"); m.File != "0002_more.sql" {
		t.Errorf("got %s", m.File)
	}
	if m := next(t, dir, "", "CREATE TABLE a (x, y);"); m != nil {
		t.Errorf("nothing to do made\n%s", m.Text)
	}
	if m := next(t, dir, "", "CREATE TABLE a (x, y); CREATE TABLE b (x);"); m.File == "0003_.sql" || !strings.HasPrefix(m.File, "0003_") {
		t.Errorf("got %s", m.File)
	}
	f := readFolder(t, dir)
	if len(f.Sum) != 3 || len(folder.Faults(f.Sum, f.Files)) != 0 {
		t.Errorf("checksums: %v", f.Sum)
	}
}

func TestNextRefuses(t *testing.T) {
	dir := t.TempDir()
	next(t, dir, "", "CREATE TABLE a (x, y);")
	f := readFolder(t, dir)
	to := "CREATE TABLE a (x);"
	generate := func(items ...string) error {
		o := options(t, f.NextID(), items...)
		from, err := o.Start(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = o.Next(ctx, "less", from, ddl(t, to), f)
		return err
	}
	var refused *app.RefusedError
	if err := generate(); !errors.As(err, &refused) || refused.Findings[0].Rule != "drop-column" {
		t.Errorf("got %v", err)
	}
	var unused *app.UnusedAllowError
	if err := generate("drop-column", "drop-table:b"); !errors.As(err, &unused) {
		t.Errorf("got %v", err)
	}
	m := next(t, dir, "less", to, "drop-column:a.y")
	if got := AllowedIn(m.Text); len(got) != 1 || got[0] != "drop-column:a.y" {
		t.Errorf("allowed in the file: %q\n%s", got, m.Text)
	}
	if !strings.Contains(m.Text, "-- lint: ") {
		t.Errorf("no findings in the header of\n%s", m.Text)
	}
}

func TestNames(t *testing.T) {
	o, f := options(t, "0001"), &Folder{Folder: &folder.Folder{}}
	var name *NameError
	if _, err := o.Empty(ctx, "!!", f); !errors.As(err, &name) || name.Name != "!!" {
		t.Errorf("got %v", err)
	}
	from, err := o.Start(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Next(ctx, "!!", from, ddl(t, "CREATE TABLE a (x);"), f); !errors.As(err, &name) {
		t.Errorf("got %v", err)
	}
}

func TestEmpty(t *testing.T) {
	dir := t.TempDir()
	next(t, dir, "", "CREATE TABLE a (x);")
	f := readFolder(t, dir)
	m, err := options(t, f.NextID()).Empty(ctx, "fill", f)
	if err != nil || m.File != "0002_fill.sql" || HeaderFrom(m.Text) != ddl(t, "CREATE TABLE a (x);").Schema.Fingerprint() {
		t.Errorf("got %+v, %v", m, err)
	}
	if _, known := BodyEdited(m.Text); known {
		t.Error("an empty migration counts as generated")
	}
}

// Where a database has the schema of the migrations, their spelling is taken.
func TestStartAt(t *testing.T) {
	dir := t.TempDir()
	next(t, dir, "", "CREATE TABLE a (x);")
	o, f := options(t, "0002"), readFolder(t, dir)
	same := ddl(t, "CREATE TABLE a (x);")
	if got := o.StartAt(ctx, same, f); len(got) != 0 || !same.Replayed {
		t.Errorf("the same: %q, %v", got, same.Replayed)
	}
	other := ddl(t, "CREATE TABLE a (x, by_hand);")
	if got := o.StartAt(ctx, other, f); len(got) != 1 || other.Replayed {
		t.Errorf("another: %q, %v", got, other.Replayed)
	}
}

func TestHeader(t *testing.T) {
	h := header{id: "0007", name: "x", engine: "sqlite", target: "3.35", from: "sha256:1", to: "sha256:2", steps: 1, single: true, run: "sqlite3 app.db <", notes: []string{"a note"}}
	text := h.text("CREATE TABLE a (x);\n")
	if edited, known := BodyEdited(text); edited || !known || HeaderFrom(text) != "sha256:1" {
		t.Errorf("edited %v, known %v, from %s", edited, known, HeaderFrom(text))
	}
	moved := WithHeader(text, Place{ID: "0009", File: "0009_x.sql", From: "sha256:3", To: "sha256:4"})
	h.id, h.from, h.to = "0009", "sha256:3", "sha256:4"
	if diff := cmp.Diff(h.text("CREATE TABLE a (x);\n"), moved); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}
	if edited, known := BodyEdited(strings.ReplaceAll(text, "\n", "\r\n")); edited || !known {
		t.Error("other ends of lines are an edit")
	}
	if edited, _ := BodyEdited(text + "-- more\n"); !edited {
		t.Error("a line more is no edit")
	}
	const byHand = "CREATE TABLE a (x);\n"
	if WithHeader(byHand, Place{}) != byHand || HeaderFrom(byHand) != "" || HeaderFrom(headerMark+"\nSELECT 1;\n-- from: x") != "" {
		t.Error("a text without a header has one")
	}
}

func TestAfter(t *testing.T) {
	for id, want := range map[string]string{"0001": "0002", "0099": "0100", "9": "10", "1.9": "1.10", "20240101120000": "20240101120001"} {
		if got := After(id); got != want {
			t.Errorf("after %s comes %s, want %s", id, got, want)
		}
	}
	if got := (&Folder{Folder: &folder.Folder{}}).NextID(); got != "0001" {
		t.Errorf("got %s", got)
	}
	if got := TimestampID(time.Date(2024, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600))); got != "20240203030506" {
		t.Errorf("got %s", got)
	}
}

// A folder in disorder gets no new migration, and no file is overwritten.
func TestFolderInDisorder(t *testing.T) {
	dir := t.TempDir()
	m := next(t, dir, "", "CREATE TABLE a (x);")
	if _, err := readFolder(t, dir).Save(m); err == nil {
		t.Error("a file was overwritten")
	}
	if err := os.Rename(filepath.Join(dir, m.File), filepath.Join(dir, "0002_other.sql")); err != nil {
		t.Fatal(err)
	}
	f, err := folder.ReadAll(dir)
	if err != nil {
		t.Fatal(err)
	}
	var disorder *DisorderError
	if _, err := ReadFolder(f); !errors.As(err, &disorder) || disorder.File == "" || !strings.HasPrefix(err.Error(), disorder.File) {
		t.Errorf("got %v", err)
	}
}

func TestAllowComment(t *testing.T) {
	table := func(name string) schema.Key { return schema.Key{Kind: schema.KindTable, Name: name} }
	for _, c := range []struct {
		key  schema.Key
		want string
	}{
		{table("a"), "-- schemadiff:allow drop-table:a " + PermittedBy},
		{table("a;b"), "-- schemadiff:allow drop-table for a b, " + PermittedBy},
		{schema.Key{}, "-- schemadiff:allow drop-table for , " + PermittedBy},
	} {
		got := allowComment(lint.Finding{Rule: "drop-table", Key: c.key})
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if strings.Count(got, "\n") != 0 || len(AllowedIn(got)) != 1 {
			t.Errorf("%q allows %q", got, AllowedIn(got))
		}
	}
	if got := AllowedIn("-- schemadiff:allow drop-table by a person\n"); got != nil {
		t.Errorf("a comment of a person: %q", got)
	}
}
