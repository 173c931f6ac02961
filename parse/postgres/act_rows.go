package postgres

// The acts of statements about rows, sessions and transactions. They change no schema, but rules
// ask for them: an UPDATE without WHERE, a VACUUM FULL, a transaction that a file begins itself.

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// rows reads what handles rows, or the files that they are in.
func (r *actReader) rows(node *pg.Node) bool {
	r.writtenTwice(node)
	switch n := node.Node.(type) {
	case *pg.Node_InsertStmt:
		a := r.rowAct(schema.Inserts, n.InsertStmt.Relation, false, false)
		a.Query = readsRows(n.InsertStmt.SelectStmt.GetSelectStmt())
		a.Source, a.Star = wholeTable(n.InsertStmt.SelectStmt.GetSelectStmt())
		a.OnConflict, a.Rows = n.InsertStmt.OnConflictClause != nil, literalRows(n.InsertStmt.SelectStmt.GetSelectStmt())
		for _, t := range n.InsertStmt.Cols {
			a.Columns = append(a.Columns, t.GetResTarget().GetName())
		}
	case *pg.Node_CopyStmt:
		if n.CopyStmt.IsFrom && n.CopyStmt.Relation != nil {
			r.rowAct(schema.Inserts, n.CopyStmt.Relation, false, false).Query = true
		}
	case *pg.Node_UpdateStmt:
		a := r.rowAct(schema.Updates, n.UpdateStmt.Relation, !holdsAlways(n.UpdateStmt.WhereClause), len(n.UpdateStmt.FromClause) > 0)
		for _, t := range n.UpdateStmt.TargetList {
			a.Columns = append(a.Columns, t.GetResTarget().GetName())
		}
	case *pg.Node_DeleteStmt:
		r.rowAct(schema.Deletes, n.DeleteStmt.Relation, !holdsAlways(n.DeleteStmt.WhereClause), len(n.DeleteStmt.UsingClause) > 0)
	case *pg.Node_MergeStmt:
		r.rowAct(schema.Updates, n.MergeStmt.Relation, true, true)
	case *pg.Node_SelectStmt:
		r.add(0, schema.Act{Verb: schema.Selects, Query: n.SelectStmt.IntoClause != nil, Strings: r.strings()})
		for _, e := range n.SelectStmt.GetWithClause().GetCtes() { // WITH x AS (DELETE …)
			if q := e.GetCommonTableExpr().GetCtequery(); q.GetSelectStmt() == nil && q != nil {
				r.rows(q)
			}
		}
	case *pg.Node_TruncateStmt:
		for _, rel := range n.TruncateStmt.Relations {
			k, known := r.relationAt(rel.GetRangeVar())
			r.add(0, schema.Act{Verb: schema.Truncates, Kind: schema.KindTable, On: k, Known: known, Cascade: n.TruncateStmt.Behavior == pg.DropBehavior_DROP_CASCADE})
		}
	case *pg.Node_LockStmt:
		for _, rel := range n.LockStmt.Relations {
			k, known := r.relationAt(rel.GetRangeVar())
			r.add(0, schema.Act{Verb: schema.Alters, Locks: true, Kind: schema.KindTable, On: k, Known: known, To: lockMode(n.LockStmt.Mode)})
		}
	case *pg.Node_VacuumStmt:
		r.vacuum(n.VacuumStmt)
	case *pg.Node_ClusterStmt:
		k, known := r.relationAt(n.ClusterStmt.Relation)
		r.add(0, schema.Act{Verb: schema.Vacuums, Full: true, On: k, Known: known, Name: "CLUSTER"})
	case *pg.Node_ReindexStmt:
		k, known := r.relationAt(n.ReindexStmt.Relation)
		r.add(0, schema.Act{Verb: schema.Reindexes, On: k, Known: known, Concurrently: option(n.ReindexStmt.Params, "concurrently")})
	case *pg.Node_RefreshMatViewStmt:
		k, known := r.relationAt(n.RefreshMatViewStmt.Relation)
		a := schema.Act{Verb: schema.Refreshes, Kind: schema.KindMatView, On: k, Known: known, Concurrently: n.RefreshMatViewStmt.Concurrent}
		a.Unique, a.Empty = r.uniqueIndex(k), n.RefreshMatViewStmt.SkipData
		r.add(0, a)
	default:
		return false
	}
	return true
}

