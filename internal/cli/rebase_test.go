package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// branches is a repository with a table users in its first migration, on main, and a
// branch feature that starts there.
func branches(t *testing.T, dialect string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for _, name := range []string{"SCHEMADIFF_DATABASE_URL", "DATABASE_URL", "NO_COLOR", "GITHUB_ACTIONS"} {
		t.Setenv(name, "")
	}
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "t")
		t.Setenv("GIT_"+who+"_EMAIL", "t@example.org")
	}
	git(t, "init", "-q", "-b", "main")
	write(t, "schemadiff.toml", "schema = [\"schema/*.sql\"]\nmigrations = \"migrations\"\ndialect = \""+dialect+"\"\n")
	write(t, "schema/users.sql", usersTable)
	generated(t)
	git(t, "branch", "feature")
}

const (
	usersTable = "CREATE TABLE users (\n  id bigint NOT NULL PRIMARY KEY,\n  name text,\n  age text\n);\n"
	posts      = "CREATE TABLE posts (id bigint NOT NULL PRIMARY KEY);\n"
	tags       = "CREATE TABLE tags (id bigint NOT NULL PRIMARY KEY);\n"
)

func git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

func commit(t *testing.T) {
	t.Helper()
	git(t, "add", "-A")
	git(t, "commit", "-q", "-m", "m")
}

// generated writes and commits the next migration.
func generated(t *testing.T, args ...string) {
	t.Helper()
	invoke(t, append([]string{"generate"}, args...)...).wants(t, exitDone)
	commit(t)
}

// adds has a branch add a table.
func adds(t *testing.T, branch, table, sql string, args ...string) {
	t.Helper()
	git(t, "checkout", "-q", branch)
	write(t, "schema/"+table+".sql", sql)
	generated(t, args...)
}

// conflicts merges main into the branch feature, which git must not be able to.
func conflicts(t *testing.T, files ...string) {
	t.Helper()
	git(t, "checkout", "-q", "feature")
	out, err := exec.Command("git", "merge", "-q", "--no-edit", "main").CombinedOutput()
	if err == nil {
		t.Fatalf("git merges without a conflict\n%s", out)
	}
	for _, f := range files {
		if !strings.Contains(string(out), "Merge conflict in "+f) {
			t.Errorf("no conflict in %s:\n%s", f, out)
		}
	}
}

// migrations are the names in the folder, the checksums left out.
func migrations(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir("migrations", func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != folder.SumName {
			out = append(out, filepath.ToSlash(strings.TrimPrefix(path, "migrations"+string(filepath.Separator))))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// mended says that the folder holds these files, is in order, leads to the desired
// schema, has what main has, and that another rebase changes nothing.
func mended(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, migrations(t)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	git(t, "add", "-A")
	git(t, "commit", "-q", "--allow-empty", "-m", "m")
	invoke(t, "check", "--fail-on", "info", "--preset", "minimal", "--rule", "drop-column=off").wants(t, exitDone, "which lead to the desired schema")
	f, err := folder.Read("migrations")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := folder.ReadSum("migrations")
	if faults := folder.Faults(sum, f.Files); err != nil || len(faults) > 0 {
		t.Errorf("%v %v", err, faults)
	}
	names, err := exec.Command("git", "ls-tree", "--name-only", "main", "migrations/").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(names)) {
		theirs, err := exec.Command("git", "show", "main:"+name).Output()
		if err != nil {
			t.Fatal(err)
		}
		if ours := read(t, name); !strings.HasSuffix(name, folder.SumName) && ours != string(theirs) {
			t.Errorf("%s is not that of main:\n%s", name, ours)
		}
	}
	got := invoke(t, "rebase")
	if got.wants(t, exitDone, "nothing to do"); got.out != "" {
		t.Errorf("a second rebase says:\n%s", got.out)
	}
}

// both runs a test for both dialects.
func both(t *testing.T, test func(t *testing.T, dialect string)) {
	for _, d := range engines.Languages() {
		t.Run(d, func(t *testing.T) { test(t, d) })
	}
}

func TestRebaseSameNumber(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags)
		adds(t, "feature", "posts", posts)
		conflicts(t, "migrations/schemadiff.sum")
		invoke(t, "check").wants(t, exitRefused, "schemadiff rebase")
		dry := invoke(t, "rebase", "--dry-run")
		dry.wants(t, exitDone)
		if !slices.Contains(migrations(t), "0002_add_posts.sql") {
			t.Error("--dry-run has changed the folder")
		}
		got := invoke(t, "rebase")
		got.wants(t, exitDone)
		if want := "0002_add_posts.sql -> 0003_add_posts.sql\nwrote schemadiff.sum\n"; got.out != want || dry.out != want {
			t.Errorf("got\n%s and with --dry-run\n%s", got.out, dry.out)
		}
		text := read(t, "migrations/0003_add_posts.sql")
		for _, want := range []string{"  id: 0003  name: add_posts\n", " 0003_add_posts.sql\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("the header lacks %q:\n%s", want, text)
			}
		}
		if edited, known := generate.BodyEdited(text); edited || !known {
			t.Error("the body counts as edited")
		}
		mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql")
	})
}

