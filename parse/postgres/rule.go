package postgres

// CREATE RULE. The actions are queries with the rows old and new in scope; stars and omitted
// lists of columns are written out, as the server stores them (sql-createrule.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats rewrite rules.
var _ = register(kind{
	names:      []schema.Kind{schema.KindRule},
	grammar:    map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_RULE: schema.KindRule},
	onRelation: true,
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_RuleStmt:
			return true, l.createRule(n.RuleStmt)
		}
		return false, nil
	},
	find:   (*loader).findPart,
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Rule).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Rule)
		f.key(&x.Table)
		f.expr(&x.Where, x.Table)
		for i := range x.Actions {
			f.text(&x.Actions[i], x.Table, true)
		}
	},
	acts: ruleActs,
	concerns: func(node *pg.Node) []schema.Key {
		switch n := node.Node.(type) {
		case *pg.Node_RuleStmt:
			return relationName(n.RuleStmt.Relation)
		}
		return nil
	},
})

func (l *loader) createRule(n *pg.RuleStmt) error {
	table, err := l.relation(n.Relation)
	if err != nil {
		return err
	}
	if n.Event == pg.CmdType_CMD_SELECT {
		return l.st.ErrorAt(0, "a rule ON SELECT makes a view: write CREATE VIEW")
	}
	r := &pgmodel.Rule{ID: schema.Key{Kind: schema.KindRule, Schema: table.Schema, Table: table.Name, Name: n.Rulename}, Table: table,
		Event: ruleEvent(n.Event), Instead: n.Instead}
	l.begin(&r.Shared, r.ID)
	r.Use(table)
	if old, ok := l.out.Get(r.ID).(*pgmodel.Rule); ok {
		if !n.Replace {
			return l.definedTwice(r.ID)
		}
		r.Comment, r.Enabled = old.Comment, old.Enabled
	}
	for _, a := range n.Actions {
		if err := l.relationsExist(a); err != nil {
			return err
		}
	}
	sc, ns := expr.Scope{Table: table, TableName: table.Name, Rows: true}, l.names()
	for _, a := range n.Actions {
		if err := expr.ExpandStarsIn(a, ns, sc); err != nil && !l.lenient {
			return l.missingf(n.Relation.Location, "%v", err)
		}
	}
	if err := expr.ExpandStarsOf(n.WhereClause, ns, sc); err != nil && !l.lenient {
		return l.missingf(n.Relation.Location, "%v", err)
	}
	l.put(r)
	l.qualifyBare(n, table)
	l.later(func() {
		var uses []schema.Key
		if n.WhereClause != nil {
			r.Where, uses = expr.Canonical(n.WhereClause, ns, sc)
			r.Use(uses...)
		}
		r.Actions, r.Values = nil, nil
		for _, a := range n.Actions {
			e, _, uses := expr.CanonicalQuery(a, ns, sc)
			r.Actions = append(r.Actions, e)
			r.Values = append(r.Values, insertedRow(a, ns, sc))
			r.Use(uses...)
		}
	})
	return nil
}

func ruleEvent(c pg.CmdType) string {
	switch c {
	case pg.CmdType_CMD_INSERT:
		return "insert"
	case pg.CmdType_CMD_UPDATE:
		return "update"
	}
	return "delete"
}

// enableRule applies ENABLE and DISABLE RULE of ALTER TABLE.
func (l *loader) enableRule(table schema.Key, cmd *pg.AlterTableCmd) error {
	k := schema.Key{Kind: schema.KindRule, Schema: table.Schema, Table: table.Name, Name: cmd.Name}
	r, ok := l.mutable(k).(*pgmodel.Rule)
	if !ok {
		return l.missingf(0, "%s does not exist", k)
	}
	switch cmd.Subtype {
	case pg.AlterTableType_AT_EnableAlwaysRule:
		r.Enabled = "always"
	case pg.AlterTableType_AT_EnableReplicaRule:
		r.Enabled = "replica"
	case pg.AlterTableType_AT_DisableRule:
		r.Enabled = "disabled"
	default:
		r.Enabled = ""
	}
	return nil
}

// qualifyBare writes out the row that a bare column of the condition means: only
// new is there on INSERT, and only old on SELECT and DELETE.
func (l *loader) qualifyBare(n *pg.RuleStmt, table schema.Key) {
	row := map[pg.CmdType]string{pg.CmdType_CMD_INSERT: "new", pg.CmdType_CMD_SELECT: "old", pg.CmdType_CMD_DELETE: "old"}[n.Event]
	if row == "" || n.WhereClause == nil {
		return
	}
	columns := l.names().Columns(table)
	expr.Walk(n.WhereClause.ProtoReflect(), func(m protoreflect.Message) {
		ref, ok := m.Interface().(*pg.ColumnRef)
		if !ok || len(ref.Fields) != 1 {
			return
		}
		word := ref.Fields[0].GetString_().GetSval()
		if slices.ContainsFunc(columns, func(c expr.Column) bool { return c.Name == word }) {
			ref.Fields = append([]*pg.Node{expr.NameNode(row)}, ref.Fields...)
		}
	})
}

// insertedRow is the row of INSERT … VALUES as an expression.
func insertedRow(action *pg.Node, ns expr.Names, sc expr.Scope) pgmodel.Expr {
	lists := action.GetInsertStmt().GetSelectStmt().GetSelectStmt().GetValuesLists()
	if len(lists) != 1 {
		return pgmodel.Expr{}
	}
	row := &pg.RowExpr{Args: lists[0].GetList().GetItems(), RowFormat: pg.CoercionForm_COERCE_EXPLICIT_CALL}
	e, _ := expr.Canonical(&pg.Node{Node: &pg.Node_RowExpr{RowExpr: row}}, ns, sc)
	return e
}

func ruleActs(r *actReader, node *pg.Node) bool {
	n := node.GetRuleStmt()
	if n == nil {
		return false
	}
	k, known := r.relationAt(n.Relation)
	r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindRule, On: k, Known: known, Name: n.Rulename, IfNotExists: n.Replace})
	return true
}
