package cli

import (
	"os"
	"strings"
	"testing"
)

// lints says what lint tells of three rules, the others off.
func lints(t *testing.T, code int, want string, args ...string) {
	t.Helper()
	args = append([]string{"lint", "--format", "compact", "--preset", "minimal", "--rule", "migration-edited=error", "--rule", "migration-out-of-order=error", "--rule", "schema-migrations-drift=error"}, args...)
	got := invoke(t, args...)
	if got.code != code || want == "" && got.out != "" || !strings.Contains(got.out+got.err, want) {
		t.Errorf("%q: exit status %d, want %d and %q\n%s%s", args, got.code, code, want, got.out, got.err)
	}
}

func TestLintFolder(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		adds(t, "feature", "posts", posts)
		const first, second, third = "migrations/0001_init.sql", "migrations/0002_add_posts.sql", "migrations/0001_early.sql"
		lints(t, exitDone, "")
		lints(t, exitDone, "", "migrations")

		text := read(t, first)
		write(t, first, text+"-- more\n")
		lints(t, exitRefused, "it differs from that of the base, which databases may have applied [migration-edited]", first)
		lints(t, exitDone, "", second)
		write(t, first, text)

		if err := os.Rename(second, third); err != nil {
			t.Fatal(err)
		}
		lints(t, exitRefused, "it has the same number as 0001_init.sql [migration-out-of-order]", third)
		lints(t, exitRefused, "it is listed in schemadiff.sum and is not there [migration-edited]", "migrations")
		if err := os.Rename(third, second); err != nil {
			t.Fatal(err)
		}

		write(t, "schema/tags.sql", tags)
		lints(t, exitRefused, "is new [schema-migrations-drift]")
		lints(t, exitRefused, "schema/tags.sql:1", "schema", "migrations")
		lints(t, exitDone, "", "schema")
		lints(t, exitDone, "", "migrations")
		if got := invoke(t, "lint", "--rule", "schema-migrations-drift=off"); strings.Contains(got.out, "drift") {
			t.Errorf("a rule that is off tells:\n%s", got.out)
		}

		write(t, "migrations/schemadiff.sum", "<<<<<<< HEAD\n")
		lints(t, exitRefused, "migrations/schemadiff.sum:1", second)
	})
}

// What was generated and edited since is information, until a base has it.
func TestLintFolderEdited(t *testing.T) {
	branches(t, "sqlite")
	adds(t, "feature", "posts", posts)
	const file = "migrations/0002_add_posts.sql"
	write(t, file, read(t, file)+"-- more\n")
	invoke(t, "lint", file, "--info", "--format", "compact").wants(t, exitDone, "info: it was edited after it was generated [migration-edited]")
	git(t, "checkout", "-q", "-f", "-b", "other", "main")
	git(t, "branch", "-q", "-D", "main") // no base
	write(t, "migrations/0001_init.sql", read(t, "migrations/0001_init.sql")+"-- more\n")
	invoke(t, "lint", "migrations/0001_init.sql", "--info", "--format", "compact").wants(t, exitDone, "info: it was edited after it was generated [migration-edited]")
}

// A statement whose effect nobody knows keeps the two from being compared.
func TestLintDriftOfOpaque(t *testing.T) {
	branches(t, "postgres")
	git(t, "checkout", "-q", "feature")
	write(t, "schema/tags.sql", tags)
	write(t, "migrations/0002_do.sql", "DO $$ BEGIN EXECUTE 'CREATE TABLE tags (id bigint PRIMARY KEY)'; END $$;\n")
	if got := invoke(t, "lint", "--format", "compact"); strings.Contains(got.out, "schema-migrations-drift") {
		t.Errorf("got\n%s", got.out)
	}
}
