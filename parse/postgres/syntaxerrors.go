package postgres

// Whether a text is PostgreSQL's at all, for files that do not say of which dialect they are.

import (
	"context"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
)

// SyntaxErrors counts, for each source, the statements that PostgreSQL's grammar does not have,
// among the first of them, limit at most.
func SyntaxErrors(ctx context.Context, sources []parse.Source, limit int) ([]parse.SyntaxCount, error) {
	counts := make([]parse.SyntaxCount, len(sources))
	for i, src := range sources {
		good, _, bad := syntax.Statements(ctx, src, nil)
		n := &counts[i]
		n.Statements, n.Rejected = min(len(good)+len(bad), limit), min(len(bad), limit)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return counts, nil
}
