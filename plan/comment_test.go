package plan

import (
	"slices"
	"strings"
	"testing"
)

func TestCommentText(t *testing.T) {
	for in, want := range map[string]string{"a; b": "a, b", "a\nb;": "a b,", "x\u202ey": "x y"} {
		if got := CommentText(in); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

func TestUndoComments(t *testing.T) {
	for in, want := range map[string][]string{
		"DROP TABLE t":                    {"undo: DROP TABLE t"},
		"DROP VIEW v; CREATE VIEW v AS x": {"undo: DROP VIEW v", "      CREATE VIEW v AS x"},
		"DROP TABLE t;":                   {"undo: DROP TABLE t"},
		"CREATE TRIGGER g AFTER INSERT ON t BEGIN\n  DELETE FROM u;\nEND":         {"undo: CREATE TRIGGER g AFTER INSERT ON t BEGIN   DELETE FROM u", "      END"},
		"SELECT 'it''s', \"a\", `b`, $1, $$x$$, $a$ y $a$; SELECT /* c */ 2 - -1": {"undo: SELECT 'it''s', \"a\", `b`, $1, $$x$$, $a$ y $a$", "      SELECT /* c */ 2 - -1"},
		"CREATE TABLE t (\n  a int, -- key; by hand */\n  b int -- \n)":           {"undo: CREATE TABLE t (   a int, /* key, by hand * / */   b int /*  */ )"},
		"/* a;\n */ SELECT 1 -- last":                                             {"undo: /* a,  */ SELECT 1 /* last */"},
	} {
		if got := UndoComments(in); !slices.Equal(got, want) {
			t.Errorf("%q: got %q", in, got)
		}
	}
	for _, in := range []string{"SET DEFAULT 'a;b'", `DROP TABLE "a;b"`, "CREATE FUNCTION f() AS $$ a; $$", "CREATE FUNCTION f() AS $x$ $$ a; $$ $x$", "SET DEFAULT 'a\nb'", "CREATE FUNCTION f() AS $$ a -- b\n $$"} {
		got := UndoComments(in)
		if len(got) != 1 || strings.Contains(got[0], ";") || !strings.Contains(got[0], "…") {
			t.Errorf("%q: got %q", in, got)
		}
	}
}
