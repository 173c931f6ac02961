package sqlite

// These tests write a schema that has every kind of object once, as SQL and as JSON, and
// hold the JSON against its document in docs.

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

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

func TestSQL(t *testing.T) {
	compare(t, `
CREATE TABLE "order" (a);

CREATE TABLE Users(Id INTEGER PRIMARY KEY, "e mail" TEXT DEFAULT '<a&b>' -- c
);
CREATE UNIQUE INDEX u_i ON Users (Id);

CREATE VIRTUAL TABLE docs USING fts5(body);

CREATE VIEW v AS SELECT 1;

CREATE TRIGGER tr AFTER INSERT ON Users BEGIN SELECT 1; END;
`, written(func(b *bytes.Buffer) { SQL(b, someSchema()) }))
}

func TestSQLOfNothing(t *testing.T) {
	compare(t, "", written(func(b *bytes.Buffer) { SQL(b, &schema.Schema{}) }))
}

func TestJSONIsValid(t *testing.T) {
	for _, s := range []*schema.Schema{someSchema(), {Dialect: "sqlite"}} {
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		document, err := c.Compile(filepath.Join("..", "..", "docs", "schema.schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		text := asJSON(t, s)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := document.Validate(value); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

func asJSON(t *testing.T, s *schema.Schema) string {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compare leaves out the first line end of what is wanted.
func compare(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("output differs (-want +got):\n%s", diff)
	}
}

func written(write func(*bytes.Buffer)) string {
	var b bytes.Buffer
	write(&b)
	return b.String()
}

func pos(line int) schema.Pos { return schema.Pos{File: "schema.sql", Line: line, Col: 3} }

func TestJSON(t *testing.T) {
	s := someSchema()
	s.Delete(schema.Key{Kind: schema.KindTable, Name: "order"})
	compare(t, `
{
  "version": 1,
  "dialect": "sqlite",
  "engineVersion": "3.54.1",
  "fingerprint": "FINGERPRINT",
  "tables": [
    {
      "name": "Users",
      "source": {
        "file": "schema.sql",
        "line": 1,
        "column": 3
      },
      "columns": [
        {
          "name": "Id",
          "source": {
            "file": "schema.sql",
            "line": 1,
            "column": 3
          },
          "position": 1,
          "type": "INTEGER",
          "notNull": false,
          "default": null,
          "collation": null,
          "generated": null,
          "stored": false,
          "options": []
        },
        {
          "name": "e mail",
          "source": {
            "file": "schema.sql",
            "line": 1,
            "column": 3
          },
          "position": 2,
          "type": "TEXT",
          "notNull": true,
          "default": "'<a&b>'",
          "collation": "nocase",
          "generated": null,
          "stored": false,
          "options": [
            {
              "name": "not null on conflict",
              "value": "ignore"
            }
          ]
        },
        {
          "name": "g",
          "source": null,
          "position": 3,
          "type": "",
          "notNull": false,
          "default": null,
          "collation": null,
          "generated": "id + 1",
          "stored": true,
          "options": []
        }
      ],
      "primaryKey": {
        "name": null,
        "parts": [
          {
            "column": "Id",
            "expression": null,
            "collation": null,
            "desc": false
          }
        ],
        "onConflict": null
      },
      "uniques": [
        {
          "name": null,
          "parts": [
            {
              "column": "e mail",
              "expression": null,
              "collation": null,
              "desc": true
            }
          ],
          "onConflict": "replace"
        }
      ],
      "checks": [
        {
          "name": "Ck",
          "expression": "id > 0"
        }
      ],
      "foreignKeys": [
        {
          "name": null,
          "columns": [
            "Id"
          ],
          "table": "Users",
          "refColumns": [
            "Id"
          ],
          "onUpdate": null,
          "onDelete": "cascade",
          "match": null,
          "deferred": true
        }
      ],
      "options": [
        {
          "name": "strict",
          "value": "yes"
        },
        {
          "name": "rowid alias",
          "value": "id"
        }
      ]
    }
  ],
  "indexes": [
    {
      "name": "u_i",
      "source": {
        "file": "schema.sql",
        "line": 1,
        "column": 3
      },
      "table": "Users",
      "unique": true,
      "parts": [
        {
          "column": null,
          "expression": "lower(id)",
          "collation": "nocase",
          "desc": false
        }
      ],
      "where": "id > 1"
    }
  ],
  "virtualTables": [
    {
      "name": "docs",
      "source": {
        "file": "schema.sql",
        "line": 1,
        "column": 3
      },
      "module": "fts5",
      "arguments": "body",
      "known": true
    }
  ],
  "views": [
    {
      "name": "v",
      "source": {
        "file": "schema.sql",
        "line": 1,
        "column": 3
      },
      "definition": "as select 1"
    }
  ],
  "triggers": [
    {
      "name": "tr",
      "source": {
        "file": "schema.sql",
        "line": 1,
        "column": 3
      },
      "table": "Users",
      "definition": "after insert"
    }
  ],
  "notes": [
    {
      "class": "ignored",
      "subject": "BEGIN",
      "source": {
        "file": "schema.sql",
        "line": 1,
        "column": 3
      },
      "reason": ""
    }
  ]
}
`, strings.Replace(asJSON(t, s), s.Fingerprint(), "FINGERPRINT", 1))
}
