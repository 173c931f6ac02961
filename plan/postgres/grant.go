package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// grantPieces give and take privileges. Both lists are what differs from the
// privileges that an object has by default.
func grantPieces(o pgmodel.Object, from, to []pgmodel.Grant) []piece {
	return grantsBetween(from, to, grantText{object: grantObject(o), column: grantColumn(o)})
}

// grantText is what stands around the privileges of a GRANT.
type grantText struct {
	head   string // "ALTER DEFAULT PRIVILEGES … "
	object string
	column string // " (name)" for one column
}

// grantStep is one GRANT or REVOKE.
type grantStep struct {
	give, option bool
	role         string
	privileges   []string
}

// grantsBetween takes what is too much, then gives what is missing, one statement
// for the privileges of a role that go alike.
func grantsBetween(from, to []pgmodel.Grant, t grantText) []piece {
	var steps []grantStep
	add := func(give, option bool, g pgmodel.Grant) {
		for i := range steps {
			if s := &steps[i]; s.give == give && s.option == option && s.role == g.Role {
				s.privileges = append(s.privileges, g.Privilege)
				return
			}
		}
		steps = append(steps, grantStep{give, option, g.Role, []string{g.Privilege}})
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
	out := make([]piece, len(steps))
	for i, s := range steps {
		out[i] = piece{SQL: t.text(s)}
		if !s.option {
			s.give = !s.give
			out[i].Undo = t.text(s)
		}
	}
	return out
}

func sameGrant(a, b pgmodel.Grant) bool {
	return (a.Role == b.Role || a.Owner) && a.Privilege == b.Privilege && a.Revoked == b.Revoked && a.Owner == b.Owner
}

func (t grantText) text(s grantStep) string {
	list := make([]string, len(s.privileges))
	for i, p := range s.privileges {
		list[i] = p + t.column
	}
	text := strings.Join(list, ", ") + " ON " + t.object
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
	return quote(role)
}

func grantColumn(o pgmodel.Object) string {
	if c, ok := o.(*pgmodel.Column); ok {
		return " (" + quote(c.Name) + ")"
	}
	return ""
}

// grantObject is an object as GRANT spells it.
func grantObject(o pgmodel.Object) string {
	k := o.Key()
	switch {
	case k.Kind == schema.KindColumn:
		return "TABLE " + pgmodel.Qualified(k.Schema, k.Table)
	case k.Kind.Has(schema.RowSource):
		return "TABLE " + qualified(k)
	case k.Kind.Has(schema.UserType):
		return "TYPE " + qualified(k)
	case k.Kind == schema.KindServer:
		return "FOREIGN SERVER " + quote(k.Name)
	case k.Kind == schema.KindAggregate:
		n, args := nameOf(o), strings.TrimPrefix(k.Name, nameOf(o))
		return "FUNCTION " + pgmodel.Qualified(k.Schema, n) + strings.Replace(args, "(*)", "()", 1)
	}
	return writerOf(k.Kind).name(o)
}

// defaultGrantsMaker writes ALTER DEFAULT PRIVILEGES, which gives and takes one by one.
func defaultGrantsMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return o.Key().Name },
		create: func(o pgmodel.Object) []piece {
			d := o.(*pgmodel.DefaultGrants)
			return defaultGrants(d, nil, d.Privileges)
		},
		drop: func(o pgmodel.Object) []piece {
			d := o.(*pgmodel.DefaultGrants)
			return defaultGrants(d, d.Privileges, nil)
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			from, to := c.From.(*pgmodel.DefaultGrants), c.To.(*pgmodel.DefaultGrants)
			return defaultGrants(to, from.Privileges, to.Privileges), true
		},
		rename: func(pgmodel.Object, pgmodel.Object) []piece { return nil },
	}
}

func defaultGrants(d *pgmodel.DefaultGrants, from, to []pgmodel.Grant) []piece {
	t := grantText{head: "ALTER DEFAULT PRIVILEGES", object: d.Class}
	if d.Role != "" {
		t.head += " FOR ROLE " + quote(d.Role)
	}
	if d.In != "" {
		t.head += " IN SCHEMA " + quote(d.In)
	}
	t.head += " "
	return grantsBetween(from, to, t)
}
