package postgres

// Types, domains and collations that are recreated while columns use them. A type cannot be
// dropped under its columns: the old form is renamed, the new one is created, each column is
// converted with USING, and the old form is dropped last. Range types are the exception: their
// columns, and those of domains over them, go through text, as do those of a type that becomes one of
// another kind, such as an enum that becomes a domain. What is bound to the old type, such as an index expression, is
// recreated as well.

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// besideType are the columns that get the new form of a type that is recreated, with those of
// their child tables, and a composite type's attributes: what uses them is in the way.
func (w *planner) besideType(k schema.Key) []blocker {
	if !w.kinds[k.Kind].ofColumns || !w.recreated[k] && w.anotherKind(k) == nil {
		return nil
	}
	var list []blocker
	columns := map[schema.Key]bool{}
	for c := range w.before.columns() {
		if key := c.Key(); usesAside(c, k) && w.after.get(key) != nil {
			list = append(list, blocker{key, true})
			columns[key] = true
		}
	}
	slices.SortFunc(list, func(a, b blocker) int { return schema.CompareKeys(a.key, b.key) })
	if t, ok := w.before.get(k).(*pgmodel.Composite); ok {
		for _, a := range t.Attributes {
			list = append(list, blocker{key: a.Key()})
		}
	}
	return append(list, w.recreateOver(convertedColumns{keys: columns, throughText: w.throughText(k)})...)
}

// recreateOver recreates what the server would rebuild over columns that get the
// new form of a type, and could not: its expressions are bound to the old one.
func (w *planner) recreateOver(columns convertedColumns) []blocker {
	if len(columns.keys) == 0 {
		return nil
	}
	var list []blocker
	for _, o := range w.before.sorted() {
		k := o.Key()
		boundTo := w.kinds[k.Kind].boundTo
		if boundTo == nil || w.after.get(k) == nil || w.actions[node{opDrop, k}] != nil || !boundTo(o, columns) {
			continue
		}
		w.recreate(k, "it is on a column whose type is recreated")
		list = append(list, blocker{key: k})
	}
	return list
}

// recreateContained recreates domains that get another check or NOT NULL while
// values of other types contain theirs: the server checks plain columns only.
func (w *planner) recreateContained() {
	for o := range w.before.of(schema.KindDomain) {
		k := o.Key()
		d, ok := w.after.get(k).(*pgmodel.Domain)
		if ok && !w.recreated[k] && w.stricter(d) && w.contained(k) {
			w.recreate(k, "arrays or composite values hold "+k.String()+", which the server does not check in place")
		}
	}
}

// stricter reports whether rows are to be checked for what is new about a domain.
func (w *planner) stricter(d *pgmodel.Domain) bool {
	for _, c := range d.Checks {
		if !c.NotValid && (w.actions[node{opCreate, c.Key()}] != nil || w.actions[node{opAlter, c.Key()}] != nil) {
			return true
		}
	}
	from, ok := w.before.get(d.ID).(*pgmodel.Domain)
	return ok && d.NotNull && !from.NotNull
}

// setAside rewrites the actions of types and collations that are recreated while
// columns use them: the old one is renamed, the columns change over, then it goes.
func (w *planner) setAside() {
	for n, a := range w.actions {
		if n.op != opDrop && n.key.Kind == schema.KindDomainCheck && w.actions[node{opCreate, a.to.(*pgmodel.DomainCheck).Domain}] != nil {
			delete(w.actions, n) // CREATE DOMAIN makes it
		}
	}
	w.changeKinds()
	var aside []schema.Key
	for _, k := range w.typesAside() {
		drop, create := w.actions[node{opDrop, k}], w.actions[node{opCreate, k}]
		if w.throughText(k) {
			w.overText(w.columnsOfType(k), drop, create)
			continue
		}
		w.overAside(k, w.columnsOfType(k), drop, create)
		aside = append(aside, k)
	}
	for _, k := range aside {
		w.dropFormer(k, aside)
	}
}

