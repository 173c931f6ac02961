package postgres

// CREATE and ALTER OPERATOR. ALTER sets the estimators, and since PostgreSQL 17 adds attributes
// that were not set (sql-alteroperator.html); any other difference recreates the operator.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindOperator, operatorKind())

func operatorKind() kind {
	return kind{
		name:       func(o pgmodel.Object) string { return "OPERATOR " + operatorKey(o.Key()) },
		create:     func(_ *planner, o pgmodel.Object) []statement { return createOperator(o.(*pgmodel.Operator)) },
		alter:      alterOperator,
		makesIndex: true,
	}
}

// operatorKey is an operator with its argument types.
func operatorKey(k schema.Key) string {
	word, args := ddl.CutSignature(k.Name)
	return ddl.Quote(k.Schema) + "." + word + " " + args
}

// operatorText is an operator where one is called, with its schema always.
func operatorText(canonical string) string {
	if i := strings.LastIndexByte(canonical, '.'); i > 0 {
		return "OPERATOR(" + canonical + ")"
	}
	return "OPERATOR(pg_catalog." + canonical + ")"
}

func createOperator(o *pgmodel.Operator) []statement {
	word, _ := ddl.CutSignature(o.ID.Name)
	texts := []string{"FUNCTION = " + o.Function}
	add := func(on bool, text string) {
		if on {
			texts = append(texts, text)
		}
	}
	add(o.Left != "", "LEFTARG = "+o.Left)
	add(true, "RIGHTARG = "+o.Right)
	add(o.Commutator != "", "COMMUTATOR = "+operatorText(o.Commutator))
	add(o.Negator != "", "NEGATOR = "+operatorText(o.Negator))
	add(o.Restrict != "", "RESTRICT = "+o.Restrict)
	add(o.Join != "", "JOIN = "+o.Join)
	add(o.Hashes, "HASHES")
	add(o.Merges, "MERGES")
	return []statement{{Do: ddl.Create("OPERATOR " + ddl.Quote(o.ID.Schema) + "." + word + " (\n  " + strings.Join(texts, ",\n  ") + "\n)"), Undo: ddl.Drop("OPERATOR " + operatorKey(o.ID))}}
}

// alterOperator sets the estimators; PostgreSQL 17 can also add what an operator
// does not have yet.
func alterOperator(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Operator), c.To.(*pgmodel.Operator)
	var set, unset []string
	for _, f := range c.Fields {
		word := strings.ToUpper(f.Name)
		switch f.Name {
		case "restrict", "join":
			set = append(set, word+" = "+cmp.Or(f.To, "NONE"))
			unset = append(unset, word+" = "+cmp.Or(f.From, "NONE"))
		case "commutator", "negator":
			if p.version < 17 || f.From != "" {
				return nil, false
			}
			set = append(set, word+" = "+operatorText(f.To))
		case "hashes", "merges":
			if p.version < 17 || from.Hashes && !to.Hashes || from.Merges && !to.Merges {
				return nil, false
			}
			set = append(set, word)
		default:
			return nil, false
		}
	}
	change := statement{Do: ddl.Text("ALTER OPERATOR " + operatorKey(to.ID) + " SET (" + strings.Join(set, ", ") + ")")}
	if len(unset) == len(set) {
		change.Undo = ddl.Text("ALTER OPERATOR " + operatorKey(to.ID) + " SET (" + strings.Join(unset, ", ") + ")")
	}
	return []statement{change}, true
}
