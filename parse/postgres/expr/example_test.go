package expr_test

// These examples show an expression on its way: read, made canonical, compared, renamed.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// noNames knows nothing but what PostgreSQL brings.
type noNames struct{}

func (noNames) Relation(s, n string) (schema.Key, bool) { return schema.Key{}, false }
func (noNames) Columns(schema.Key) []expr.Column {
	return []expr.Column{{Name: "price", Type: "numeric"}, {Name: "name", Type: "text"}}
}
func (noNames) Function(s, n string) (string, []schema.Key, bool) {
	return s, nil, expr.BuiltinFunction(n)
}
func (noNames) Type(s, n string) (string, schema.Key, bool) {
	return "", schema.Key{}, s == "pg_catalog" || expr.BuiltinType(n)
}
func (noNames) Operator(s, n string) (string, []schema.Key, bool)  { return "", nil, true }
func (noNames) Collation(s, n string) (string, schema.Key, bool)   { return "", schema.Key{}, true }
func (noNames) TsObject(k schema.Kind, s, n string) (string, bool) { return "", true }
func (noNames) Base(schema.Key) string                             { return "" }
func (noNames) Result(schema.Key) (typ string, cols []expr.Column) { return "", nil }

var items = expr.Scope{Table: schema.Key{Kind: schema.KindTable, Schema: "public", Name: "items"}, TableName: "items"}

func canonical(text string) pgmodel.Expr {
	tree, err := grammar.Parse("SELECT " + text)
	if err != nil {
		panic(err)
	}
	e, _ := expr.Canonical(tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val, noNames{}, items)
	return e
}

// What an author writes and what the server prints of it have one form.
func ExampleCanonical() {
	author, server := canonical("price IN (1, 2) AND name LIKE 'a%'"), canonical("((price = ANY (ARRAY[(1)::numeric, (2)::numeric])) AND (name ~~ 'a%'::text))")
	fmt.Println(author.Strict == server.Strict)
	fmt.Println(author.Strict)
	fmt.Println(author.SQL)
	// Output:
	// true
	// price = ANY (ARRAY[1::numeric, 2::numeric]) AND name ~~ 'a%'::text
	// price IN (1, 2) AND name LIKE 'a%'
}

// A condition that is stricter than another one needs no look at the rows.
func ExampleProof_Implies() {
	given := []pgmodel.Expr{canonical("price > 1 AND name IS NOT NULL")}
	fmt.Println(expr.Proof{}.Implies(given, []pgmodel.Expr{canonical("name IS NOT NULL")}))
	fmt.Println(expr.Proof{}.Implies(given, []pgmodel.Expr{canonical("price > 2")}))
	// Output:
	// true
	// false
}

// The text of an expression follows a renaming, as the server's own copy does.
func ExampleRenameInSQL() {
	column := func(name string) schema.Key {
		return schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "items", Name: name}
	}
	text, changed := expr.RenameInSQL("price > 0 AND items.price < 100", false, expr.Renaming{From: column("price"), To: column("amount")}, noNames{}, items)
	fmt.Println(changed, text)
	// Output: true amount > 0 AND items.amount < 100
}
