package expr

// How tightly forms bind, from the table of gram.y: whatever an author puts in parentheses must
// keep its meaning when it is printed, and what is printed must be printed the same once more.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
)

// operandForms are forms with places for operands, at least one of each line in gram.y's table.
var operandForms = []string{
	"? OR ?", "? AND ?", "NOT ?", "? IS NULL", "? IS NOT TRUE", "? IS DISTINCT FROM ?", "? IS NOT DISTINCT FROM ?", "? IS DOCUMENT", "? IS JSON", "? IS NFC NORMALIZED",
	"? = ?", "? < ?", "? <= ?", "? <> ?", "? LIKE ?", "? NOT ILIKE ? ESCAPE ?", "? SIMILAR TO ?", "? IN (?, ?)", "? NOT IN (?)", "? BETWEEN ? AND ?", "? NOT BETWEEN SYMMETRIC ? AND ?",
	"? || ?", "? ->> ?", "@ ?", "? OPERATOR(pg_catalog.+) ?", "OPERATOR(pg_catalog.~) ?", "? OPERATOR(pg_catalog.*) ?", "? OPERATOR(public.<=>) ?", "? + ?", "? - ?", "? * ?", "? / ?", "? % ?", "? ^ ?",
	"? AT TIME ZONE ?", "? COLLATE \"C\"", "- ?", "+ ?", "(?)[1]", "(?).f", "?::text", "? = ANY (?)", "? <> ALL (?)", "? IN (SELECT 1)", "? > ALL (SELECT 1)",
	"(?, ?) OVERLAPS (?, ?)", "(?, ?) = (?, ?)", "COALESCE(?, ?)", "CASE WHEN ? THEN ? ELSE ? END", "CASE ? WHEN ? THEN ? END", "ARRAY[?, ?]", "f(?)", "NULLIF(?, ?)", "substring(? FROM ?)",
	"position(? IN ?)", "extract(year FROM ?)", "sum(?) FILTER (WHERE ?)", "rank() OVER (PARTITION BY ? ORDER BY ?)", "ROW(?)", "CAST(? AS integer)", "EXISTS (SELECT ?)",
}

// filled puts an operand in the place of a form, and plain ones in its other places.
func filled(form string, place int, operand string) string {
	var b strings.Builder
	n := 0
	for _, c := range form {
		switch {
		case c != '?':
			b.WriteRune(c)
			continue
		case n == place:
			b.WriteString(operand)
		default:
			fmt.Fprintf(&b, "x%d", n)
		}
		n++
	}
	return b.String()
}

// definitionForms are the forms that b_expr has, and some in which any expression can stand.
var definitionForms = []string{"?", "? = ?", "? || ?", "? + ?", "? ^ ?", "@ ?", "- ?", "? IS DISTINCT FROM ?", "? IS DOCUMENT", "?::text", "f(?)", "? IS NULL", "(?)[1]", "ARRAY[?]"}

// eachNesting visits each form in each place of some others, in parentheses.
func eachNesting(forms []string, visit func(text string)) {
	for _, outer := range forms {
		for place := range strings.Count(outer, "?") {
			for _, inner := range operandForms {
				visit(filled(outer, place, "("+filled(inner, -1, "")+")"))
			}
			visit(filled(outer, place, "(-1)"))
			visit(filled(outer, place, "(-1.5)"))
		}
	}
}

func TestPrintedParenthesesKeepTheMeaning(t *testing.T) {
	ns := shop()
	eachNesting(operandForms, func(text string) {
		n := exprOf(t, text)
		e, _ := Canonical(n, ns, Scope{})
		back, ok := ParseText(e.SQL, false)
		if !ok {
			t.Errorf("%s is printed as %s, which does not parse", text, e.SQL)
			return
		}
		again, _ := Canonical(back, ns, Scope{})
		if again.SQL != e.SQL || again.Strict != e.Strict || again.Loose != e.Loose {
			t.Errorf("%s\n  printed %s\n    again %s\n   strict %s\n    again %s", text, e.SQL, again.SQL, e.Strict, again.Strict)
		}
		if !rewritten(text) && !sameTree(n, back) {
			t.Errorf("%s\n  printed %s, which means something else", text, e.SQL)
		}
	})
}

// rewritten reports whether a text with the same meaning has another tree: the parser makes one
// node of AND in AND and of OR in OR, and operators of pg_catalog are printed bare.
func rewritten(text string) bool {
	return strings.Count(text, " AND ") > 1 || strings.Count(text, " OR ") > 1 || strings.Contains(text, "OPERATOR(pg_catalog.") ||
		text == "(((x0)[1])).f" // a field of an element needs no parentheses
}

// The canonical texts are compared and not printed; as SQL they must mean what they stand for.
func TestCanonicalTextIsItsOwnCanonicalForm(t *testing.T) {
	ns := shop()
	for _, outer := range operandForms {
		e, _ := Canonical(exprOf(t, filled(outer, -1, "")), ns, Scope{})
		n, ok := ParseText(e.Strict, false)
		if !ok {
			t.Errorf("%s is compared as %s, which does not parse", outer, e.Strict)
			continue
		}
		if again, _ := Canonical(n, ns, Scope{}); again.Strict != e.Strict {
			t.Errorf("%s is compared as\n  %s and that as\n  %s", outer, e.Strict, again.Strict)
		}
	}
}

