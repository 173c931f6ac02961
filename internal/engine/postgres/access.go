package postgres

// This file compares who may do what before and after a migration. The names that the
// migration changes are given to the schema before it first, so that access to a renamed
// table is not reported as lost and gained.

import (
	"context"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/access"
	"github.com/schemadiff/schemadiff/schema"
)

// Access compares what a migration starts from, under the names that it gives, with what
// it leads to.
func (Language) Access(ctx context.Context, from *schema.Schema, judged *parse.Analysis) ([]plan.Access, error) {
	if from == nil || judged.To == nil {
		return nil, nil
	}
	var renames strings.Builder
	for _, s := range judged.Statements {
		for _, a := range s.Acts {
			if a.Verb == schema.Renames || a.Verb == schema.RenamesColumn {
				renames.WriteString(s.SQL + ";\n")
				break
			}
		}
	}
	if renames.Len() > 0 {
		named, err := parser.Analyze(ctx, from, []parse.Source{{Name: "renames", Text: renames.String()}}, true)
		if err != nil {
			return nil, err
		}
		from = named.To
	}
	return access.Changes(access.Input{From: from, To: judged.To, Changes: plan.Compare(from, judged.To), Proof: expr.Proof{}}), nil
}
