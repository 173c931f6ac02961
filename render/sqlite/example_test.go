package sqlite_test

import (
	"context"
	"fmt"
	"os"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/render/sqlite"
)

// A schema is written in one order, whatever the order it was read in.
func ExampleSQL() {
	text := "CREATE VIEW v AS SELECT id FROM b;\nCREATE TABLE b (id INTEGER);\nCREATE TABLE a (id INTEGER);\nCREATE INDEX i ON a (id);\n"
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: text}})
	if err != nil {
		fmt.Println(err)
		return
	}
	sqlite.SQL(os.Stdout, s)
	// Output:
	// CREATE TABLE a (id INTEGER);
	// CREATE INDEX i ON a (id);
	//
	// CREATE TABLE b (id INTEGER);
	//
	// CREATE VIEW v AS SELECT id FROM b;
}
