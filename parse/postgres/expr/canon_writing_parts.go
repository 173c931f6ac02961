package expr

// The parts of INSERT, UPDATE, DELETE and MERGE that hold relations and expressions.

import pg "github.com/pganalyze/pg_query_go/v5"

// writingParts are the parts of a statement that changes rows, without the queries of its WITH.
type writingParts struct {
	target    *pg.RangeVar
	with      *pg.WithClause
	from      []*pg.Node
	values    []*pg.Node // expressions
	returning *[]*pg.Node
}

func insertParts(s *pg.InsertStmt) writingParts {
	c := s.GetOnConflictClause()
	values := append(targetValues(c.GetTargetList()), c.GetWhereClause())
	return writingParts{s.Relation, s.WithClause, nil, values, &s.ReturningList}
}

func updateParts(s *pg.UpdateStmt) writingParts {
	values := append(targetValues(s.TargetList), s.WhereClause)
	return writingParts{s.Relation, s.WithClause, s.FromClause, values, &s.ReturningList}
}

func deleteParts(s *pg.DeleteStmt) writingParts {
	return writingParts{s.Relation, s.WithClause, s.UsingClause, []*pg.Node{s.WhereClause}, &s.ReturningList}
}

func mergeParts(s *pg.MergeStmt) writingParts {
	values := []*pg.Node{s.JoinCondition}
	for _, n := range s.MergeWhenClauses {
		c := n.GetMergeWhenClause()
		values = append(append(values, c.GetCondition()), targetValues(c.GetTargetList())...)
		values = append(values, c.GetValues()...)
	}
	return writingParts{s.Relation, s.WithClause, []*pg.Node{s.SourceRelation}, values, &[]*pg.Node{}}
}

// targetValues are the expressions of a list of targets; of SET (a, b) = (SELECT …), the query.
func targetValues(targets []*pg.Node) []*pg.Node {
	var out []*pg.Node
	for _, t := range targets {
		val := t.GetResTarget().GetVal()
		if m := val.GetMultiAssignRef(); m != nil {
			val = m.Source
		}
		if val != nil {
			out = append(out, val)
		}
	}
	return out
}
