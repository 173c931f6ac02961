package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func rangeMaker() writer {
	return writer{name: named("TYPE"), create: func(o pgmodel.Object) []piece { return createRange(o.(*pgmodel.Range)) }, alter: never}
}

func createRange(t *pgmodel.Range) []piece {
	options := []string{"SUBTYPE = " + t.Subtype}
	for _, o := range [][2]string{{"SUBTYPE_OPCLASS", t.OpClass}, {"COLLATION", t.Collation}, {"CANONICAL", t.Canonical}, {"SUBTYPE_DIFF", t.Difference}} {
		if o[1] != "" {
			options = append(options, o[0]+" = "+o[1])
		}
	}
	if usual := pgmodel.MultirangeName(t.ID.Name); t.Multirange.Name != usual || t.Multirange.Schema != t.ID.Schema {
		options = append(options, "MULTIRANGE_TYPE_NAME = "+qualified(t.Multirange))
	}
	return []piece{{SQL: "CREATE TYPE " + qualified(t.ID) + " AS RANGE (" + strings.Join(options, ", ") + ")", Undo: "DROP TYPE " + qualified(t.ID)}}
}

func baseTypeMaker() writer {
	return writer{name: named("TYPE"), create: func(o pgmodel.Object) []piece { return createBaseType(o.(*pgmodel.BaseType)) },
		drop: func(o pgmodel.Object) []piece {
			t := o.(*pgmodel.BaseType)
			sql := "DROP TYPE " + qualified(t.ID)
			if len(t.Options) > 0 { // its functions need it, and it needs them
				sql += " CASCADE"
			}
			return []piece{{SQL: sql}}
		}, alter: alterBaseType}
}

// alterBaseType lets a type be recreated that no column has: its values could not
// be kept, since nothing is known of how they are stored.
func alterBaseType(p *planner, c plan.Change) ([]piece, bool) {
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

func createBaseType(t *pgmodel.BaseType) []piece {
	if len(t.Options) == 0 {
		return []piece{{SQL: "CREATE TYPE " + qualified(t.ID), Undo: "DROP TYPE " + qualified(t.ID)}}
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
	return []piece{{SQL: "CREATE TYPE " + qualified(t.ID) + " (\n  " + strings.Join(texts, ",\n  ") + "\n)"}}
}