// Before a merge the desired schema lacks what main has, which must not be dropped.
func TestRebaseBeforeTheMerge(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags)
		adds(t, "feature", "posts", posts)
		got := invoke(t, "rebase")
		got.wants(t, exitDone)
		if want := "0002_add_tags.sql from main\n0002_add_posts.sql -> 0003_add_posts.sql\nwrote schemadiff.sum\n"; got.out != want {
			t.Errorf("got\n%s", got.out)
		}
		commit(t)
		if err := exec.Command("git", "merge", "-q", "--no-edit", "main").Run(); err != nil {
			invoke(t, "rebase").wants(t, exitDone)
		}
		mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql")
	})
}

// Columns that both add to one table are no reason to wait for the merge.
func TestRebaseColumnsBeforeTheMerge(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		changed(t, "main", "age text\n", "age text,\n  mail text\n")
		changed(t, "feature", "age text\n", "age text,\n  city text\n")
		invoke(t, "rebase").wants(t, exitDone, "_mail.sql from main", " -> 0003_")
		commit(t)
		conflicts(t, "schema/users.sql")
		write(t, "schema/users.sql", strings.Replace(usersTable, "age text\n", "age text,\n  mail text,\n  city text\n", 1))
		invoke(t, "rebase").wants(t, exitDone)
		mended(t, migrations(t)...)
	})
}

func TestRebaseSeveral(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags)
		adds(t, "feature", "posts", posts, "--down")
		adds(t, "feature", "notes", "CREATE TABLE notes (id bigint NOT NULL PRIMARY KEY);\n")
		adds(t, "feature", "words", "CREATE TABLE words (id bigint NOT NULL PRIMARY KEY);\n")
		write(t, "migrations/backfills/0003_add_notes.sql", "SELECT 1;\n")
		conflicts(t, "migrations/schemadiff.sum")
		invoke(t, "rebase").wants(t, exitDone, "0002_add_posts.down.sql -> 0003_add_posts.down.sql", "backfills/0003_add_notes.sql -> backfills/0004_add_notes.sql")
		mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.down.sql", "0003_add_posts.sql", "0004_add_notes.sql", "0005_add_words.sql", "backfills/0004_add_notes.sql")
	})
}

func TestRebaseSeveralOfMain(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "feature", "posts", posts)
		adds(t, "main", "tags", tags)
		adds(t, "main", "notes", "CREATE TABLE notes (id bigint NOT NULL PRIMARY KEY);\n")
		conflicts(t, "migrations/schemadiff.sum")
		invoke(t, "rebase").wants(t, exitDone, "0002_add_posts.sql -> 0004_add_posts.sql")
		mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_notes.sql", "0004_add_posts.sql")
	})
}

// changed is the table users of a branch.
func changed(t *testing.T, branch, was, now string, args ...string) {
	t.Helper()
	git(t, "checkout", "-q", branch)
	write(t, "schema/users.sql", strings.Replace(usersTable, was, now, 1))
	generated(t, args...)
}

// Both make the table anew, or change it in place; the later one must keep what the
// other has added.
func TestRebaseSameTable(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		changed(t, "main", "name text", "name text NOT NULL DEFAULT '',\n  mail text NOT NULL DEFAULT ''", "main_side")
		changed(t, "feature", "age text\n", "age text NOT NULL DEFAULT '0',\n  city text\n", "feature_side")
		conflicts(t, "migrations/schemadiff.sum")
		write(t, "schema/users.sql", "CREATE TABLE users (\n  id bigint NOT NULL PRIMARY KEY,\n  name text NOT NULL DEFAULT '',\n  mail text NOT NULL DEFAULT '',\n  age text NOT NULL DEFAULT '0',\n  city text\n);\n")
		got := invoke(t, "rebase")
		got.wants(t, exitDone, "0002_feature_side.sql -> 0003_feature_side.sql")
		if regenerated := strings.Contains(got.out, "regenerated 0003_feature_side.sql"); regenerated != (dialect == "sqlite") {
			t.Errorf("regenerated: %v\n%s", regenerated, got.out)
		}
		mended(t, "0001_init.sql", "0002_main_side.sql", "0003_feature_side.sql")
		if dialect != "sqlite" {
			return
		}
		if err := dbtest.Create("app.db", ""); err != nil {
			t.Fatal(err)
		}
		invoke(t, "migrate", "--db", "app.db").wants(t, exitDone)
		invoke(t, "plan", "--db", "app.db", "--exit-code").wants(t, exitDone)
	})
}

