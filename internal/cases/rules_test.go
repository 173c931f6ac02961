package cases

// Every rule that a change can break is shown by a pair of schemas, its page's example:
// what lint calls by a name, plan calls by the same, and apply refuses what is an error.

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

func TestRulesOfPlans(t *testing.T) {
	for _, r := range rules.All() {
		if r.NoChange != "" || r.Dialect != "" && r.Dialect != "sqlite" || r.Severity.Rank() < lint.Warning.Rank() && r.Check != nil {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			pair := dbtest.PairOf(r.Page, schema.SQLite)
			dir := t.TempDir()
			if err := dbtest.Create(filepath.Join(dir, "app.db"), pair.Before); err != nil {
				t.Skipf("the example is not SQLite's: %v", err)
			}
			if err := os.WriteFile(filepath.Join(dir, "to.sql"), []byte(pair.After), 0o644); err != nil {
				t.Fatal(err)
			}
			command := func(name string, more ...string) dbtest.Result {
				args := append([]string{name, "--db", "sqlite:app.db", "--schema", "to.sql"}, more...)
				return schemadiff(t, dir, args...)
			}
			planned := command("plan", append(slices.Clone(pair.Flags), "--format", "json")...)
			verdict, err := dbtest.ExpectedOf(planned.Out)
			if err != nil {
				t.Fatalf("%v: %s", err, planned)
			}
			if verdict[r.Name] == "" || !pair.State && verdict[r.Name] != string(r.Severity) {
				t.Errorf("plan reports %v, want %s as %s", verdict, r.Name, r.Severity)
			}
			if slices.Contains(pair.Flags, "--runner") {
				return // apply has its own
			}
			if applied := command("apply", append(slices.Clone(pair.Flags), "--yes")...); (applied.Code == exitRefused) != verdict.Refused() {
				t.Errorf("plan reports %v, but apply: %s", verdict, applied)
			}
		})
	}
}
