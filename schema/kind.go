package schema

import "iter"

// This file has the table of kinds: what sorts of objects there are, and what holds for
// all objects of each of them. Code that treats kinds differently by such a property
// reads it here, so that a new kind is one constant and one row.

// Kind is the sort of object that a Key names, in words for people.
type Kind string

// The kinds of objects.
const (
	KindTable   Kind = "table"
	KindVirtual Kind = "virtual table"
	KindColumn  Kind = "column"
	KindPrimary Kind = "primary key"
	KindUnique  Kind = "unique constraint"
	KindCheck   Kind = "check constraint"
	KindForeign Kind = "foreign key"
	KindIndex   Kind = "index"
	KindView    Kind = "view"
	KindTrigger Kind = "trigger"
)

// The kinds that only PostgreSQL has.
const (
	KindSchema         Kind = "schema"
	KindExtension      Kind = "extension"
	KindForeignTable   Kind = "foreign table"
	KindMatView        Kind = "materialized view"
	KindSequence       Kind = "sequence"
	KindExclusion      Kind = "exclusion constraint"
	KindNotNull        Kind = "not null constraint" // named, with PostgreSQL 18
	KindPartitionIndex Kind = "index of partition"  // that belongs to one of a table above it
	KindEnum           Kind = "enum"
	KindDomain         Kind = "domain"
	KindDomainCheck    Kind = "domain constraint"
	KindComposite      Kind = "composite type"
	KindRange          Kind = "range type"
	KindBaseType       Kind = "base type"
	KindFunction       Kind = "function"
	KindProcedure      Kind = "procedure"
	KindAggregate      Kind = "aggregate"
	KindEventTrigger   Kind = "event trigger"
	KindRule           Kind = "rule"
	KindPolicy         Kind = "policy"
	KindStatistics     Kind = "statistics"
	KindCast           Kind = "cast"
	KindOperator       Kind = "operator"
	KindOperatorClass  Kind = "operator class"
	KindOperatorFamily Kind = "operator family"
	KindCollation      Kind = "collation"
	KindConversion     Kind = "conversion"
	KindLanguage       Kind = "language"
	KindTransform      Kind = "transform"
	KindAccessMethod   Kind = "access method"
	KindTSParser       Kind = "text search parser"
	KindTSTemplate     Kind = "text search template"
	KindTSDictionary   Kind = "text search dictionary"
	KindTSConfig       Kind = "text search configuration"
	KindWrapper        Kind = "foreign data wrapper"
	KindServer         Kind = "server"
	KindUserMapping    Kind = "user mapping"
	KindPublication    Kind = "publication"
	KindSubscription   Kind = "subscription"
	KindDefaultGrants  Kind = "default privileges"
)

// Trait is a set of properties that all objects of a kind have.
type Trait uint32

// The properties of kinds.
const (
	InSQLite     Trait = 1 << iota // SQLite has objects of the kind
	InPostgres                     // PostgreSQL has
	Relation                       // FROM can name it, and ALTER TABLE rename it: tables, views and sequences, but no virtual table
	RowSource                      // has columns of the user's to select: tables, virtual tables and views
	Stored                         // a relation whose rows the database stores, so that a step can scan or rewrite them
	LosesRows                      // dropping it for good loses what was stored
	Part                           // part of a table or a domain, whose name stands in Key.Table
	PartOwner                      // its parts are objects of their own and are compared one by one
	ColumnOwner                    // a Key of kind column can name something of it
	Constraint                     // a constraint of a table
	Indexed                        // a constraint that an index of its name enforces
	UserType                       // a type that columns can have
	HasBody                        // consists of code, which can name what does not exist yet
	DatabaseWide                   // belongs to the database and to no schema
	Unqualified                    // its name has no schema
	Owned                          // has an owner of its own, whom ALTER … OWNER TO changes
	Protects                       // keeps rows out that should not be there, or from those who should not see them
	OpensAccess                    // can let roles at data that they could not reach without it
)

// NameSpace is the set of objects among which a name is unique within its schema.
type NameSpace string

// The name spaces. Kinds of NoSpace have their names for themselves, or in their table.
const (
	NoSpace       NameSpace = ""
	RelationNames NameSpace = "relation"
	TypeNames     NameSpace = "type"
	RoutineNames  NameSpace = "routine" // distinguished by their arguments
	OperatorNames NameSpace = "operator"
)

// KindInfo is a row of the table of kinds.
type KindInfo struct {
	Kind    Kind
	Catalog string // the system catalog of PostgreSQL that has its objects; "" for what only SQLite has
	Space   NameSpace
	Public  string // what PUBLIC may do with a new object (ddl-priv.html); "" for nothing
	Default string // what ALTER DEFAULT PRIVILEGES calls it; "" where it has none to give
	Traits  Trait
}