// What works behind the others, but not as before, is not put there by guesswork.
func TestRebaseSameTableBeforeTheMerge(t *testing.T) {
	branches(t, "sqlite")
	changed(t, "main", "name text", "name text NOT NULL DEFAULT '',\n  mail text", "main_side")
	changed(t, "feature", "age text\n", "age text NOT NULL DEFAULT '0'\n", "feature_side")
	invoke(t, "rebase").wants(t, exitRefused, "mail", "merge main first")
	if diff := cmp.Diff([]string{"0001_init.sql", "0002_feature_side.sql"}, migrations(t)); diff != "" {
		t.Errorf("the folder has changed (-want +got):\n%s", diff)
	}
}

// What was written by hand is left to people.
func TestRebaseByHand(t *testing.T) {
	branches(t, "sqlite")
	changed(t, "main", "name text", "name text NOT NULL DEFAULT '',\n  mail text", "main_side")
	changed(t, "feature", "age text\n", "age text NOT NULL DEFAULT '0'\n", "feature_side")
	conflicts(t, "migrations/schemadiff.sum")
	write(t, "schema/users.sql", "CREATE TABLE users (\n  id bigint NOT NULL PRIMARY KEY,\n  name text NOT NULL DEFAULT '',\n  mail text,\n  age text NOT NULL DEFAULT '0'\n);\n")
	const file = "migrations/0002_feature_side.sql"
	write(t, file, read(t, file)+"\nUPDATE users SET age = '1' WHERE age = '0';\n")
	sum := read(t, "migrations/schemadiff.sum")
	invoke(t, "rebase").wants(t, exitRefused, file+":1: edited by hand", "mail", "nothing was changed")
	if diff := cmp.Diff([]string{"0001_init.sql", "0002_feature_side.sql", "0002_main_side.sql"}, migrations(t)); diff != "" || sum != read(t, "migrations/schemadiff.sum") {
		t.Errorf("the folder has changed (-want +got):\n%s", diff)
	}
	write(t, file, "ALTER TABLE nothing ADD COLUMN x;\n")
	invoke(t, "rebase").wants(t, exitRefused, file+":1:", "nothing", "written by hand")
	write(t, file, "<<<<<<< HEAD\nSELECT 1;\n=======\n>>>>>>> main\n")
	invoke(t, "rebase").wants(t, exitFailed, file+":1:1", "merge conflict")
}

func TestRebaseSameFile(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags, "more", "--down")
		adds(t, "feature", "posts", posts, "more", "--down")
		conflicts(t, "migrations/schemadiff.sum", "migrations/0002_more.sql")
		invoke(t, "rebase").wants(t, exitFailed, "migrations/0002_more.sql:", "git checkout --ours")
		git(t, "checkout", "--ours", "migrations/0002_more.sql", "migrations/0002_more.down.sql")
		got := invoke(t, "rebase")
		got.wants(t, exitDone)
		if want := "0002_more.sql from main\n0002_more.down.sql from main\n0002_more.sql -> 0003_more.sql\n0002_more.down.sql -> 0003_more.down.sql\nwrote schemadiff.sum\n"; got.out != want {
			t.Errorf("got\n%s", got.out)
		}
		mended(t, "0001_init.sql", "0002_more.down.sql", "0002_more.sql", "0003_more.down.sql", "0003_more.sql")
		if !strings.Contains(read(t, "migrations/0002_more.down.sql"), "tags") || !strings.Contains(read(t, "migrations/0003_more.down.sql"), "posts") {
			t.Error("what takes back is not beside what it takes back")
		}
	})
}

func TestRebaseWrongSum(t *testing.T) {
	for _, side := range []string{"both", "ours", "theirs"} {
		t.Run(side, func(t *testing.T) {
			branches(t, "sqlite")
			adds(t, "main", "tags", tags)
			adds(t, "feature", "posts", posts)
			conflicts(t, "migrations/schemadiff.sum")
			git(t, "checkout", "--"+strings.Replace(side, "both", "ours", 1), "migrations/schemadiff.sum")
			if side == "both" {
				theirs, err := exec.Command("git", "show", "main:migrations/schemadiff.sum").Output()
				if err != nil {
					t.Fatal(err)
				}
				lines := strings.SplitAfter(string(theirs), "\n")
				write(t, "migrations/schemadiff.sum", string(read(t, "migrations/schemadiff.sum"))+lines[1])
			}
			commit(t)
			invoke(t, "check").wants(t, exitRefused, "migration-out-of-order", "schemadiff rebase")
			invoke(t, "rebase").wants(t, exitDone, "0002_add_posts.sql -> 0003_add_posts.sql")
			mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql")
		})
	}
}

