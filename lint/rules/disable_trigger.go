package rules

// Triggers are switched off and not on again (disable-trigger): rows are no longer checked, copied or
// logged by them. ALL are those of foreign keys too; session_replication_role does the same for a session.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed disable-trigger.md
var disableTriggerPage string

func disableTrigger() *lint.Rule {
	return &lint.Rule{Name: "disable-trigger", Category: "destructive", Severity: lint.Warning, Dialect: "postgres", Page: disableTriggerPage, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			on := func(o *lint.Act) bool {
				return o.Verb == schema.EnablesTrigger && (o.Name == a.Name || o.Name == "ALL" || o.Name == "USER" && a.Name != "ALL")
			}
			if p.Later(a, on) {
				return
			}
			what := "trigger " + a.Name
			switch a.Name {
			case "ALL":
				what = "its triggers, those of foreign keys too,"
			case "USER":
				what = "its triggers"
			}
			p.At(a, "ENABLE TRIGGER again in the same file, or drop what is no longer wanted", "rows of %s are written without %s from now on", tableSQL(a), what)
		}, schema.DisablesTrigger)
		p.Each(func(a *lint.Act) {
			if p.Kind == lint.Migration && a.Name == "session_replication_role" && a.To == "replica" {
				p.At(a, "leave it alone, and disable the one trigger that is in the way", "no trigger and no foreign key checks what this session writes")
			}
		}, schema.Sets)
	}}
}
