package syntax

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
)

func TestIncludesAreFound(t *testing.T) {
	got := Includes(parse.Source{Name: "a.sql", Text: "\\i a.sql\nSELECT '\\i b.sql'; -- \\i c.sql\n\\ir '../my file.sql'\r\nCREATE TABLE t (\n\\include d.sql\n);"})
	want := []Include{{"a.sql", false, 0}, {"../my file.sql", true, 40}, {"d.sql", false, 79}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("includes (-want +got):\n%s", diff)
	}
}

func TestIncludesThatAreSources(t *testing.T) {
	notes := noteIncludes([]parse.Source{
		{Name: "db/schema/main.sql", Text: "\\i schema/a.sql\n\\i db/schema/a.sql\n\\ir a.sql\n\\ir ../schema/./a.sql\n\\ir schema/a.sql\n\\i b.sql\n\\i /db/schema/a.sql"},
		{Name: "db/schema/a.sql"},
		{Name: "git:HEAD:db/a.sql", Text: "\\ir b/c.sql"},
		{Name: "git:HEAD:db/b/c.sql"},
		{Name: "<stdin>", Text: "\\i db/schema/a.sql"},
	})
	var got []string
	for _, n := range notes {
		got = append(got, string(n.Class)+" "+n.Pos.String())
	}
	want := []string{
		"ignored db/schema/main.sql:1:1", "ignored db/schema/main.sql:2:1", "ignored db/schema/main.sql:3:1", "ignored db/schema/main.sql:4:1",
		"not supported db/schema/main.sql:5:1", "not supported db/schema/main.sql:6:1", "not supported db/schema/main.sql:7:1",
		"ignored git:HEAD:db/a.sql:1:1", "ignored <stdin>:1:1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}
