package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed missing-lock-timeout.md
var missingLockTimeoutPage string

func missingLockTimeout() *lint.Rule {
	return &lint.Rule{Name: "missing-lock-timeout", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: missingLockTimeoutPage, NoChange: "apply and migrate set the timeout themselves", Check: func(p *lint.Pass) {
		timeouts(p, "lock_timeout", func(a *lint.Act) bool { return exclusive(p, a) },
			"SET lock_timeout = '2s';", "%s is locked without a lock_timeout: while this waits, everybody waits")
	}}
}
