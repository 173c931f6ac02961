package rules

// An event trigger runs its function at the DDL of every session of the database (event-triggers):
// an error in it stops all of them. Decided by the act.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed event-trigger.md
var eventTriggerPage string

func eventTrigger() *lint.Rule {
	return &lint.Rule{Name: "event-trigger", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: eventTriggerPage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == schema.KindEventTrigger {
				p.At(a, "have its function return early for what it is not about, and raise no error that the next deployment cannot do with", "%s runs at %s of every session: where its function fails, no schema change is possible any more", a.Name, event(a.To))
			}
		}, schema.Creates)
	}}
}

// event describes what an event trigger fires at.
func event(name string) string {
	switch name {
	case "login":
		return "the login"
	case "sql_drop":
		return "each DROP"
	case "table_rewrite":
		return "each rewrite of a table"
	}
	return "each DDL statement"
}
