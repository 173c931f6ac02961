package postgres

// CREATE FOREIGN DATA WRAPPER and its ALTER. Handler and validator are resolved after all
// statements, since the functions may come later (sql-createforeigndatawrapper.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats foreign data wrappers.
var _ = register(kind{
	names:   []schema.Kind{schema.KindWrapper},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_FDW: schema.KindWrapper},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateFdwStmt:
			return true, l.createWrapper(n.CreateFdwStmt)
		case *pg.Node_AlterFdwStmt:
			return true, l.alterWrapper(n.AlterFdwStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Wrapper).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Wrapper)
		f.function(&x.Handler)
		f.function(&x.Validator)
	},
})

func (l *loader) createWrapper(n *pg.CreateFdwStmt) error {
	k, _, err := l.newOther(schema.KindWrapper, "", n.Fdwname, false)
	if err != nil {
		return err
	}
	w := &pgmodel.Wrapper{ID: k, Options: settings(n.Options)}
	l.begin(&w.Shared, k)
	l.put(w)
	return l.wrapperFunctions(w, n.FuncOptions)
}

// wrapperFunctions sets HANDLER and VALIDATOR.
func (l *loader) wrapperFunctions(w *pgmodel.Wrapper, list []*pg.Node) error {
	ns := l.names()
	for _, node := range list {
		d := node.GetDefElem()
		to, args := &w.Handler, ""
		if d.Defname == "validator" {
			to, args = &w.Validator, "text[], oid"
		}
		if d.Arg == nil { // NO HANDLER
			l.later(func() { *to = "" })
			continue
		}
		words := defWords(d)
		l.later(func() { *to = functionNamed(words, args, ns, &w.Shared) })
	}
	return nil
}

func (l *loader) alterWrapper(n *pg.AlterFdwStmt) error {
	k, err := l.otherNamed(schema.KindWrapper, []string{n.Fdwname})
	if err != nil {
		return err
	}
	w := l.mutable(k).(*pgmodel.Wrapper)
	w.Options = alterSettings(w.Options, n.Options)
	return l.wrapperFunctions(w, n.FuncOptions)
}
