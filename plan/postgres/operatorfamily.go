package postgres

// CREATE and ALTER OPERATOR FAMILY. The members of a family are added and dropped one by one
// (sql-alteropfamily.html); members that a class cannot be without are written with it.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

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

// groupText is a family or class with its access method.
func groupText(k schema.Key) string { return ddl.Qualified(k) + " USING " + ddl.Quote(k.Table) }