// wholeTable is the table that a query takes all rows of, and whether it takes all columns; "" where it chooses rows, or reads
// several tables.
func wholeTable(q *pg.SelectStmt) (source string, star bool) {
	if q == nil || len(q.FromClause) != 1 || q.WhereClause != nil || q.GroupClause != nil || q.HavingClause != nil || q.DistinctClause != nil ||
		q.LimitCount != nil || q.LimitOffset != nil || q.Op != pg.SetOperation_SETOP_NONE {
		return "", false
	}
	for _, t := range q.TargetList {
		fields := t.GetResTarget().GetVal().GetColumnRef().GetFields()
		star = star || len(q.TargetList) == 1 && len(fields) == 1 && fields[0].GetAStar() != nil
	}
	return q.FromClause[0].GetRangeVar().GetRelname(), star
}

// literalRows are the rows of INSERT … VALUES, as Act.Rows has them.
func literalRows(q *pg.SelectStmt) [][]string {
	if q == nil || len(q.ValuesLists) == 0 || len(q.ValuesLists) > schema.MostRows || q.LimitCount != nil || q.LimitOffset != nil {
		return nil
	}
	rows := make([][]string, len(q.ValuesLists))
	for i, row := range q.ValuesLists {
		for _, value := range row.GetList().GetItems() {
			rows[i] = append(rows[i], literal(value))
		}
	}
	return rows
}

// literal is the text of a value that is one, without casts; "" for others.
func literal(n *pg.Node) string {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	sign := ""
	if e := n.GetAExpr(); e != nil && e.Lexpr == nil && len(e.Name) == 1 && e.Name[0].GetString_().GetSval() == "-" {
		sign, n = "-", e.Rexpr
	}
	c := n.GetAConst()
	switch v := c.GetVal().(type) {
	case *pg.A_Const_Ival:
		return sign + strconv.Itoa(int(v.Ival.Ival))
	case *pg.A_Const_Fval:
		return sign + v.Fval.Fval
	case *pg.A_Const_Sval:
		return "'" + strings.ReplaceAll(v.Sval.Sval, "'", "''") + "'"
	case *pg.A_Const_Boolval:
		return strconv.FormatBool(v.Boolval.Boolval)
	}
	if c.GetIsnull() {
		return schema.NullLiteral
	}
	return ""
}

// lockMode is the name of a mode of LOCK TABLE (lockdefs.h).
func lockMode(mode int32) string {
	names := []string{"", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"}
	if mode < 1 || int(mode) >= len(names) {
		return ""
	}
	return names[mode]
}

// readsRows reports whether a query reads a table or a function, and not only constants.
func readsRows(q *pg.SelectStmt) bool {
	if q == nil {
		return false
	}
	for _, from := range q.FromClause {
		if s := from.GetRangeSubselect().GetSubquery().GetSelectStmt(); s == nil || len(s.ValuesLists) == 0 {
			return true
		}
	}
	return readsRows(q.Larg) || readsRows(q.Rarg)
}

// settings reads the calls of set_config in a statement that runs a query, which do what SET
// does.
func (r *actReader) settings(node *pg.Node) {
	switch node.Node.(type) {
	default:
		return
	case *pg.Node_SelectStmt, *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, *pg.Node_MergeStmt,
		*pg.Node_CreateTableAsStmt, *pg.Node_ExplainStmt, *pg.Node_DeclareCursorStmt, *pg.Node_CopyStmt:
	}
	expr.Walk(node.ProtoReflect(), func(m protoreflect.Message) {
		f, ok := m.Interface().(*pg.FuncCall)
		if !ok {
			return
		}
		r.setsPosition(f)
		if _, name := expr.SplitName(expr.NameList(f.Funcname)); name == "set_config" && len(f.Args) > 0 {
			a := schema.Act{Verb: schema.Sets, Name: stringConst(f.Args[0]), To: "?"}
			if len(f.Args) == 3 {
				a.Local = f.Args[2].GetAConst().GetBoolval().GetBoolval()
			}
			if len(f.Args) > 1 && f.Args[1].GetAConst() != nil {
				a.To = stringConst(f.Args[1])
			}
			r.add(f.Location, a)
		}
	})
}

func (r *actReader) rowAct(verb schema.Verb, rv *pg.RangeVar, where, joined bool) *schema.Act {
	k, known := r.relationAt(rv)
	return r.add(0, schema.Act{Verb: verb, Kind: schema.KindTable, On: k, Known: known, Where: where || joined, Strings: r.strings()})
}

func (r *actReader) vacuum(n *pg.VacuumStmt) {
	if !n.IsVacuumcmd { // ANALYZE
		r.add(0, schema.Act{Verb: schema.Alters})
		return
	}
	full := option(n.Options, "full")
	if len(n.Rels) == 0 {
		r.add(0, schema.Act{Verb: schema.Vacuums, Full: full, Name: "VACUUM"})
	}
	for _, rel := range n.Rels {
		k, known := r.relationAt(rel.GetVacuumRelation().GetRelation())
		r.add(0, schema.Act{Verb: schema.Vacuums, Full: full, On: k, Known: known, Name: "VACUUM"})
	}
}

// option reports whether a list of options has one that is not switched off.
func option(list []*pg.Node, name string) bool {
	for _, o := range list {
		d := o.GetDefElem()
		if d.GetDefname() != name {
			continue
		}
		if d.Arg.GetBoolean() != nil {
			return d.Arg.GetBoolean().Boolval
		}
		if n := d.Arg.GetInteger(); n != nil {
			return n.Ival != 0
		}
		off := strings.ToLower(d.Arg.GetString_().GetSval())
		return off != "false" && off != "off"
	}
	return false
}

// uniqueIndex reports whether a materialized view can be refreshed beside its readers.
func (r *actReader) uniqueIndex(k schema.Key) bool {
	for _, o := range r.l.objectsOn(k) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == k && x.Unique && x.Extra().Where.IsZero() {
			return true
		}
	}
	return false
}

