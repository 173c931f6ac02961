package rules

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
			if a.Verb == schema.Rewrites && a.On.Kind == schema.KindTable || a.Full {
				p.At(a, "do it in a quiet hour; VACUUM alone, or pg_repack, gives space back beside others", "the whole of %s is copied while nobody can use it", a.Object())
			}
		}, schema.Vacuums, schema.Rewrites)
	}}
}