const (
	both       = InSQLite | InPostgres
	constraint = InPostgres | Part | Constraint | Protects
	ofDatabase = InPostgres | DatabaseWide | Unqualified
)

// kinds is the table of kinds. The rows stand in the order in which objects are created
// that do not depend on one another; they are dropped in the reverse of it.
var kinds = [...]KindInfo{
	{KindSchema, "pg_namespace", NoSpace, "", "SCHEMAS", InPostgres | Unqualified | Owned},
	{KindExtension, "pg_extension", NoSpace, "", "", ofDatabase},
	{KindLanguage, "pg_language", NoSpace, "USAGE", "", ofDatabase | Owned},
	{KindCollation, "pg_collation", NoSpace, "", "", InPostgres | Owned},
	{KindEnum, "pg_type", TypeNames, "USAGE", "TYPES", InPostgres | UserType | Owned},
	{KindBaseType, "pg_type", TypeNames, "USAGE", "TYPES", InPostgres | UserType | Owned},
	{KindDomain, "pg_type", TypeNames, "USAGE", "TYPES", InPostgres | UserType | PartOwner | ColumnOwner | Owned},
	{KindDomainCheck, "pg_constraint", NoSpace, "", "", InPostgres | Part | Protects},
	{KindComposite, "pg_type", RelationNames, "USAGE", "TYPES", InPostgres | UserType | ColumnOwner | Owned},
	{KindRange, "pg_type", TypeNames, "USAGE", "TYPES", InPostgres | UserType | Owned},
	{KindTSParser, "pg_ts_parser", NoSpace, "", "", InPostgres},
	{KindTSTemplate, "pg_ts_template", NoSpace, "", "", InPostgres},
	{KindTSDictionary, "pg_ts_dict", NoSpace, "", "", InPostgres | Owned},
	{KindTSConfig, "pg_ts_config", NoSpace, "", "", InPostgres | Owned},
	{KindSequence, "pg_class", RelationNames, "", "SEQUENCES", InPostgres | Relation | LosesRows | Owned},
	{KindFunction, "pg_proc", RoutineNames, "EXECUTE", "FUNCTIONS", InPostgres | HasBody | Owned | OpensAccess},
	{KindProcedure, "pg_proc", RoutineNames, "EXECUTE", "FUNCTIONS", InPostgres | HasBody | Owned | OpensAccess},
	{KindAggregate, "pg_proc", RoutineNames, "EXECUTE", "FUNCTIONS", InPostgres | Owned},
	{KindOperator, "pg_operator", OperatorNames, "", "", InPostgres | Owned},
	{KindOperatorFamily, "pg_opfamily", NoSpace, "", "", InPostgres | Owned},
	{KindOperatorClass, "pg_opclass", NoSpace, "", "", InPostgres | Owned},
	{KindCast, "pg_cast", NoSpace, "", "", ofDatabase},
	{KindTransform, "pg_transform", NoSpace, "", "", ofDatabase},
	{KindConversion, "pg_conversion", NoSpace, "", "", InPostgres | Owned},
	{KindAccessMethod, "pg_am", NoSpace, "", "", ofDatabase},
	{KindWrapper, "pg_foreign_data_wrapper", NoSpace, "", "", ofDatabase | Owned},
	{KindServer, "pg_foreign_server", NoSpace, "", "", ofDatabase | Owned},
	{KindUserMapping, "pg_user_mapping", NoSpace, "", "", ofDatabase | OpensAccess},
	{KindTable, "pg_class", RelationNames, "", "TABLES", both | Relation | RowSource | Stored | LosesRows | PartOwner | ColumnOwner | Owned},
	{KindVirtual, "", RelationNames, "", "", InSQLite | RowSource | LosesRows},
	{KindForeignTable, "pg_class", RelationNames, "", "TABLES", InPostgres | Relation | RowSource | PartOwner | ColumnOwner | Owned},
	{KindColumn, "pg_attribute", NoSpace, "", "", both | Part | LosesRows},
	{KindNotNull, "pg_constraint", NoSpace, "", "", constraint},
	{KindPrimary, "pg_constraint", NoSpace, "", "", constraint | InSQLite | Indexed},
	{KindUnique, "pg_constraint", NoSpace, "", "", constraint | InSQLite | Indexed},
	{KindCheck, "pg_constraint", NoSpace, "", "", constraint | InSQLite},
	{KindExclusion, "pg_constraint", NoSpace, "", "", constraint | Indexed},
	{KindIndex, "pg_class", RelationNames, "", "", both},
	{KindPartitionIndex, "pg_class", NoSpace, "", "", InPostgres | Part},
	{KindForeign, "pg_constraint", NoSpace, "", "", constraint | InSQLite},
	{KindView, "pg_class", RelationNames, "", "TABLES", both | Relation | RowSource | ColumnOwner | Owned | OpensAccess},
	{KindMatView, "pg_class", RelationNames, "", "TABLES", InPostgres | Relation | RowSource | Stored | ColumnOwner | Owned | OpensAccess},
	{KindRule, "pg_rewrite", NoSpace, "", "", InPostgres | Part | OpensAccess},
	{KindPolicy, "pg_policy", NoSpace, "", "", InPostgres | Part | Protects | OpensAccess},
	{KindTrigger, "pg_trigger", NoSpace, "", "", both | Protects},
	{KindStatistics, "pg_statistic_ext", NoSpace, "", "", InPostgres | Owned},
	{KindPublication, "pg_publication", NoSpace, "", "", ofDatabase | Owned | OpensAccess},
	{KindSubscription, "pg_subscription", NoSpace, "", "", ofDatabase | Owned},
	{KindEventTrigger, "pg_event_trigger", NoSpace, "", "", ofDatabase | Owned},
	{KindDefaultGrants, "pg_default_acl", NoSpace, "", "", InPostgres | Unqualified | OpensAccess},
}

