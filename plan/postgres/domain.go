package postgres

// CREATE and ALTER DOMAIN, with the checks as objects of their own, since each can be added,
// validated and dropped alone. A stricter domain is checked against the rows of every table that
// uses it (sql-alterdomain.html): these are the tables that are locked and probed.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindDomain, domainKind())

func domainKind() kind {
	return kind{name: named("DOMAIN"), create: func(p *planner, o pgmodel.Object) []statement {
		return createDomain(o.(*pgmodel.Domain), p.defaultBelow(o))
	}, alter: alterDomain, hasHint: true, ofColumns: true, makesIndex: true, inDefaults: true,
		locks: func(p *planner, o pgmodel.Object) []schema.Key { return p.tablesWith(o.Key()) }}
}

// defaultBelow reports whether a domain is made of one that has a default, or had one: it takes
// that over, unless it has its own (sql-createdomain.html).
func (w *planner) defaultBelow(o pgmodel.Object) bool {
	for _, k := range o.Needs() {
		for _, side := range []*objects{w.before, w.after} {
			if base, ok := side.get(k).(*pgmodel.Domain); ok && o.(*pgmodel.Domain).Type == ddl.Qualified(k) && !base.Default.IsZero() {
				return true
			}
		}
	}
	return false
}

func createDomain(d *pgmodel.Domain, below bool) []statement {
	var w strings.Builder
	w.WriteString("DOMAIN " + ddl.Qualified(d.ID) + " AS " + d.Type)
	if d.Collation != "" {
		w.WriteString(" COLLATE " + d.Collation)
	}
	if !d.Default.IsZero() {
		w.WriteString(" DEFAULT " + d.Default.SQL)
	}
	if d.NotNull {
		w.WriteString(" NOT NULL")
	}
	var after []statement
	if d.Default.IsZero() && below {
		after = append(after, statement{Do: ddl.Text("ALTER DOMAIN " + ddl.Qualified(d.ID) + " DROP DEFAULT")})
	}
	for _, c := range d.Checks {
		if c.NotValid {
			after = append(after, addDomainCheck(c))
		} else {
			w.WriteString("\n  CONSTRAINT " + ddl.Quote(c.Name) + " CHECK (" + c.Expr.SQL + ")")
		}
		if c.Comment != "" {
			after = append(after, commentStatement(domainCheckName(c), c))
		}
	}
	for i := range after {
		after[i].Undo = nil
	}
	return append([]statement{{Do: ddl.Create(w.String()), Undo: ddl.Drop("DOMAIN " + ddl.Qualified(d.ID))}}, after...)
}

func alterDomain(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Domain), c.To.(*pgmodel.Domain)
	head := "ALTER DOMAIN " + ddl.Qualified(to.ID) + " "
	var out []statement
	for _, f := range c.Fields {
		switch f.Name {
		case "default":
			out = append(out, statement{Do: ddl.Text(head + domainDefault(to)), Undo: ddl.Text(head + domainDefault(from))})
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

func (w *planner) domainNotNull(d *pgmodel.Domain, head string) statement {
	if !d.NotNull {
		return statement{Do: ddl.Text(head + "DROP NOT NULL"), Undo: ddl.Text(head + "SET NOT NULL")}
	}
	p := statement{Do: ddl.Text(head + "SET NOT NULL"), Undo: ddl.Text(head + "DROP NOT NULL"), Form: locks.Of(locks.ChecksDomain), On: usersOf}
	for _, c := range w.columnsOfType(d.ID) {
		if isOfType(c.Type, d.ID) && !strings.HasSuffix(c.Type, "[]") {
			p.Probes = append(p.Probes, plan.Probe{Rule: "set-not-null", Key: c.Key(), Pos: d.Pos(),
				SQL:     "SELECT count(*) FROM " + w.asked(c.Table, false, "") + " WHERE " + ddl.Quote(c.Name) + " IS NULL",
				Message: "rows with NULL in " + c.Key().Object() + ", which is of the domain", Hint: "fill them first"})
		}
	}
	return p
}

func domainCheckName(o pgmodel.Object) string {
	c := o.(*pgmodel.DomainCheck)
	return "CONSTRAINT " + ddl.Quote(c.Name) + " ON DOMAIN " + ddl.Qualified(c.Domain)
}

var _ = register(schema.KindDomainCheck, domainCheckKind())

func domainCheckKind() kind {
	alter := func(c *pgmodel.DomainCheck, text string) string {
		return "ALTER DOMAIN " + ddl.Qualified(c.Domain) + " " + text
	}
	return kind{
		name:  domainCheckName,
		locks: func(p *planner, o pgmodel.Object) []schema.Key { return p.tablesWith(o.(*pgmodel.DomainCheck).Domain) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{addDomainCheck(o.(*pgmodel.DomainCheck))}
		},
		drop: func(_ *planner, o pgmodel.Object) []statement {
			c := o.(*pgmodel.DomainCheck)
			return []statement{{Do: ddl.Text(alter(c, "DROP CONSTRAINT "+ddl.Quote(c.Name))), Undo: addDomainCheck(c).Do}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			to := c.To.(*pgmodel.DomainCheck)
			if c.Has("expression") || to.NotValid {
				return nil, false
			}
			return []statement{{Do: ddl.Text(alter(to, "VALIDATE CONSTRAINT "+ddl.Quote(to.Name))), Form: locks.Of(locks.ChecksDomain), On: usersOf, Unproven: true}}, true
		},
		rename: func(from, to pgmodel.Object) []statement {
			f, t := from.(*pgmodel.DomainCheck), to.(*pgmodel.DomainCheck)
			return []statement{{Do: ddl.Text(alter(t, "RENAME CONSTRAINT "+ddl.Quote(f.Name)+" TO "+ddl.Quote(t.Name))), Undo: ddl.Text(alter(t, "RENAME CONSTRAINT "+ddl.Quote(t.Name)+" TO "+ddl.Quote(f.Name)))}}
		},
	}
}

func addDomainCheck(c *pgmodel.DomainCheck) statement {
	head := "ALTER DOMAIN " + ddl.Qualified(c.Domain)
	p := statement{Do: ddl.Text(head + " ADD CONSTRAINT " + ddl.Quote(c.Name) + " CHECK (" + c.Expr.SQL + ")" + ddl.If(c.NotValid, " NOT VALID", "")), Undo: ddl.Text(head + " DROP CONSTRAINT " + ddl.Quote(c.Name)), Form: locks.Of(locks.ChecksDomain), On: usersOf, Unproven: true}
	if c.NotValid {
		p.Form, p.Unproven = locks.Of(locks.LocksNothing), false
	}
	return p
}

// usersOf describes the tables whose rows are checked for the rules of a domain.
const usersOf = "tables that use it"
