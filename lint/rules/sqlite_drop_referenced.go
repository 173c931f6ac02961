package rules

// SQLite drops a table or view whatever refers to it: foreign keys to it, views and triggers fail when they are used
// (lang_droptable.html). With foreign keys on the rows of the table are deleted first, and what still refers to one of them
// makes that fail. A table that comes back under its name is left out.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

//go:embed sqlite-drop-referenced.md
var sqliteDropReferencedPage string

func sqliteDropReferenced() *lint.Rule {
	return &lint.Rule{Name: "sqlite-drop-referenced", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteDropReferencedPage, NoChange: "the planner drops what refers to a table before it", Check: func(p *lint.Pass) {
		var users map[string][]schema.Object
		p.Changed(func(a *lint.Act) {
			if !a.Kind.IsRelation() || p.Replaced(a) {
				return
			}
			if users == nil {
				users = usersOfRelations(p)
			}
			list := users[strings.ToLower(a.On.Name)]
			if left := stillUsing(p, a, list); len(left) > 0 {
				p.At(a, "drop or change what uses it first", "%s still %s %s, which is gone", strings.Join(left, ", "), verb(len(left)), a.Object())
			} else if first := refusing(p, a, list); len(first) > 0 {
				f := p.At(a, "drop "+strings.Join(first, " and ")+" first", "dropping %s fails while rows of %s refer to it and foreign keys are on", a.Object(), strings.Join(first, ", "))
				if !pragmaIs(p, a, "foreign_keys", "on") {
					f.Severity = lint.Warning
				}
			}
		}, schema.Drops)
	}}
}

// usersOfRelations are the tables with foreign keys to others, the views and the triggers that were there before a migration, by
// the names of what they use.
func usersOfRelations(p *lint.Pass) map[string][]schema.Object {
	users := map[string][]schema.Object{}
	add := func(o schema.Object, used []schema.Key) {
		for _, k := range used {
			name := strings.ToLower(k.Name)
			if !slices.Contains(users[name], o) {
				users[name] = append(users[name], o)
			}
		}
	}
	for o := range p.From.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			for _, f := range o.ForeignKeys {
				if f.References != o.Key() {
					add(o, []schema.Key{f.References})
				}
			}
		case *litemodel.View:
			add(o, o.Names())
		case *litemodel.Trigger:
			add(o, o.Names())
		}
	}
	return users
}

// stillUsing names what uses a relation after a migration that has dropped it.
func stillUsing(p *lint.Pass, a *lint.Act, users []schema.Object) (names []string) {
	for _, o := range users {
		now := p.Analyzed.To.Get(o.Key())
		switch {
		case now == nil:
		case o.Key().Kind != schema.KindTable && slices.Equal(o.Fields(), now.Fields()):
			names = append(names, string(o.Key().Kind)+" "+o.Display())
		case refersTo(now, a.On.Name, nil):
			names = append(names, "table "+o.Display())
		}
	}
	return names
}

// refersTo reports whether a foreign key of a table refers to another one, and matches.
func refersTo(o schema.Object, name string, match func(*litemodel.ForeignKey) bool) bool {
	t, ok := o.(*litemodel.Table)
	return ok && slices.ContainsFunc(t.ForeignKeys, func(f *litemodel.ForeignKey) bool {
		return strings.EqualFold(f.References.Name, name) && (match == nil || match(f))
	})
}

// refusing names the tables whose rows can keep another one from being dropped at that moment: their foreign keys are checked at
// once and change no rows, and nothing has dropped or emptied them before.
func refusing(p *lint.Pass, a *lint.Act, users []schema.Object) (names []string) {
	if a.Kind != schema.KindTable || keysOff(p, a) {
		return nil
	}
	atOnce := func(f *litemodel.ForeignKey) bool {
		return !f.Deferred && f.OnDelete != "cascade" && f.OnDelete != "set null" && f.OnDelete != "set default"
	}
	for _, o := range users {
		t, ok := o.(*litemodel.Table)
		if ok && refersTo(t, a.On.Name, atOnce) && !changedBefore(p, a, t) {
			names = append(names, t.Name)
		}
	}
	return names
}

// changedBefore reports whether a table is dropped, renamed or emptied before an act, so that its rows may no longer refer to
// others.
func changedBefore(p *lint.Pass, a *lint.Act, t *litemodel.Table) bool {
	return slices.ContainsFunc(p.Acts[:a.Index], func(o lint.Act) bool {
		return strings.EqualFold(o.On.Name, t.Name) && (o.Verb == schema.Drops && o.Kind == schema.KindTable || o.Verb == schema.Renames ||
			o.Verb == schema.Deletes || o.Verb == schema.Updates)
	}) || slices.ContainsFunc(p.Acts[:a.Index], func(o lint.Act) bool { // the table itself is empty by now
		return o.Verb == schema.Deletes && !o.Where && strings.EqualFold(o.On.Name, a.On.Name)
	})
}
