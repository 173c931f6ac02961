package postgres

// What CREATE TABLE and ADD COLUMN have no clause for on every version: storage, compression,
// statistics target and options of a column. Each is an ALTER COLUMN of its own
// (sql-altertable.html).

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func columnName(c *pgmodel.Column) string {
	return "COLUMN " + ddl.Qualified(c.Table) + "." + ddl.Quote(c.Name)
}

// columnApart are the attributes that need an ALTER on every version.
func columnApart(t *pgmodel.Table, c *pgmodel.Column) []statement {
	var out []statement
	kind := "TABLE"
	if t.ID.Kind == schema.KindForeignTable {
		kind = "FOREIGN TABLE"
	}
	alter := func(format string, args ...any) {
		out = append(out, statement{Do: ddl.Text("ALTER " + kind + " " + ddl.Qualified(c.Table) + " ALTER COLUMN " + ddl.Quote(c.Name) + " " + fmt.Sprintf(format, args...))})
	}
	if c.Extra().Storage != "" {
		alter("SET STORAGE %s", strings.ToUpper(c.Extra().Storage))
	}
	if c.Extra().Compression != "" {
		alter("SET COMPRESSION %s", c.Extra().Compression)
	}
	if c.Extra().Statistics != "" {
		alter("SET STATISTICS %s", c.Extra().Statistics)
	}
	if len(c.Extra().Options) > 0 {
		alter("SET (%s)", ddl.Options(c.Extra().Options))
	}
	return append(out, sharedCreate(columnName(c), c)...)
}
