package postgres

// --rename OLD=NEW, for one plan. An old name is that of the database, with its schema unless that is
// public; of a column it follows that of its table, the old or the new one. A new name without a schema
// is in that of the old one, as with ALTER … RENAME TO.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// renameFlag is one --rename.
type renameFlag struct{ was, now string }

func (w *planner) renameFlags() []renameFlag {
	var list []renameFlag
	for _, was := range slices.Sorted(maps.Keys(w.in.Renames)) {
		list = append(list, renameFlag{was, w.in.Renames[was]})
	}
	return list
}

// flagged is the name that --rename says an object had; "" for none.
func (w *planner) flagged(o pgmodel.Object) string {
	k := o.Key()
	if !k.IsPart() && !w.kinds[k.Kind].hasHint {
		return ""
	}
	for _, f := range w.flags {
		switch {
		case !w.means(f, k):
		case k.IsPart():
			_, name, _ := cutLast(f.was)
			return name
		default:
			return f.was
		}
	}
	return ""
}

// means reports whether the new name of a flag is that of an object, or part of one, in the desired schema.
func (w *planner) means(f renameFlag, k schema.Key) bool {
	if k.IsPart() {
		table, _, ok := cutLast(f.was)
		of, name, qualified := cutLast(f.now)
		return ok && name == k.Name && w.isTableOf(table, k) && (!qualified || w.isTableOf(of, k))
	}
	if f.now == k.Schema+"."+k.Name {
		return true
	}
	if f.now != k.Name {
		return false
	}
	space, name, ok := cutLast(f.was)
	switch {
	case !ok:
		return k.Schema == "" || k.Schema == "public"
	case space == k.Schema, slices.Contains(w.flags, renameFlag{space, k.Schema}): // which may have another name by another flag
		return true
	}
	there := schema.Key{Kind: k.Kind, Schema: space, Name: name}
	moved := schema.Key{Kind: k.Kind, Schema: space, Name: k.Name}
	return k.Schema == "public" && w.in.From.Get(there) != nil && w.to.Get(moved) == nil
}

// isTableOf reports whether a table of a flag is that of a part, by its name, with or without the schema, or by the one that
// another flag says it had.
func (w *planner) isTableOf(table string, part schema.Key) bool {
	if table == part.Table || table == part.Schema+"."+part.Table {
		return true
	}
	return slices.ContainsFunc(w.flags, func(f renameFlag) bool {
		return f.was == table && w.means(f, schema.Key{Kind: schema.KindTable, Schema: part.Schema, Name: part.Table})
	})
}

// reportUnknown is a finding for each flag that gives a name which nothing in the desired schema has.
func (w *planner) reportUnknown() {
	unknown := slices.Clone(w.flags)
	for o := range w.to.All() {
		keys := []schema.Key{o.Key()}
		if c, ok := o.(schema.Composite); ok {
			for _, part := range c.Parts() {
				keys = append(keys, part.Key())
			}
		}
		unknown = slices.DeleteFunc(unknown, func(f renameFlag) bool {
			return slices.ContainsFunc(keys, func(k schema.Key) bool { return (k.IsPart() || w.kinds[k.Kind].hasHint) && w.means(f, k) })
		})
	}
	for _, f := range unknown {
		if w.mergesSchemas(f) {
			continue
		}
		w.find(plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Message: fmt.Sprintf("--rename %s=%s is not followed: the desired schema has no %s", f.was, f.now, spelled(f)),
			Hint: "OLD is the name in the database, of a column with its table's, and NEW the one in the files"})
	}
}

// mergesSchemas reports a flag that would rename a schema to one that is there already, such as public: their
// objects move one by one.
func (w *planner) mergesSchemas(f renameFlag) bool {
	if strings.Contains(f.was+f.now, ".") || !hasSchema(w.to, f.now) {
		return false
	}
	hint := "schema " + f.was + " has nothing that is compared and that schema " + f.now + " of the files has"
	for o := range w.in.From.All() {
		k := o.Key()
		if k.Schema == f.was && w.kinds[k.Kind].hasHint && w.to.Get(schema.Key{Kind: k.Kind, Schema: f.now, Name: k.Name}) != nil {
			hint = "move what it holds one by one, as with --rename " + plan.ShellWord(f.was+"."+k.Name+"="+f.now+"."+k.Name)
			break
		}
	}
	w.find(plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Hint: hint,
		Message: fmt.Sprintf("--rename %s=%s is not followed: schema %s is there already, and a schema cannot become part of another", f.was, f.now, f.now)})
	return true
}

// hasSchema reports whether a schema is there or anything that is in it.
func hasSchema(s *schema.Schema, name string) bool {
	for o := range s.All() {
		if k := o.Key(); k.Schema == name || k.Kind == schema.KindSchema && k.Name == name {
			return true
		}
	}
	return false
}

// spelled is the new name of a flag with the schema or table that it is looked for in.
func spelled(f renameFlag) string {
	if space, _, ok := cutLast(f.was); ok && !strings.Contains(f.now, ".") {
		return space + "." + f.now
	}
	return f.now
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}
