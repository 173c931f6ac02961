package rules

// Off by default: without a statement_timeout a slow change keeps its lock until it ends. Looks
// for the setting before the first act of each file that locks strongly or builds an index.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed missing-statement-timeout.md
var missingStatementTimeoutPage string

func missingStatementTimeout() *lint.Rule {
	return &lint.Rule{Name: "missing-statement-timeout", Category: "lock", Severity: lint.Off, Dialect: "postgres", Page: missingStatementTimeoutPage, NoChange: "apply and migrate set the timeout themselves", Check: func(p *lint.Pass) {
		requireTimeout(p, "statement_timeout", func(a *lint.Act) bool {
			return blocksOthers(p, a) || a.Verb == schema.Creates && a.Kind == schema.KindIndex
		},
			"SET statement_timeout = '5s';", "%s is changed without a statement_timeout")
	}}
}