// What CanonicalDefault prints must stand in a column's definition before other clauses and be the
// same default there (gram.y, b_expr).
func TestDefaultsStandInADefinition(t *testing.T) {
	ns := shop()
	eachNesting(definitionForms, func(text string) {
		e, _ := CanonicalDefault(exprOf(t, text), ns, Scope{})
		tree, err := grammar.Parse("CREATE TABLE t (c integer DEFAULT " + e.SQL + " NOT NULL COLLATE \"C\" CHECK (true))")
		if err != nil {
			t.Errorf("DEFAULT %s is printed as %s: %v", text, e.SQL, err)
			return
		}
		list := tree.Stmts[0].Stmt.GetCreateStmt().TableElts[0].GetColumnDef().Constraints
		if len(list) != 3 {
			t.Errorf("DEFAULT %s is printed as %s, which takes what follows it as its own", text, e.SQL)
			return
		}
		again, _ := CanonicalDefault(list[0].GetConstraint().RawExpr, ns, Scope{})
		if again.SQL != e.SQL || again.Strict != e.Strict {
			t.Errorf("DEFAULT %s\n  printed %s\n    again %s", text, e.SQL, again.SQL)
		}
	})
}

// What needs no parentheses is printed without them, and operators of one rank go from the left.
func TestParenthesesAreNotPrintedInVain(t *testing.T) {
	for text, want := range map[string]string{
		"((id) + (1))":                           "id + 1",
		"(id * 2) + 1":                           "id * 2 + 1",
		"(id - 1) - 2":                           "id - 1 - 2",
		"id - (1 - 2)":                           "id - (1 - 2)",
		"(id ^ 2) ^ 3":                           "id ^ 2 ^ 3",
		"id ^ (2 ^ 3)":                           "id ^ (2 ^ 3)",
		"(- id) ^ 2":                             "-id ^ 2",
		"- (id ^ 2)":                             "-(id ^ 2)",
		"flag AND (id = 1 OR big = 2)":           "flag AND (id = 1 OR big = 2)",
		"(note || 'a') LIKE ('b' || 'c')":        "note || 'a' LIKE 'b' || 'c'",
		"(id + 1) < (2 * big)":                   "id + 1 < 2 * big",
		"(id::text) COLLATE \"C\"":               "id::text COLLATE \"C\"",
		"(note COLLATE \"C\")::text":             "(note COLLATE \"C\")::text",
		"(made AT TIME ZONE 'a') > made":         "made AT TIME ZONE 'a' > made",
		"(made + made) AT TIME ZONE 'a'":         "(made + made) AT TIME ZONE 'a'",
		"(id OPERATOR(public.<=>) 1) + 2":        "(id OPERATOR(public.<=>) 1) + 2",
		"id OPERATOR(public.<=>) (1 + 2)":        "id OPERATOR(public.<=>) 1 + 2",
		"(id + 1) OPERATOR(pg_catalog.*) 2":      "(id + 1) * 2",
		"id + (1 OPERATOR(pg_catalog.*) 2)":      "id + 1 * 2",
		"email = ('x' || 'y')":                   "email OPERATOR(public.=) ('x' || 'y')",
		"email = 'x' OR flag":                    "email OPERATOR(public.=) 'x' OR flag",
		"(SELECT 1) + (SELECT 2)":                "(SELECT 1) + (SELECT 2)",
		"CASE WHEN (id = 1) THEN (2 + 3) END":    "CASE WHEN id = 1 THEN 2 + 3 END",
		"lower((note)) = (upper((note || 'a')))": "lower(note) = upper(note || 'a')",
	} {
		if e := canonText(t, text); e.SQL != want {
			t.Errorf("%s is printed as %s, want %s", text, e.SQL, want)
		}
	}
}

func TestTextsThatAreReadBack(t *testing.T) {
	for _, c := range []struct {
		text  string
		query bool
		want  bool
	}{
		{"id + 1", false, true},
		{"ROW(1, 2)", false, true},
		{"(SELECT 1)", false, true},
		{"users.*", false, true},
		{"", false, false},
		{"1, 2", false, false},
		{"1; SELECT 2", false, false},
		{"1 +", false, false},
		{"1 FROM orders", false, false},
		{"1 WHERE true", false, false},
		{"1 AS one", false, false},
		{"DISTINCT 1", false, false},
		{"1 ORDER BY 1", false, false},
		{"1 LIMIT 1", false, false},
		{"1 UNION SELECT 2", false, false},
		{"1 INTO x", false, false},
		{"SELECT 1", true, true},
		{"SELECT 1; SELECT 2", true, false},
		{"", true, false},
		{"1", true, false},
		{"RETURN 1 + 2", true, true},
		{"RETURN", true, false},
		{"BEGIN ATOMIC SELECT 1; INSERT INTO orders DEFAULT VALUES; END", true, true},
		{"BEGIN ATOMIC END", true, true},
		{"BEGIN ATOMIC SELECT 1", true, false},
		{"RETURN 1; SELECT 2", true, false},
		{"RETURN 1 COST 5", true, false},
	} {
		n, ok := ParseText(c.text, c.query)
		if ok != c.want || ok != (n != nil) {
			t.Errorf("%q is read: %v (%v)", c.text, ok, n)
		}
	}
}

