package rebase

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

const (
	users = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
	grown = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT);\n"
	posts = "CREATE TABLE posts (id INTEGER PRIMARY KEY);\n"
	tags  = "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n"
	dir   = "migrations"
)

// repository is an empty repository of git, in which the test goes on.
func repository(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "t")
		t.Setenv("GIT_"+who+"_EMAIL", "t@example.org")
	}
	git(t, "init", "-q", "-b", "main")
}

func git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

func ddl(sql string) func(context.Context) (*app.Endpoint, error) {
	return func(ctx context.Context) (*app.Endpoint, error) {
		e, err := app.OpenText(ctx, sqlite.File{}.Language(), "schema.sql", []parse.Source{{Name: "schema.sql", Text: sql}})
		if err != nil {
			return nil, err
		}
		return e, e.Fold(nil)
	}
}

func options(desired string) Options {
	target := sqlite.File{}
	l := &app.Linter{Language: target.Language(), Rules: rules.All(), Settings: lint.Settings{Rules: map[string]lint.Severity{}}}
	return Options{Generate: generate.Options{Plan: app.PlanOptions{Target: target, Scope: schema.Scope{Declared: true}}, Linter: l}, Path: dir, Desired: ddl(desired)}
}

// commits generates a migration on a branch and commits it.
func commits(t *testing.T, branch, name, desired string) {
	t.Helper()
	if branch != "main" || name != "init" {
		git(t, "checkout", "-q", branch)
	}
	read, err := folder.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	f, err := generate.ReadFolder(read)
	if err != nil {
		t.Fatal(err)
	}
	o := options(desired).Generate
	o.ID = f.NextID()
	from, err := o.Start(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	to, err := ddl(desired)(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := o.Next(ctx, name, from, to, f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Save(m); err != nil {
		t.Fatal(err)
	}
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "m")
}

// branches is a repository whose branches main and feature each have a migration after the
// first one; the test goes on in feature.
func branches(t *testing.T, main, feature string) {
	t.Helper()
	repository(t)
	commits(t, "main", "init", users)
	git(t, "branch", "feature")
	commits(t, "main", "main_side", main)
	commits(t, "feature", "feature_side", feature)
}

// merges merges main, where only the checksums are in conflict.
func merges(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("git", "merge", "-q", "--no-edit", "main").CombinedOutput(); err == nil {
		t.Fatalf("git merges without a conflict\n%s", out)
	}
}

func prepare(o Options) (*Rewrite, error) {
	r, err := Read(ctx, o)
	if err != nil {
		return nil, err
	}
	return r.Prepare(ctx)
}

// inOrder is an error of the test unless the folder has these files, with their checksums.
func inOrder(t *testing.T, want ...string) {
	t.Helper()
	f, err := folder.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range f.Files {
		got = append(got, file.Base())
	}
	sum, err := folder.ReadSum(dir)
	if err != nil || !slices.Equal(got, want) || len(folder.Faults(sum, f.Files)) != 0 {
		t.Errorf("got %q, %v, %v", got, folder.Faults(sum, f.Files), err)
	}
}

// Migrations that fit get the next number, and a second rebase has nothing to do.
func TestRebase(t *testing.T) {
	branches(t, users+tags, users+posts)
	merges(t)
	o := options(users + tags + posts)
	w, err := prepare(o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(w.Lines, "0002_feature_side.sql -> 0003_feature_side.sql") {
		t.Errorf("got %q", w.Lines)
	}
	if _, err := os.Stat(filepath.Join(dir, "0003_feature_side.sql")); err == nil {
		t.Error("a file was written before Write")
	}
	if err := w.Write(); err != nil {
		t.Fatal(err)
	}
	inOrder(t, "0001_init.sql", "0002_main_side.sql", "0003_feature_side.sql")
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "m")
	if w, err := prepare(o); err != nil || len(w.Lines) != 0 {
		t.Errorf("once more: %v, %v", w, err)
	}
}

// A migration that no longer fits is generated again, unless a person wrote it.
func TestRebaseRegenerates(t *testing.T) {
	branches(t, grown, "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');\n")
	merges(t)
	o := options("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', mail TEXT);\n")
	file := filepath.Join(dir, "0002_feature_side.sql")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var refused *RefusedError
	if err := os.WriteFile(file, append(text, "-- by hand\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := prepare(o); !errors.As(err, &refused) || refused.Reason != ByHand || refused.Origin != "edited by hand" {
		t.Errorf("an edited one: %v", err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	without := o
	without.Desired = nil
	if _, err := prepare(without); !errors.As(err, &refused) || refused.Reason != NoSchema {
		t.Errorf("without a schema: %v", err)
	}
	w, err := prepare(o)
	if err != nil || !slices.Contains(w.Lines, "regenerated 0003_feature_side.sql") {
		t.Fatalf("got %+v, %v", w, err)
	}
	if err := w.Write(); err != nil {
		t.Fatal(err)
	}
	inOrder(t, "0001_init.sql", "0002_main_side.sql", "0003_feature_side.sql")
}

// What a database has applied keeps its number and its text.
func TestRebaseOfApplied(t *testing.T) {
	branches(t, users+tags, users+posts)
	merges(t)
	o := options(users + tags + posts)
	o.Journal = func(context.Context) (string, []journal.Entry, error) {
		return "app.db", []journal.Entry{{ID: "0002", Name: "0002_feature_side", State: journal.Done}}, nil
	}
	var refused *RefusedError
	if _, err := prepare(o); !errors.As(err, &refused) || refused.Reason != AlreadyRun || refused.Database != "app.db" || refused.File != "0002_feature_side.sql" {
		t.Errorf("got %v", err)
	}
	o.Journal = func(context.Context) (string, []journal.Entry, error) { return "new.db", nil, fs.ErrNotExist }
	if _, err := prepare(o); err != nil {
		t.Errorf("a database that does not exist: %v", err)
	}
}

// The other branch need not be merged: its migrations are put in.
func TestRebaseBeforeAMerge(t *testing.T) {
	branches(t, users+tags, users+posts)
	w, err := prepare(options(users + posts))
	if err != nil || !slices.Contains(w.Lines, "0002_main_side.sql from main") {
		t.Fatalf("got %+v, %v", w, err)
	}
	if err := w.Write(); err != nil {
		t.Fatal(err)
	}
	inOrder(t, "0001_init.sql", "0002_main_side.sql", "0003_feature_side.sql")
}

func TestRebaseRefuses(t *testing.T) {
	var refused *RefusedError
	reason := func(o Options) Reason {
		t.Helper()
		_, err := prepare(o)
		if !errors.As(err, &refused) {
			t.Fatalf("got %v", err)
		}
		return refused.Reason
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(t.TempDir()))
	t.Chdir(t.TempDir())
	if got := reason(options("")); got != NoRepository {
		t.Errorf("outside of git: %v", refused)
	}
	repository(t)
	git(t, "checkout", "-q", "-b", "trunk")
	if got := reason(options("")); got != NoBranch {
		t.Errorf("without a main branch: %v", refused)
	}
	branches(t, users+tags, users+posts)
	file := filepath.Join(dir, "0001_init.sql")
	if err := os.WriteFile(file, []byte(users+"-- more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := reason(options("")); got != Changed || refused.File != "migrations/0001_init.sql" {
		t.Errorf("a changed migration: %v", refused)
	}
	git(t, "checkout", "-q", "-f", "main")
	git(t, "rm", "-q", file)
	git(t, "commit", "-q", "-m", "m")
	git(t, "checkout", "-q", "feature")
	if got := reason(options("")); got != Removed {
		t.Errorf("a removed migration: %v", refused)
	}
}

func TestConflictMarks(t *testing.T) {
	err := conflictMarks([]folder.File{{Path: "a.sql", Text: "SELECT 1;\n<<<<<<< HEAD\n"}, {Path: "b.sql", Text: "SELECT '<<<<<<< ';\n"}})
	errs := app.FileErrors(err)
	if len(errs) != 1 || errs[0].Pos.File != "a.sql" || errs[0].Pos.Line != 2 {
		t.Errorf("got %v", err)
	}
}

// No file is overwritten that stays where it is.
func TestRewriteKeepsOtherFiles(t *testing.T) {
	dir := t.TempDir() // another one
	for _, name := range []string{"1_a.sql", "2_b.sql"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := &Rewrite{path: dir}
	w.rename("1_a.sql", "2_b.sql")
	var refused *RefusedError
	if err := w.checkFree(); !errors.As(err, &refused) || refused.Reason != Occupied || refused.Other != "2_b.sql" {
		t.Errorf("got %v", err)
	}
	w = &Rewrite{path: dir}
	w.rename("1_a.sql", "2_b.sql")
	w.rename("2_b.sql", "3_b.sql")
	w.rename("3_b.sql", "3_b.sql")
	w.put("2_b.sql", "1_a.sql", "changed")
	w.put("x/4.sql", "", "new")
	w.put("5.sql", "same", "same")
	if err := errors.Join(w.checkFree(), w.Write()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"2_b.sql": "changed", "3_b.sql": "2_b.sql", "x/4.sql": "new"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	w = &Rewrite{path: dir, removed: []string{"2_b.sql", "3_b.sql"}}
	w.put("3_b.sql", "", "stays")
	if err := w.Write(); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 { // 3_b.sql and x
		t.Errorf("%d files, %v", len(entries), err)
	}
}

func TestRefusedError(t *testing.T) {
	cause := errors.New("cause")
	for reason := NoRepository; reason <= Occupied; reason++ {
		e := &RefusedError{Reason: reason, Onto: "main", File: "a.sql", Other: "b.sql", Problem: "do not work", Origin: "written by hand", Database: "app.db", Err: cause}
		if got := e.Error(); got == "" || strings.Contains(got, "--") || !errors.Is(e, cause) {
			t.Errorf("reason %d: %q", reason, got)
		}
	}
}
