package postgres

// A proof must not fail on spelling. What a database has can be spelled otherwise than what
// was asked for, and mean the same: the server that has stored it says so, in the
// transaction that the comparison is made in.

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// inSpellingOf is a schema in which the objects that the server calls equivalent to those of
// want have their spelling there; have itself if there are none. What counts as equivalent
// without a server is left as it is.
func inSpellingOf(ctx context.Context, conn *pgx.Conn, tx pgx.Tx, have, want *schema.Schema) (*schema.Schema, error) {
	var open []plan.Candidate
	for _, c := range plan.Candidates(plan.Compare(have, want)) {
		if !c.Loose {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		return have, nil
	}
	db, err := introspect.On(ctx, conn, tx)
	if err != nil {
		return nil, err
	}
	answers, err := Equivalence{DB: db, Exact: true}.Compare(ctx, have, want, open)
	if err != nil {
		return nil, fmt.Errorf("compare expressions: %w", err)
	}
	var equal []schema.Object
	for i, c := range open {
		if answers[i] == plan.Equivalent {
			equal = append(equal, schema.Respelled(c.To, c.From))
		}
	}
	return have.Replacing(equal), nil
}
