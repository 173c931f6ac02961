package postgres

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// The items of an operator class (parsenodes.h).
const (
	itemOperator = 1
	itemFunction = 2
	itemStorage  = 3
)

// groupNamed is the operator class or family named "method.schema.name".
func (l *loader) groupNamed(kind schema.Kind, words []string) (schema.Key, error) {
	s, n := expr.SplitName(words[1:])
	for _, in := range (&resolver{l: l, path: l.path}).schemas(s) {
		if k := (schema.Key{Kind: kind, Schema: in, Table: words[0], Name: n}); l.out.Get(k) != nil {
			return k, nil
		}
	}
	return schema.Key{}, l.missingf(0, "%s %s of access method %s does not exist", kind, dotted(s, n), pgmodel.Quote(words[0]))
}

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

func (l *loader) useMethod(b *pgmodel.Shared, method string) {
	if k := (schema.Key{Kind: schema.KindAccessMethod, Name: method}); l.out.Get(k) != nil {
		b.Use(k)
	}
}

func (l *loader) createOperatorClass(n *pg.CreateOpClassStmt) error {
	if _, _, err := l.typ(n.Datatype); err != nil {
		return err
	}
	s, word := l.targetName(n.Opclassname)
	if err := l.schemaExists(s, 0); err != nil {
		return err
	}
	c := &pgmodel.OperatorClass{ID: schema.Key{Kind: schema.KindOperatorClass, Schema: s, Table: n.Amname, Name: word}, Default: n.IsDefault}
	if l.out.Get(c.ID) != nil {
		return l.definedTwice(c.ID)
	}
	l.begin(&c.Shared, c.ID)
	l.useMethod(&c.Shared, n.Amname)
	var uses []schema.Key
	c.Type, uses = argumentType(n.Datatype, l.names())
	c.Use(uses...)
	family, create, err := l.classFamily(c, n)
	if err != nil {
		return err
	}
	if err := l.classItems(c, n.Items); err != nil {
		return err
	}
	if create {
		l.newFamily(family)
	}
	if l.out.Get(family) != nil {
		c.Use(family)
	}
	l.put(c)
	l.later(func() { l.settleFamily(family) })
	return nil
}

// classFamily is the family of a class. Without FAMILY it is the one of the class's
// own name, which is made where it is missing.
func (l *loader) classFamily(c *pgmodel.OperatorClass, n *pg.CreateOpClassStmt) (k schema.Key, create bool, err error) {
	if len(n.Opfamilyname) == 0 {
		k = schema.Key{Kind: schema.KindOperatorFamily, Schema: c.ID.Schema, Table: n.Amname, Name: c.ID.Name}
		c.Family = dotted(k.Schema, k.Name)
		return k, l.out.Get(k) == nil, nil
	}
	words := expr.NameList(n.Opfamilyname)
	k, err = l.groupNamed(schema.KindOperatorFamily, append([]string{n.Amname}, words...))
	if err == nil {
		c.Family = dotted(k.Schema, k.Name)
		return k, false, nil
	}
	s, word := expr.SplitName(words)
	if s == "" && !builtinFamily(word) {
		return k, false, err
	}
	if s == "pg_catalog" {
		s = ""
	}
	c.Family = dotted(s, word)
	return k, false, nil
}

// builtinFamily reports whether a family can be one of pg_catalog.
func builtinFamily(n string) bool { return strings.HasSuffix(n, "_ops") }

func (l *loader) classItems(c *pgmodel.OperatorClass, items []*pg.Node) error {
	for _, node := range items {
		item := node.GetCreateOpClassItem()
		if item.Itemtype == itemStorage {
			text, uses := argumentType(item.Storedtype, l.names())
			if text != c.Type {
				c.Storage = text
				c.Use(uses...)
			}
			continue
		}
		m, err := l.member(item, c.ID.Table, c.Type, &c.Shared)
		if err != nil {
			return err
		}
		c.Members = insertMember(c.Members, m)
	}
	return nil
}

