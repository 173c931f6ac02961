package rules

// Rows that are copied before their table is dropped are not lost. Decided by the acts that take all
// rows of one table; where a copy goes is followed through the names that it gets.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// copiedTo is the table that has all rows of the one that an act drops, since a statement before it
// has copied them; "" for none.
func copiedTo(p *lint.Pass, a *lint.Act) string {
	for i := a.Index - 1; i >= 0; i-- {
		o := &p.Acts[i]
		if (o.Verb != schema.Inserts && o.Verb != schema.Creates) || !strings.EqualFold(o.Source, a.On.Name) {
			continue
		}
		to := o.On
		for j := i + 1; j < len(p.Acts); j++ {
			if n := &p.Acts[j]; n.Verb == schema.Renames && n.Kind.IsRelation() && n.On.Name == to.Name {
				to.Name = n.To
			}
		}
		if !o.Temp && p.Now(to) != nil {
			return p.Now(to).Display()
		}
	}
	return ""
}

// readsBefore reports whether a statement before an act puts the rows of a query into a table.
func readsBefore(p *lint.Pass, a *lint.Act) bool {
	for i := range p.Acts[:a.Index] {
		if o := &p.Acts[i]; o.Query && (o.Verb == schema.Inserts || o.Verb == schema.Creates && o.Kind == schema.KindTable) {
			return true
		}
	}
	return false
}

// sameColumns reports whether the one table that an INSERT takes all columns of has those of the table
// that it fills, in the same order.
func sameColumns(p *lint.Pass, a *lint.Act) bool {
	if a.Source == "" {
		return false
	}
	from := a.On
	from.Name = a.Source
	source, target := columnsBefore(p, from, a.Index), columnsBefore(p, a.On, a.Index)
	return len(source) > 0 && slices.EqualFunc(source, target, strings.EqualFold)
}

// columnsBefore are the names of a table's columns before an act, in their order; nil where they are
// not known, as after an ALTER TABLE of them.
func columnsBefore(p *lint.Pass, k schema.Key, index int) []string {
	var columns []string
	for i := index - 1; i >= 0; i-- {
		a := &p.Acts[i]
		switch {
		case a.Verb == schema.Renames && a.Kind.IsRelation() && strings.EqualFold(a.To, k.Name):
			k.Name = a.On.Name
		case !strings.EqualFold(a.On.Name, k.Name):
		case a.Verb == schema.DefinesColumn:
			columns = slices.Insert(columns, 0, a.Name)
		case a.Verb == schema.AddsColumn, a.Verb == schema.DropsColumn, a.Verb == schema.RenamesColumn:
			return nil
		case a.Verb == schema.Creates && a.Kind == schema.KindTable && a.Query:
			if k.Name = a.Source; k.Name == "" || !a.Star {
				return nil
			}
		case a.Verb == schema.Creates && a.Kind == schema.KindTable:
			return columns
		}
	}
	if t := p.Was(k); t != nil && columns == nil {
		for _, c := range t.Columns {
			columns = append(columns, c.Name)
		}
	}
	return columns
}
