package render

import (
	"bytes"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func origin(name, head, tail string) litemodel.Source {
	return litemodel.Source{Origin: schema.Origin{Name: name, At: pos(1)}, Text: litemodel.Text{Head: head, Tail: tail}}
}

func expr(sql string) litemodel.Expr { return litemodel.Expr{SQL: sql} }

func someSchema() *schema.Schema {
	s := &schema.Schema{Dialect: "sqlite", Version: "3.54.1", Notes: []schema.Note{{Class: schema.Ignored, Subject: "BEGIN", Pos: pos(1)}}}
	users := litemodel.TableKey("users")
	s.Put(&litemodel.Table{Source: origin("Users", "CREATE TABLE", "(Id INTEGER PRIMARY KEY, \"e mail\" TEXT DEFAULT '<a&b>' -- c\n)"), Folded: "users",
		Columns: []*litemodel.Column{
			{Source: litemodel.Source{Origin: schema.Origin{Name: "Id", At: pos(1)}}, Table: users, Folded: "id", Type: litemodel.Type{Name: "INTEGER"}},
			{Source: litemodel.Source{Origin: schema.Origin{Name: "e mail", At: pos(1)}}, Table: users, Folded: "e mail", Type: litemodel.Type{Name: "TEXT"}, NotNull: true,
				Default: expr("'<a&b>'"), Collation: "nocase", Options: &litemodel.ColumnOptions{NotNullConflict: "ignore"}},
			{Source: litemodel.Source{Origin: schema.Origin{Name: "g"}}, Table: users, Folded: "g", Generated: litemodel.Generated{Expr: expr("id + 1"), Stored: true}},
		},
		Primary: &litemodel.Unique{Table: users, Primary: true, Parts: []litemodel.Part{{Column: "id", Expr: expr("id")}}},
		Uniques: []*litemodel.Unique{{Table: users, Parts: []litemodel.Part{{Column: "e mail", Expr: expr(`"e mail"`), Desc: true}}, Conflict: "replace"}},
		Checks:  []*litemodel.Check{{Source: litemodel.Source{Origin: schema.Origin{Name: "Ck"}}, Table: users, Folded: "ck", Expr: expr("id > 0")}},
		ForeignKeys: []*litemodel.ForeignKey{{Table: users, References: users, Columns: []string{"id"}, RefColumns: []string{"id"},
			OnDelete: "cascade", Deferred: true}},
		Options: &litemodel.TableOptions{Strict: true, RowIDAlias: "id"},
	})
	s.Put(&litemodel.Table{Source: origin("order", "CREATE TABLE", " (a)"), Folded: "order"})
	s.Put(&litemodel.Index{Source: origin("u_i", "CREATE UNIQUE INDEX", "ON Users (Id)"), Table: users, Folded: "u_i", Unique: true,
		Parts: []litemodel.Part{{Expr: expr("lower(id)"), Collation: "nocase"}}, Where: expr("id > 1")})
	s.Put(&litemodel.Virtual{Source: origin("docs", "CREATE VIRTUAL TABLE", " USING fts5(body)"), Folded: "docs", Module: "fts5", Args: expr("body"), Known: true})
	s.Put(&litemodel.View{Source: origin("v", "CREATE VIEW", " AS SELECT 1"), Folded: "v", Body: expr("as select 1")})
	s.Put(&litemodel.Trigger{Source: origin("tr", "CREATE TRIGGER", " AFTER INSERT ON Users BEGIN SELECT 1; END"), Table: users, Folded: "tr", Body: expr("after insert")})
	return s
}

func TestSchemaSQL(t *testing.T) {
	compare(t, `
CREATE TABLE "order" (a);

CREATE TABLE Users(Id INTEGER PRIMARY KEY, "e mail" TEXT DEFAULT '<a&b>' -- c
);
CREATE UNIQUE INDEX u_i ON Users (Id);

CREATE VIRTUAL TABLE docs USING fts5(body);

CREATE VIEW v AS SELECT 1;

CREATE TRIGGER tr AFTER INSERT ON Users BEGIN SELECT 1; END;
`, written(func(b *bytes.Buffer) { SchemaSQL(b, someSchema()) }))
}

func TestSchemaSQLOfNothing(t *testing.T) {
	compare(t, "", written(func(b *bytes.Buffer) { SchemaSQL(b, &schema.Schema{}) }))
}
