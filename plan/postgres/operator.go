package postgres

// Operators, operator families and operator classes. ALTER OPERATOR sets the estimators, and
// since PostgreSQL 17 adds attributes that were not set (sql-alteroperator.html). Members of a
// family are added and dropped one by one; an operator class can only be recreated.

import (
	"cmp"
	"slices"
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

func groupText(k schema.Key) string { return ddl.Qualified(k) + " USING " + ddl.Quote(k.Table) }

var _ = register(schema.KindOperatorFamily, familyKind())

func familyKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "OPERATOR FAMILY " + groupText(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			f := o.(*pgmodel.OperatorFamily)
			name := "OPERATOR FAMILY " + groupText(f.ID)
			out := []statement{{Do: ddl.Create(name), Undo: ddl.Drop(name)}}
			if len(f.Members) > 0 {
				out = append(out, addMembers(f.ID, f.Members))
			}
			return out
		},
		alter:      alterFamily,
		makesIndex: true,
	}
}

func memberText(m pgmodel.Member) string {
	text := m.Identity() + " " + m.Name
	if !m.Function {
		name := m.Name
		if !strings.Contains(name, ".") {
			name = "pg_catalog." + name
		}
		text = "OPERATOR " + m.Number + " " + name + " (" + strings.Join(m.Types, ", ") + ")"
	}
	if m.OrderBy != "" {
		text += " FOR ORDER BY " + m.OrderBy
	}
	return text
}

func memberTexts(list []pgmodel.Member) []string {
	texts := make([]string, len(list))
	for i, m := range list {
		texts[i] = memberText(m)
	}
	return texts
}

func addMembers(family schema.Key, list []pgmodel.Member) statement {
	return statement{Do: ddl.Text("ALTER OPERATOR FAMILY " + groupText(family) + " ADD\n  " + strings.Join(memberTexts(list), ",\n  ")), Undo: ddl.Text(dropMembers(family, list))}
}

func dropMembers(family schema.Key, list []pgmodel.Member) string {
	texts := make([]string, len(list))
	for i, m := range list {
		texts[i] = m.Identity()
	}
	return "ALTER OPERATOR FAMILY " + groupText(family) + " DROP\n  " + strings.Join(texts, ",\n  ")
}

func alterFamily(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.OperatorFamily), c.To.(*pgmodel.OperatorFamily)
	gone, added := missingMembers(from.Members, to.Members), missingMembers(to.Members, from.Members)
	var out []statement
	if len(gone) > 0 {
		out = append(out, statement{Do: ddl.Text(dropMembers(to.ID, gone)), Undo: addMembers(to.ID, gone).Do})
	}
	if len(added) > 0 {
		out = append(out, addMembers(to.ID, added))
	}
	return out, true
}

// missingMembers are those of a list that another does not have.
func missingMembers(list, other []pgmodel.Member) []pgmodel.Member {
	var out []pgmodel.Member
	for _, m := range list {
		if !slices.ContainsFunc(other, func(o pgmodel.Member) bool { return memberText(o) == memberText(m) }) {
			out = append(out, m)
		}
	}
	return out
}

var _ = register(schema.KindOperatorClass, classKind())

func classKind() kind {
	return kind{
		name:       func(o pgmodel.Object) string { return "OPERATOR CLASS " + groupText(o.Key()) },
		create:     func(_ *planner, o pgmodel.Object) []statement { return createClass(o.(*pgmodel.OperatorClass)) },
		makesIndex: true,
		alter:      never,
	}
}

func createClass(c *pgmodel.OperatorClass) []statement {
	items := memberTexts(c.Members)
	if c.Storage != "" || len(items) == 0 {
		items = append(items, "STORAGE "+cmp.Or(c.Storage, c.Type))
	}
	return []statement{{Do: ddl.Create("OPERATOR CLASS " + ddl.Qualified(c.ID) + ddl.If(c.Default, " DEFAULT", "") + " FOR TYPE " + c.Type + " USING " + ddl.Quote(c.ID.Table) + " FAMILY " + c.Family + " AS\n  " + strings.Join(items, ",\n  ")), Undo: ddl.Drop("OPERATOR CLASS " + groupText(c.ID))}}
}
