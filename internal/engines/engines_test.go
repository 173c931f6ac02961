package engines

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/engine"
)

// A name is a database of one target at most, and its password never shows.
func TestForDatabase(t *testing.T) {
	for name, language := range map[string]string{"sqlite:app.db": "sqlite", "app.db": "sqlite", "a/b.sqlite3": "sqlite", "postgres://h/app": "postgres",
		"postgresql://u:secret@h/app": "postgres", "rqlite://u:secret@h:4001": "sqlite", "rqlites://h": "sqlite", "schema.sql": "", "mysql://h/app": "", "": ""} {
		target := ForDatabase(name)
		switch {
		case target == nil && language == "":
		case target == nil || string(target.Language().Name()) != language:
			t.Errorf("%s is of %v, want %q", name, target, language)
		default:
			database, _, err := target.ParseURL(name)
			if label := target.Label(database); err != nil || label == "" || label == database && language == "postgres" {
				t.Errorf("%s: label %q, %v", name, label, err)
			}
		}
	}
	if got := ForDatabase("postgres://u:secret@h/app").Mask("postgres://u:secret@h/app"); strings.Contains(got, "secret") || !strings.Contains(got, "h/app") {
		t.Errorf("got %s", got)
	}
}

func TestLanguages(t *testing.T) {
	if got := Languages(); !slices.Equal(got, []string{"sqlite", "postgres"}) {
		t.Errorf("got %q", got)
	}
	for _, name := range Languages() {
		target := ForLanguage(name)
		if target == nil || string(target.Language().Name()) != name || ForDatabase(target.Example()) == nil {
			t.Errorf("%s: %v", name, target)
		}
	}
	if target := ForLanguage("oracle"); target != nil {
		t.Errorf("got %v", target)
	}
}

// What only some languages have is an interface of its own, so that a caller that forgets one of
// them is seen here when a language is added.
func TestInterfaces(t *testing.T) {
	has := map[string][]string{}
	for _, target := range All() {
		var list []string
		for name, ok := range interfaces(target) {
			if ok {
				list = append(list, name)
			}
		}
		slices.Sort(list)
		has[string(target.Language().Name())] = list
	}
	for name, want := range map[string][]string{
		"sqlite":   {"Declarer", "FixedSchemas", "Keeper", "ReferenceChecker", "Rehearser"},
		"postgres": {"AccessJudge", "Locker", "NameLimiter", "Resumer", "Scoper", "Server", "Writer"},
	} {
		for _, w := range want {
			if !slices.Contains(has[name], w) {
				t.Errorf("%s has %q, not %s", name, has[name], w)
			}
		}
	}
}

func interfaces(target engine.Target) map[string]bool {
	language, out := target.Language(), map[string]bool{}
	_, out["Rehearser"] = language.(engine.Rehearser)
	_, out["ReferenceChecker"] = language.(engine.ReferenceChecker)
	_, out["Keeper"] = language.(engine.Keeper)
	_, out["Declarer"] = language.(engine.Declarer)
	_, out["Writer"] = language.(engine.Writer)
	_, out["Locker"] = language.(engine.Locker)
	_, out["AccessJudge"] = language.(engine.AccessJudge)
	_, out["NameLimiter"] = language.(engine.NameLimiter)
	_, out["FixedSchemas"] = language.(engine.FixedSchemas)
	_, out["Scoper"] = language.(engine.Scoper)
	_, out["Server"] = target.(engine.Server)
	_, out["Resumer"] = target.(engine.Resumer)
	return out
}
