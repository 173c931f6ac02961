package postgres

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/introspect"
	executor "github.com/schemadiff/schemadiff/migrate/postgres"
)

// What names a server is recognised, and what is shown of it holds no password.
func TestServerNames(t *testing.T) {
	target := Server{}
	for name, want := range map[string]bool{
		"postgres://ann:secret@db/app":    true,
		"postgresql://db/app":             true,
		"host=db password=secret user=me": true,
		"schema.sql":                      false,
		"sqlite:app.db":                   false,
	} {
		database, ok, err := target.ParseURL(name)
		if ok != want || err != nil {
			t.Errorf("%s: %t, %v", name, ok, err)
		}
		if ok && strings.Contains(target.Mask(database)+target.Label(database), "secret") {
			t.Errorf("%s is shown as %s and %s", name, target.Mask(database), target.Label(database))
		}
	}
	if got := target.Label("postgres://ann:secret@db.example/app"); got != "app" {
		t.Errorf("the label is %q", got)
	}
}

// Expressions are compared by a scratch server where there is one, and by none where there is no
// database at all.
func TestEquivalenceSource(t *testing.T) {
	target, wait := Server{}, introspect.Patience{}
	if _, ok := target.Equivalence(nil, "postgres://scratch/x", false, wait).(executor.Scratch); !ok {
		t.Error("the scratch server is not asked")
	}
	if got := target.Equivalence(nil, "", false, wait); got != nil {
		t.Errorf("without a server %T is asked", got)
	}
}

// A script of one transaction needs psql to begin it; the others say BEGIN and COMMIT themselves.
func TestScriptCommands(t *testing.T) {
	j := Server{}.Journal()
	if one, several := j.ScriptCommand(true), j.ScriptCommand(false); !strings.Contains(one, " -1 ") || strings.Contains(several, " -1 ") || !strings.Contains(several, "ON_ERROR_STOP=1") {
		t.Errorf("got %q and %q", one, several)
	}
}
