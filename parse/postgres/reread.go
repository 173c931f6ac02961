package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
)

// expressionName returns what the server calls an expression where it needs a name.
func expressionName(n *pg.Node) string { return expr.ResultName(n) }
