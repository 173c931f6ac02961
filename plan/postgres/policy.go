package postgres

// CREATE, ALTER and DROP POLICY. ALTER POLICY sets roles and expressions, but it cannot remove
// an expression or change the command or whether the policy is permissive
// (sql-alterpolicy.html); for these the policy is dropped and created.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindPolicy, policyKind())

func policyKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return policyName(o.(*pgmodel.Policy)) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			p := o.(*pgmodel.Policy)
			return []statement{{Do: createPolicy(p), Undo: ddl.Drop(policyName(p)), Form: locks.Of(locks.Policies)}}
		},
		drop: func(_ *planner, o pgmodel.Object) []statement {
			p := o.(*pgmodel.Policy)
			return []statement{{Do: ddl.Drop(policyName(p)), Undo: createPolicy(p), Form: locks.Of(locks.Policies)}}
		},
		alter:       alterPolicy,
		form:        formOf(map[schema.Verb]locks.FormID{schema.Creates: locks.Policies, schema.Drops: locks.Policies}),
		stopsRetype: true,
	}
}

func policyName(p *pgmodel.Policy) string {
	return "POLICY " + ddl.Quote(p.Name) + " ON " + ddl.Qualified(p.Table)
}

func createPolicy(p *pgmodel.Policy) ddl.Creation {
	text := policyName(p)
	if p.Restrictive {
		text += " AS RESTRICTIVE"
	}
	if p.Command != "all" {
		text += " FOR " + strings.ToUpper(p.Command)
	}
	if len(p.Roles) > 0 {
		text += " TO " + ddl.Names(p.Roles)
	}
	if !p.Using.IsZero() {
		text += " USING (" + p.Using.SQL + ")"
	}
	if !p.Check.IsZero() {
		text += " WITH CHECK (" + p.Check.SQL + ")"
	}
	return ddl.Create(text)
}

// alterPolicy changes roles and expressions; an expression cannot be taken away,
// nor the command changed.
func alterPolicy(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Policy), c.To.(*pgmodel.Policy)
	if c.Has("command") || c.Has("restrictive") || to.Using.IsZero() != from.Using.IsZero() || to.Check.IsZero() != from.Check.IsZero() {
		return nil, false
	}
	return []statement{{Do: ddl.Text(alterPolicyText(c, to)), Undo: ddl.Text(alterPolicyText(c, from)), Form: locks.Of(locks.Policies)}}, true
}

func alterPolicyText(c plan.Change, p *pgmodel.Policy) string {
	text := "ALTER " + policyName(p)
	if c.Has("roles") {
		text += " TO " + cmp.Or(ddl.Names(p.Roles), "PUBLIC")
	}
	if c.Has("using") {
		text += " USING (" + p.Using.SQL + ")"
	}
	if c.Has("with check") {
		text += " WITH CHECK (" + p.Check.SQL + ")"
	}
	return text
}
