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
)

// Proof compares expressions by their shape.
type Proof interface {
	// Implies reports whether at least one goal is shown to be true wherever all given conditions are.
	Implies(given, goals []schema.PgExpr) bool
	// Narrows reports whether a query is shown to give nothing that another does not.
	Narrows(from, to schema.PgExpr) bool
	// Relations are those that a function names; false where it may reach others.
	Relations(f *schema.PgFunction) ([]schema.Key, bool)
}

// Input is what is judged: From is the schema after renames.
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
	before, after map[schema.Key][]*schema.PgPolicy
	compared      int // pairs of conditions
}

// Judge lists who gains and who loses, by object.
func Judge(in Input) []plan.Access {
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

func (j *judge) altered(c plan.Change, from, to schema.PgObject) {
	if c.Has("grants") {
		j.grants(c.Pos(), from, to)
	}
	switch to := to.(type) {
	case *schema.PgTable:
		j.table(c, from.(*schema.PgTable), to)
	case *schema.PgPolicy:
		j.rows(to.Table)
	case *schema.PgView:
		j.view(c, from.(*schema.PgView), to)
	case *schema.PgFunction:
		j.function(c, from.(*schema.PgFunction), to)
	case *schema.PgDefaultGrants:
		j.defaults(c, from.(*schema.PgDefaultGrants), to)
	case *schema.PgPublication:
		j.publication(c, from.(*schema.PgPublication), to)
	case *schema.PgRule:
		j.rule(c, to)
	}
}

func (j *judge) added(c plan.Change, to schema.PgObject) {
	switch to := to.(type) {
	case *schema.PgPolicy:
		j.rows(to.Table)
	case *schema.PgView:
		j.newView(c, to)
	case *schema.PgFunction:
		j.newFunction(c, to)
	case *schema.PgDefaultGrants:
		j.defaults(c, &schema.PgDefaultGrants{}, to)
	case *schema.PgPublication:
		j.publication(c, &schema.PgPublication{}, to)
	case *schema.PgUserMapping:
		j.mapping(c, to, true)
	case *schema.PgRule:
		j.rule(c, to)
	}
}

func (j *judge) dropped(c plan.Change, from schema.PgObject) {
	switch from := from.(type) {
	case *schema.PgPolicy:
		j.rows(from.Table)
	case *schema.PgDefaultGrants:
		j.defaults(c, from, &schema.PgDefaultGrants{})
	case *schema.PgPublication:
		j.publication(c, from, &schema.PgPublication{})
	case *schema.PgUserMapping:
		j.mapping(c, from, false)
	case *schema.PgView, *schema.PgFunction:
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

func object(o schema.Object) schema.PgObject {
	pg, _ := o.(schema.PgObject)
	return pg
}

// textual knows only equal conditions.
type textual struct{}

func (textual) Implies(given, goals []schema.PgExpr) bool {
	return slices.ContainsFunc(goals, func(g schema.PgExpr) bool {
		return strings.EqualFold(g.Strict, "true") || slices.ContainsFunc(given, func(e schema.PgExpr) bool { return e.Strict == g.Strict })
	})
}

func (textual) Narrows(from, to schema.PgExpr) bool { return from.Strict == to.Strict }

func (textual) Relations(*schema.PgFunction) ([]schema.Key, bool) { return nil, false }