// strings are the constants in a statement about rows.
func (r *actReader) strings() []string {
	var list []string
	for at := 0; len(list) < 100; {
		x, ok := syntax.NextToken(r.st.SQL, at)
		if !ok {
			break
		}
		at = int(x.End)
		if text := x.Text(r.st.SQL); x.Kind == syntax.String && strings.HasPrefix(text, "'") {
			list = append(list, strings.ReplaceAll(strings.Trim(text, "'"), "''", "'"))
		}
	}
	return list
}

// session reads what is about the session and its transactions.
func (r *actReader) session(node *pg.Node, out *schema.Statement) {
	switch n := node.Node.(type) {
	case *pg.Node_TransactionStmt:
		switch n.TransactionStmt.Kind {
		case pg.TransactionStmtKind_TRANS_STMT_BEGIN, pg.TransactionStmtKind_TRANS_STMT_START:
			r.add(0, schema.Act{Verb: schema.Begins})
		case pg.TransactionStmtKind_TRANS_STMT_COMMIT, pg.TransactionStmtKind_TRANS_STMT_PREPARE:
			r.add(0, schema.Act{Verb: schema.Commits})
		case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK:
			r.add(0, schema.Act{Verb: schema.RollsBack})
		}
	case *pg.Node_VariableSetStmt:
		r.add(0, schema.Act{Verb: schema.Sets, Name: n.VariableSetStmt.Name, To: settingValue(n.VariableSetStmt), Local: n.VariableSetStmt.IsLocal})
	case *pg.Node_DiscardStmt:
		if n.DiscardStmt.Target == pg.DiscardMode_DISCARD_ALL { // resets all settings, among others
			r.add(0, schema.Act{Verb: schema.Sets})
		}
	case *pg.Node_DoStmt:
		out.Opaque, out.Runs = "DO", true
	case *pg.Node_CallStmt:
		out.Opaque, out.Runs = "CALL", true
	case *pg.Node_ExecuteStmt:
		out.Opaque, out.Runs = "EXECUTE", true
	}
}

// settingValue is the value that SET gives a setting; "" for its default. A value that is no constant is "?".
func settingValue(n *pg.VariableSetStmt) string {
	if n.Kind != pg.VariableSetKind_VAR_SET_VALUE || len(n.Args) == 0 {
		return ""
	}
	c := n.Args[0].GetAConst()
	switch {
	case c.GetSval() != nil:
		return c.GetSval().Sval
	case c.GetIval() != nil:
		return strconv.Itoa(int(c.GetIval().Ival))
	case c.GetFval() != nil:
		return c.GetFval().Fval
	}
	return "?"
}

// outside names a statement that is about the server, its files, or data that stands
// nowhere in the text; "" for others.
func outside(node *pg.Node) string {
	switch node.Node.(type) {
	case *pg.Node_CopyStmt:
		return "COPY"
	case *pg.Node_CreatedbStmt:
		return "CREATE DATABASE"
	case *pg.Node_DropdbStmt:
		return "DROP DATABASE"
	case *pg.Node_AlterSystemStmt:
		return "ALTER SYSTEM"
	case *pg.Node_CreateTableSpaceStmt:
		return "CREATE TABLESPACE"
	case *pg.Node_DropTableSpaceStmt:
		return "DROP TABLESPACE"
	case *pg.Node_LoadStmt:
		return "LOAD"
	}
	return ""
}
