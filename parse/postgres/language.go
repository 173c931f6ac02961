package postgres

// CREATE LANGUAGE. Without a handler it is an extension's: the statement then installs that
// (sql-createlanguage.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats procedural languages.
var _ = register(kind{
	names:   []schema.Kind{schema.KindLanguage},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_LANGUAGE: schema.KindLanguage},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreatePlangStmt:
			return true, l.createLanguage(n.CreatePlangStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Language).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Language)
		f.function(&x.Handler)
		f.function(&x.Inline)
		f.function(&x.Validator)
	},
})

// createLanguage makes a language. Without a HANDLER it is that of an extension,
// which returns what the statement then installs (sql-createlanguage.html).
func (l *loader) createLanguage(n *pg.CreatePLangStmt) error {
	k := schema.Key{Kind: schema.KindLanguage, Name: n.Plname}
	if len(n.Plhandler) == 0 {
		if n.Plname == "plpgsql" {
			l.note(schema.Ignored, 0, "language plpgsql", "every database has it")
			return nil
		}
		return l.createExtension(&pg.CreateExtensionStmt{Extname: n.Plname, IfNotExists: n.Replace})
	}
	lang := &pgmodel.Language{ID: k, Trusted: n.Pltrusted}
	l.begin(&lang.Shared, k)
	for _, f := range []struct {
		words []*pg.Node
		args  string
		into  *string
	}{{n.Plhandler, "", &lang.Handler}, {n.Plinline, "internal", &lang.Inline}, {n.Plvalidator, "oid", &lang.Validator}} {
		if len(f.words) == 0 {
			continue
		}
		text, err := l.callee(expr.NameList(f.words), f.args, &lang.Shared)
		if err != nil {
			return err
		}
		*f.into = text
	}
	if old, ok := l.out.Get(k).(*pgmodel.Language); ok {
		if !n.Replace {
			return l.definedTwice(k)
		}
		lang.Comment = old.Comment
		lang.CopyAccess(old.Common())
	}
	l.put(lang)
	return nil
}
