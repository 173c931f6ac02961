package postgres

// CREATE CAST. A cast has no name of its own: its key is made of its two types, without their
// modifiers (sql-createcast.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats casts.
var _ = register(kind{
	names:   []schema.Kind{schema.KindCast},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_CAST: schema.KindCast},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateCastStmt:
			return true, l.createCast(n.CreateCastStmt)
		}
		return false, nil
	},
	find: func(l *loader, t pg.ObjectType, n *pg.Node) (schema.Key, error) {
		return l.castNamed(n.GetList().GetItems())
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Cast).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Cast)
		f.typ(&x.Source)
		f.typ(&x.Target)
		f.call(&x.Function)
	},
	signature: func(o pgmodel.Object) string {
		x := o.(*pgmodel.Cast)
		return castName(x.Source, x.Target)
	},
	touches: inText,
})

func castName(source, target string) string { return "(" + source + " AS " + target + ")" }

func (l *loader) createCast(n *pg.CreateCastStmt) error {
	c := &pgmodel.Cast{}
	for _, t := range []*pg.TypeName{n.Sourcetype, n.Targettype} {
		if _, _, err := l.typ(t); err != nil {
			return err
		}
	}
	var from, to []schema.Key
	c.Source, from = argumentType(n.Sourcetype, l.names())
	c.Target, to = argumentType(n.Targettype, l.names())
	c.ID = schema.Key{Kind: schema.KindCast, Name: castName(c.Source, c.Target)}
	if l.out.Get(c.ID) != nil {
		return l.definedTwice(c.ID)
	}
	l.begin(&c.Shared, c.ID)
	c.Use(from...)
	c.Use(to...)
	switch {
	case n.Inout:
		c.Function = "inout"
	case n.Func == nil:
		c.Function = "binary"
	default:
		text, err := l.calleeWithArgs(n.Func, &c.Shared)
		if err != nil {
			return err
		}
		c.Function = text
	}
	switch n.Context {
	case pg.CoercionContext_COERCION_IMPLICIT:
		c.Context = "implicit"
	case pg.CoercionContext_COERCION_ASSIGNMENT:
		c.Context = "assignment"
	}
	l.put(c)
	return nil
}

// castNamed is the cast between two types.
func (l *loader) castNamed(items []*pg.Node) (schema.Key, error) {
	if len(items) != 2 {
		return schema.Key{}, l.st.ErrorAt(0, "a cast is named by its two types")
	}
	source, _ := argumentType(items[0].GetTypeName(), l.names())
	target, _ := argumentType(items[1].GetTypeName(), l.names())
	k := schema.Key{Kind: schema.KindCast, Name: castName(source, target)}
	if l.out.Get(k) == nil {
		return k, l.missingf(0, "%s does not exist", k)
	}
	return k, nil
}