// A body that is printed is read back as the same: RETURN, and statements one after the other.
func TestPrintedBodyReadsBack(t *testing.T) {
	scope := Scope{Params: []string{"n", "", "label"}, ArgTypes: []string{"bigint", "numeric", "character varying"}}
	for _, text := range []string{
		"RETURN n + $2", "RETURN (SELECT max(id) FROM orders WHERE id > n)", "RETURN CASE WHEN label = 'a' THEN 1 END",
		"BEGIN ATOMIC SELECT n; END", "BEGIN ATOMIC END", "BEGIN ATOMIC INSERT INTO orders (id, total) VALUES (n, $2) RETURNING id; UPDATE orders SET total = $2 WHERE id = n; DELETE FROM orders; END",
		"BEGIN ATOMIC WITH x AS (SELECT 1 AS id) SELECT * FROM x UNION ALL SELECT n; VALUES (1, label); END",
		"BEGIN ATOMIC MERGE INTO orders o USING users u ON o.id = u.id WHEN MATCHED THEN DO NOTHING; NOTIFY c, 'x'; END",
	} {
		n, ok := ParseText(text, true)
		if !ok {
			t.Fatalf("%s does not parse", text)
		}
		e, _, _ := CanonicalQuery(n, moreShop(), scope)
		back, ok := ParseText(e.SQL, true)
		if !ok {
			t.Errorf("%s is printed as %s, which does not parse", text, e.SQL)
			continue
		}
		if again, _, _ := CanonicalQuery(back, moreShop(), scope); again.SQL != e.SQL || again.Strict != e.Strict || again.Loose != e.Loose {
			t.Errorf("%s\n  printed %s\n    again %s\n   strict %s\n    again %s", text, e.SQL, again.SQL, e.Strict, again.Strict)
		}
	}
}

// Arguments of functions have types in SQL-standard bodies: the casts that the server writes there
// (functions.sql's pg_get_function_sqlbody) are those of a column of that type, and no others.
func TestCastsInBodies(t *testing.T) {
	scope := Scope{Params: []string{"n", "", "label", "price"}, ArgTypes: []string{"bigint", "numeric", "character varying", "public.amount"}}
	ns := moreShop()
	ns.types["public.amount"] = schema.KindDomain
	ns.bases = map[string]string{"public.amount": "numeric"}
	for _, c := range []struct {
		author, stored string
		equal          bool
	}{
		{"RETURN n > 1", "RETURN (n > 1)", true},
		{"RETURN n + $2", "RETURN ((n)::numeric + $2)", true},
		{"RETURN $1 + $2", "RETURN ((n)::numeric + $2)", true},
		{"RETURN $2 > 0", "RETURN ($2 > (0)::numeric)", true},
		{"RETURN label = 'a'", "RETURN ((label)::text = 'a'::text)", true},
		{"RETURN label || 'a'", "RETURN ((label)::text || 'a'::text)", true},
		{"RETURN price > 1", "RETURN ((price)::numeric > (1)::numeric)", true},
		{"RETURN round(price)", "RETURN round((price)::numeric)", true},
		{"BEGIN ATOMIC SELECT n + total FROM orders; END", "BEGIN ATOMIC SELECT ((n)::numeric + orders.total) FROM public.orders; END", true},
		{"BEGIN ATOMIC UPDATE orders SET total = $2 + 1; END", "BEGIN ATOMIC UPDATE public.orders SET total = ($2 + (1)::numeric); END", true},
		{"RETURN n + 1", "RETURN ((n)::numeric + (1)::numeric)", false},
		{"RETURN $1 + $2", "RETURN ($2 + (n)::numeric)", false},
		{"RETURN n", "RETURN $2", false},
		{"RETURN label = 'a'", "RETURN ((label)::text = 'A'::text)", false},
		{"BEGIN ATOMIC SELECT 1; SELECT 2; END", "BEGIN ATOMIC SELECT 2; SELECT 1; END", false},
		{"BEGIN ATOMIC SELECT 1; END", "RETURN 1", false},
	} {
		var strict [2]string
		for i, text := range []string{c.author, c.stored} {
			n, ok := ParseText(text, true)
			if !ok {
				t.Fatalf("%s does not parse", text)
			}
			e, _, _ := CanonicalQuery(n, ns, scope)
			strict[i] = e.Strict
		}
		if (strict[0] == strict[1]) != c.equal {
			t.Errorf("%s\n  is %s\n%s\n  is %s\n  equal should be %v", c.author, strict[0], c.stored, strict[1], c.equal)
		}
	}
}
