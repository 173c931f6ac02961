package rules

// DROP COLUMN fails while an index, a CHECK or a view names the column (lang_altertable.html),
// and passes where only the body of a trigger does, or a view has it in double quotes. The
// act lists what uses the column when the statement is reached.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-drop-column-referenced.md
var sqliteDropColumnReferencedPage string

func sqliteDropColumnReferenced() *lint.Rule {
	return &lint.Rule{Name: "sqlite-drop-column-referenced", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteDropColumnReferencedPage, NoChange: "no plan breaks it: the planner rebuilds the table", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if len(a.Users) == 0 {
				return
			}
			hint := "drop " + strings.Join(a.Users, " and ") + " first"
			if slices.ContainsFunc(a.Users, inTable) {
				hint = "recreate the tables without what uses the column"
			}
			p.At(a, hint, "%s %s %s", strings.Join(a.Users, ", "), verb(len(a.Users)), a.Object())
		}, schema.DropsColumn)
	}}
}

// inTable reports whether what uses a column is part of a table, and cannot be dropped by
// itself.
func inTable(user string) bool {
	return strings.HasPrefix(user, "CHECK ") || strings.HasPrefix(user, "generated column ") || strings.HasPrefix(user, "foreign key ")
}

func verb(n int) string {
	if n == 1 {
		return "uses"
	}
	return "use"
}
