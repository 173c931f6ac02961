package rules

// A role is dropped: what logs in as it, or is its member, loses the way in. The server refuses while
// it owns or may use anything; what was granted to it elsewhere is found then only.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-role.md
var dropRolePage string

func dropRole() *lint.Rule {
	return &lint.Rule{Name: "drop-role", Category: "access", Severity: lint.Warning, Dialect: "postgres", Page: dropRolePage, NoChange: "roles are no part of a schema", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			made := func(o lint.Act) bool { return o.Verb == schema.Creates && o.Kind == a.Kind && o.Name == a.Name }
			if a.Kind == "role" && !slices.ContainsFunc(p.Acts, made) {
				p.At(a, "ALTER ROLE … NOLOGIN first, and drop it when nothing has missed it", "what logs in as %s, or has its privileges from it, is refused; the role belongs to all databases of the server", a.Name)
			}
		}, schema.Drops)
	}}
}
