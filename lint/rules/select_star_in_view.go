package rules

// SELECT * of a view is expanded whenever the view is used, so that its columns are those of its
// tables at that time (lang_createview.html).

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed select-star-in-view.md
var selectStarInViewPage string

func selectStarInView() *lint.Rule {
	return &lint.Rule{Name: "select-star-in-view", Category: "design", Severity: lint.Info, Dialect: "sqlite", Page: selectStarInViewPage, NoChange: "a plan takes definitions as the desired schema has them, and its files are judged", Check: func(p *lint.Pass) {
		eachRemark(p, schema.ViewStar, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "list the columns", "the columns of the view are those of its tables whenever it is used (%s)")
		})
	}}
}
