package postgres

// Base types, whose functions are written in C. The type comes after a shell, because its own
// functions name it. There is no ALTER for them, and what values look like only the functions
// know: a base type is not recreated while a column stores it.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindBaseType, baseTypeKind())

func baseTypeKind() kind {
	return kind{name: named("TYPE"), create: func(_ *planner, o pgmodel.Object) []statement { return createBaseType(o.(*pgmodel.BaseType)) },
		drop: func(_ *planner, o pgmodel.Object) []statement {
			t := o.(*pgmodel.BaseType)
			sql := "TYPE " + ddl.Qualified(t.ID)
			if len(t.Options) > 0 { // its functions need it, and it needs them
				sql += " CASCADE"
			}
			return []statement{{Do: ddl.Drop(sql)}}
		}, alter: alterBaseType, shell: true, makesIndex: true}
}

// alterBaseType lets a type be recreated that no column has: its values could not
// be kept, since nothing is known of how they are stored.
func alterBaseType(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.BaseType), c.To.(*pgmodel.BaseType)
	if len(from.Options) == 0 && len(to.Options) > 0 {
		return createBaseType(to), true // the shell is filled
	}
	if !p.inColumns(to.ID) {
		return nil, false
	}
	p.find(plan.Finding{Rule: "base-type-in-use", Severity: plan.Error, Key: to.ID, Pos: to.Pos(), Blocks: true,
		Message: c.Key.String() + " changes while columns hold its values", Hint: "make a new type under another name, and change the columns over to it"})
	return nil, true
}

func createBaseType(t *pgmodel.BaseType) []statement {
	if len(t.Options) == 0 {
		return []statement{{Do: ddl.Create("TYPE " + ddl.Qualified(t.ID)), Undo: ddl.Drop("TYPE " + ddl.Qualified(t.ID))}}
	}
	texts := make([]string, len(t.Options))
	for i, o := range t.Options {
		value := o.Value
		switch o.Name {
		case "default", "delimiter", "category":
			value = pgmodel.Literal(value)
		}
		texts[i] = strings.ToUpper(o.Name) + " = " + value
	}
	return []statement{{Do: ddl.Create("TYPE " + ddl.Qualified(t.ID) + " (\n  " + strings.Join(texts, ",\n  ") + "\n)")}}
}
