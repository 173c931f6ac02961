package postgres

// GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. Two lists of privileges come in, each written as
// the difference from the owner's defaults, and the statements that lead from one to the other
// come out, with the privileges that a role gains or loses alike in one statement.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// grantStatements grant and revoke privileges. Both lists are differences from the
// privileges that an object has by default.
func grantStatements(name string, o pgmodel.Object, from, to []pgmodel.Grant) []statement {
	return grantsBetween(from, to, grantText{object: grantObject(name, o), column: grantColumn(o)})
}

// grantText holds the parts of a GRANT around its privileges.
type grantText struct {
	head   string // "ALTER DEFAULT PRIVILEGES … "
	object string
	column string // " (name)" for one column
}

// grantStep is one GRANT or REVOKE.
type grantStep struct {
	give, option bool
	role, on     string
	privileges   []string
}

// grantsBetween takes what is too much, then gives what is missing, one statement
// for the privileges of a role that go alike.
func grantsBetween(from, to []pgmodel.Grant, t grantText) []statement {
	var steps []grantStep
	add := func(give, option bool, g pgmodel.Grant) {
		for i := range steps {
			if s := &steps[i]; s.give == give && s.option == option && s.role == g.Role && s.on == g.On {
				s.privileges = append(s.privileges, g.Privilege)
				return
			}
		}
		steps = append(steps, grantStep{give, option, g.Role, g.On, []string{g.Privilege}})
	}
	for _, g := range from {
		i := slices.IndexFunc(to, func(o pgmodel.Grant) bool { return sameGrant(o, g) })
		switch {
		case i < 0:
			add(g.Revoked, false, g)
		case g.Grantable && !to[i].Grantable:
			add(false, true, g)
		}
	}
	for _, g := range to {
		i := slices.IndexFunc(from, func(o pgmodel.Grant) bool { return sameGrant(o, g) })
		if i < 0 || g.Grantable && !from[i].Grantable {
			add(!g.Revoked, g.Grantable, g)
		}
	}
	out := make([]statement, len(steps))
	for i, s := range steps {
		out[i] = statement{Do: ddl.Text(t.text(s))}
		if !s.option {
			s.give = !s.give
			out[i].Undo = ddl.Text(t.text(s))
		}
	}
	return out
}

func sameGrant(a, b pgmodel.Grant) bool {
	return (a.Role == b.Role || a.Owner) && a.Privilege == b.Privilege && a.Revoked == b.Revoked && a.Owner == b.Owner && a.On == b.On
}

func (t grantText) text(s grantStep) string {
	list := make([]string, len(s.privileges))
	for i, p := range s.privileges {
		list[i] = p + t.column
		if pgmodel.IsSystemColumn(s.on) {
			list[i] = p + " (" + ddl.Quote(s.on) + ")"
		}
	}
	object := t.object
	if s.on != "" && !pgmodel.IsSystemColumn(s.on) { // a member of an extension
		object = s.on
	}
	text := strings.Join(list, ", ") + " ON " + object
	switch {
	case s.give && s.option:
		return t.head + "GRANT " + text + " TO " + roleText(s.role) + " WITH GRANT OPTION"
	case s.give:
		return t.head + "GRANT " + text + " TO " + roleText(s.role)
	case s.option:
		return t.head + "REVOKE GRANT OPTION FOR " + text + " FROM " + roleText(s.role)
	}
	return t.head + "REVOKE " + text + " FROM " + roleText(s.role)
}

func roleText(role string) string {
	if role == "" {
		return "PUBLIC"
	}
	return ddl.Quote(role)
}

func grantColumn(o pgmodel.Object) string {
	if c, ok := o.(*pgmodel.Column); ok {
		return " (" + ddl.Quote(c.Name) + ")"
	}
	return ""
}

// grantObject is an object as GRANT spells it.
func grantObject(name string, o pgmodel.Object) string {
	k := o.Key()
	switch grantName := kinds[k.Kind].grantName; {
	case grantName != nil:
		return grantName(o)
	case k.Kind.Has(schema.RowSource):
		return "TABLE " + ddl.Qualified(k)
	case k.Kind.Has(schema.UserType):
		return "TYPE " + ddl.Qualified(k)
	}
	return name
}

// grantStatements give and take privileges of an object of any kind.
func (w *planner) grantStatements(o pgmodel.Object, from, to []pgmodel.Grant) []statement {
	return grantStatements(w.name(o), o, from, to)
}
