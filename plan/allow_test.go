package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// known are names as rules give them.
var known = Names{Rules: []string{"drop-table", "drop-column", "lossy-type", "drop-virtual-table", "possible-rename"}, Aliases: map[string][]string{"narrower": {"lossy-type"}},
	Groups: map[string][]string{AllowDestructive: {"drop-table", "drop-column", "lossy-type", "drop-virtual-table"}}}

func TestParseAllow(t *testing.T) {
	got, err := ParseAllow([]string{"drop-column:users.email, drop-table", "all", "", "narrower:a"}, known)
	if diff := cmp.Diff(Allow{"drop-column:users.email", "drop-table", "all", "lossy-type:a"}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, wrong := range []string{"Drop-Column", "drop column", "drop-column:", ":users", "--yes"} {
		if got, err := ParseAllow([]string{wrong}, known); err == nil && wrong != "--yes" {
			t.Errorf("%q is read as %q", wrong, got)
		}
	}
}

func TestPermits(t *testing.T) {
	column := schema.Key{Kind: schema.KindColumn, Table: "users", Name: "email"}
	table := litemodel.TableKey("users")
	for _, c := range []struct {
		allow string
		rule  string
		key   schema.Key
		want  bool
	}{
		{"", "drop-column", column, false},
		{"all", "drop-column", column, true},
		{"all", "possible-rename", column, true},
		{"destructive", "drop-column", column, true},
		{"destructive", "lossy-type", column, true},
		{"destructive", "drop-virtual-table", table, true},
		{"destructive", "possible-rename", column, false},
		{"drop-column", "drop-column", column, true},
		{"drop-column", "drop-table", table, false},
		{"drop-column:users.email", "drop-column", column, true},
		{"drop-column:Users.EMAIL", "drop-column", column, true},
		{"drop-column:main.users.email", "drop-column", column, true},
		{"drop-column:users.name", "drop-column", column, false},
		{"drop-column:email", "drop-column", column, false},
		{"drop-column:users", "drop-column", column, false},
		{"drop-table:users", "drop-table", table, true},
		{"drop-table:users", "drop-table", litemodel.TableKey("main.users"), false},
		{"destructive:users", "drop-table", table, true},
		{"destructive:posts", "drop-table", table, false},
	} {
		allow, err := ParseAllow([]string{c.allow}, known)
		if err != nil {
			t.Fatal(err)
		}
		if got := allow.Permits(c.rule, c.key); got != c.want {
			t.Errorf("--allow %q, %s of %s: got %v, want %v", c.allow, c.rule, c.key, got, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	column := schema.Key{Kind: schema.KindColumn, Table: "users", Name: "email"}
	p := &Plan{
		Steps: []Step{
			{Kind: "drop column", Key: column, Rules: []Rule{{"drop-column", column}, {"lossy-type", column}}, Lost: "its values"},
			{Kind: "create table", Key: litemodel.TableKey("posts")},
		},
		Findings: []Finding{
			{Rule: "lossy-type", Key: column, Blocks: true, Allow: "lossy-type"},
			{Rule: "drop-column", Key: column, Allow: "drop-column"}, // only tells
			{Rule: "add-check-existing", Key: column, Blocks: true},
			{Rule: "column-order", Key: column},
			{Rule: "disable-rls", Severity: Error, Key: column, Allow: "disable-rls"}, // of a script it only warns
		},
	}
	for _, c := range []struct {
		allow Allow
		want  []string
	}{
		{nil, []string{"lossy-type", "add-check-existing", "disable-rls", "drop-column"}},
		{Allow{"drop-column"}, []string{"lossy-type", "add-check-existing", "disable-rls"}},
		{Allow{"drop-column", "lossy-type:users.email", "disable-rls"}, []string{"add-check-existing"}},
		{Allow{"all"}, []string{"add-check-existing"}}, // nothing can lift it
	} {
		var got []string
		for _, f := range Refusals(p, c.allow) {
			got = append(got, f.Rule)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("--allow %q (-want +got):\n%s", c.allow, diff)
		}
	}
}
