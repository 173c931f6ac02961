package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func policyMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return policyName(o.(*pgmodel.Policy)) },
		create: func(o pgmodel.Object) []piece {
			p := o.(*pgmodel.Policy)
			return []piece{{SQL: createPolicy(p), Undo: "DROP " + policyName(p), Form: locks.Of(locks.Policies)}}
		},
		drop: func(o pgmodel.Object) []piece {
			p := o.(*pgmodel.Policy)
			return []piece{{SQL: "DROP " + policyName(p), Undo: createPolicy(p), Form: locks.Of(locks.Policies)}}
		},
		alter: alterPolicy,
	}
}

func policyName(p *pgmodel.Policy) string {
	return "POLICY " + quote(p.Name) + " ON " + qualified(p.Table)
}

func createPolicy(p *pgmodel.Policy) string {
	text := "CREATE " + policyName(p)
	if p.Restrictive {
		text += " AS RESTRICTIVE"
	}
	if p.Command != "all" {
		text += " FOR " + strings.ToUpper(p.Command)
	}
	if len(p.Roles) > 0 {
		text += " TO " + nameList(p.Roles)
	}
	if !p.Using.IsZero() {
		text += " USING (" + p.Using.SQL + ")"
	}
	if !p.Check.IsZero() {
		text += " WITH CHECK (" + p.Check.SQL + ")"
	}
	return text
}

// alterPolicy changes roles and expressions; an expression cannot be taken away,
// nor the command changed.
func alterPolicy(_ *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Policy), c.To.(*pgmodel.Policy)
	if c.Has("command") || c.Has("restrictive") || to.Using.IsZero() != from.Using.IsZero() || to.Check.IsZero() != from.Check.IsZero() {
		return nil, false
	}
	return []piece{{SQL: alterPolicyText(c, to), Undo: alterPolicyText(c, from), Form: locks.Of(locks.Policies)}}, true
}

func alterPolicyText(c plan.Change, p *pgmodel.Policy) string {
	text := "ALTER " + policyName(p)
	if c.Has("roles") {
		text += " TO " + either(nameList(p.Roles), "PUBLIC")
	}
	if c.Has("using") {
		text += " USING (" + p.Using.SQL + ")"
	}
	if c.Has("with check") {
		text += " WITH CHECK (" + p.Check.SQL + ")"
	}
	return text
}
