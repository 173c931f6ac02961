package postgres

// What the loader asks of a kind of object. The file of a kind fills in this struct and
// registers it; code for all kinds goes through the registry that the loader carries, so that
// it names none of them. A kind that is a row of schema/kind.go and is not registered here, or
// twice, fails a test.

import (
	"cmp"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// kind describes one kind of object to the loader, or a few that share their statements.
// A function that is nil stands for what the comment says.
type kind struct {
	names      []schema.Kind
	grammar    map[pg.ObjectType]schema.Kind // what DROP, COMMENT ON, RENAME and the like call it
	onRelation bool                          // these name it on its relation, as in DROP TRIGGER name ON table

	// fold applies a statement of this kind alone; false for other statements.
	fold func(l *loader, node *pg.Node) (bool, error)
	// find returns the object that DROP, COMMENT ON and the like name; nil: by its kind and name.
	find func(l *loader, t pg.ObjectType, n *pg.Node) (schema.Key, error)
	// drop removes an object as DROP does; nil: with its parts, and with CASCADE what needs it.
	drop func(l *loader, k schema.Key, cascade bool)
	// alter applies a command of ALTER TABLE; nil: it takes none.
	alter func(l *loader, o pgmodel.Object, c *alterCommand) error

	// setKey changes the key of an object and of what is in it; nil: the name is the key.
	setKey func(o pgmodel.Object, k schema.Key)
	// follow rewrites references to an object or column that was renamed; nil: it has only
	// the references of all objects (Uses).
	follow func(f *follower, o pgmodel.Object)
	// touches reports whether an object refers to k in another way than by what it uses; nil: no.
	touches func(o pgmodel.Object, k schema.Key) bool
	// signature is the name of an object whose name holds types; nil: it holds none.
	signature func(o pgmodel.Object) string
	// relation is the relation that an object belongs to and is dropped with; nil: that of its key.
	relation func(o schema.Object) schema.Key

	// withColumn reports whether an object on a table is dropped with a column; nil: no.
	withColumn func(o pgmodel.Object, column schema.Key) bool
	// inSchemaOf reports whether an object always lives in the schema of a relation, and moves
	// with it; nil: no.
	inSchemaOf func(o pgmodel.Object, relation schema.Key) bool
	// letsGo: the server drops what it uses, without CASCADE, and takes that out of it.
	letsGo bool

	// acts reads a statement of this kind for the linter; false for other statements.
	acts func(r *actReader, node *pg.Node) bool
	// concerns are the objects whose access a statement of this kind can change.
	concerns func(node *pg.Node) []schema.Key
	// opens describes the access that a statement of this kind grants; "" for none.
	opens func(l *loader, node *pg.Node) string
}

// alterCommand is one command of an ALTER TABLE, INDEX, VIEW or SEQUENCE.
type alterCommand struct {
	statement *pg.AlterTableStmt
	*pg.AlterTableCmd
	index int // of the command in its statement
}

// kinds are all kinds in the order of the table of kinds. The files of the kinds fill the list
// while the package is initialized; nothing changes it after that.
var kinds []*kind

// register adds a kind. It is called once for each, by a declaration in the file of the kind:
//
//	var _ = register(kind{names: []schema.Kind{schema.KindPolicy}, …})
//
// No two kinds take the same statement, so that the order in which they are asked decides
// nothing.
func register(k kind) *kind {
	i, _ := slices.BinarySearchFunc(kinds, k.names[0].Rank(), func(o *kind, rank int) int { return cmp.Compare(o.names[0].Rank(), rank) })
	kinds = slices.Insert(kinds, i, &k)
	return &k
}

// registry is the list of kinds, with indexes of it, and the statements that belong to no
// kind.
type registry struct {
	kinds     []*kind
	shared    []func(l *loader, node *pg.Node) (bool, error)
	byName    map[schema.Kind]*kind
	byGrammar map[pg.ObjectType]*kind
}

func newRegistry(kinds []*kind, shared ...func(l *loader, node *pg.Node) (bool, error)) *registry {
	r := &registry{kinds: kinds, shared: shared, byName: map[schema.Kind]*kind{}, byGrammar: map[pg.ObjectType]*kind{}}
	for _, k := range kinds {
		for _, n := range k.names {
			r.byName[n] = k
		}
		for t := range k.grammar {
			r.byGrammar[t] = k
		}
	}
	return r
}

// kind describes the kind of that name; one that is not in the list has no properties.
func (r *registry) kind(n schema.Kind) *kind {
	if k := r.byName[n]; k != nil {
		return k
	}
	return &kind{}
}

// kindOf is the kind that the grammar calls t, or "".
func (r *registry) kindOf(t pg.ObjectType) schema.Kind {
	if k := r.byGrammar[t]; k != nil {
		return k.grammar[t]
	}
	return ""
}

// fold applies one statement to the schema.
func (l *loader) fold(st *syntax.Statement) error {
	if st.Node == nil {
		return nil
	}
	l.noteCarried(st)
	for _, k := range l.registry.kinds {
		if k.fold == nil {
			continue
		}
		if done, err := k.fold(l, st.Node); done {
			return err
		}
	}
	for _, f := range l.registry.shared {
		if done, err := f(l, st.Node); done {
			return err
		}
	}
	l.note(schema.Unsupported, 0, head(st.SQL), "schemadiff does not manage what it makes")
	return nil
}

// setKey gives an object another key.
func (l *loader) setKey(o pgmodel.Object, k schema.Key) {
	o.Base().Name = k.Name
	if set := l.registry.kind(k.Kind).setKey; set != nil {
		set(o, k)
	}
}

// relationOf is the relation that an object belongs to, such as the table of an index; the
// zero Key for none.
func (l *loader) relationOf(o schema.Object) schema.Key {
	k := o.Key()
	if find := l.registry.kind(k.Kind).relation; find != nil {
		return find(o)
	}
	if k.Table == "" {
		return schema.Key{}
	}
	return schema.Key{Schema: k.Schema, Name: k.Table}
}

// isOn reports whether an object belongs to a relation, whatever the kind of that.
func (l *loader) isOn(o schema.Object, relation schema.Key) bool {
	k := l.relationOf(o)
	return k.Name != "" && k.Schema == relation.Schema && k.Name == relation.Name
}
