package postgres

// CREATE SCHEMA, with the statements it holds, and the schema public, which every database has:
// it is an object only where a file says something of it (sql-createschema.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats schemas.
var _ = register(kind{
	names:   []schema.Kind{schema.KindSchema},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_SCHEMA: schema.KindSchema},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateSchemaStmt:
			return true, l.createSchema(n.CreateSchemaStmt)
		}
		return false, nil
	},
	find: (*loader).schemaNamed,
	drop: (*loader).dropSchema,
	acts: schemaActs,
})

// createSchema makes a schema and what stands in the statement itself.
func (l *loader) createSchema(n *pg.CreateSchemaStmt) error {
	called := n.Schemaname
	if called == "" {
		called = l.role(n.Authrole)
	}
	k := schema.Key{Kind: schema.KindSchema, Name: called}
	switch {
	case called == "public" && n.Authrole == nil:
	case called == "public":
		l.public().Common().EditAccess().Owner = l.role(n.Authrole)
	case l.out.Get(k) != nil && n.IfNotExists:
		return nil
	case l.out.Get(k) != nil:
		return l.definedTwice(k)
	default:
		s := &pgmodel.Schema{}
		l.begin(&s.Shared, k)
		if n.Authrole != nil {
			s.EditAccess().Owner = l.role(n.Authrole)
		}
		l.put(s)
	}
	for _, e := range n.SchemaElts {
		if err := l.element(called, e); err != nil {
			return err
		}
	}
	return nil
}

// element folds a statement inside CREATE SCHEMA, now or when what it names is there.
func (l *loader) element(in string, node *pg.Node) error {
	st := *l.st
	st.Node = node
	path := append([]string{in}, l.path...)
	run := func() error {
		before, was := l.path, l.st
		l.path, l.st = path, &st
		err := l.fold(&st)
		l.path = before
		if err == nil || waits(err) {
			l.st = was
		}
		return err
	}
	err := run()
	if waits(err) {
		l.constraintsLeft = append(l.constraintsLeft, run)
		return nil
	}
	return err
}

// public is the schema of that name, to be changed. It becomes an object only where
// something is said of it.
func (l *loader) public() *pgmodel.Schema {
	k := schema.Key{Kind: schema.KindSchema, Name: "public"}
	if s, ok := l.mutable(k).(*pgmodel.Schema); ok {
		return s
	}
	s := &pgmodel.Schema{}
	s.Name, s.At = "public", l.st.Pos(0)
	l.put(s)
	return s
}

// tidyInitial forgets what is as every database begins with it.
func (l *loader) tidyInitial() {
	for _, k := range []schema.Key{{Kind: schema.KindSchema, Name: "public"}, {Kind: schema.KindExtension, Name: "plpgsql"}} {
		if o := l.out.Get(k); o != nil && pgmodel.IsInitial(o) {
			l.remove(k)
		}
	}
}

// dropSchema removes a schema; with CASCADE also what is in it.
func (l *loader) dropSchema(k schema.Key, cascade bool) {
	if cascade {
		var inside []schema.Key
		for o := range l.out.All() {
			if o.Key().Schema == k.Name {
				inside = append(inside, o.Key())
			}
		}
		slices.SortFunc(inside, schema.CompareKeys)
		for _, o := range inside {
			if l.out.Get(o) != nil {
				l.removeCascade(o)
			}
		}
	}
	l.remove(k)
}

// schemaNamed is the schema that a statement names; public is always there.
func (l *loader) schemaNamed(_ pg.ObjectType, n *pg.Node) (schema.Key, error) {
	words := objectWords(n)
	if len(words) == 1 && words[0] == "public" {
		return schema.Key{Kind: schema.KindSchema, Name: "public"}, nil
	}
	return l.otherNamed(schema.KindSchema, words)
}

func schemaActs(r *actReader, node *pg.Node) bool {
	n := node.GetCreateSchemaStmt()
	if n == nil {
		return false
	}
	r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindSchema, Name: n.Schemaname, IfNotExists: n.IfNotExists})
	path := r.l.path
	defer func() { r.l.path = path }()
	r.l.path = append([]string{n.Schemaname}, path...)
	for _, e := range n.SchemaElts {
		r.object(e)
	}
	return true
}
