package rules

// ALTER SYSTEM changes a setting of the whole server, for all of its databases (sql-altersystem); of a
// database or role it is for the sessions that begin later. Decided by the act: no file of
// a schema says what the setting was.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed server-setting.md
var serverSettingPage string

func serverSetting() *lint.Rule {
	return &lint.Rule{Name: "server-setting", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: serverSettingPage, NoChange: "settings of a server, database or role are no part of a schema", Check: func(p *lint.Pass) {
		if p.Kind != lint.Migration {
			return
		}
		p.Each(func(a *lint.Act) {
			setting := a.Name
			if setting == "" {
				setting = "every setting"
			}
			if a.Kind == "system" {
				p.At(a, "keep it with the configuration of the server, where it is reviewed and can be reverted", "%s changes for all databases of the server, and no rollback reverts it", setting)
				return
			}
			p.At(a, "SET it in the sessions that need it", "sessions of %s %s that begin later have another %s", a.Kind, a.On.Name, setting).Severity = lint.Info
		}, schema.Configures)
	}}
}
