package postgres

// Parts of objects that only plans know as objects of their own, because they come at
// another time than the object: a default that is dropped while what it calls is
// recreated, the index build of a key, the validation of a constraint.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// kindDefault is the default of a column as an object of its own, in plans alone.
const kindDefault schema.Kind = "default"

// kindOwned is OWNED BY of a new sequence as an object of its own, in plans
// alone: the column it names is made after the sequence.
const kindOwned schema.Kind = "owner of sequence"

// kindBound is the bound that makes a table a partition, as an object of its own in plans
// alone: partitions that swap bounds must all be detached before one is attached.
const kindBound schema.Kind = "partition bound"

// kindIdentity is the replica identity by an index as an object of its own, in
// plans alone: the index is made after the table.
const kindIdentity schema.Kind = "replica identity"

// kindTyping is the composite type of a typed table as an object of its own, in plans alone: the table
// leaves its type while that changes, and its columns.
const kindTyping schema.Kind = "type of table"

// kindParents are the tables that a table inherits from as an object of its own, in plans alone: the table
// leaves the ones that it no longer has before its columns change, and gets new ones after that.
const kindParents schema.Kind = "parents of table"

// kindRows are the rows of a table that is recreated, in plans alone: they are set aside, and brought
// back.
const kindRows schema.Kind = "rows"

// kindFormer is the old form of a type that is recreated, in plans alone.
const kindFormer schema.Kind = "former type"

// kindShell is the shell of a type, in plans alone. The functions of a base type,
// and the canonical one of a range, name the type that is made of them: they are
// made between the shell and the type itself.
const kindShell schema.Kind = "shell type"

// Parts of an online form as objects of their own, in plans alone.
const (
	kindBuild  schema.Kind = "index build"
	kindValid  schema.Kind = "validation"
	kindHelper schema.Kind = "helper constraint" // a CHECK that spares SET NOT NULL the scan
	kindFilled schema.Kind = "not null"          // SET NOT NULL after it
	kindFill   schema.Kind = "column filling"
	kindDone   schema.Kind = "filled column"
	kindBeside schema.Kind = "column beside" // the new form of a column beside the one it replaces

	kindTableBeside  schema.Kind = "table beside" // a table that is to take the place of another
	kindTableFill    schema.Kind = "table filling"
	kindTableCleared schema.Kind = "table beside that goes"
	kindFormerTable  schema.Kind = "former table" // that another has replaced
)

// accessKind is the kind of the action that gives an object its owner and its
// privileges, in plans alone.
const accessKind = "access to "

func isAccess(k schema.Kind) bool { return strings.HasPrefix(string(k), accessKind) }

func accessNode(k schema.Key) node {
	k.Kind = accessKind + k.Kind
	return node{opAlter, k}
}

func parentsKey(table schema.Key) schema.Key {
	return schema.Key{Kind: kindParents, Schema: table.Schema, Name: table.Name}
}

func formerKey(k schema.Key) schema.Key {
	k.Kind = kindFormer
	return k
}

func shellKey(k schema.Key) schema.Key {
	k.Kind = kindShell
	return k
}

// defaultKey is the default of a column, as an object of plans.
func defaultKey(c *pgmodel.Column) schema.Key {
	return schema.Key{Kind: kindDefault, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// identityKey is the replica identity of a table, as an object of plans.
func identityKey(table schema.Key) schema.Key {
	return schema.Key{Kind: kindIdentity, Schema: table.Schema, Name: table.Name}
}
