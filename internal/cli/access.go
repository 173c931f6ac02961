package cli

import (
	"context"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/access"
	"github.com/schemadiff/schemadiff/schema"
)

// accessOfMigration compares what a migration starts from, under the names that it gives,
// with what it leads to.
func accessOfMigration(ctx context.Context, from *schema.Schema, judged *parse.Analysis) ([]plan.Access, error) {
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
		named, err := parsepg.Analyze(ctx, from, []parse.Source{{Name: "renames", Text: renames.String()}}, true)
		if err != nil {
			return nil, err
		}
		from = named.To
	}
	return access.Judge(access.Input{From: from, To: judged.To, Changes: plan.Compare(from, judged.To), Proof: expr.Proof{}}), nil
}
