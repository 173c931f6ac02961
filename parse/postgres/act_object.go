package postgres

// The acts of the statements that many kinds share: DROP, RENAME and COMMENT ON. The kind of
// the object is the one that the registry has for the grammar's word.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// shared reads what drops, renames and comments on objects of any kind.
func (r *actReader) shared(node *pg.Node) bool {
	switch n := node.Node.(type) {
	case *pg.Node_DropStmt:
		r.drop(n.DropStmt)
	case *pg.Node_RenameStmt:
		r.renames(n.RenameStmt)
	case *pg.Node_AlterObjectSchemaStmt:
		r.moves(n.AlterObjectSchemaStmt)
	case *pg.Node_DropOwnedStmt:
		for _, role := range r.l.roles(n.DropOwnedStmt.Roles) {
			r.add(0, schema.Act{Verb: schema.Drops, Kind: ownedObjects, Name: role, Cascade: n.DropOwnedStmt.Behavior == pg.DropBehavior_DROP_CASCADE})
		}
	case *pg.Node_DropdbStmt:
		r.add(0, schema.Act{Verb: schema.Drops, Kind: "database", Name: n.DropdbStmt.Dbname})
	case *pg.Node_CommentStmt:
		r.add(0, schema.Act{Verb: schema.Comments})
	default:
		return false
	}
	return true
}

// kind is the kind that the grammar calls t: of what the model does not have, its word.
func (r *actReader) kind(t pg.ObjectType) schema.Kind {
	if k := r.l.registry.kindOf(t); k != "" {
		return k
	}
	return schema.Kind(strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(t.String(), "OBJECT_"), "_", " ")))
}

func (r *actReader) drop(n *pg.DropStmt) {
	kind := r.kind(n.RemoveType)
	for _, o := range n.Objects {
		a := schema.Act{Verb: schema.Drops, Kind: kind, Cascade: n.Behavior == pg.DropBehavior_DROP_CASCADE, IfExists: n.MissingOk, Concurrently: n.Concurrent}
		words := dropWords(o)
		s, name := expr.SplitName(words)
		a.Name = name
		a.On = schema.Key{Kind: kind, Schema: s, Name: name}
		switch {
		case kind.IsRelation(), kind == schema.KindIndex:
			if k, err := r.l.relationNamed(words); err == nil {
				a.On, a.Known = k, true
			}
		case kind == schema.KindSchema:
			a.Known = r.l.out.Get(schema.Key{Kind: kind, Name: name}) != nil
		case r.l.registry.kind(kind).onRelation:
			if len(words) > 1 {
				space, table := expr.SplitName(words[:len(words)-1])
				a.On = schema.Key{Kind: schema.KindTable, Schema: space, Name: table}
				if k, err := r.l.relationNamed(words[:len(words)-1]); err == nil {
					a.On, a.Known = k, true
				}
			}
		default:
			if k, err := r.l.typeNamed(words); err == nil {
				a.On, a.Known = k, true
			} else if _, err := r.l.object(n.RemoveType, o); err == nil {
				a.Known = true
			}
		}
		r.add(0, a)
		if kind == schema.KindIndex && a.Known {
			r.dropsKeysUnder(a)
		}
	}
}

// dropsKeysUnder adds the keys that partitions have under an index of their parent: they go with it.
func (r *actReader) dropsKeysUnder(index schema.Act) {
	for o := range r.l.out.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		if x := t.PartitionPart(index.On); x != nil && x.Kind != schema.KindIndex {
			r.add(0, schema.Act{Verb: schema.DropsConstraint, Kind: x.Kind, On: t.ID, Known: true, Name: x.Name, Cascade: true})
		}
	}
}

// dropWords is the dotted name of an object that a DROP names.
func dropWords(o *pg.Node) []string {
	switch n := o.Node.(type) {
	case *pg.Node_List:
		return expr.NameList(n.List.Items)
	case *pg.Node_TypeName:
		return expr.NameList(n.TypeName.Names)
	case *pg.Node_String_:
		return []string{n.String_.Sval}
	case *pg.Node_ObjectWithArgs:
		return expr.NameList(n.ObjectWithArgs.Objname)
	}
	return nil
}

func (r *actReader) renames(n *pg.RenameStmt) {
	a := schema.Act{Verb: schema.Renames, Kind: r.kind(n.RenameType), Name: n.Subname, To: n.Newname, IfExists: n.MissingOk}
	if n.Relation != nil {
		a.On, a.Known = r.relationAt(n.Relation)
	}
	switch n.RenameType {
	case pg.ObjectType_OBJECT_COLUMN:
		a.Verb, a.Kind = schema.RenamesColumn, schema.KindColumn
	case pg.ObjectType_OBJECT_ATTRIBUTE:
		a.Verb, a.Kind = schema.RenamesAttribute, schema.KindColumn
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		a.Kind = "constraint"
	case pg.ObjectType_OBJECT_SCHEMA:
		a.Name = n.Subname
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN, pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE,
		pg.ObjectType_OBJECT_AGGREGATE:
		s, name := expr.SplitName(dropWords(n.Object))
		a.On = schema.Key{Kind: a.Kind, Schema: s, Name: name}
	}
	r.add(0, a)
}

// ownedObjects is the kind of what DROP OWNED drops: all that a role owns.
const ownedObjects schema.Kind = "owned objects"

// moves reads SET SCHEMA.
func (r *actReader) moves(n *pg.AlterObjectSchemaStmt) {
	a := schema.Act{Verb: schema.Moves, Kind: r.kind(n.ObjectType), To: n.Newschema, IfExists: n.MissingOk}
	if n.Relation != nil {
		a.On, a.Known = r.relationAt(n.Relation)
	} else {
		s, name := expr.SplitName(dropWords(n.Object))
		a.On = schema.Key{Kind: a.Kind, Schema: s, Name: name}
	}
	a.Name = a.On.Name
	r.add(0, a)
}
