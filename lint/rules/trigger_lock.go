package rules

// CREATE TRIGGER takes SHARE ROW EXCLUSIVE, for a moment once it has it. Tables created by the
// same migration are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed trigger-lock.md
var triggerLockPage string

func triggerLock() *lint.Rule {
	return &lint.Rule{Name: "trigger-lock", Category: "lock", Severity: lint.Info, Dialect: "postgres", Page: triggerLockPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindTrigger {
				p.At(a, "keep a short lock_timeout", "writers of %s wait while the trigger is added", tableSQL(a))
			}
		}, schema.Creates)
	}}
}
