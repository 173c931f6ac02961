package expr

// Whether a view's new query shows no row and no column that the old one did not. What
// cannot be shown counts as wider.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/schema"
)

// Whether a query gives no row and no column that another does not: it reads the same
// relations, gives some of the same expressions, and its WHERE says all that the other's
// does. Grouping, ordering with a limit and functions in the output must be the same.

// narrows compares two queries, each a SELECT or a UNION of them.
func (p *prover) narrows(from, to *pg.SelectStmt) bool {
	if p.budget--; p.budget < 0 {
		return false
	}
	if sameTree(from, to) {
		return true
	}
	some, wanted := unionBranches(from), unionBranches(to)
	if len(some)+len(wanted) > 2 {
		return plainSet(from) && plainSet(to) && !slices.ContainsFunc(wanted, func(t *pg.SelectStmt) bool {
			return !slices.ContainsFunc(some, func(f *pg.SelectStmt) bool { return p.narrows(f, t) })
		})
	}
	if from.Op != pg.SetOperation_SETOP_NONE || to.Op != pg.SetOperation_SETOP_NONE || !p.fewerColumns(from, to) {
		return false
	}
	f, t := proto.Clone(from).(*pg.SelectStmt), proto.Clone(to).(*pg.SelectStmt)
	f.WhereClause, t.WhereClause, f.TargetList, t.TargetList, f.SortClause, t.SortClause = nil, nil, nil, nil, nil, nil
	if !sameTree(f, t) { // tables, grouping, windows, DISTINCT, locks and the rest
		return false
	}
	if len(from.GroupClause)+len(from.DistinctClause) > 0 || from.LimitCount != nil || from.LimitOffset != nil || from.HavingClause != nil {
		return sameTree(from.WhereClause, to.WhereClause) && sameSort(from, to)
	}
	if from.WhereClause == nil {
		return true
	}
	return to.WhereClause != nil && p.implies(to.WhereClause, from.WhereClause)
}

func sameSort(a, b *pg.SelectStmt) bool {
	return slices.EqualFunc(a.SortClause, b.SortClause, func(x, y *pg.Node) bool { return sameTree(x, y) })
}

// fewerColumns reports whether all outputs of a query are outputs of the other. With a
// function among them they can depend on which rows there are.
func (p *prover) fewerColumns(from, to *pg.SelectStmt) bool {
	if (callsOrQueries(from.TargetList) || callsOrQueries(to.TargetList)) && !sameTree(from.WhereClause, to.WhereClause) {
		return false
	}
	return allAmong(outputExpressions(to), outputExpressions(from))
}

// outputExpressions are the expressions of a query's columns.
func outputExpressions(s *pg.SelectStmt) []*pg.Node {
	list := make([]*pg.Node, len(s.TargetList))
	for i, n := range s.TargetList {
		list[i] = n.GetResTarget().GetVal()
	}
	return list
}

// callsOrQueries reports whether an expression calls a function, which may be an aggregate, or
// has a subquery.
func callsOrQueries(list []*pg.Node) bool {
	found := false
	for _, n := range list {
		WalkExpr(n, func(n *pg.Node) bool {
			found = found || n.GetFuncCall() != nil || n.GetSubLink() != nil
			return !found
		})
	}
	return found
}

// unionBranches are the queries of a UNION, or the query itself.
func unionBranches(s *pg.SelectStmt) []*pg.SelectStmt {
	if s.Op != pg.SetOperation_SETOP_UNION {
		return []*pg.SelectStmt{s}
	}
	return append(unionBranches(s.Larg), unionBranches(s.Rarg)...)
}

// plainSet reports whether nothing but the order is around the queries of a UNION.
func plainSet(s *pg.SelectStmt) bool {
	return s.LimitCount == nil && s.LimitOffset == nil && s.WithClause == nil &&
		(s.Op != pg.SetOperation_SETOP_UNION || plainSet(s.Larg) && plainSet(s.Rarg))
}

// withoutLocations is a copy of a tree without places in the text.
func withoutLocations(m proto.Message) proto.Message {
	if m == nil || !m.ProtoReflect().IsValid() {
		return m
	}
	c := proto.Clone(m)
	clearPlaces(c.ProtoReflect())
	return c
}

func clearPlaces(m protoreflect.Message) {
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Kind() == protoreflect.Int32Kind && (f.Name() == "location" || f.Name() == "stmt_location" || f.Name() == "stmt_len"):
			m.Clear(f)
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				clearPlaces(v.List().Get(i).Message())
			}
		case f.Message() != nil && !f.IsMap():
			clearPlaces(v.Message())
		}
		return true
	})
}

// relationsIn gathers the relations that statements name, at whatever depth.
type relationsIn struct {
	keys  []schema.Key
	known bool // nothing else can reach others: no function of a user is called
}

func (r *relationsIn) message(m protoreflect.Message) {
	switch n := m.Interface().(type) {
	case *pg.RangeVar:
		r.keys = append(r.keys, schema.Key{Schema: n.Schemaname, Name: n.Relname})
	case *pg.FuncCall:
		if s, f := SplitName(NameList(n.Funcname)); s != "pg_catalog" && s != "" || !BuiltinFunction(f) {
			r.known = false
		}
	}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				r.message(v.List().Get(i).Message())
			}
		case f.Message() != nil && !f.IsMap():
			r.message(v.Message())
		}
		return true
	})
}
