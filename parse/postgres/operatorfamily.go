package postgres

// CREATE and ALTER OPERATOR FAMILY. Members of a family and of its classes are distributed after
// each change, because the server ties to a class only what the class cannot be without
// (xindex.html, section 36.16.5).

import (
	"slices"
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats operator families.
var _ = register(kind{
	names:   []schema.Kind{schema.KindOperatorFamily},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_OPFAMILY: schema.KindOperatorFamily},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateOpFamilyStmt:
			return true, l.createOperatorFamily(n.CreateOpFamilyStmt)
		case *pg.Node_AlterOpFamilyStmt:
			return true, l.alterOperatorFamily(n.AlterOpFamilyStmt)
		}
		return false, nil
	},
	find: (*loader).findGroup,
	drop: func(l *loader, k schema.Key, cascade bool) {
		l.dropClasses(k)
		l.removeObject(k, cascade)
	},
	setKey:  func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.OperatorFamily).ID = k },
	follow:  func(f *follower, o pgmodel.Object) { f.members(o.(*pgmodel.OperatorFamily).Members) },
	touches: inText,
})

func (l *loader) createOperatorFamily(n *pg.CreateOpFamilyStmt) error {
	s, word := l.targetName(n.Opfamilyname)
	if err := l.schemaExists(s, 0); err != nil {
		return err
	}
	k := schema.Key{Kind: schema.KindOperatorFamily, Schema: s, Table: n.Amname, Name: word}
	if l.out.Get(k) != nil {
		return l.definedTwice(k)
	}
	l.newFamily(k)
	return nil
}

func (l *loader) newFamily(k schema.Key) {
	f := &pgmodel.OperatorFamily{ID: k}
	l.begin(&f.Shared, k)
	l.useMethod(&f.Shared, k.Table)
	l.put(f)
}

func (l *loader) alterOperatorFamily(n *pg.AlterOpFamilyStmt) error {
	k, err := l.groupNamed(schema.KindOperatorFamily, append([]string{n.Amname}, expr.NameList(n.Opfamilyname)...))
	if _, builtin := slices.BinarySearch(expr.BuiltinOpFamilyNames(), lastName(n.Opfamilyname)); waits(err) && builtin {
		l.unsupported(0, "%s", head(l.st.SQL))
		return nil
	}
	if err != nil {
		return err
	}
	f := l.mutable(k).(*pgmodel.OperatorFamily)
	for _, node := range n.Items {
		item := node.GetCreateOpClassItem()
		if n.IsDrop {
			l.dropMember(f, item)
			continue
		}
		m, err := l.member(item, k.Table, "", &f.Shared)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(f.Members, func(o pgmodel.Member) bool { return compareMembers(o, m) == 0 }) {
			return l.st.ErrorAt(0, "%s of %s is defined twice", m.Identity(), k)
		}
		f.Members = insertMember(f.Members, m)
	}
	l.later(func() { l.settleFamily(k) })
	return nil
}

// lastName is a name without its schema.
func lastName(nodes []*pg.Node) string {
	_, n := expr.SplitName(expr.NameList(nodes))
	return n
}

func (l *loader) dropMember(f *pgmodel.OperatorFamily, item *pg.CreateOpClassItem) {
	m := pgmodel.Member{Function: item.Itemtype == itemFunction, Number: strconv.Itoa(int(item.Number)), Types: bothOperands(l.argumentTypes(item.ClassArgs))}
	f.Members = slices.DeleteFunc(slices.Clone(f.Members), func(o pgmodel.Member) bool { return compareMembers(o, m) == 0 })
	for _, c := range l.classesOf(f.ID) {
		if slices.ContainsFunc(c.Members, func(o pgmodel.Member) bool { return compareMembers(o, m) == 0 }) {
			own := l.mutable(c.ID).(*pgmodel.OperatorClass)
			own.Members = slices.DeleteFunc(slices.Clone(own.Members), func(o pgmodel.Member) bool { return compareMembers(o, m) == 0 })
		}
	}
}

// settleFamily has each member where the server has it since version 14: with the
// class that cannot be without it, or loose in the family (amadjustmembers).
func (l *loader) settleFamily(k schema.Key) {
	f, ok := l.mutable(k).(*pgmodel.OperatorFamily)
	if !ok || l.env.Version == 13 { // there each stays where it was declared
		return
	}
	all, uses := f.Members, f.Uses
	f.Members = nil
	for _, c := range l.classesOf(k) {
		all = slices.Concat(all, c.Members)
	}
	classes := l.classesOf(k)
	for i := range classes {
		classes[i] = l.mutable(classes[i].ID).(*pgmodel.OperatorClass)
	}
	for _, m := range all {
		var home *pgmodel.OperatorClass
		for _, c := range classes {
			if home == nil && belongs(m, c) {
				home = c
			}
		}
		if home == nil {
			f.Members = insertMember(f.Members, m)
		}
	}
	for _, c := range classes {
		l.settleClass(c, f, all, uses)
	}
}

// settleClass gives a class the members that belong to it. What members need goes
// with them: the family may have to wait for what a class named, and the other way
// round.
func (l *loader) settleClass(c *pgmodel.OperatorClass, f *pgmodel.OperatorFamily, all []pgmodel.Member, uses []schema.Key) {
	c.Members = nil
	for _, m := range all {
		if belongs(m, c) {
			c.Members = insertMember(c.Members, m)
		}
	}
	for _, u := range uses {
		if u.Kind == schema.KindFunction || u.Kind == schema.KindOperator {
			c.Use(u)
		}
	}
	if len(f.Members) == 0 {
		f.Uses = slices.DeleteFunc(slices.Clone(f.Uses), func(u schema.Key) bool { return u.Kind == schema.KindFunction || u.Kind == schema.KindOperator })
		return
	}
	for _, u := range c.Uses {
		if u.Kind == schema.KindFunction || u.Kind == schema.KindOperator {
			f.Use(u)
		}
	}
}

// belongs reports whether a class cannot be without a member.
func belongs(m pgmodel.Member, c *pgmodel.OperatorClass) bool {
	same := m.Types[0] == c.Type && m.Types[1] == c.Type
	switch c.ID.Table {
	case "btree", "hash":
		return same
	case "gist":
		return same && m.Function && slices.Contains([]string{"1", "2", "5", "6", "7"}, m.Number)
	case "gin":
		return same && m.Function && slices.Contains([]string{"2", "3"}, m.Number)
	case "spgist":
		return same && m.Function && slices.Contains([]string{"1", "2", "3", "4", "5"}, m.Number)
	}
	return m.Types[0] == c.Type
}

// dropClasses removes the classes of a family, which go with it.
func (l *loader) dropClasses(family schema.Key) {
	for _, c := range l.classesOf(family) {
		l.remove(c.ID)
	}
}

func (l *loader) classesOf(family schema.Key) []*pgmodel.OperatorClass {
	var out []*pgmodel.OperatorClass
	for o := range l.out.All() {
		if c, ok := o.(*pgmodel.OperatorClass); ok && slices.Contains(c.Uses, family) {
			out = append(out, c)
		}
	}
	return out
}
