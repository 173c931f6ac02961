package postgres

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// What objects of every kind have: comments, owners and grants.

// sharedCreate are the statements after the CREATE of an object. Owners and
// privileges come last of all: see access.
func sharedCreate(name string, o pgmodel.Object) []statement {
	b := o.Common()
	var out []statement
	if b.Comment != "" {
		out = append(out, commentStatement(name, o))
	}
	if o.Key().Kind == schema.KindColumn {
		out = append(out, grantStatements(name, o, nil, b.Access().Grants)...)
	}
	return out
}

// afterOwner are the privileges once the owner is another: what the new one was given
// is now its own (acl.c, aclnewowner).
func afterOwner(list []pgmodel.Grant, from, to pgmodel.Object) []pgmodel.Grant {
	owner := to.Common().Access().Owner
	if owner == "" || owner == from.Common().Access().Owner {
		return list
	}
	return pgmodel.PassOnGrants(list, owner)
}

// columnsAgain gives back the privileges of columns that go when the table loses
// the same ones (sql-revoke.html).
func (w *planner) columnsAgain(from, to pgmodel.Object) []statement {
	var out []statement
	for _, c := range columnsOf(to) {
		was := w.before.get(c.Key())
		if v, ok := from.(*pgmodel.View); ok && v.Column(c.Name) != nil {
			was = v.Column(c.Name)
		}
		var again []pgmodel.Grant
		for _, g := range c.Access().Grants {
			made := was == nil || w.recreated[c.Key()]
			if (made || slices.Contains(was.Common().Access().Grants, g)) && takenWith(g, from, to) {
				again = append(again, g)
			}
		}
		out = append(out, w.grantStatements(c, nil, again)...)
	}
	return out
}

// takenWith reports whether a privilege of a column goes because its table loses it.
func takenWith(g pgmodel.Grant, from, to pgmodel.Object) bool {
	same := func(o pgmodel.Grant) bool { return o.Role == g.Role && o.Privilege == g.Privilege && !o.Revoked }
	return slices.ContainsFunc(from.Common().Access().Grants, same) && !slices.ContainsFunc(to.Common().Access().Grants, same)
}

// grantedWhenMade is a new column with the privileges that it has from the beginning: what its table
// loses in the same plan is granted after that.
func (w *planner) grantedWhenMade(o pgmodel.Object) pgmodel.Object {
	c, ok := o.(*pgmodel.Column)
	if !ok || len(c.Access().Grants) == 0 {
		return o
	}
	from, to := w.before.get(w.relation(c)), w.after.get(w.relation(c))
	if from == nil || to == nil {
		return o
	}
	c = c.Clone().(*pgmodel.Column)
	c.EditAccess().Grants = slices.DeleteFunc(slices.Clone(c.Access().Grants), func(g pgmodel.Grant) bool { return takenWith(g, from, to) })
	return c
}

func columnsOf(o pgmodel.Object) []*pgmodel.Column {
	switch o := o.(type) {
	case *pgmodel.Table:
		return o.Columns
	case *pgmodel.View:
		return o.Columns
	}
	return nil
}

// access gives a new object its owner and privileges when everything is made: who
// makes a plan run may not use what belongs to somebody else already.
func (w *planner) access(o pgmodel.Object, reason string) {
	delete(w.actions, accessNode(o.Key()))
	if o.Key().Kind == schema.KindColumn {
		return
	}
	b := o.Common()
	statements := append(w.ownerStatements(o, w.firstOwner(o), b.Access().Owner), w.grantStatements(o, w.given(o), b.Access().Grants)...)
	if v, ok := o.(*pgmodel.View); ok {
		for _, c := range v.Columns {
			statements = append(statements, w.grantStatements(c, nil, c.Access().Grants)...)
		}
	}
	w.accessAction(o, statements, reason)
}

// keep gives an object that is recreated the owner and the privileges that it had, where
// the desired schema does not manage them.
func (w *planner) keep(from, to pgmodel.Object, reason string) {
	kept := from.Common().Access().Kept
	statements := append(w.ownerStatements(to, w.in.From.Role, kept.Owner), w.grantStatements(to, nil, kept.Grants)...)
	for _, t := range columnsOf(to) {
		for _, c := range columnsOf(from) {
			if c.Name == t.Name {
				statements = append(statements, w.grantStatements(t, nil, c.Access().Kept.Grants)...)
			}
		}
	}
	if to.Key().Kind == schema.KindColumn {
		w.actions[node{opCreate, to.Key()}].statements = append(w.actions[node{opCreate, to.Key()}].statements, statements...)
		return
	}
	w.accessAction(to, statements, reason)
}

