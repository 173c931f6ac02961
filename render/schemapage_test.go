package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/render/diagram"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func schemaOf(t *testing.T, tables ...*lint.Table) string {
	t.Helper()
	var b bytes.Buffer
	if err := SchemaHTML(&b, "app.db", "1", tables, diagram.New(tables)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A table has its columns, keys and references on both sides.
func TestSchemaHTML(t *testing.T) {
	users := &lint.Table{Key: litemodel.TableKey("users"), Name: "users", Comment: "who signs in", Columns: []*lint.Column{{Name: "id", Type: "integer"}, {Name: "email", Type: "text", NotNull: true, Default: "''", Comment: "where letters go"}},
		Primary: &lint.Index{Columns: []string{"id"}, Text: []string{"id"}, Unique: true}, Indexes: []*lint.Index{{Name: "by_email", Columns: []string{"email"}, Text: []string{"email desc"}, Where: "email <> ''", Partial: true}}}
	orders := &lint.Table{Key: litemodel.TableKey("orders"), Name: "orders", Columns: []*lint.Column{{Name: "user_id", Type: "integer"}}, Checks: []*lint.CheckRule{{Expr: "user_id > 0"}},
		ForeignKeys: []*lint.ForeignKey{{Columns: []string{"user_id"}, References: users.Key}}}
	got := schemaOf(t, users, orders)
	for _, want := range []string{"2 tables", "who signs in", "<td>where letters go", "<td>email<td><code>text</code><td><td><code>&#39;&#39;</code>", "<td>id<td><code>integer</code><td><td><code></code><td>primary", "by_email (email desc) WHERE email",
		`referred to by <a href="#t1">orders</a> (user_id)`, `refers to <a href="#t0">users</a> (user_id)`, "user_id &gt; 0", "<svg "} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// A page of a schema has no script and nothing of somebody else's but text.
func TestHostileNamesInSchemaHTML(t *testing.T) {
	got := schemaOf(t, &lint.Table{Key: litemodel.TableKey(evilHTML), Name: evilHTML, Comment: evilHTML, Columns: []*lint.Column{{Name: evilHTML, Type: evilHTML, Default: evilHTML, Comment: evilHTML}},
		Checks: []*lint.CheckRule{{Expr: evilHTML}}, Indexes: []*lint.Index{{Name: evilHTML, Text: []string{evilHTML}, Where: evilHTML, Partial: true}}, Policies: []*lint.Policy{{Object: lint.Object{Name: evilHTML}, Text: evilHTML}}})
	harmless(t, "page", strings.ReplaceAll(got, "�", ""))
	for _, bad := range []string{"<script", "<img", `" onfocus="`, "http://192"} {
		if strings.Contains(strings.ReplaceAll(got, "&#34;http://192", ""), bad) {
			t.Errorf("%q gets out", bad)
		}
	}
}
