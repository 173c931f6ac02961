package postgres

// CREATE SERVER and ALTER SERVER. The wrapper is one of the files' or a member of an extension
// that may not be installed yet (sql-createserver.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats foreign servers.
var _ = register(kind{
	names:   []schema.Kind{schema.KindServer},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_FOREIGN_SERVER: schema.KindServer},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateForeignServerStmt:
			return true, l.createServer(n.CreateForeignServerStmt)
		case *pg.Node_AlterForeignServerStmt:
			return true, l.alterServer(n.AlterForeignServerStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Server).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Server)
		if f.from.Kind == schema.KindWrapper && x.Wrapper == f.from.Name {
			x.Wrapper = f.to.Name
		}
	},
})

func (l *loader) createServer(n *pg.CreateForeignServerStmt) error {
	k, skip, err := l.newOther(schema.KindServer, "", n.Servername, n.IfNotExists)
	if err != nil || skip {
		return err
	}
	s := &pgmodel.Server{ID: k, Wrapper: n.Fdwname, Type: n.Servertype, Version: n.Version, Options: settings(n.Options)}
	l.begin(&s.Shared, k)
	wrapper := schema.Key{Kind: schema.KindWrapper, Name: n.Fdwname}
	switch {
	case l.out.Get(wrapper) != nil:
		s.Use(wrapper)
	case l.extensionOf(schema.KindWrapper, n.Fdwname) != "":
		s.Use(schema.Key{Kind: schema.KindExtension, Name: l.extensionOf(schema.KindWrapper, n.Fdwname)})
		l.used[l.extensionOf(schema.KindWrapper, n.Fdwname)] = true
	case l.out.Get(schema.Key{Kind: schema.KindExtension, Name: n.Fdwname}) != nil: // as most extensions call theirs
		s.Use(schema.Key{Kind: schema.KindExtension, Name: n.Fdwname})
	case !l.lenient:
		return l.missingf(0, "%s does not exist", wrapper)
	}
	l.put(s)
	return nil
}

// extensionOf is the extension that an object outside of schemas is a member of.
func (l *loader) extensionOf(kind schema.Kind, n string) string {
	for _, o := range l.outside[name{"", n}] {
		if o.Kind == kind {
			return o.Extension
		}
	}
	return ""
}

func (l *loader) alterServer(n *pg.AlterForeignServerStmt) error {
	k, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	s := l.mutable(k).(*pgmodel.Server)
	s.Options = alterSettings(s.Options, n.Options)
	if n.HasVersion {
		s.Version = n.Version
	}
	return nil
}
