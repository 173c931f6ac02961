package rules

// SET NOT NULL reads all rows under ACCESS EXCLUSIVE unless a valid CHECK proves that none is NULL
// (ALTER TABLE, "SET NOT NULL"). The proof may be in the schema or in earlier statements of the
// migration; a column that was NOT NULL already is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed set-not-null.md
var setNotNullPage string

func setNotNull() *lint.Rule {
	return &lint.Rule{Name: "set-not-null", Category: "data", Severity: lint.Error, Dialect: "postgres", Page: setNotNullPage, Planner: "the live rows are counted", Check: func(p *lint.Pass) {
		p.ChangedRows(func(a *lint.Act) {
			if a.Verb == schema.AddsConstraint {
				if a.Kind != schema.KindNotNull || a.NotValid {
					return
				}
				column := *a // as SET NOT NULL says it
				column.Verb, column.Name = schema.SetsNotNull, a.Columns[0]
				a = &column
			}
			added := addition(p, a)
			if a.Proven || provenHere(p, a) || a.NotNull || added != nil && added.NotNull {
				return
			}
			if added != nil && added.Default && !added.NullDefault {
				p.At(a, "write NOT NULL where the column is added: its default is known to be no NULL, and no row is read",
					"SET NOT NULL on %s reads every row while all readers and writers of the table wait, although the column is new", a.Object())
				return
			}
			name := a.Name + "_not_null"
			f := p.At(a, "ALTER TABLE "+tableSQL(a)+" ADD CONSTRAINT "+pgmodel.Quote(name)+" CHECK ("+pgmodel.Quote(a.Name)+" IS NOT NULL) NOT VALID; then VALIDATE CONSTRAINT, SET NOT NULL and drop it",
				"SET NOT NULL on %s reads every row while all readers and writers of the table wait, and fails if one is NULL", a.Object())
			proveNotNull(p, f, a)
			if added == nil {
				f.Probe = "SELECT count(*) FROM " + qualifiedTable(a) + " WHERE " + pgmodel.Quote(a.Name) + " IS NULL"
			}
		}, schema.SetsNotNull, schema.AddsConstraint)
	}}
}
