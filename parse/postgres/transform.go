package postgres

// CREATE TRANSFORM: how values of a type pass to and from a procedural language. It has no name:
// its key is made of the type and the language (sql-createtransform.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats transforms of procedural languages.
var _ = register(kind{
	names:   []schema.Kind{schema.KindTransform},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_TRANSFORM: schema.KindTransform},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateTransformStmt:
			return true, l.createTransform(n.CreateTransformStmt)
		}
		return false, nil
	},
	find: func(l *loader, t pg.ObjectType, n *pg.Node) (schema.Key, error) {
		return l.transformNamed(n.GetList().GetItems())
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Transform).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Transform)
		f.typ(&x.Type)
		f.call(&x.FromSQL)
		f.call(&x.ToSQL)
		if f.from.Kind == schema.KindLanguage && x.Language == f.from.Name {
			x.Language = f.to.Name
		}
	},
	signature: func(o pgmodel.Object) string {
		x := o.(*pgmodel.Transform)
		return pgmodel.TransformKey(x.Type, x.Language).Name
	},
})

func (l *loader) createTransform(n *pg.CreateTransformStmt) error {
	if _, _, err := l.typ(n.TypeName); err != nil {
		return err
	}
	text, uses := argumentType(n.TypeName, l.names())
	t := &pgmodel.Transform{ID: pgmodel.TransformKey(text, n.Lang), Type: text, Language: n.Lang}
	l.begin(&t.Shared, t.ID)
	t.Use(uses...)
	for _, kind := range []schema.Kind{schema.KindLanguage, schema.KindExtension} {
		if k := (schema.Key{Kind: kind, Name: n.Lang}); l.out.Get(k) != nil {
			t.Use(k)
		}
	}
	var err error
	if n.Fromsql != nil {
		if t.FromSQL, err = l.calleeWithArgs(n.Fromsql, &t.Shared); err != nil {
			return err
		}
	}
	if n.Tosql != nil {
		if t.ToSQL, err = l.calleeWithArgs(n.Tosql, &t.Shared); err != nil {
			return err
		}
	}
	if old, ok := l.out.Get(t.ID).(*pgmodel.Transform); ok {
		if !n.Replace {
			return l.definedTwice(t.ID)
		}
		t.Comment = old.Comment
	}
	l.put(t)
	l.neededTransform(t)
	return nil
}

// neededTransform has functions need a transform that their TRANSFORM clauses name: they may be read before it, as
// those of a catalog are, and the server refuses them without it (sql-createfunction.html).
func (l *loader) neededTransform(t *pgmodel.Transform) {
	var users []schema.Key
	for o := range l.out.All() {
		if f, ok := o.(*pgmodel.Function); ok && f.Language == t.Language && slices.Contains(f.Transforms, t.Type) {
			users = append(users, f.ID)
		}
	}
	for _, k := range users {
		l.mutable(k).(*pgmodel.Function).Use(t.ID)
	}
}

// transformsOf are the transforms of the model that a function of a language uses
// for a type.
func (l *loader) transformsOf(typ, language string) []schema.Key {
	if k := pgmodel.TransformKey(typ, language); l.out.Get(k) != nil {
		return []schema.Key{k}
	}
	return nil
}

// transformNamed is the transform of a type and a language.
func (l *loader) transformNamed(items []*pg.Node) (schema.Key, error) {
	if len(items) != 2 {
		return schema.Key{}, l.st.ErrorAt(0, "a transform is named by its type and language")
	}
	text, _ := argumentType(items[0].GetTypeName(), l.names())
	k := pgmodel.TransformKey(text, items[1].GetString_().GetSval())
	if l.out.Get(k) == nil {
		return k, l.missingf(0, "%s does not exist", k)
	}
	return k, nil
}