// typesAside are the types and collations that are recreated while columns use them, and the
// recreated types that they are made of.
func (w *planner) typesAside() []schema.Key {
	var list, rest []schema.Key
	for _, k := range slices.SortedFunc(maps.Keys(w.recreated), schema.CompareKeys) {
		switch {
		case !w.kinds[k.Kind].ofColumns || w.actions[node{opDrop, k}] == nil || w.actions[node{opCreate, k}] == nil:
		case len(w.columnsOfType(k)) > 0:
			list = append(list, k)
		default:
			rest = append(rest, k)
		}
	}
	for i := 0; i < len(list); i++ {
		if w.throughText(list[i]) { // which is away before what it is made of
			continue
		}
		needs := w.before.get(list[i]).Needs()
		rest = slices.DeleteFunc(rest, func(k schema.Key) bool {
			used := !w.throughText(k) && slices.Contains(needs, k)
			if used {
				list = append(list, k)
			}
			return used
		})
	}
	slices.SortFunc(list, schema.CompareKeys)
	return list
}

// dropFormer drops the old form of a type when all columns have the new one, and
// after the old forms of what uses it.
func (w *planner) dropFormer(k schema.Key, aside []schema.Key) {
	from := w.before.get(k)
	a := w.add(node{opCreate, formerKey(k)}, from, nil, []statement{{Do: ddl.Drop(typeWord(k.Kind) + " " + ddl.Qualified(asideKey(k)))}},
		"columns have the new form of "+k.String())
	for _, other := range aside {
		a.after = append(a.after, node{opCreate, other})
		if other != k && slices.Contains(w.before.get(other).Needs(), k) {
			a.after = append(a.after, node{opCreate, formerKey(other)})
		}
	}
}

// typeWord is the word for a kind in ALTER and DROP.
func typeWord(k schema.Kind) string {
	switch k {
	case schema.KindDomain:
		return "DOMAIN"
	case schema.KindCollation:
		return "COLLATION"
	}
	return "TYPE"
}

// throughText reports whether the columns of a type that is recreated are text while there is no such
// type: a range type, or one made of it, which must be gone before that.
func (w *planner) throughText(k schema.Key) bool {
	o := w.before.get(k)
	return k.Kind == schema.KindRange || w.anotherKind(k) != nil || o != nil && slices.ContainsFunc(o.Needs(), func(n schema.Key) bool {
		return n != k && w.recreated[n] && w.kinds[n.Kind].ofColumns && w.throughText(n)
	})
}

// overText takes columns through text, since the constructors of a range type keep
// its name when it is renamed.
func (w *planner) overText(columns []*pgmodel.Column, drop, create *action) {
	var away []statement
	for _, c := range columns {
		from := w.before.get(c.Key()).(*pgmodel.Column)
		w.refuseInKey(from, c)
		toText, back := w.retypeColumn(from, "text", ddl.Quote(c.Name)+"::text"), w.retypeColumn(c, c.Type, ddl.Quote(c.Name)+"::"+c.Type)
		if keepsBytes(locks.ChangeOfType(w.before.baseOf(from.Type), "text"), from) {
			toText.Form, toText.Why = locks.Of(locks.Relabels), ""
		}
		if keepsBytes(locks.ChangeOfType("text", w.after.baseOf(c.Type)), c) && !w.hasConstraints(c.Type) {
			back.Form, back.Why = locks.Of(locks.Relabels), ""
		}
		away = append(away, toText)
		create.statements = append(create.statements, back)
		create.statements = append(create.statements, w.restoreDefault(c)...)
	}
	drop.statements = append(away, drop.statements...)
	w.lockColumns(drop, columns)
	w.lockColumns(create, columns)
}

// keepsBytes reports whether a change of type leaves the rows and the order of their values as they are.
func keepsBytes(change locks.TypeChange, c *pgmodel.Column) bool {
	return change.Free && !change.Indexed && c.Collation == ""
}

