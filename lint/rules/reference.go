package rules

// Foreign keys as rules look at them: those of the schema, and those of statements that could not
// be applied because what they refer to is missing; and the circles among tables.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// eachReference calls do with every foreign key: those of the model, and those of
// statements that could not be folded because of them.
func eachReference(p *lint.Pass, do func(o lint.Object, from []string, f *lint.ForeignKey, parent *lint.Table)) {
	for _, t := range p.Tables {
		for _, f := range t.ForeignKeys {
			do(t.Part(strings.Join(f.Columns, ", "), f.Pos), f.Columns, f, p.Table(f.References))
		}
	}
	for i := range p.Acts {
		a := &p.Acts[i]
		if a.Kind != schema.KindForeign || a.Verb != schema.Defines && a.Verb != schema.AddsConstraint || p.Now(a.On) != nil && hasReference(p.Now(a.On), a) {
			continue
		}
		f := &lint.ForeignKey{Name: a.Name, Pos: a.Pos, Columns: a.Columns, References: a.References, Referenced: a.Referenced}
		do(lint.Object{Name: a.Object(), Pos: a.Pos, Key: a.Key()}, a.Columns, f, p.Table(a.References))
	}
}

func hasReference(t *lint.Table, a *lint.Act) bool {
	return slices.ContainsFunc(t.ForeignKeys, func(f *lint.ForeignKey) bool {
		return slices.Equal(f.Columns, a.Columns) && f.References.Name == a.References.Name
	})
}

// refersOn reports whether a column is that of a foreign key.
func refersOn(t *lint.Table, column string) bool {
	return slices.ContainsFunc(t.ForeignKeys, func(f *lint.ForeignKey) bool { return slices.Contains(f.Columns, column) })
}

// referenced is the column that the i-th of a foreign key refers to, or nil.
func referenced(parent *lint.Table, f *lint.ForeignKey, i int) *lint.Column {
	if parent == nil {
		return nil
	}
	names := f.Referenced
	if len(names) == 0 && parent.Primary != nil {
		names = parent.Primary.Columns
	}
	if i >= len(names) {
		return nil
	}
	return parent.Column(names[i])
}

// referenceCircles are the tables that lead back to themselves by references that cannot wait.
func referenceCircles(p *lint.Pass) []lint.Object {
	next := map[schema.Key][]schema.Key{}
	for _, t := range p.Tables {
		for _, f := range t.ForeignKeys {
			if to := p.Table(f.References); to != nil && to.Key != t.Key && !f.Deferrable {
				next[t.Key] = append(next[t.Key], to.Key)
			}
		}
	}
	p.Each(func(a *lint.Act) { // which the model may lack
		if t, to := p.Table(a.On), p.Table(a.References); a.Kind == schema.KindForeign && t != nil && to != nil && t != to && !hasReference(t, a) {
			next[t.Key] = append(next[t.Key], to.Key)
		}
	}, schema.AddsConstraint)
	var out []lint.Object
	for _, group := range components(p.Tables, next) {
		if len(group) > 1 {
			out = append(out, group[0].Object())
		}
	}
	return out
}

// components are the groups of tables that lead to each other (Tarjan).
func components(all []*lint.Table, next map[schema.Key][]schema.Key) [][]*lint.Table {
	byKey := map[schema.Key]*lint.Table{}
	for _, t := range all {
		byKey[t.Key] = t
	}
	index, low, on := map[schema.Key]int{}, map[schema.Key]int{}, map[schema.Key]bool{}
	var stack []schema.Key
	var groups [][]*lint.Table
	var visit func(k schema.Key)
	visit = func(k schema.Key) {
		index[k] = len(index) + 1
		low[k] = index[k]
		stack = append(stack, k)
		on[k] = true
		for _, to := range next[k] {
			if index[to] == 0 {
				visit(to)
				low[k] = min(low[k], low[to])
			} else if on[to] {
				low[k] = min(low[k], index[to])
			}
		}
		if low[k] != index[k] {
			return
		}
		var group []*lint.Table
		for {
			top := stack[len(stack)-1]
			stack, on[top] = stack[:len(stack)-1], false
			if byKey[top] != nil {
				group = append(group, byKey[top])
			}
			if top == k {
				break
			}
		}
		slices.SortFunc(group, func(a, b *lint.Table) int { return schema.CompareKeys(a.Key, b.Key) })
		groups = append(groups, group)
	}
	for _, t := range all {
		if index[t.Key] == 0 {
			visit(t.Key)
		}
	}
	return groups
}