// Only the sum is wrong: the numbers differ.
func TestRebaseWrongSumAlone(t *testing.T) {
	branches(t, "sqlite")
	adds(t, "main", "tags", tags)
	sum := read(t, "migrations/schemadiff.sum")
	adds(t, "main", "posts", posts)
	write(t, "migrations/schemadiff.sum", sum)
	commit(t)
	invoke(t, "check").wants(t, exitRefused, "migration-out-of-order")
	invoke(t, "rebase").wants(t, exitDone, "wrote schemadiff.sum")
	mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql")
}

func TestRebaseEditedOfMain(t *testing.T) {
	branches(t, "sqlite")
	adds(t, "feature", "posts", posts)
	const file = "migrations/0001_init.sql"
	text := read(t, file)
	write(t, file, text+"-- more\n")
	commit(t)
	adds(t, "main", "tags", tags)
	conflicts(t)
	git(t, "checkout", "--ours", "migrations/schemadiff.sum")
	invoke(t, "rebase").wants(t, exitRefused, "migrations/0001_init.sql differs from that of main", "git checkout main --")
	if err := os.Rename("migrations/0002_add_posts.sql", "migrations/0003_add_posts.sql"); err != nil {
		t.Fatal(err)
	}
	commit(t)
	invoke(t, "check").wants(t, exitRefused, "migration-edited", "0001_init.sql")
	git(t, "rm", "-q", file)
	commit(t)
	invoke(t, "check").wants(t, exitDifferences, "migration-edited", "the base has it and it is gone")
	invoke(t, "rebase").wants(t, exitDone, "0001_init.sql from main")
	mended(t, "0001_init.sql", "0002_add_tags.sql", "0003_add_posts.sql")
	if read(t, file) != text {
		t.Error("0001_init.sql is not that of main")
	}
}

func TestRebaseDeletedOfMain(t *testing.T) {
	branches(t, "sqlite")
	adds(t, "main", "tags", tags)
	git(t, "checkout", "-q", "feature")
	git(t, "merge", "-q", "main")
	git(t, "rm", "-q", "migrations/0002_add_tags.sql", "schema/tags.sql")
	commit(t)
	invoke(t, "check").wants(t, exitRefused, "migration-edited", "the base has it and it is gone")
	write(t, "migrations/0003_more.sql", "ALTER TABLE tags ADD COLUMN name text;\n") // behind what is gone
	invoke(t, "check").wants(t, exitRefused, "the base has it and it is gone", "migrations/0003_more.sql:1:", "they do not work as they are")
}

func TestRebaseTimestamps(t *testing.T) {
	branches(t, "sqlite")
	adds(t, "main", "tags", tags, "--id", "timestamp")
	adds(t, "feature", "posts", posts)
	const early, late = "migrations/20200101000000_add_posts.sql", "20990101000000_add_tags.sql"
	renamed(t, "migrations/0002_add_posts.sql", early)
	git(t, "checkout", "-q", "main")
	renamed(t, "migrations/"+migrations(t)[1], "migrations/"+late)
	conflicts(t, "migrations/schemadiff.sum")
	git(t, "checkout", "--theirs", "migrations/schemadiff.sum")
	commit(t)
	invoke(t, "check").wants(t, exitRefused, "migration-out-of-order", "20200101000000_add_posts.sql")
	invoke(t, "rebase").wants(t, exitDone, "20200101000000_add_posts.sql -> 20990101000001_add_posts.sql")
	mended(t, "0001_init.sql", late, "20990101000001_add_posts.sql")
}

// renamed gives a migration that nobody else has another name, and commits that.
func renamed(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
	f, err := folder.Read("migrations")
	if err != nil {
		t.Fatal(err)
	}
	write(t, "migrations/schemadiff.sum", folder.SumText(folder.Chain(f.Files)))
	commit(t)
}

// Both have made the same change: one of the two is enough.
func TestRebaseSameChange(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "main", "tags", tags, "main_side")
		adds(t, "feature", "tags", tags, "feature_side")
		conflicts(t, "migrations/schemadiff.sum")
		invoke(t, "rebase").wants(t, exitDone, "removed 0002_feature_side.sql")
		mended(t, "0001_init.sql", "0002_main_side.sql")
	})
}
