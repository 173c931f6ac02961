package render

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/render/diagram"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func folderOf(t *testing.T, tables ...*lint.Table) map[string]string {
	t.Helper()
	files, err := SchemaFolder(tables, diagram.New(tables))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		if out[f.Name] != "" {
			t.Errorf("two files %s", f.Name)
		}
		out[f.Name] = f.Text
	}
	return out
}

// Every link of a folder leads to a file of it, and every table is reached from the overview, whatever the
// names; no two are one on a file system that knows no case, and none is more than a name.
func TestHostileNamesInSchemaFolder(t *testing.T) {
	var tables []*lint.Table
	names := append(dbtest.HostileNames(), "README", "readme", "Users", "users", "USERS", "con", "nul.x", "Com1", evilHTML, "a|b`c", "@team #1")
	for i, name := range names {
		key := litemodel.TableKey(name)
		tables = append(tables, &lint.Table{Key: key, Name: name, Comment: evilHTML, RowSecurity: true, Columns: []*lint.Column{{Name: name, Type: name, Default: name, Comment: name}},
			Checks: []*lint.CheckRule{{Expr: name}}, Indexes: []*lint.Index{{Name: name, Text: []string{name}, Where: name, Partial: true}}, Policies: []*lint.Policy{{Object: lint.Object{Name: name}, Text: name}},
			ForeignKeys: []*lint.ForeignKey{{Columns: []string{name}, References: litemodel.TableKey(names[(i+1)%len(names)]), Referenced: []string{name}}}})
	}
	tables = append(tables, &lint.Table{Key: schema.Key{Kind: schema.KindTable, Schema: "a", Name: "b"}, Name: "b"}, &lint.Table{Key: schema.Key{Kind: schema.KindTable, Schema: "public", Name: "a.b"}, Name: "a.b"})
	files := folderOf(t, tables...)
	folded := map[string]bool{}
	links := regexp.MustCompile(`\]\(([^)]*)\)`)
	for name, text := range files {
		if name != filepath.Base(name) || len(name) > 255 || !regexp.MustCompile(`^[A-Za-z0-9_~.]+\.md$`).MatchString(name) || folded[strings.ToLower(name)] {
			t.Errorf("the file %q", name)
		}
		folded[strings.ToLower(name)] = true
		if !strings.HasPrefix(text, SchemaMark+"\n# ") {
			t.Errorf("%s begins %.100q", name, text)
		}
		harmless(t, name, text)
		text = regexp.MustCompile("(?s)```mermaid\n.*\n```|`[^\n]*").ReplaceAllString(text, "") // code is text
		for _, bad := range []string{"@team", "#1"} {
			if strings.Contains(text, bad) {
				t.Errorf("%q gets out in %s", bad, name)
			}
		}
		for _, l := range links.FindAllStringSubmatch(text, -1) {
			if files[l[1]] == "" {
				t.Errorf("%s leads to %q", name, l[1])
			}
		}
		if name != "README.md" && !strings.Contains(files["README.md"], "]("+name+")") {
			t.Errorf("the overview does not lead to %s", name)
		}
	}
	if len(files) != len(tables)+1 {
		t.Errorf("%d files of %d tables", len(files), len(tables))
	}
}

// Of a table stands what it has, in an order that the schema alone decides.
func TestSchemaFolder(t *testing.T) {
	users := &lint.Table{Key: litemodel.TableKey("users"), Name: "users", Comment: "who signs in", RowSecurity: true,
		Columns: []*lint.Column{{Name: "id", Type: "integer"}, {Name: "email", Type: "text", NotNull: true, Default: "'a|b'", Comment: "where letters go"}},
		Primary: &lint.Index{Columns: []string{"id"}, Text: []string{"id"}, Unique: true}, Policies: []*lint.Policy{{Object: lint.Object{Name: "own"}, Text: "for select to app"}},
		Indexes: []*lint.Index{{Name: "by_email", Method: "hash", Columns: []string{"email"}, Text: []string{"email"}, Where: "email <> ''", Partial: true}}}
	orders := &lint.Table{Key: litemodel.TableKey("orders"), Name: "orders", Columns: []*lint.Column{{Name: "user_id", Type: "integer"}}, Checks: []*lint.CheckRule{{Expr: "user_id > 0"}},
		ForeignKeys: []*lint.ForeignKey{{Columns: []string{"user_id"}, References: users.Key, Referenced: []string{"id"}}, {Columns: []string{"user_id"}, References: litemodel.TableKey("gone")}}}
	want := map[string]string{
		"README.md": SchemaMark + "\n# Schema\n\n2 tables.\n\n```mermaid\nerDiagram\n    \"orders\" {\n        integer user_id FK\n    }\n" +
			"    \"users\" {\n        integer id PK\n        text email\n    }\n    \"orders\" }o--o| \"users\" : \"user_id\"\n```\n\n" +
			"| table | comment |\n|---|---|\n| [orders](orders.md) |  |\n| [users](users.md) | who signs in |\n",
		"orders.md": SchemaMark + "\n# orders\n\n| column | type | null | default | key |\n|---|---|---|---|---|\n| user\\_id | `integer` | null |  | foreign |\n\n" +
			"## Refers to\n\n- [users](users.md): user\\_id → id\n- gone: user\\_id\n\n## Checks\n\n- check `user_id > 0`\n",
		"users.md": SchemaMark + "\n# users\n\nwho signs in\n\nrow level security\n\n| column | type | null | default | key | comment |\n|---|---|---|---|---|---|\n" +
			"| id | `integer` |  |  | primary |  |\n| email | `text` |  | `'a\\|b'` |  | where letters go |\n\n" +
			"## Referred to by\n\n- [orders](orders.md): user\\_id\n\n## Keys and indexes\n\n- index `by_email (email) using hash WHERE email <> ''`\n\n## Policies\n\n- policy `own for select to app`\n",
	}
	if diff := cmp.Diff(want, folderOf(t, orders, users)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
