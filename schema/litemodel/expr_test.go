package litemodel

import (
	"fmt"
	"slices"
	"testing"
)

func TestExprReadsColumns(t *testing.T) {
	for sql, want := range map[string][]string{
		"":                                     nil,
		"a + 1":                                {"a"},
		"lower ( a ) || b":                     {"a", "b"},
		"t . a > 0":                            {"a"},
		"cast ( a as date )":                   {"a"},
		"a collate nocase = 'b c'":             {"a"},
		"'it''s b' || a":                       {"a"},
		`"order" > "a b" and "q""q" = x'b0b0'`: {"order", "a b", "and", `q"q`},
		"é is null":                            {"é", "is", "null"},
		`json_extract ( doc , '$.a' )`:         {"doc"},
	} {
		e := Expr{sql}
		if got := e.Columns(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	if (Expr{"'a'"}).Reads("a") || !(Expr{"b = a"}).Reads("a") {
		t.Error("a string is no column, the last word is")
	}
}

// ExampleExpr_Columns shows what a CHECK reads: names of functions and strings are no columns.
func ExampleExpr_Columns() {
	fmt.Println(Expr{"length ( name ) < size"}.Columns())
	// Output: [name size]
}
