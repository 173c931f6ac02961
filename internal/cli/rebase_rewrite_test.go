package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// A step that needs --allow leaves the folder as it was.
func TestRebaseRefusesWhatGenerateRefuses(t *testing.T) {
	branches(t, "sqlite")
	changed(t, "main", "name text", "name text NOT NULL DEFAULT '',\n  mail text", "main_side")
	changed(t, "feature", ",\n  age text\n", "\n", "feature_side", "--allow", "drop-column")
	conflicts(t, "migrations/schemadiff.sum")
	write(t, "schema/users.sql", "CREATE TABLE users (\n  id bigint NOT NULL PRIMARY KEY,\n  name text NOT NULL DEFAULT '0'\n);\n")
	before := migrations(t)
	invoke(t, "rebase").wants(t, exitRefused, "drop-column")
	if diff := cmp.Diff(before, migrations(t)); diff != "" {
		t.Errorf("the folder has changed (-want +got):\n%s", diff)
	}
	invoke(t, "rebase", "--allow", "drop-column").wants(t, exitDone, "regenerated 0003_feature_side.sql")
	mended(t, "0001_init.sql", "0002_main_side.sql", "0003_feature_side.sql")
}

// What a database has applied does not get another number.
func TestRebaseApplied(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags)
		adds(t, "feature", "posts", posts)
		write(t, ".git/info/exclude", "*.db\n")
		databases := []string{"app.db", "other.db"}
		for i, name := range databases {
			if dialect == "postgres" {
				databases[i] = dbtest.Postgres(t, dbtest.Majors()[0]).Database(t, "")
			} else if err := dbtest.Create(name, ""); err != nil {
				t.Fatal(err)
			}
		}
		invoke(t, "migrate", "--db", databases[0]).wants(t, exitDone)
		conflicts(t, "migrations/schemadiff.sum")
		invoke(t, "rebase", "--db", databases[0]).wants(t, exitRefused, "has applied 0002_add_posts.sql")
		invoke(t, "rebase", "--db", databases[1]).wants(t, exitDone)
		mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql")
	})
}

func TestRebaseOutsideOfGit(t *testing.T) {
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(t.TempDir()))
	t.Chdir(t.TempDir())
	invoke(t, "rebase", "--dialect", "sqlite").wants(t, exitFailed, "not in a git repository", "run it inside")
	git(t, "init", "-q", "-b", "trunk")
	invoke(t, "rebase", "--dialect", "sqlite").wants(t, exitFailed, "--onto REF")
	invoke(t, "rebase", "--dialect", "sqlite", "--onto", "nowhere").wants(t, exitFailed, "no commit has this name")
	invoke(t, "rebase", "more").wants(t, exitFailed, "takes no argument")
}

// In a git rebase the commits come one by one, each with the number it had.
func TestRebaseInAGitRebase(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags)
		adds(t, "feature", "posts", posts)
		adds(t, "feature", "notes", "CREATE TABLE notes (id bigint NOT NULL PRIMARY KEY, post bigint REFERENCES posts (id));\n")
		t.Setenv("GIT_EDITOR", "true")
		if err := exec.Command("git", "rebase", "-q", "main").Run(); err == nil {
			t.Fatal("git rebases without a conflict")
		}
		invoke(t, "rebase").wants(t, exitDone, "0002_add_posts.sql -> 0003_add_posts.sql")
		git(t, "add", "-A")
		if err := exec.Command("git", "rebase", "--continue").Run(); err == nil {
			t.Fatal("git rebases the second commit without a conflict")
		}
		invoke(t, "rebase").wants(t, exitDone, "0003_add_notes.sql -> 0004_add_notes.sql")
		git(t, "add", "-A")
		git(t, "rebase", "--continue")
		mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql", "0004_add_notes.sql")
	})
}

// What is in order stays as it is, also from a folder below.
func TestRebaseNothingToDo(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		invoke(t, "rebase").wants(t, exitDone, "nothing to do")
		adds(t, "feature", "posts", posts)
		adds(t, "feature", "tags", tags, "--down")
		for _, dir := range []string{".", "schema"} {
			t.Chdir(dir)
			got := invoke(t, "rebase")
			if got.wants(t, exitDone, "nothing to do"); got.out != "" {
				t.Errorf("in %s:\n%s", dir, got.out)
			}
		}
		write(t, "notes.sql", "CREATE TABLE notes (id bigint NOT NULL PRIMARY KEY);\n")
		invoke(t, "rebase").wants(t, exitDone, "nothing to do", "schemadiff generate")
	})
}

