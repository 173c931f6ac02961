package rules

// REPLICA IDENTITY decides what of an old row is sent to subscribers (sql-altertable). With NOTHING a
// published table takes no UPDATE and no DELETE; with FULL all of the old row is written to the log. A
// table that has no primary key has no better one than FULL.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed replica-identity.md
var replicaIdentityPage string

func replicaIdentity() *lint.Rule {
	return &lint.Rule{Name: "replica-identity", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: replicaIdentityPage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			switch t := p.Table(a.On); {
			case a.To == schema.IdentityNothing:
				p.At(a, "the primary key, REPLICA IDENTITY DEFAULT, or a unique index, USING INDEX", "once a publication has %s, UPDATE and DELETE of its rows fail", tableSQL(a))
			case a.To == schema.IdentityFull && (t == nil || len(t.Keys()) > 0):
				p.At(a, "the primary key, REPLICA IDENTITY DEFAULT, or a unique index, USING INDEX", "each UPDATE and DELETE of %s writes all of the old row to the log, and a subscriber looks for it by all columns", tableSQL(a))
			}
		}, schema.Alters)
	}}
}
