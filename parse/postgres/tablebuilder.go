package postgres

// The types that the files about tables share: a table that is being built, and a constraint as
// declared, before the order of the server decides its name.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// constraintDef is a constraint as declared, before it has a name.
type constraintDef struct {
	node   *pg.Constraint
	column *pgmodel.Column // that it is written at; nil for one of the table
	at     int32
	newer  pgmodel.Constraint // what was read apart from the parser
	only   bool               // added with ONLY: partitions do not get it
}

// tableBuilder makes one table from its CREATE statement. Nothing is known to the
// loader before all of it is made: the statement may have to wait.
type tableBuilder struct {
	l       *loader
	t       *pgmodel.Table
	pending []*constraintDef
	made    []pgmodel.Object // sequences of serial columns
}

// columns are those of a key.
func (d *constraintDef) columns() []string {
	if d.column != nil {
		return []string{d.column.Name}
	}
	return expr.NameList(d.node.Keys)
}
