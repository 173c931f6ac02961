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

// useSpelling gives the objects of have that the server calls equivalent to those of want
// their spelling there, and reports whether there are any. What counts as equivalent
// without a server is left as it is.
func useSpelling(ctx context.Context, conn *pgx.Conn, tx pgx.Tx, have, want *schema.Schema) (used bool, err error) {
	var open []plan.Candidate
	for _, c := range plan.Candidates(plan.Compare(have, want)) {
		if !c.Loose {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		return false, nil
	}
	db, err := introspect.On(ctx, conn, tx)
	if err != nil {
		return false, err
	}
	answers, err := Equivalence{DB: db, Exact: true}.Compare(ctx, have, want, open)
	if err != nil {
		return false, fmt.Errorf("compare expressions: %w", err)
	}
	for i, c := range open {
		if answers[i] == plan.Equivalent {
			schema.UseSpelling(have, c.To, c.From)
			used = true
		}
	}
	return used, nil
}
