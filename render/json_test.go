package render

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func planToJSON(t *testing.T, p *plan.Plan, in Info) string {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, p, script, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func schemaToJSON(t *testing.T, s *schema.Schema) string {
	t.Helper()
	var b bytes.Buffer
	if err := SchemaJSON(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// valid checks text against a schema of docs.
func valid(t *testing.T, file, text string) {
	t.Helper()
	if err := validate(t, file, text); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

func validate(t *testing.T, file, text string) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	sch, err := c.Compile(filepath.Join("..", "docs", file))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return sch.Validate(v)
}

// The documents say what there is: a field they do not name is an error.
func TestUndocumentedFieldsAreInvalid(t *testing.T) {
	text := strings.Replace(planToJSON(t, somePlan(), someInfo()), `"cost"`, `"price"`, 1)
	if validate(t, "plan.schema.json", text) == nil {
		t.Error("a plan with a field that is not documented is valid")
	}
}

func TestPlansAreValid(t *testing.T) {
	for _, p := range []*plan.Plan{emptyPlan(), somePlan(), blockedPlan(), hostilePlan()} {
		valid(t, "plan.schema.json", planToJSON(t, p, someInfo()))
	}
}

func TestSchemasAreValid(t *testing.T) {
	valid(t, "schema.schema.json", schemaToJSON(t, someSchema()))
	valid(t, "schema.schema.json", schemaToJSON(t, &schema.Schema{Dialect: "sqlite"}))
}

func TestJSONHasNoScriptOfARefusedPlan(t *testing.T) {
	in := someInfo()
	for _, want := range []string{"", script} {
		var got struct{ Script string }
		if err := json.Unmarshal([]byte(planToJSON(t, blockedPlan(), in)), &got); err != nil {
			t.Fatal(err)
		}
		compare(t, want, got.Script)
		in.Apply = allowAll
	}
}

func TestJSON(t *testing.T) {
	p := somePlan()
	p.Steps = p.Steps[1:2]
	compare(t, `
{
  "version": 1,
  "tool": {
    "name": "schemadiff",
    "version": "1.2.3"
  },
  "dialect": "sqlite",
  "target": "3.40",
  "runner": "script",
  "from": {
    "source": "app.db",
    "fingerprint": "sha256:0000000000000000000000000000000000000000000000000000000000000000"
  },
  "to": {
    "source": "schema.sql",
    "fingerprint": "sha256:0000000000000000000000000000000000000000000000000000000000000000"
  },
  "summary": {
    "steps": 1,
    "add": 0,
    "alter": 0,
    "rebuild": 1,
    "drop": 0,
    "destructive": 1,
    "blocked": 0
  },
  "steps": [
    {
      "kind": "rebuild table",
      "object": {
        "kind": "table",
        "schema": "",
        "table": "",
        "name": "users"
      },
      "sql": [
        "CREATE TABLE n (age INTEGER)",
        "DROP TABLE users"
      ],
      "reasons": [
        "column users.age: type TEXT becomes INTEGER",
        "column users.email is gone"
      ],
      "why": "SQLite cannot change a type in place",
      "source": {
        "file": "schema.sql",
        "line": 3,
        "column": 3
      },
      "lock": "",
      "transactional": true,
      "cost": "rewrite",
      "rows": 1234567,
      "bytes": 12345678,
      "loss": "loses",
      "lost": "the values of users.email",
      "rules": [
        {
          "rule": "drop-column",
          "object": {
            "kind": "column",
            "schema": "",
            "table": "users",
            "name": "email"
          }
        }
      ],
      "undo": [],
      "undoNote": "the values are gone"
    }
  ],
  "holds": [],
  "access": [],
  "findings": [
    {
      "rule": "column-order",
      "severity": "info",
      "object": {
        "kind": "table",
        "schema": "",
        "table": "",
        "name": "users"
      },
      "source": {
        "file": "schema.sql",
        "line": 2,
        "column": 3
      },
      "message": "another order",
      "hint": "harmless",
      "count": 0,
      "blocks": false,
      "allow": ""
    }
  ],
  "notes": [
    {
      "class": "ignored",
      "subject": "INSERT INTO users",
      "source": {
        "file": "schema.sql",
        "line": 20,
        "column": 3
      },
      "reason": "it changes no schema"
    }
  ],
  "script": "BEGIN;\nDROP TABLE old;\nCOMMIT;\n"
}
`, planToJSON(t, p, someInfo()))
}

func TestSchemaJSON(t *testing.T) {
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
`, strings.Replace(schemaToJSON(t, s), s.Fingerprint(), "FINGERPRINT", 1))
}
