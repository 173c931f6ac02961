package rules

// SQLite reads a quoted name that it does not find as a string (quirks.html, "Double-quoted String
// Literals"). The analyser collects them; the rule reports each with the edit that corrects it.

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed sqlite-double-quoted-string.md
var sqliteDoubleQuotedStringPage string

func sqliteDoubleQuotedString() *lint.Rule {
	return &lint.Rule{Name: "sqlite-double-quoted-string", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteDoubleQuotedStringPage, Check: func(p *lint.Pass) {
		for _, n := range p.Analyzed.Quoted {
			p.Report(lint.Finding{Pos: n.Pos, At: n.At, Object: n.Text, Hint: "'" + strings.ReplaceAll(n.Text, "'", "''") + "'", Message: fmt.Sprintf("%q is no name here: SQLite reads it as a string", n.Text),
				Edits: []lint.Edit{{Start: n.At, End: n.At + len(n.Text) + 2, Text: "'" + strings.ReplaceAll(n.Text, "'", "''") + "'"}}})
		}
	}}
}
