package rules

// Without a primary key rows cannot be identified. Partitions and child tables take theirs from
// the parent, foreign tables have none, and SQLite's own tables are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed table-without-primary-key.md
var tableWithoutPrimaryKeyPage string

func tableWithoutPrimaryKey() *lint.Rule {
	return &lint.Rule{Name: "table-without-primary-key", Category: "design", Severity: lint.Warning, Page: tableWithoutPrimaryKeyPage, Lasting: true, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Primary == nil && !t.Partition && !t.Foreign && !t.Inherits && !virtualKey(t) {
				p.About(t.Object(), numberedKey(p), "%s has no primary key", t.Display())
			}
		}
	}}
}

// numberedKey is a column that numbers rows, in the dialect of the file.
func numberedKey(p *lint.Pass) string {
	if p.Dialect == "sqlite" {
		return "id INTEGER PRIMARY KEY"
	}
	return "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
}
