package postgres

// ALTER DEFAULT PRIVILEGES. What a role gives with its new objects is granted and revoked one by
// one, as other privileges are; there is nothing to create or drop (sql-alterdefaultprivileges.html).

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindDefaultGrants, defaultGrantsKind())

// defaultGrantsKind writes ALTER DEFAULT PRIVILEGES, which grants and revokes one by one.
func defaultGrantsKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return o.Key().Name },
		create: func(_ *planner, o pgmodel.Object) []statement {
			d := o.(*pgmodel.DefaultGrants)
			return defaultGrants(d, nil, d.Privileges)
		},
		drop: func(_ *planner, o pgmodel.Object) []statement {
			d := o.(*pgmodel.DefaultGrants)
			return defaultGrants(d, d.Privileges, nil)
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.DefaultGrants), c.To.(*pgmodel.DefaultGrants)
			return defaultGrants(to, from.Privileges, to.Privileges), true
		},
		rename: func(pgmodel.Object, pgmodel.Object) []statement { return nil },
	}
}

func defaultGrants(d *pgmodel.DefaultGrants, from, to []pgmodel.Grant) []statement {
	t := grantText{head: "ALTER DEFAULT PRIVILEGES", object: d.Class}
	if d.Role != "" {
		t.head += " FOR ROLE " + ddl.Quote(d.Role)
	}
	if d.In != "" {
		t.head += " IN SCHEMA " + ddl.Quote(d.In)
	}
	t.head += " "
	return grantsBetween(from, to, t)
}
