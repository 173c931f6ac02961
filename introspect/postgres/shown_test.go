package postgres

import (
	"strings"
	"testing"
	"testing/quick"
)

func TestShownStatement(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1":                        "SELECT 1",
		"ALTER ROLE a\n PASSWORD 'x''y'":  "ALTER ROLE a PASSWORD '…'",
		"SELECT 'a' || E'b\\'c', secret'": "SELECT '…' || E'…'",
		"SELECT 'cut off by the serv":     "SELECT '…'",
		"DO $x$ secret $x$; SELECT 2":     "DO '…'; SELECT 2",
		"SELECT a$1, $1, $$secret":        "SELECT a$1, $1, '…'",
		"SELECT 1 -- secret\n+ 2":         "SELECT 1 + 2",
		"SELECT /* a /* b */ secret */ 3": "SELECT 3",
		`SELECT "a'b", 'secret'`:          `SELECT "a'b", '…'`,
		hidden:                            "",
		strings.Repeat("x", 200):          strings.Repeat("x", mostShown) + "…",
	} {
		if got := shownStatement(sql); got != want {
			t.Errorf("%q is shown as %q, want %q", sql, got, want)
		}
	}
}

// A literal is never shown, whatever is around it.
func TestLiteralsAreNeverShown(t *testing.T) {
	never := func(before, after string) bool {
		before = strings.NewReplacer("'", "", `"`, "", "$", "", "--", "", "/*", "", `\`, "").Replace(before)
		return !strings.Contains(shownStatement(before+" 'hunter2' "+after), "hunter2")
	}
	if err := quick.Check(never, nil); err != nil {
		t.Error(err)
	}
}
