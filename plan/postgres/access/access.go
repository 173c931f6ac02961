// Package access says who gains and who loses access where one schema of PostgreSQL
// becomes another.
//
// Two schemas and their differences come in; what each role can do afterwards that it
// could not before comes out, and the other way round. What cannot be shown to narrow
// counts as a gain. Which roles belong to which others is not known here. Nothing is
// executed and no text is searched: conditions are compared by who is asked for a proof.
package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Proof compares expressions by their shape.
type Proof interface {
	// Implies reports whether at least one goal is shown to be true wherever all given conditions are.
	Implies(given, goals []pgmodel.Expr) bool
	// Narrows reports whether a query is shown to give nothing that another does not.
	Narrows(from, to pgmodel.Expr) bool
	// Relations are the relations that a function names; false where it may reach others.
	Relations(f *pgmodel.Function) ([]schema.Key, bool)
}

// Input is the pair of schemas that is judged, with their differences: From is the schema after
// renames.
type Input struct {
	From, To *schema.Schema
	Changes  []plan.Change
	Proof    Proof // nil: only equal conditions are known to imply one another
}

// judge is one judgement in the making.
type judge struct {
	Input
	out  []plan.Access
	done map[schema.Key]bool // tables whose rows have been judged
	// policies by table, before and after; gathered when first asked for
	before, after map[schema.Key][]*pgmodel.Policy
	compared      int // pairs of conditions
}

// Changes lists who gains and who loses, by object.
func Changes(in Input) []plan.Access {
	if in.Proof == nil {
		in.Proof = textual{}
	}
	j := &judge{Input: in, done: map[schema.Key]bool{}}
	for _, c := range in.Changes {
		j.change(c)
	}
	slices.SortStableFunc(j.out, func(a, b plan.Access) int {
		return cmp.Or(schema.CompareKeys(a.On, b.On), -cmp.Compare(number(a.Gains), number(b.Gains)), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Who, b.Who), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(j.out)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (j *judge) change(c plan.Change) {
	from, to := object(c.From), object(c.To)
	switch c.Op {
	case plan.Alter:
		j.owner(c, from, to)
		j.altered(c, from, to)
	case plan.Add:
		j.added(c, to)
	case plan.Drop:
		j.dropped(c, from)
	}
}

func (j *judge) altered(c plan.Change, from, to pgmodel.Object) {
	if c.Has("grants") {
		j.grants(c.Pos(), from, to)
	}
	switch to := to.(type) {
	case *pgmodel.Table:
		j.table(c, from.(*pgmodel.Table), to)
	case *pgmodel.Policy:
		j.rows(to.Table)
	case *pgmodel.View:
		j.view(c, from.(*pgmodel.View), to)
	case *pgmodel.Function:
		j.function(c, from.(*pgmodel.Function), to)
	case *pgmodel.DefaultGrants:
		j.defaults(c, from.(*pgmodel.DefaultGrants), to)
	case *pgmodel.Publication:
		j.publication(c, from.(*pgmodel.Publication), to)
	case *pgmodel.Rule:
		j.rule(c, to)
	}
}

func (j *judge) added(c plan.Change, to pgmodel.Object) {
	switch to := to.(type) {
	case *pgmodel.Policy:
		j.rows(to.Table)
	case *pgmodel.View:
		j.newView(c, to)
	case *pgmodel.Function:
		j.newFunction(c, to)
	case *pgmodel.DefaultGrants:
		j.defaults(c, &pgmodel.DefaultGrants{}, to)
	case *pgmodel.Publication:
		j.publication(c, &pgmodel.Publication{}, to)
	case *pgmodel.UserMapping:
		j.mapping(c, to, true)
	case *pgmodel.Rule:
		j.rule(c, to)
	}
}

func (j *judge) dropped(c plan.Change, from pgmodel.Object) {
	switch from := from.(type) {
	case *pgmodel.Policy:
		j.rows(from.Table)
	case *pgmodel.DefaultGrants:
		j.defaults(c, from, &pgmodel.DefaultGrants{})
	case *pgmodel.Publication:
		j.publication(c, from, &pgmodel.Publication{})
	case *pgmodel.UserMapping:
		j.mapping(c, from, false)
	case *pgmodel.View, *pgmodel.Function:
		j.gone(from)
	}
}

// gain and lose record one change of access.
func (j *judge) gain(o schema.Key, pos schema.Pos, who, what, why string) *plan.Access {
	j.out = append(j.out, plan.Access{Who: who, Gains: true, What: what, On: o, Why: why, Pos: pos, Rule: plan.AccessWidened})
	return &j.out[len(j.out)-1]
}

func (j *judge) lose(o schema.Key, pos schema.Pos, who, what, why string) {
	j.out = append(j.out, plan.Access{Who: who, What: what, On: o, Why: why, Pos: pos, Rule: plan.AccessNarrowed})
}

func object(o schema.Object) pgmodel.Object {
	pg, _ := o.(pgmodel.Object)
	return pg
}

// textual knows only equal conditions.
type textual struct{}

func (textual) Implies(given, goals []pgmodel.Expr) bool {
	return slices.ContainsFunc(goals, func(g pgmodel.Expr) bool {
		return strings.EqualFold(g.Strict, "true") || slices.ContainsFunc(given, func(e pgmodel.Expr) bool { return e.Strict == g.Strict })
	})
}

func (textual) Narrows(from, to pgmodel.Expr) bool { return from.Strict == to.Strict }

func (textual) Relations(*pgmodel.Function) ([]schema.Key, bool) { return nil, false }