// A folder of another tool has no checksums, and gets none; a migration may be a folder.
func TestRebaseOfOtherTools(t *testing.T) {
	branches(t, "sqlite")
	git(t, "rm", "-q", "-r", "migrations")
	write(t, "migrations/0001_init/migration.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n")
	write(t, "migrations/V2__mail.sql", "ALTER TABLE users ADD COLUMN mail TEXT;\n")
	write(t, "schema/users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT);\n")
	commit(t)
	git(t, "checkout", "-q", "-b", "other")
	write(t, "migrations/0003_a/migration.sql", "ALTER TABLE users ADD COLUMN a TEXT;\n")
	write(t, "migrations/V4__b.sql", "ALTER TABLE users ADD COLUMN b TEXT;\n")
	commit(t)
	git(t, "checkout", "-q", "main")
	write(t, "migrations/0003_c.up.sql", "ALTER TABLE users ADD COLUMN c TEXT;\n")
	write(t, "migrations/0003_c.down.sql", "ALTER TABLE users DROP COLUMN c;\n")
	write(t, "schema/users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT, c TEXT);\n")
	commit(t)
	git(t, "checkout", "-q", "other")
	git(t, "merge", "-q", "main")
	write(t, "schema/users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT, a TEXT, b TEXT, c TEXT);\n")
	got := invoke(t, "rebase")
	got.wants(t, exitDone)
	if want := "0003_a/migration.sql -> 0004_a/migration.sql\nV4__b.sql -> V0005__b.sql\n"; got.out != want {
		t.Errorf("got\n%s", got.out)
	}
	want := []string{"0001_init/migration.sql", "0003_c.down.sql", "0003_c.up.sql", "0004_a/migration.sql", "V0005__b.sql", "V2__mail.sql"}
	if diff := cmp.Diff(want, migrations(t)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if _, err := os.Stat("migrations/schemadiff.sum"); err == nil {
		t.Error("schemadiff.sum was made")
	}
}

// What takes a migration back makes the table anew, and would lose what main has added.
func TestRebaseOfADownMigration(t *testing.T) {
	branches(t, "sqlite")
	changed(t, "main", "age text\n", "age text NOT NULL\n", "base", "--allow", "all")
	git(t, "branch", "-f", "feature")
	changed(t, "main", "age text\n", "age text NOT NULL,\n  mail text\n", "main_side")
	changed(t, "feature", ",\n  age text\n", "\n", "feature_side", "--down", "--allow", "drop-column")
	conflicts(t, "migrations/schemadiff.sum")
	write(t, "schema/users.sql", strings.Replace(usersTable, "age text\n", "mail text\n", 1))
	const down = "migrations/0003_feature_side.down.sql"
	text := read(t, down)
	write(t, down, text+"-- more\n")
	invoke(t, "rebase").wants(t, exitRefused, down+":1: written by hand", "does not revert 0003_feature_side.sql")
	write(t, down, text)
	invoke(t, "rebase").wants(t, exitDone, "0003_feature_side.down.sql -> 0004_feature_side.down.sql", "regenerated 0004_feature_side.down.sql")
	if text := read(t, "migrations/0004_feature_side.down.sql"); !strings.Contains(text, "mail") || !strings.Contains(text, "< 0004_feature_side.down.sql\n") {
		t.Errorf("the way back loses mail, or names another file:\n%s", text)
	}
	mended(t, "0001_init.sql", "0002_base.sql", "0003_main_side.sql", "0004_feature_side.down.sql", "0004_feature_side.sql")
}

// A new migration has what the old ones had: a way back, and the backfill of the last.
func TestRebaseRegeneratesAll(t *testing.T) {
	branches(t, "sqlite")
	changed(t, "main", "name text", "name text NOT NULL DEFAULT '',\n  mail text", "main_side")
	changed(t, "feature", "age text\n", "age text NOT NULL DEFAULT '0'\n", "feature_side", "--down")
	adds(t, "feature", "posts", posts)
	write(t, "migrations/backfills/0003_add_posts.sql", "SELECT 1;\n")
	conflicts(t, "migrations/schemadiff.sum")
	write(t, "schema/users.sql", "CREATE TABLE users (\n  id bigint NOT NULL PRIMARY KEY,\n  name text NOT NULL DEFAULT '',\n  mail text,\n  age text NOT NULL DEFAULT '0'\n);\n")
	got := invoke(t, "rebase")
	got.wants(t, exitDone)
	want := "0002_feature_side.sql -> 0003_add_posts.sql\nregenerated 0003_add_posts.sql\nregenerated 0003_add_posts.down.sql\nwrote schemadiff.sum\n"
	if got.out != want {
		t.Errorf("got\n%s", got.out)
	}
	mended(t, "0001_init.sql", "0002_main_side.sql", "0003_add_posts.down.sql", "0003_add_posts.sql", "backfills/0003_add_posts.sql")
}

// Half of what ours does is done already: the new one has the other half.
func TestRebaseRegeneratesTheRest(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags, "main_side")
		git(t, "checkout", "-q", "feature")
		write(t, "schema/tags.sql", tags)
		adds(t, "feature", "posts", posts, "feature_side")
		conflicts(t, "migrations/schemadiff.sum")
		invoke(t, "rebase").wants(t, exitDone, "0002_feature_side.sql -> 0003_feature_side.sql\nregenerated 0003_feature_side.sql\n")
		if text := read(t, "migrations/0003_feature_side.sql"); strings.Contains(text, "tags") || !strings.Contains(text, "posts") {
			t.Errorf("got\n%s", text)
		}
		mended(t, "0001_init.sql", "0002_main_side.sql", "0003_feature_side.sql")
	})
}

// A branch that keeps what main has removed does not make it its own.
func TestRebaseRemovedByMain(t *testing.T) {
	branches(t, "sqlite")
	adds(t, "main", "tags", tags)
	git(t, "branch", "-f", "feature")
	git(t, "rm", "-q", "-r", "migrations/0002_add_tags.sql")
	commit(t)
	adds(t, "feature", "posts", posts)
	invoke(t, "rebase").wants(t, exitRefused, "0002_add_tags.sql is gone from main", "merge main")
}
