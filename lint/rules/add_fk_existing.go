package rules

// ADD FOREIGN KEY looks up each row under SHARE ROW EXCLUSIVE on both tables. A key that is NOT
// VALID, and one on a column that the same migration adds without values, has nothing to look up
// and is left out.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-fk-existing.md
var addFkExistingPage string

func addFkExisting() *lint.Rule {
	return &lint.Rule{Name: "add-fk-existing", Category: "data", Severity: lint.Warning, Dialect: "postgres", Page: addFkExistingPage, Planner: "the live rows are counted", Check: func(p *lint.Pass) {
		p.ChangedRows(func(a *lint.Act) {
			if a.Verb == schema.AddsColumn && a.References.Name != "" && validatesInline(p, a) {
				p.At(a, "add the column without the reference; then add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own",
					"the reference of the new column looks up every row of %s, because the statement adds a default or another constraint, while %s cannot be written either", tableSQL(a), a.References.Name)
			}
			if a.Kind == schema.KindForeign && a.Verb == schema.AddsConstraint && !a.NotValid {
				f := p.At(a, "add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own", "the foreign key looks up every row of %s while %s cannot be written either", tableSQL(a), a.References.Name)
				f.Probe = orphansQuery(p, a)
				validateLater(p, f, a)
			}
		}, schema.AddsConstraint, schema.AddsColumn)
	}}
}

// validatesInline reports whether the server looks up the rows for the references of a statement's
// new columns: it does where one of the columns has a default, or another reference is added as a
// constraint (transformAlterTableStmt).
func validatesInline(p *lint.Pass, a *lint.Act) bool {
	return slices.ContainsFunc(statementOf(p, a).Acts, func(o schema.Act) bool {
		return o.Verb == schema.AddsColumn && (o.Default || o.Serial || o.Identity || o.Stored) || o.Verb == schema.AddsConstraint && o.Kind == schema.KindForeign
	})
}