// Kinds yields the rows of the table of kinds in the order of creation.
func Kinds() iter.Seq[KindInfo] {
	return func(yield func(KindInfo) bool) {
		for _, row := range kinds {
			if !yield(row) {
				return
			}
		}
	}
}

// KindsWith lists the kinds that have all the traits, in the order of creation.
func KindsWith(t Trait) []Kind {
	var out []Kind
	for _, row := range kinds {
		if row.Traits&t == t {
			out = append(out, row.Kind)
		}
	}
	return out
}

// KindsNamedIn lists the kinds whose objects share a name space, in the order of creation.
func KindsNamedIn(spaces ...NameSpace) []Kind {
	var out []Kind
	for _, row := range kinds {
		for _, space := range spaces {
			if row.Space == space {
				out = append(out, row.Kind)
			}
		}
	}
	return out
}

// Info is the row of the kind. What a planner makes up for itself is no kind of the table
// and has none of the traits.
func (k Kind) Info() KindInfo {
	if i := k.row(); i >= 0 {
		return kinds[i]
	}
	return KindInfo{Kind: k}
}

// Has reports whether objects of the kind have all the traits.
func (k Kind) Has(t Trait) bool {
	i := k.row()
	return i >= 0 && kinds[i].Traits&t == t
}

// Space is the set of objects among which names of the kind are unique.
func (k Kind) Space() NameSpace {
	if i := k.row(); i >= 0 {
		return kinds[i].Space
	}
	return NoSpace
}

// Rank is the place of the kind in the order of creation, -1 for none of the table.
func (k Kind) Rank() int { return k.row() }

// IsRelation reports whether an object is one that FROM can name: it holds rows or shows
// them.
func (k Kind) IsRelation() bool { return k.Has(Relation) }

// IsRoutine reports whether an object is called with arguments: a function, a procedure
// or an aggregate.
func (k Kind) IsRoutine() bool { return k.Space() == RoutineNames }

// IsPart reports whether all objects of a kind are parts of a table, or of a domain.
func (k Kind) IsPart() bool { return k.Has(Part) }

// Kinds are looked up at every step of a comparison, so that the table has a hash of its
// own, by the length and three letters, whose factors were chosen so that no two kinds of
// today meet in one slot. Where a new one does, it takes the next free slot, and its
// look-ups are a little slower. It is about twice as fast as a map.
var kindIndex = indexKinds()

// indexKinds are the places of the rows by their hash; -1 marks a free slot.
func indexKinds() (slots [256]int8) {
	for i := range slots {
		slots[i] = -1
	}
	for i, row := range kinds {
		slot := row.Kind.hash()
		for slots[slot] >= 0 {
			slot++
		}
		slots[slot] = int8(i)
	}
	return slots
}

func (k Kind) hash() uint8 {
	n := len(k)
	if n == 0 {
		return 0
	}
	return uint8(n)*19 + k[0]*33 + k[n/2]*89 + k[n-1]*29
}

// row is the place of the kind in the table, or -1.
func (k Kind) row() int {
	for slot := k.hash(); kindIndex[slot] >= 0; slot++ {
		if i := int(kindIndex[slot]); kinds[i].Kind == k {
			return i
		}
	}
	return -1
}
