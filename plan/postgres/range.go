package postgres

// Range types. There is no ALTER for their definition; where the canonical function names the
// type, it is created between a shell and the type itself (sql-createtype.html).

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindRange, rangeKind())

func rangeKind() kind {
	return kind{name: named("TYPE"), create: func(_ *planner, o pgmodel.Object) []statement { return createRange(o.(*pgmodel.Range)) }, alter: never, ofColumns: true, shell: true, makesIndex: true}
}

func createRange(t *pgmodel.Range) []statement {
	options := []string{"SUBTYPE = " + t.Subtype}
	for _, o := range [][2]string{{"SUBTYPE_OPCLASS", t.OpClass}, {"COLLATION", t.Collation}, {"CANONICAL", t.Canonical}, {"SUBTYPE_DIFF", t.Difference}} {
		if o[1] != "" {
			options = append(options, o[0]+" = "+o[1])
		}
	}
	if usual := pgmodel.MultirangeName(t.ID.Name); t.Multirange.Name != usual || t.Multirange.Schema != t.ID.Schema {
		options = append(options, "MULTIRANGE_TYPE_NAME = "+ddl.Qualified(t.Multirange))
	}
	return []statement{{Do: ddl.Create("TYPE " + ddl.Qualified(t.ID) + " AS RANGE (" + strings.Join(options, ", ") + ")"), Undo: ddl.Drop("TYPE " + ddl.Qualified(t.ID))}}
}
