package rules

// VACUUM FULL, CLUSTER and a move to another tablespace copy a table or index under ACCESS EXCLUSIVE.
// Decided by the act; plain VACUUM is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed full-rewrite-command.md
var fullRewriteCommandPage string

func fullRewriteCommand() *lint.Rule {
	return &lint.Rule{Name: "full-rewrite-command", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: fullRewriteCommandPage, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Verb == schema.Rewrites && a.On.Kind != schema.KindSequence || a.Full {
				p.At(a, "do it when traffic is low; plain VACUUM or pg_repack frees space without blocking others", "all of %s is copied while its readers and writers wait", rewritten(a))
			}
		}, schema.Vacuums, schema.Rewrites)
	}}
}

// rewritten names what an act copies: without a table, VACUUM FULL takes all, and CLUSTER the ones that were
// clustered before.
func rewritten(a *lint.Act) string {
	switch {
	case a.On.Name != "":
		return a.Object()
	case a.Name == "CLUSTER":
		return "each clustered table"
	case a.Name == "VACUUM":
		return "the database"
	}
	return a.Name // such as "tablespace t"
}
