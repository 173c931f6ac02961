package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func operatorMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "OPERATOR " + operatorKey(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createOperator(o.(*pgmodel.Operator)) },
		alter:  alterOperator,
	}
}

// operatorKey is an operator with its argument types.
func operatorKey(k schema.Key) string {
	word, args := cutSignature(k.Name)
	return quote(k.Schema) + "." + word + " " + args
}

// operatorText is an operator where one is called, with its schema always.
func operatorText(canonical string) string {
	if i := strings.LastIndexByte(canonical, '.'); i > 0 {
		return "OPERATOR(" + canonical + ")"
	}
	return "OPERATOR(pg_catalog." + canonical + ")"
}

func createOperator(o *pgmodel.Operator) []piece {
	word, _ := cutSignature(o.ID.Name)
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
	return []piece{{SQL: "CREATE OPERATOR " + quote(o.ID.Schema) + "." + word + " (\n  " + strings.Join(texts, ",\n  ") + "\n)", Undo: "DROP OPERATOR " + operatorKey(o.ID)}}
}

// alterOperator sets the estimators; PostgreSQL 17 can also add what an operator
// does not have yet.
func alterOperator(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Operator), c.To.(*pgmodel.Operator)
	var set, unset []string
	for _, f := range c.Fields {
		word := strings.ToUpper(f.Name)
		switch f.Name {
		case "restrict", "join":
			set = append(set, word+" = "+either(f.To, "NONE"))
			unset = append(unset, word+" = "+either(f.From, "NONE"))
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
	change := piece{SQL: "ALTER OPERATOR " + operatorKey(to.ID) + " SET (" + strings.Join(set, ", ") + ")"}
	if len(unset) == len(set) {
		change.Undo = "ALTER OPERATOR " + operatorKey(to.ID) + " SET (" + strings.Join(unset, ", ") + ")"
	}
	return []piece{change}, true
}

func groupText(k schema.Key) string { return qualified(k) + " USING " + quote(k.Table) }

func familyMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "OPERATOR FAMILY " + groupText(o.Key()) },
		create: func(o pgmodel.Object) []piece {
			f := o.(*pgmodel.OperatorFamily)
			name := "OPERATOR FAMILY " + groupText(f.ID)
			out := []piece{{SQL: "CREATE " + name, Undo: "DROP " + name}}
			if len(f.Members) > 0 {
				out = append(out, memberPiece(f.ID, f.Members))
			}
			return out
		},
		alter: alterFamily,
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

func memberPiece(family schema.Key, list []pgmodel.Member) piece {
	return piece{SQL: "ALTER OPERATOR FAMILY " + groupText(family) + " ADD\n  " + strings.Join(memberTexts(list), ",\n  "), Undo: dropMembers(family, list)}
}

func dropMembers(family schema.Key, list []pgmodel.Member) string {
	texts := make([]string, len(list))
	for i, m := range list {
		texts[i] = m.Identity()
	}
	return "ALTER OPERATOR FAMILY " + groupText(family) + " DROP\n  " + strings.Join(texts, ",\n  ")
}

func alterFamily(_ *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.OperatorFamily), c.To.(*pgmodel.OperatorFamily)
	gone, added := missingMembers(from.Members, to.Members), missingMembers(to.Members, from.Members)
	var out []piece
	if len(gone) > 0 {
		out = append(out, piece{SQL: dropMembers(to.ID, gone), Undo: memberPiece(to.ID, gone).SQL})
	}
	if len(added) > 0 {
		out = append(out, memberPiece(to.ID, added))
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

func classMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "OPERATOR CLASS " + groupText(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createClass(o.(*pgmodel.OperatorClass)) },
		alter:  func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}

func createClass(c *pgmodel.OperatorClass) []piece {
	items := memberTexts(c.Members)
	if c.Storage != "" || len(items) == 0 {
		items = append(items, "STORAGE "+either(c.Storage, c.Type))
	}
	return []piece{{SQL: "CREATE OPERATOR CLASS " + qualified(c.ID) + onOff(c.Default, " DEFAULT", "") + " FOR TYPE " + c.Type + " USING " + quote(c.ID.Table) +
		" FAMILY " + c.Family + " AS\n  " + strings.Join(items, ",\n  "), Undo: "DROP OPERATOR CLASS " + groupText(c.ID)}}
}
