package rules

// Questions about a table that a migration drops and recreates: whether its rows were copied, and
// which names its columns got before.

import (
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// isRecreatedEmpty reports whether a table that an act drops is recreated under its name by the same
// migration, and no statement writes rows into it. A table of an earlier migration that takes the name
// may have been filled then.
func isRecreatedEmpty(p *lint.Pass, a *lint.Act) bool {
	names := map[string]bool{strings.ToLower(a.On.Name): true}
	made := false
	p.Each(func(o *lint.Act) {
		switch {
		case !o.Kind.IsRelation() || o.On.Schema != a.On.Schema:
		case o.Verb == schema.Renames && strings.EqualFold(o.To, a.On.Name) && o.Index > a.Index:
			names[strings.ToLower(o.On.Name)] = true
			made = made || p.Made(o.On)
		case o.Verb == schema.Creates && strings.EqualFold(o.On.Name, a.On.Name) && o.Index > a.Index:
			made = true
		}
	}, schema.Renames, schema.Creates)
	if !made {
		return false
	}
	filled := false
	p.Each(func(o *lint.Act) {
		filled = filled || names[strings.ToLower(o.On.Name)] && o.On.Schema == a.On.Schema
	}, schema.Inserts)
	return !filled
}

// isMoved reports whether a statement before an act reads a column of its table and writes rows: a query
// that fills a table, or an UPDATE of another one, or of another column.
func isMoved(p *lint.Pass, a *lint.Act, column string) bool {
	moved := false
	p.Each(func(o *lint.Act) {
		if moved || o.Index > a.Index || o.Verb == schema.Inserts && !o.Query {
			return
		}
		sql := p.Analyzed.Statements[o.Statement].SQL
		if o.Verb == schema.Updates && o.On.Name == a.On.Name && !assignsFrom(sql, column) {
			return
		}
		present := p.Acts[a.Index].On.Name // where the table was renamed before
		moved = (mentionsName(sql, a.On.Name) || mentionsName(sql, present)) && mentionsName(sql, column)
	}, schema.Inserts, schema.Updates)
	return moved
}

// assignsFrom reports whether an UPDATE names a column to the right of its first assignment and before
// its condition.
func assignsFrom(sql, column string) bool {
	_, values, _ := strings.Cut(strings.ToLower(sql), "=")
	values, _, _ = strings.Cut(values, "where")
	return mentionsName(values, column)
}

// isRenamedBefore reports whether a migration renames a column of a table before an act drops the table.
func isRenamedBefore(p *lint.Pass, a *lint.Act, column string) bool {
	return p.Earlier(a, func(o *lint.Act) bool {
		return o.Verb == schema.RenamesColumn && strings.EqualFold(o.Name, column)
	})
}
