package lint

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// TestRespell: names in messages are spelled as in the statement, and other words stay as they are.
func TestRespell(t *testing.T) {
	a := &Act{Act: schema.Act{Spelling: map[string]string{"users": "Users", "größe": "Größe", "a": "A"}}}
	for text, want := range map[string]string{
		"users.größe":         "Users.Größe",
		"users_old, \"a\", b": "users_old, \"A\", b",
		"":                    "",
		"no name":             "no name",
	} {
		if got := a.Respell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
