package postgres

// CREATE POLICY and ALTER POLICY: conditions on the rows of a table for some roles. They are
// resolved once all is read, with the columns of the table in scope (ddl-rowsecurity.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats policies of row security.
var _ = register(kind{
	names:      []schema.Kind{schema.KindPolicy},
	grammar:    map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_POLICY: schema.KindPolicy},
	onRelation: true,
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreatePolicyStmt:
			return true, l.createPolicy(n.CreatePolicyStmt)
		case *pg.Node_AlterPolicyStmt:
			return true, l.alterPolicy(n.AlterPolicyStmt)
		}
		return false, nil
	},
	find:   (*loader).findPart,
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Policy).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Policy)
		f.key(&x.Table)
		f.expr(&x.Using, x.Table)
		f.expr(&x.Check, x.Table)
	},
	acts: policyActs,
	concerns: func(node *pg.Node) []schema.Key {
		switch n := node.Node.(type) {
		case *pg.Node_CreatePolicyStmt:
			return relationName(n.CreatePolicyStmt.Table)
		case *pg.Node_AlterPolicyStmt:
			return relationName(n.AlterPolicyStmt.Table)
		}
		return nil
	},
	opens: func(l *loader, node *pg.Node) string {
		n := node.GetCreatePolicyStmt()
		if n == nil || !n.Permissive {
			return ""
		}
		return grantees(l.policyRoles(n.Roles)) + " can gain rows: permissive policy " + pgmodel.Quote(n.PolicyName) + " is new"
	},
})

// policyActs reads CREATE POLICY for the linter: Columns are its roles, none for all of them, and To is its command.
func policyActs(r *actReader, node *pg.Node) bool {
	n := node.GetCreatePolicyStmt()
	if n == nil {
		return false
	}
	on, known := r.relationAt(n.Table)
	r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindPolicy, On: on, Known: known, Name: n.PolicyName, To: n.CmdName, Columns: r.l.policyRoles(n.Roles),
		Permissive: n.Permissive, Always: (n.Qual != nil || n.WithCheck != nil) && holdsAlways(n.Qual) && holdsAlways(n.WithCheck)})
	return true
}

func (l *loader) createPolicy(n *pg.CreatePolicyStmt) error {
	table, err := l.relation(n.Table)
	if err != nil {
		return err
	}
	p := &pgmodel.Policy{ID: schema.Key{Kind: schema.KindPolicy, Schema: table.Schema, Table: table.Name, Name: n.PolicyName}, Table: table,
		Restrictive: !n.Permissive, Command: n.CmdName, Roles: l.policyRoles(n.Roles)}
	l.begin(&p.Shared, p.ID)
	p.Use(table)
	if l.out.Get(p.ID) != nil {
		return l.definedTwice(p.ID)
	}
	if err := l.policyQueries(table, n.Qual, n.WithCheck); err != nil {
		return err
	}
	l.put(p)
	l.policyExpr(p.ID, n.Qual, func(p *pgmodel.Policy) *pgmodel.Expr { return &p.Using })
	l.policyExpr(p.ID, n.WithCheck, func(p *pgmodel.Policy) *pgmodel.Expr { return &p.Check })
	return nil
}

// policyQueries asks for the relations that conditions query, and writes out the stars in these queries, which
// stand for the columns there are now.
func (l *loader) policyQueries(table schema.Key, conditions ...*pg.Node) error {
	for _, e := range conditions {
		if e == nil {
			continue
		}
		if err := l.relationsExist(e); err != nil {
			return err
		}
		if err := expr.ExpandStarsOf(e, l.names(), expr.Scope{Table: table, TableName: table.Name}); err != nil && !l.lenient {
			return l.missingf(0, "%v", err)
		}
	}
	return nil
}

// policyRoles are the roles of a policy; PUBLIC makes the others superfluous.
func (l *loader) policyRoles(list []*pg.Node) []string {
	names := l.roles(list)
	if slices.Contains(names, "") {
		return nil
	}
	return names
}

func (l *loader) policyExpr(k schema.Key, n *pg.Node, field func(*pgmodel.Policy) *pgmodel.Expr) {
	if n == nil {
		return
	}
	ns := l.names()
	l.later(func() {
		p, ok := l.mutable(k).(*pgmodel.Policy)
		if !ok {
			return
		}
		e, uses := expr.Canonical(n, ns, expr.Scope{Table: p.Table, TableName: p.Table.Name})
		*field(p) = e
		p.Use(uses...)
	})
}

func (l *loader) alterPolicy(n *pg.AlterPolicyStmt) error {
	table, err := l.relation(n.Table)
	if err != nil {
		return err
	}
	k := schema.Key{Kind: schema.KindPolicy, Schema: table.Schema, Table: table.Name, Name: n.PolicyName}
	p, ok := l.mutable(k).(*pgmodel.Policy)
	if !ok {
		return l.missingf(0, "%s does not exist", k)
	}
	if err := l.policyQueries(table, n.Qual, n.WithCheck); err != nil {
		return err
	}
	if len(n.Roles) > 0 {
		p.Roles = l.policyRoles(n.Roles)
	}
	l.policyExpr(k, n.Qual, func(p *pgmodel.Policy) *pgmodel.Expr { return &p.Using })
	l.policyExpr(k, n.WithCheck, func(p *pgmodel.Policy) *pgmodel.Expr { return &p.Check })
	return nil
}
