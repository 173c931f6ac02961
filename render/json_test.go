package render

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/schemadiff/schemadiff/plan"
)

func planToJSON(t *testing.T, p *plan.Plan, in Info) string {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, p, script, in); err != nil {
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
      "undoNote": "the values are gone",
      "after": [],
      "includes": []
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