// member reads OPERATOR or FUNCTION of a class for typ, or of a family where typ
// is "".
func (l *loader) member(item *pg.CreateOpClassItem, method, typ string, b *pgmodel.Shared) (pgmodel.Member, error) {
	m := pgmodel.Member{Function: item.Itemtype == itemFunction, Number: strconv.Itoa(int(item.Number))}
	m.Types = l.argumentTypes(item.ClassArgs)
	args := l.argumentTypes(item.GetName().GetObjargs())
	if m.Function {
		text, err := l.calleeWithArgs(item.Name, b)
		m.Name = text
		if len(item.ClassArgs) == 0 {
			m.Types = supportTypes(method, item.Number, args, typ)
		}
		m.Types = bothOperands(m.Types)
		return m, err
	}
	if len(args) == 0 && typ != "" {
		args = []string{typ, typ}
	}
	if len(args) != 2 {
		return m, l.st.ErrorAt(0, "operator %s needs its argument types", strings.Join(expr.NameList(item.Name.Objname), "."))
	}
	m.Types = args
	text, err := l.operatorText(expr.NameList(item.Name.Objname), args[0], args[1], b)
	if err != nil {
		return m, err
	}
	m.Name = text
	return m, l.sortFamily(&m, item, b)
}

// sortFamily reads FOR ORDER BY, whose family is one of btree.
func (l *loader) sortFamily(m *pgmodel.Member, item *pg.CreateOpClassItem, b *pgmodel.Shared) error {
	if len(item.OrderFamily) == 0 {
		return nil
	}
	words := expr.NameList(item.OrderFamily)
	k, err := l.groupNamed(schema.KindOperatorFamily, append([]string{"btree"}, words...))
	if err == nil {
		b.Use(k)
		m.OrderBy = dotted(k.Schema, k.Name)
		return nil
	}
	s, n := expr.SplitName(words)
	if s != "" && s != "pg_catalog" && !l.lenient {
		return err
	}
	if s == "pg_catalog" {
		s = ""
	}
	m.OrderBy = dotted(s, n)
	return nil
}

// bothOperands repeats a type that is written once.
func bothOperands(types []string) []string {
	if len(types) == 1 {
		return []string{types[0], types[0]}
	}
	return types
}

// supportTypes are the types that a support function is for where they are not
// written (opclasscmds.c, assignProcTypes).
func supportTypes(method string, number int32, args []string, typ string) []string {
	switch {
	case method == "btree" && number == 1 && len(args) == 2:
		return args
	case method == "btree" && number == 3 && len(args) == 5:
		return []string{args[0], args[2]}
	case method == "hash" && len(args) > 0:
		return []string{args[0], args[0]}
	}
	return []string{typ, typ}
}

func compareMembers(a, b pgmodel.Member) int {
	if a.Function != b.Function {
		if a.Function {
			return 1
		}
		return -1
	}
	x, _ := strconv.Atoi(a.Number)
	y, _ := strconv.Atoi(b.Number)
	if x != y {
		return x - y
	}
	return slices.Compare(a.Types, b.Types)
}

func insertMember(list []pgmodel.Member, m pgmodel.Member) []pgmodel.Member {
	i, _ := slices.BinarySearchFunc(list, m, compareMembers)
	return slices.Insert(slices.Clone(list), i, m)
}

func (l *loader) alterOperatorFamily(n *pg.AlterOpFamilyStmt) error {
	k, err := l.groupNamed(schema.KindOperatorFamily, append([]string{n.Amname}, expr.NameList(n.Opfamilyname)...))
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

func (l *loader) classesOf(family schema.Key) []*pgmodel.OperatorClass {
	var out []*pgmodel.OperatorClass
	for o := range l.out.All() {
		if c, ok := o.(*pgmodel.OperatorClass); ok && slices.Contains(c.Uses, family) {
			out = append(out, c)
		}
	}
	return out
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
