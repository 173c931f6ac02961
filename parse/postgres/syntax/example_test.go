package syntax_test

import (
	"context"
	"fmt"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
)

// Each statement is parsed by itself: an error in one leaves the others as they are.
func ExampleStatements() {
	text := "CREATE TABLE a (id int);\nCREATE TABEL b (id int);\n-- the last one\nCREATE VIEW v AS SELECT ';' AS x\n"
	list, _, errs := syntax.Statements(context.Background(), parse.Source{Name: "schema.sql", Text: text}, func([]*syntax.Statement) {})
	for _, s := range list {
		fmt.Printf("%s: %s\n", s.Pos(0), s.SQL)
	}
	for _, err := range errs {
		fmt.Println(err)
	}
	// Output:
	// schema.sql:1:1: CREATE TABLE a (id int)
	// schema.sql:4:1: CREATE VIEW v AS SELECT ';' AS x
	// schema.sql:2:8: syntax error at or near "TABEL"
}