// baseOf is the type below a domain and those below it; a type that is no domain is its own.
func (s *objects) baseOf(typ string) string {
	for o := range s.of(schema.KindDomain) {
		if d := o.(*pgmodel.Domain); ddl.Qualified(d.ID) == typ && d.Type != typ {
			return s.baseOf(d.Type)
		}
	}
	return typ
}

// overAside renames the old type and lets the columns change over.
func (w *planner) overAside(k schema.Key, columns []*pgmodel.Column, drop, create *action) {
	from, to, aside := drop.from, create.to, asideKey(k)
	head := "ALTER " + typeWord(k.Kind) + " "
	drop.statements = []statement{{Do: ddl.Text(head + ddl.Qualified(k) + " RENAME TO " + ddl.Quote(aside.Name)), Undo: ddl.Text(head + ddl.Qualified(aside) + " RENAME TO " + ddl.Quote(k.Name))}}
	if d, ok := from.(*pgmodel.Domain); ok {
		drop.statements = append(drop.statements, w.releaseFormer(d, aside)...)
	}
	if f, ok := from.(*pgmodel.Composite); ok {
		create.statements = append(create.statements, w.alignAttributes(f, to.(*pgmodel.Composite), aside, columns)...)
	}
	for _, c := range columns {
		before := w.before.get(c.Key()).(*pgmodel.Column)
		w.refuseInKey(before, c)
		p := w.retypeColumn(c, c.Type, w.castOver(c, from, to))
		if id := w.formOfDomain(c, from, to); id != 0 {
			p.Form, p.Why = locks.Of(id), ""
		}
		p.Probes = w.removedProbes(before, enumBelow(w.before, from), enumBelow(w.after, to))
		p.Unproven = len(p.Probes) == 0 && (k.Kind == schema.KindDomain || k.Kind == schema.KindComposite)
		create.statements = append(append(create.statements, p), w.restoreDefault(c)...)
	}
	w.lockColumns(create, columns)
}

// releaseFormer takes from the old form of a domain the default and the checks that use what
// the plan drops.
func (w *planner) releaseFormer(d *pgmodel.Domain, aside schema.Key) []statement {
	head := "ALTER DOMAIN " + ddl.Qualified(aside) + " "
	goes := func(list []schema.Key) bool {
		return slices.ContainsFunc(list, func(k schema.Key) bool { return w.actions[node{opDrop, k}] != nil })
	}
	var out []statement
	if !d.Default.IsZero() && goes(d.Uses) {
		out = append(out, statement{Do: ddl.Text(head + "DROP DEFAULT")})
	}
	for _, c := range d.Checks {
		if goes(c.Uses) {
			out = append(out, statement{Do: ddl.Text(head + "DROP CONSTRAINT " + ddl.Quote(c.Name))})
		}
	}
	return out
}

// asideKey is the name that the old form of a type gets.
func asideKey(k schema.Key) schema.Key {
	const suffix = "_schemadiff_old"
	k.Name = pgmodel.Clip(k.Name, pgmodel.MaxName-len(suffix)) + suffix
	return k
}

// retypeColumn is the statement that gives a column a type, without its default.
func (w *planner) retypeColumn(c *pgmodel.Column, typ, using string) statement {
	var clauses []ddl.TableClause
	from := w.before.get(c.Key()).(*pgmodel.Column)
	if !from.Default.IsZero() && w.actions[node{opDrop, defaultKey(c)}] == nil {
		clauses = append(clauses, ddl.DropDefault(c.Name))
	}
	action := "TYPE " + typ
	if c.Collation != "" {
		action += " COLLATE " + c.Collation
	}
	clauses = append(clauses, ddl.AlterColumn{Column: c.Name, Action: action + " USING " + using})
	return statement{Do: ddl.AlterTable(c.Table, clauses...), Form: locks.Of(locks.Retypes), On: ddl.Qualified(c.Table),
		Why: "the column's values are written in the new form of the type"}
}

