package sqlite

import "testing"

// Semicolons go from comments and stay in values and names.
func TestPlainComments(t *testing.T) {
	for in, want := range map[string]string{"a -- b;c": "a -- b,c", "'--;' ; ": "'--;' ; ", "\"/*;\" /* ; ": "\"/*;\" /* , ", "[a;--] --;\n;": "[a;--] --,\n;"} {
		if got := plainComments(in); got != want {
			t.Errorf("%s became %s", in, got)
		}
	}
}
