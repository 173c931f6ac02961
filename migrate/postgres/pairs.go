package postgres

// The questions to the server about objects that differ in their expressions: each default,
// condition, key or body becomes a pair of texts with the table whose columns they name. An
// expression that a query cannot hold, such as those in a rule's command on NEW and OLD, makes the
// whole object unanswerable. A default is cast to its column's type without the modifier: a cast
// would cut what is too long, where the assignment fails.

import (
	"strings"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// pairList gathers the expressions in which two objects differ. ok is false once
// one of them is of a sort that no query can hold.
type pairList struct {
	schema *schema.Schema // whose tables the expressions are read over
	pairs  []introspect.Pair
	stored bool // what the server stores is compared, not what it plans
	ok     bool
}

// pairsOf are the expressions in which the two sides of a candidate differ; false where
// the server cannot be asked about one of them.
func pairsOf(s *schema.Schema, d plan.Candidate, stored bool) ([]introspect.Pair, bool) {
	l := &pairList{schema: s, stored: stored, ok: true}
	switch to := d.To.(type) {
	case *pgmodel.Column:
		from := d.From.(*pgmodel.Column)
		l.add(introspect.Pair{From: from.Default, To: to.Default, Type: expr.WithoutModifier(to.Type)})
		l.addOverTable(to.Table, introspect.Pair{From: from.Extra().Generated, To: to.Extra().Generated, Type: expr.WithoutModifier(to.Type)})
	case *pgmodel.Constraint:
		from := d.From.(*pgmodel.Constraint)
		l.addOverTable(to.Table, introspect.Pair{From: from.Expr, To: to.Expr})
		l.addOverTable(to.Table, introspect.Pair{From: from.Extra().Where, To: to.Extra().Where})
		l.parts(from.Parts, to.Parts, to.Table)
	case *pgmodel.Index:
		from := d.From.(*pgmodel.Index)
		l.addOverTable(to.Table, introspect.Pair{From: from.Extra().Where, To: to.Extra().Where})
		l.parts(from.Parts, to.Parts, to.Table)
	case *pgmodel.Table:
		l.table(d.From.(*pgmodel.Table), to)
	case *pgmodel.View:
		l.view(d.From.(*pgmodel.View), to)
	case *pgmodel.Statistics:
		l.parts(d.From.(*pgmodel.Statistics).Parts, to.Parts, to.Table)
	default:
		l.addOther(d)
	}
	return l.pairs, l.ok
}

// addOther adds the pairs of kinds with rules of their own for the names in expressions.
func (l *pairList) addOther(d plan.Candidate) {
	switch to := d.To.(type) {
	case *pgmodel.Policy:
		from := d.From.(*pgmodel.Policy)
		l.addOverTable(to.Table, introspect.Pair{From: from.Using, To: to.Using})
		l.addOverTable(to.Table, introspect.Pair{From: from.Check, To: to.Check})
	case *pgmodel.Trigger:
		l.changed(to.Table, introspect.Pair{From: d.From.(*pgmodel.Trigger).When, To: to.When})
	case *pgmodel.Rule:
		l.rule(d.From.(*pgmodel.Rule), to)
	case *pgmodel.Function:
		l.function(d.From.(*pgmodel.Function), to)
	case *pgmodel.Domain:
		l.add(introspect.Pair{From: d.From.(*pgmodel.Domain).Default, To: to.Default, Type: expr.WithoutModifier(to.Type)})
	case *pgmodel.DomainCheck:
		l.domainCheck(d.From.(*pgmodel.DomainCheck), to)
	case *pgmodel.Publication:
		from := d.From.(*pgmodel.Publication)
		for i := range min(len(from.Tables), len(to.Tables)) {
			l.addOverTable(to.Tables[i].Table, introspect.Pair{From: from.Tables[i].Where, To: to.Tables[i].Where})
		}
	default:
		l.ok = false
	}
}

func (l *pairList) add(p introspect.Pair) {
	if p.From.Strict != p.To.Strict {
		l.pairs = append(l.pairs, p)
	}
}

// addOverTable adds a pair that names columns of a table.
func (l *pairList) addOverTable(table schema.Key, p introspect.Pair) {
	p.Sources = []introspect.Source{{Alias: table.Name, Columns: columnsOf(l.schema, table)}}
	l.add(p)
}

// changed adds a pair that names the rows NEW and OLD of a table.
func (l *pairList) changed(table schema.Key, p introspect.Pair) {
	columns := columnsOf(l.schema, table)
	p.Sources = []introspect.Source{{Alias: "new", Columns: columns}, {Alias: "old", Columns: columns}}
	l.add(p)
}

func (l *pairList) parts(from, to []pgmodel.Part, table schema.Key) {
	for i := range min(len(from), len(to)) {
		l.addOverTable(table, introspect.Pair{From: from[i].Expr, To: to[i].Expr})
	}
}

// table adds the key that a table is partitioned by; a bound is no expression, and its
// constants are compared elsewhere.
func (l *pairList) table(from, to *pgmodel.Table) {
	if from.PartitionBy != nil && to.PartitionBy != nil {
		l.parts(from.PartitionBy.Parts, to.PartitionBy.Parts, to.ID)
	}
}

func (l *pairList) view(from, to *pgmodel.View) {
	l.add(introspect.Pair{From: from.Body, To: to.Body, Query: true})
	for _, c := range to.Columns {
		if was := from.Column(c.Name); was != nil {
			l.add(introspect.Pair{From: was.Default, To: c.Default, Type: expr.WithoutModifier(c.Type)})
		}
	}
}

// rule adds a condition and the values of inserts; other commands name NEW and OLD,
// which a query cannot.
func (l *pairList) rule(from, to *pgmodel.Rule) {
	if l.stored {
		l.pairs = append(l.pairs, storedRule(from, to))
		return
	}
	l.changed(to.Table, introspect.Pair{From: from.Where, To: to.Where})
	for i := range min(len(from.Actions), len(to.Actions)) {
		if from.Actions[i].Strict == to.Actions[i].Strict {
			continue
		}
		if i >= len(from.Values) || i >= len(to.Values) || from.Values[i].Strict == to.Values[i].Strict {
			l.ok = false
			continue
		}
		l.changed(to.Table, introspect.Pair{From: from.Values[i], To: to.Values[i]})
	}
}

func (l *pairList) function(from, to *pgmodel.Function) {
	for i := range min(len(from.Args), len(to.Args)) {
		l.add(introspect.Pair{From: from.Args[i].Default, To: to.Args[i].Default, Type: expr.WithoutModifier(to.Args[i].Type)})
	}
	switch {
	case from.Atomic.Strict == to.Atomic.Strict:
	case l.stored:
		l.pairs = append(l.pairs, storedBody(from, to))
	default:
		l.returned(from, to)
	}
}

// returned adds the expression of RETURN, which names arguments as if they were
// columns; a body of BEGIN ATOMIC is no query.
func (l *pairList) returned(from, to *pgmodel.Function) {
	a, ok := returns(from.Atomic)
	b, ok2 := returns(to.Atomic)
	if !ok || !ok2 {
		l.ok = false
		return
	}
	name, _, _ := strings.Cut(to.Name, "(")
	row := introspect.Source{Alias: name}
	for _, arg := range to.Args {
		if arg.IsInput() && arg.Name != "" {
			row.Columns = append(row.Columns, introspect.Column{Name: arg.Name, Type: arg.Type})
		}
	}
	l.add(introspect.Pair{From: a, To: b, Type: to.Returns, Sources: []introspect.Source{row}})
}

func returns(e pgmodel.Expr) (pgmodel.Expr, bool) {
	var ok bool
	e.SQL, ok = strings.CutPrefix(e.SQL, "RETURN ")
	return e, ok
}

func (l *pairList) domainCheck(from, to *pgmodel.DomainCheck) {
	d, ok := l.schema.Get(to.Domain).(*pgmodel.Domain)
	if !ok {
		l.ok = false
		return
	}
	value := []introspect.Source{{Alias: "t", Columns: []introspect.Column{{Name: "value", Type: d.Type}}}}
	l.add(introspect.Pair{From: from.Expr, To: to.Expr, Sources: value})
}
