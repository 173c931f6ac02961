package render_test

import (
	"os"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// A plan as a terminal shows it.
func ExampleText() {
	p := &plan.Plan{Dialect: schema.SQLite, Target: "3.40", Steps: []plan.Step{{
		Kind: "create index", Key: schema.Key{Kind: schema.KindIndex, Name: "users_email"}, Reasons: []string{"index users_email is new"},
		Statements: []plan.Statement{{SQL: "CREATE INDEX users_email ON users (email)"}}, Cost: plan.Scan, Loss: plan.Keeps, Rows: 3, Bytes: -1,
	}}}
	render.Text(os.Stdout, p, render.Info{Version: "1.0", From: "app.db", To: "schema.sql"}, render.Style{})
	// Output:
	// Plan: 1 to add
	//
	// + create index users_email
	//     index users_email is new
	//     3 rows, read
	//       CREATE INDEX users_email ON users (email);
}

// An error with its line and a caret.
func ExampleError() {
	e := &parse.Error{Pos: schema.Pos{File: "schema.sql", Line: 3, Col: 8}, Msg: "syntax error", Line: "CREATE TABEL a (id int);", Hint: "write TABLE"}
	render.Error(os.Stdout, e, render.Style{})
	// Output:
	// schema.sql:3:8: syntax error
	//   CREATE TABEL a (id int);
	//          ^
	//   hint: write TABLE
}
