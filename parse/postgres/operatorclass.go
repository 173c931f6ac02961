package postgres

// CREATE OPERATOR CLASS. A class without a family gets one of its own name. Which of the two has
// a member follows from the access method, as the server decides it (amvalidate.c,
// amadjustmembers).

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats operator classes.
var _ = register(kind{
	names:   []schema.Kind{schema.KindOperatorClass},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_OPCLASS: schema.KindOperatorClass},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateOpClassStmt:
			return true, l.createOperatorClass(n.CreateOpClassStmt)
		}
		return false, nil
	},
	find:   (*loader).findGroup,
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.OperatorClass).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.OperatorClass)
		f.typ(&x.Type)
		f.typ(&x.Storage)
		f.name(schema.KindOperatorFamily, &x.Family)
		f.members(x.Members)
	},
	touches: inText,
})

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

func (f *follower) members(list []pgmodel.Member) {
	for i := range list {
		m := &list[i]
		m.Types = slices.Clone(m.Types)
		for j := range m.Types {
			f.typ(&m.Types[j])
		}
		if m.Function {
			f.call(&m.Name)
		} else {
			f.operatorName(&m.Name)
		}
		f.name(schema.KindOperatorFamily, &m.OrderBy)
	}
	slices.SortFunc(list, compareMembers)
}

// findGroup finds an operator class or family, which is named after its access method.
func (l *loader) findGroup(t pg.ObjectType, n *pg.Node) (schema.Key, error) {
	return l.groupNamed(l.registry.kindOf(t), objectWords(n))
}