func (w *planner) accessAction(o pgmodel.Object, statements []statement, reason string) {
	if len(statements) == 0 {
		return
	}
	a := w.add(accessNode(o.Key()), nil, o, statements, reason)
	a.after, a.about = []node{{opCreate, o.Key()}, {opAlter, o.Key()}}, o.Key()
}

// given are the privileges that an object has as soon as it is made.
func (w *planner) given(o pgmodel.Object) []pgmodel.Grant {
	class := o.Key().Kind.Info().Default
	if class == "" {
		return nil
	}
	var list []pgmodel.Grant
	for _, d := range pgmodel.RoleDefaults(w.in.From) {
		if d.Class == class && (d.In == "" || d.In == o.Key().Schema) {
			list = append(list, d.Privileges...)
		}
	}
	if owner := o.Common().Access().Owner; owner != "" {
		return pgmodel.PassOnGrants(list, owner)
	}
	return list
}

// forTable gives a new sequence to the owner of the table that is to own it, which
// must be the same (sql-altersequence.html).
func (w *planner) forTable(s *pgmodel.Sequence) []statement {
	t := w.before.get(w.tableOf(s.OwnedBy))
	if t == nil {
		return nil
	}
	owner := t.Common().Access().Owner + t.Common().Access().Kept.Owner
	if owner == "" || owner == w.in.From.Role {
		return nil
	}
	return []statement{{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(s.ID) + " OWNER TO " + ddl.Quote(owner))}}
}

// firstOwner is the role that a new object belongs to: the one that creates it. The schema
// public is there in every database; it is pg_database_owner's since version 15 and before that
// belongs to a role of any name, which is "" here.
func (w *planner) firstOwner(o pgmodel.Object) string {
	if k := o.Key(); k.Kind != schema.KindSchema || k.Name != "public" {
		return w.in.From.Role
	}
	if w.version >= 15 {
		return "pg_database_owner"
	}
	return ""
}

// ownerStatements give an object to another role. A sequence that a column owns goes
// with its table.
func (w *planner) ownerStatements(o pgmodel.Object, from, to string) []statement {
	if s, ok := o.(*pgmodel.Sequence); ok && s.OwnedBy != (schema.Key{}) {
		return nil
	}
	if to == "" || to == from || !o.Key().Kind.Has(schema.Owned) {
		return nil
	}
	head := "ALTER " + w.name(o) + " OWNER TO "
	p := statement{Do: ddl.Text(head + ddl.Quote(to)), Form: locks.OfRelation(o.Key(), locks.RenamesTable)}
	if from != "" {
		p.Undo = ddl.Text(head + ddl.Quote(from))
	}
	return []statement{p}
}

// commentStatement sets or removes the comment of an object.
func commentStatement(name string, o pgmodel.Object) statement {
	p := statement{Do: ddl.Comment{Object: name, Text: commentOf(o)}, Undo: ddl.Comment{Object: name}}
	if k := o.Key().Kind; k.IsRelation() || k == schema.KindColumn || k == schema.KindIndex {
		p.Form = locks.Of(locks.Comments)
		if k == schema.KindIndex {
			p.On = ddl.Qualified(o.Key())
		}
	}
	return p
}

// commentOf is the comment as COMMENT ON sets it.
func commentOf(o pgmodel.Object) string {
	if comment := o.Common().Comment; comment != "" {
		return comment
	}
	if usual := kinds[o.Key().Kind].defaultComment; usual != nil {
		return usual(o)
	}
	return ""
}

// sharedAlter writes the changes that are alike for all kinds. Those of owners and
// privileges come last of all.
func sharedAlter(w *planner, c plan.Change) []statement {
	from, to := c.From.(pgmodel.Object), c.To.(pgmodel.Object)
	var out, access []statement
	if c.Has("comment") {
		n := w.name(to)
		p := commentStatement(n, to)
		p.Undo = ddl.Comment{Object: n, Text: commentOf(from)}
		out = append(out, p)
	}
	if w.recreated[c.Key] {
		return out
	}
	if c.Has("owner") {
		access = w.ownerStatements(to, from.Common().Access().Owner, to.Common().Access().Owner)
	}
	if c.Has("grants") {
		access = append(access, w.grantStatements(to, afterOwner(from.Common().Access().Grants, from, to), to.Common().Access().Grants)...)
		access = append(access, w.columnsAgain(from, to)...)
	}
	if o := w.owner(c.Key); c.Key.Kind == schema.KindColumn && o != nil { // after those of the table, which can take them
		to = o
	}
	for _, f := range c.Fields {
		if isAccessField(f.Name) {
			w.accessAction(to, access, reasonField(c, f))
			access = nil
		}
	}
	return out
}
