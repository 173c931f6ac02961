package access

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// A view reads with the rights of its owner, unless it is a security_invoker: whoever may
// use it reaches rows that it may not reach itself. security_barrier keeps functions of
// the caller from seeing rows that the view leaves out.

// option is a boolean option of a view.
func option(v *pgmodel.View, name string) bool {
	for _, o := range v.Options {
		if o.Name == name {
			return o.Value != "false" && o.Value != "off" && o.Value != "no" && o.Value != "0"
		}
	}
	return false
}

func invoker(v *pgmodel.View) bool { return option(v, "security_invoker") }

func (j *judge) view(c plan.Change, from, to *pgmodel.View) {
	users := displayAll(j.now(to).others())
	if users == "" {
		users = plan.Holders
	}
	if a, b := invoker(from), invoker(to); a != b {
		what := "what its owner may read"
		if a {
			j.gain(to.ID, c.Pos(), users, what, "security_invoker is lost")
		} else {
			j.lose(to.ID, c.Pos(), users, what, "security_invoker")
		}
	}
	if a, b := option(from, "security_barrier"), option(to, "security_barrier"); a && !b {
		j.gain(to.ID, c.Pos(), users, "rows that the view leaves out, through functions of their own", "security_barrier is lost")
	} else if b && !a {
		j.lose(to.ID, c.Pos(), users, "rows that the view leaves out, through functions of their own", "security_barrier")
	}
	j.checkOption(c, users, from, to)
	if c.Has("query") {
		j.query(c, from, to)
	}
	j.viewColumns(c, from, to)
}

// checkOption judges what may be written through a view.
func (j *judge) checkOption(c plan.Change, users string, from, to *pgmodel.View) {
	strength := map[string]int{"": 0, "local": 1, "cascaded": 2}
	a, b := strength[from.CheckOption], strength[to.CheckOption]
	switch what := "writing rows that the view does not show"; {
	case len(j.now(to).others()) == 0:
	case a > b:
		j.gain(to.ID, c.Pos(), users, what, "WITH CHECK OPTION is weakened")
	case a < b:
		j.lose(to.ID, c.Pos(), users, what, "WITH CHECK OPTION")
	}
}

// query judges another query of a view that reads with its owner's rights.
func (j *judge) query(c plan.Change, from, to *pgmodel.View) {
	if invoker(to) {
		return
	}
	narrows, widens := j.Proof.Narrows(from.Body, to.Body), j.Proof.Narrows(to.Body, from.Body)
	users := j.now(to).others()
	if fresh := j.reached(to.Uses, j.reached(from.Uses, nil)); !narrows && len(users) == 0 {
		j.protected(c, to, fresh)
		return
	}
	reach := j.reached(to.Uses, nil)
	for _, role := range users {
		if j.allowed(role, reach) {
			continue
		}
		switch {
		case narrows && widens:
		case narrows:
			j.lose(to.ID, c.Pos(), display(role), "some of what the view shows", "its query")
		default:
			j.gain(to.ID, c.Pos(), display(role), "what the query of the view reads", "its query").Unclear = !widens
		}
	}
}

// viewColumns compares privileges on columns.
func (j *judge) viewColumns(c plan.Change, from, to *pgmodel.View) {
	if !c.Has("column grants") {
		return
	}
	for _, col := range to.Columns {
		if was := from.Column(col.Name); was != nil {
			k := schema.Key{Kind: schema.KindColumn, Schema: to.ID.Schema, Table: to.ID.Name, Name: col.Name}
			f, t := effective(k, held(was), ""), effective(k, col.Access().Grants, "")
			j.compare(k, c.Pos(), f, t, j.was(from), j.now(to))
		}
	}
}

// newView judges a view that shows what was there before.
func (j *judge) newView(c plan.Change, v *pgmodel.View) {
	if invoker(v) {
		return
	}
	reach := j.reached(v.Uses, nil)
	users := j.now(v).others()
	for _, role := range users {
		if len(reach) > 0 && !j.allowed(role, reach) {
			j.gain(v.ID, c.Pos(), display(role), "rows of "+names(reach), "the view is new and reads with its owner's rights")
		}
	}
	if len(users) == 0 {
		j.protected(c, v, reach)
	}
}

// protected records that a view reads past row security where no role but its owner has
// privileges on it yet.
func (j *judge) protected(c plan.Change, v *pgmodel.View, reach []*pgmodel.Table) {
	hidden := slices.DeleteFunc(slices.Clone(reach), func(t *pgmodel.Table) bool { return !t.RowSecurity })
	if len(hidden) > 0 {
		j.gain(v.ID, c.Pos(), "whoever may use it", "rows of "+names(hidden), "the view reads past row level security, with its owner's rights").Unclear = true
	}
}

// reached are the tables of the database that views and tables lead to, as they are
// afterwards, but for those of without.
func (j *judge) reached(uses []schema.Key, without []*pgmodel.Table) []*pgmodel.Table {
	seen := map[schema.Key]bool{}
	var out []*pgmodel.Table
	var visit func([]schema.Key)
	visit = func(keys []schema.Key) {
		for _, k := range keys {
			if seen[k] {
				continue
			}
			seen[k] = true
			switch o := j.To.Get(k).(type) {
			case *pgmodel.Table:
				if j.From.Get(k) != nil && !slices.Contains(without, o) {
					out = append(out, o)
				}
			case *pgmodel.View:
				visit(o.Uses)
			}
		}
	}
	visit(uses)
	return out
}

// allowed reports whether a role could read all of some tables before by itself.
func (j *judge) allowed(role string, tables []*pgmodel.Table) bool {
	return !slices.ContainsFunc(tables, func(t *pgmodel.Table) bool {
		was := object(j.From.Get(t.ID))
		return t.RowSecurity || was == nil || !j.was(was).has(role, "SELECT")
	})
}

func names(tables []*pgmodel.Table) string {
	list := make([]string, len(tables))
	for i, t := range tables {
		list[i] = t.ID.Object()
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// gone records that a view or function was of use to others.
func (j *judge) gone(from pgmodel.Object) {
	if j.successor(from.Key()) != nil {
		return // its privileges are compared with those of what takes its place
	}
	if f, ok := from.(*pgmodel.Function); ok && !f.SecurityDefiner {
		return
	}
	p := j.was(from)
	for _, role := range p.others() {
		j.lose(from.Key(), schema.Pos{}, display(role), strings.Join(sorted(p[role]), ", "), "it is dropped")
	}
}
