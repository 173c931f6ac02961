package tree_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
)

// The condition of the inner query is not one of the UPDATE.
func ExampleTree_Acts() {
	t, err := tree.Parse("UPDATE t SET a = (SELECT max(b) FROM u WHERE b < 10)")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range t.Acts() {
		fmt.Println(a.Verb, a.Table, a.Where)
	}
	// Output: update t false
}

// "x y" is the name that the inner query gives to a column, "x z" nothing but a string.
func ExampleTree_Resolve() {
	const sql = `WITH c AS (SELECT id AS "x y" FROM t) SELECT "x y", "x z" FROM c`
	t, err := tree.Parse(sql)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := t.Resolve(func(relation string) ([]string, bool) { return []string{"id"}, relation == "t" })
	for _, x := range r.References {
		fmt.Println("column", x.Table, x.Column, sql[x.At:x.End])
	}
	for _, at := range r.Strings {
		fmt.Println("string", sql[at:at+5])
	}
	// Output:
	// column t id id
	// string "x z"
}

func ExampleParseExpression() {
	const check = `lower("first name") <> 'x' AND age = NULL`
	t, err := tree.ParseExpression(check, "people")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range t.Remarks() {
		fmt.Println(r.Kind, "at", r.At)
	}
	for _, c := range t.Calls() {
		fmt.Println(c.Name, check[c.At:c.End])
	}
	// Output:
	// = NULL at 35
	// lower lower
}
