package syntax

// CREATE INDEX, COMMENT and the commands of ALTER TABLE for the fast reader, as dumps write
// them.

import (
	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// createIndex reads what follows CREATE INDEX.
func (r *fastReader) createIndex(unique bool) *pg_query.Node {
	if r.sees("if") {
		r.fail()
	}
	s := &pg_query.IndexStmt{Unique: unique, Idxname: r.name(), AccessMethod: "btree"}
	r.need("on")
	s.Relation = r.relation(!r.eat("only"))
	if r.eat("using") {
		s.AccessMethod = r.name()
	}
	r.needSign("(")
	for {
		s.IndexParams = append(s.IndexParams, r.indexElement())
		if !r.eatSign(",") {
			break
		}
	}
	r.needSign(")")
	if r.eat("where") {
		s.WhereClause = r.expression()
	}
	return &pg_query.Node{Node: &pg_query.Node_IndexStmt{IndexStmt: s}}
}

func (r *fastReader) indexElement() *pg_query.Node {
	n, e := newIndexElement()
	e.Ordering, e.NullsOrdering = pg_query.SortByDir_SORTBY_DEFAULT, pg_query.SortByNulls_SORTBY_NULLS_DEFAULT
	if r.seesSign("(") {
		e.Expr = r.inParentheses()
	} else {
		r.indexName(e)
	}
	if r.kind() == Word && !r.sees("asc") && !r.sees("desc") && !r.sees("nulls") {
		e.Opclass = r.names()
	}
	switch {
	case r.eat("asc"):
		e.Ordering = pg_query.SortByDir_SORTBY_ASC
	case r.eat("desc"):
		e.Ordering = pg_query.SortByDir_SORTBY_DESC
	}
	switch {
	case r.eat("nulls", "first"):
		e.NullsOrdering = pg_query.SortByNulls_SORTBY_NULLS_FIRST
	case r.eat("nulls", "last"):
		e.NullsOrdering = pg_query.SortByNulls_SORTBY_NULLS_LAST
	}
	return n
}

// indexName reads a column, or a call of a function.
func (r *fastReader) indexName(e *pg_query.IndexElem) {
	from, at := r.i, r.here()
	names := r.names()
	if r.eatSign("(") {
		e.Expr = r.call(names, at)
		return
	}
	if r.i != from+1 {
		r.fail()
	}
	e.Name = names[0].GetString_().GetSval()
}

// alterTable reads one command: ADD of a constraint, SET DEFAULT, OWNER TO.
func (r *fastReader) alterTable() *pg_query.Node {
	if r.sees("if") {
		r.fail()
	}
	s := &pg_query.AlterTableStmt{Relation: r.relation(!r.eat("only")), Objtype: pg_query.ObjectType_OBJECT_TABLE}
	c := &pg_query.AlterTableCmd{Behavior: pg_query.DropBehavior_DROP_RESTRICT}
	switch {
	case r.eat("add"):
		c.Subtype = pg_query.AlterTableType_AT_AddConstraint
		if !r.sees("constraint") {
			r.fail()
		}
		c.Def = r.tableConstraint()
	case r.eat("alter", "column"):
		c.Subtype, c.Name = pg_query.AlterTableType_AT_ColumnDefault, r.name()
		r.need("set", "default")
		c.Def = r.expression()
	case r.eat("owner", "to"):
		c.Subtype = pg_query.AlterTableType_AT_ChangeOwner
		c.Newowner = r.role()
	default:
		r.fail()
	}
	s.Cmds = []*pg_query.Node{{Node: &pg_query.Node_AlterTableCmd{AlterTableCmd: c}}}
	return &pg_query.Node{Node: &pg_query.Node_AlterTableStmt{AlterTableStmt: s}}
}

// role reads a role by its name.
func (r *fastReader) role() *pg_query.RoleSpec {
	role := &pg_query.RoleSpec{Roletype: pg_query.RoleSpecType_ROLESPEC_CSTRING, Location: r.here(), Rolename: r.name()}
	if role.Rolename == "public" || role.Rolename == "none" {
		r.fail()
	}
	return role
}

// comment reads what follows COMMENT ON.
func (r *fastReader) comment() *pg_query.Node {
	s := &pg_query.CommentStmt{}
	switch {
	case r.eat("table"):
		s.Objtype = pg_query.ObjectType_OBJECT_TABLE
	case r.eat("column"):
		s.Objtype = pg_query.ObjectType_OBJECT_COLUMN
	case r.eat("index"):
		s.Objtype = pg_query.ObjectType_OBJECT_INDEX
	case r.eat("sequence"):
		s.Objtype = pg_query.ObjectType_OBJECT_SEQUENCE
	case r.eat("view"):
		s.Objtype = pg_query.ObjectType_OBJECT_VIEW
	default:
		r.fail()
		return nil
	}
	s.Object = listNode(r.names())
	r.need("is")
	s.Comment = r.literal()
	return &pg_query.Node{Node: &pg_query.Node_CommentStmt{CommentStmt: s}}
}
