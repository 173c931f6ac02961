package cli

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/app/generate"
)

// What generate was allowed to do stays allowed when rebase writes the file again, and
// nothing else is.
func TestRebaseKeepsAllowances(t *testing.T) {
	both(t, func(t *testing.T, dialect string) {
		branches(t, dialect)
		changed(t, "main", "age text\n", "age text,\n  mail text\n", "main_side")
		changed(t, "feature", "name text,\n  age text\n", "age text NOT NULL DEFAULT '0'\n", "feature_side", "--allow", "drop-column")
		conflicts(t, "migrations/schemadiff.sum")
		merged := "CREATE TABLE users (\n  id bigint NOT NULL PRIMARY KEY,\n  age text NOT NULL DEFAULT '0'"
		if dialect == "sqlite" { // a rebuild, which would lose the other column, is written again
			write(t, "schema/users.sql", merged+",\n  city text\n);\n")
			invoke(t, "rebase").wants(t, exitRefused, "users.mail", "--allow drop-column:")
		}
		write(t, "schema/users.sql", merged+",\n  mail text\n);\n")
		got := invoke(t, "rebase")
		got.wants(t, exitDone)
		if again := strings.Contains(got.out, "regenerated 0003_feature_side.sql"); again != (dialect == "sqlite") {
			t.Errorf("regenerated: %v\n%s", again, got.out)
		}
		if text := read(t, "migrations/0003_feature_side.sql"); !strings.Contains(text, "\n-- schemadiff:allow drop-column:") || !strings.Contains(text, generate.PermittedBy) {
			t.Errorf("no allowance in\n%s", text)
		}
		invoke(t, "check", "--preset", "minimal").wants(t, exitDone, "which lead to the desired schema")
	})
}
