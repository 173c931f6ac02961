package rules

// A statement that waits for a strong lock blocks every later query on the table. The rule wants
// SET lock_timeout before the first such act of each file; tables that the file creates are left
// out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed missing-lock-timeout.md
var missingLockTimeoutPage string

func missingLockTimeout() *lint.Rule {
	return &lint.Rule{Name: "missing-lock-timeout", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: missingLockTimeoutPage, NoChange: "apply and migrate set the timeout themselves", Check: func(p *lint.Pass) {
		requireTimeout(p, "lock_timeout", func(a *lint.Act) bool { return blocksOthers(p, a) },
			"SET lock_timeout = '2s';", "%s is locked without a lock_timeout: while the statement waits for it, all later queries on the table wait too")
	}}
}