// restoreDefault sets a default again that nothing else sets.
func (w *planner) restoreDefault(c *pgmodel.Column) []statement {
	from := w.before.get(c.Key()).(*pgmodel.Column)
	own := w.actions[node{opAlter, c.Key()}] != nil && from.Default.Strict != c.Default.Strict
	if from.Default.IsZero() || c.Default.IsZero() || own || w.actions[node{opDrop, defaultKey(c)}] != nil {
		return nil
	}
	return []statement{{Do: ddl.AlterTable(c.Table, ddl.Clause("ALTER COLUMN "+ddl.Quote(c.Name)+" SET DEFAULT "+c.Default.SQL)), Form: locks.Of(locks.AltersColumn), On: ddl.Qualified(c.Table)}}
}

// castOver is the expression that takes a column's values to the new form of its type.
func (w *planner) castOver(to *pgmodel.Column, was, now pgmodel.Object) string {
	n := ddl.Quote(to.Name)
	array := strings.HasSuffix(to.Type, "[]")
	switch now := now.(type) {
	case *pgmodel.Collation:
		return n
	case *pgmodel.Composite:
		if !array {
			return w.compositeCast(n, to.Type, was.(*pgmodel.Composite), now)
		}
	case *pgmodel.Domain:
		before := was.(*pgmodel.Domain)
		if !array && !w.recreatesType(now.Type) && (locks.Assignable(before.Type, now.Type) || locks.Castable(before.Type, now.Type)) {
			return n + "::" + now.Type + "::" + to.Type
		}
	}
	return n + "::text::" + to.Type
}

// formOfDomain is how a column changes over to the new form of its domain where the server keeps
// the rows: they hold the bytes of the type below it, and nothing checks them. Elsewhere it is 0.
func (w *planner) formOfDomain(c *pgmodel.Column, was, now pgmodel.Object) locks.FormID {
	before, ok := was.(*pgmodel.Domain)
	after, still := now.(*pgmodel.Domain)
	if !ok || !still || c.Type != ddl.Qualified(after.ID) || w.hasConstraints(c.Type) || w.recreatesType(after.Type) {
		return 0
	}
	change := locks.ChangeOfType(before.Type, after.Type)
	switch {
	case !change.Free:
		return 0
	case change.Indexed || before.Collation != after.Collation:
		return locks.Reindexes
	}
	return locks.Relabels
}

// recreatesType reports whether the plan recreates a type: no cast leads from its old form to the
// new one but through text.
func (w *planner) recreatesType(typ string) bool {
	for k := range w.recreated {
		if w.kinds[k.Kind].ofColumns && isOfType(typ, k) {
			return true
		}
	}
	return false
}

// enumBelow is the enum that a type is or that a domain is made of; nil if there is none.
func enumBelow(in *objects, o pgmodel.Object) *pgmodel.Enum {
	switch o := o.(type) {
	case *pgmodel.Enum:
		return o
	case *pgmodel.Domain:
		for _, k := range o.Needs() {
			if o.Type == ddl.Qualified(k) {
				return enumBelow(in, in.get(k))
			}
		}
	}
	return nil
}

// removedProbes count the rows that hold a value which an enum loses.
func (w *planner) removedProbes(c *pgmodel.Column, from, to *pgmodel.Enum) []plan.Probe {
	if from == nil || to == nil {
		return nil
	}
	gone := lostLabels(from.Labels, to)
	if len(gone) == 0 {
		return nil
	}
	where := ddl.Quote(c.Name) + "::text IN (" + strings.Join(gone, ", ") + ")"
	if strings.HasSuffix(c.Type, "[]") {
		where = ddl.Quote(c.Name) + "::text[] && ARRAY[" + strings.Join(gone, ", ") + "]"
	}
	return []plan.Probe{{Rule: "drop-enum-value", Key: c.Key(), Pos: to.Pos(), SQL: "SELECT count(*) FROM " + w.asked(c.Table, false, "") + " WHERE " + where,
		Message: "rows of " + c.Table.Object() + " with a value that " + to.ID.Object() + " loses: " + strings.Join(gone, ", "),
		Hint:    "give those rows another value first"}}
}
