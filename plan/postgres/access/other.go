package access

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// What lets others in besides privileges: publications, which send rows to subscribers;
// rules, which write with the rights of the owner of their relation; mappings, which give
// a role somebody's account on another server.

// publication is about subscribers, whom the server cannot name: a gain is to be looked
// at and refuses nothing.
func (j *judge) publication(c plan.Change, from, to *pgmodel.Publication) {
	if gains := j.published(to, from); len(gains) > 0 {
		j.gain(c.Key, c.Pos(), plan.Subscribers, "rows of "+strings.Join(gains, ", "), "they are published").Mild = true
	}
	if loses := j.published(from, to); len(loses) > 0 {
		j.lose(c.Key, c.Pos(), plan.Subscribers, "rows of "+strings.Join(loses, ", "), "they are no longer published")
	}
}

// published are the objects of the database that the publication a has and b has not.
func (j *judge) published(a, b *pgmodel.Publication) []string {
	if b.AllTables {
		return nil
	}
	if a.AllTables {
		return []string{"all tables"}
	}
	var out []string
	for _, t := range a.Tables {
		i := slices.IndexFunc(b.Tables, func(o pgmodel.Published) bool { return o.Table == t.Table })
		if j.From.Get(t.Table) != nil && !slices.Contains(b.Schemas, t.Table.Schema) && (i < 0 || !j.publishes(b.Tables[i], t)) {
			out = append(out, t.Table.Object())
		}
	}
	for _, s := range a.Schemas {
		if !slices.Contains(b.Schemas, s) {
			out = append(out, "schema "+pgmodel.Quote(s))
		}
	}
	return out
}

// publishes reports whether what a publishes of a table holds all that b does.
func (j *judge) publishes(a, b pgmodel.Published) bool {
	if a.Columns != nil && (b.Columns == nil || slices.ContainsFunc(b.Columns, func(n string) bool { return !slices.Contains(a.Columns, n) })) {
		return false
	}
	return a.Where.IsZero() || !b.Where.IsZero() && j.Proof.Implies([]pgmodel.Expr{b.Where}, []pgmodel.Expr{a.Where})
}

// rule judges a rule on a relation that others may use.
func (j *judge) rule(c plan.Change, r *pgmodel.Rule) {
	var relation pgmodel.Object
	for _, kind := range rowSources {
		if o := object(j.To.Get(schema.Key{Kind: kind, Schema: c.Key.Schema, Name: c.Key.Table})); o != nil {
			relation = o
		}
	}
	if relation == nil || j.From.Get(relation.Key()) == nil {
		return
	}
	if users := j.now(relation).others(); len(users) > 0 && len(j.reached(r.Uses, nil)) > 0 {
		j.gain(c.Key, c.Pos(), displayAll(users), "what the rule does with its owner's rights", "the rule").Unclear = true
	}
}

// mapping judges an account on a server that is there already.
func (j *judge) mapping(c plan.Change, m *pgmodel.UserMapping, added bool) {
	server := schema.Key{Kind: schema.KindServer, Name: m.Server}
	if j.From.Get(server) == nil || j.To.Get(server) == nil {
		return
	}
	if added {
		j.gain(c.Key, c.Pos(), display(m.Role), "an account on server "+pgmodel.Quote(m.Server), "the user mapping is new")
		return
	}
	j.lose(c.Key, c.Pos(), display(m.Role), "its account on server "+pgmodel.Quote(m.Server), "the user mapping is dropped")
}
