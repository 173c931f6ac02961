package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func domainMaker() writer {
	return writer{name: named("DOMAIN"), create: func(o pgmodel.Object) []piece { return createDomain(o.(*pgmodel.Domain)) }, alter: alterDomain}
}

func createDomain(d *pgmodel.Domain) []piece {
	var w strings.Builder
	w.WriteString("CREATE DOMAIN " + qualified(d.ID) + " AS " + d.Type)
	if d.Collation != "" {
		w.WriteString(" COLLATE " + d.Collation)
	}
	if !d.Default.IsZero() {
		w.WriteString(" DEFAULT " + d.Default.SQL)
	}
	if d.NotNull {
		w.WriteString(" NOT NULL")
	}
	var after []piece
	for _, c := range d.Checks {
		if c.NotValid {
			after = append(after, addDomainCheck(c))
		} else {
			w.WriteString("\n  CONSTRAINT " + quote(c.Name) + " CHECK (" + c.Expr.SQL + ")")
		}
		if c.Comment != "" {
			after = append(after, commentPiece(domainCheckName(c), c))
		}
	}
	for i := range after {
		after[i].Undo = ""
	}
	return append([]piece{{SQL: w.String(), Undo: "DROP DOMAIN " + qualified(d.ID)}}, after...)
}

func alterDomain(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Domain), c.To.(*pgmodel.Domain)
	head := "ALTER DOMAIN " + qualified(to.ID) + " "
	var out []piece
	for _, f := range c.Fields {
		switch f.Name {
		case "default":
			out = append(out, piece{SQL: head + domainDefault(to), Undo: head + domainDefault(from)})
		case "not null":
			out = append(out, p.domainNotNull(to, head))
		default:
			return nil, false
		}
	}
	return out, true
}

func domainDefault(d *pgmodel.Domain) string {
	if d.Default.IsZero() {
		return "DROP DEFAULT"
	}
	return "SET DEFAULT " + d.Default.SQL
}

func (w *planner) domainNotNull(d *pgmodel.Domain, head string) piece {
	if !d.NotNull {
		return piece{SQL: head + "DROP NOT NULL", Undo: head + "SET NOT NULL"}
	}
	p := piece{SQL: head + "SET NOT NULL", Undo: head + "DROP NOT NULL", Form: locks.Of(locks.ChecksDomain), On: usersOf}
	for _, c := range w.columnsOfType(d.ID) {
		if isOfType(c.Type, d.ID) && !strings.HasSuffix(c.Type, "[]") {
			p.Probes = append(p.Probes, plan.Probe{Rule: "set-not-null", Key: c.Key(), Pos: d.Pos(),
				SQL:     "SELECT count(*) FROM " + qualified(c.Table) + " WHERE " + quote(c.Name) + " IS NULL",
				Message: "rows have NULL in " + c.Key().Object() + ", which is of the domain", Hint: "fill them first"})
		}
	}
	return p
}

func domainCheckName(o pgmodel.Object) string {
	c := o.(*pgmodel.DomainCheck)
	return "CONSTRAINT " + quote(c.Name) + " ON DOMAIN " + qualified(c.Domain)
}

func domainCheckMaker() writer {
	alter := func(c *pgmodel.DomainCheck, text string) string {
		return "ALTER DOMAIN " + qualified(c.Domain) + " " + text
	}
	return writer{
		name:   domainCheckName,
		create: func(o pgmodel.Object) []piece { return []piece{addDomainCheck(o.(*pgmodel.DomainCheck))} },
		drop: func(o pgmodel.Object) []piece {
			c := o.(*pgmodel.DomainCheck)
			return []piece{{SQL: alter(c, "DROP CONSTRAINT "+quote(c.Name)), Undo: addDomainCheck(c).SQL}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			to := c.To.(*pgmodel.DomainCheck)
			if c.Has("expression") || to.NotValid {
				return nil, false
			}
			return []piece{{SQL: alter(to, "VALIDATE CONSTRAINT "+quote(to.Name)), Form: locks.Of(locks.ChecksDomain), On: usersOf, Unproven: true}}, true
		},
		rename: func(from, to pgmodel.Object) []piece {
			f, t := from.(*pgmodel.DomainCheck), to.(*pgmodel.DomainCheck)
			return []piece{{SQL: alter(t, "RENAME CONSTRAINT "+quote(f.Name)+" TO "+quote(t.Name)), Undo: alter(t, "RENAME CONSTRAINT "+quote(t.Name)+" TO "+quote(f.Name))}}
		},
	}
}

func addDomainCheck(c *pgmodel.DomainCheck) piece {
	head := "ALTER DOMAIN " + qualified(c.Domain)
	p := piece{SQL: head + " ADD CONSTRAINT " + quote(c.Name) + " CHECK (" + c.Expr.SQL + ")", Undo: head + " DROP CONSTRAINT " + quote(c.Name), Form: locks.Of(locks.ChecksDomain), On: usersOf, Unproven: true}
	if c.NotValid {
		p.SQL += " NOT VALID"
		p.Form, p.Unproven = locks.Of(locks.LocksNothing), false
	}
	return p
}

// usersOf is what the rows are in that a domain's rules are checked for.
const usersOf = "tables that use it"
