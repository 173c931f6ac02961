package schema

import "fmt"

// Kind says what sort of thing a Key names.
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

// IsRelation says whether an object is one that holds rows or shows them; all of these
// share one name space.
func (k Kind) IsRelation() bool {
	switch k {
	case KindTable, KindForeignTable, KindView, KindMatView, KindSequence:
		return true
	}
	return false
}

// Key identifies one object. It is comparable, so it is used as a map key.
// Names are folded as the dialect folds them. Table is set only for what is
// part of a table: indexes and triggers have names of their own.
type Key struct {
	Kind                Kind
	Schema, Table, Name string
}

// IsPart says whether the object is part of a table. Its Table alone does not
// tell: a table's name may be empty.
func (k Key) IsPart() bool {
	if k.Kind == KindTrigger { // PostgreSQL's have their names for themselves on each table
		return k.Table != ""
	}
	return k.Kind.IsPart()
}

// IsPart says whether all objects of a kind are parts of a table, or of a domain.
func (k Kind) IsPart() bool {
	switch k {
	case KindColumn, KindPrimary, KindUnique, KindCheck, KindForeign, KindExclusion, KindNotNull, KindPolicy, KindRule, KindDomainCheck:
		return true
	}
	return false
}

// String reads "table users" or "column public.users.email".
func (k Key) String() string { return fmt.Sprintf("%s %s", k.Kind, k.Object()) }

// Object is the name without the kind, as --allow and reviewers spell it:
// "users.email".
func (k Key) Object() string {
	name := k.Name
	if k.IsPart() {
		name = k.Table
		if k.Kind != KindPrimary {
			name += "." + k.Name
		}
	}
	if k.Schema != "" {
		name = k.Schema + "." + name
	}
	return name
}

// Pos is a place in a DDL file; lines and columns count from 1, columns in
// characters. The zero Pos means the object came from a database.
type Pos struct {
	File      string
	Line, Col int
}

// IsZero says whether there is no position.
func (p Pos) IsZero() bool { return p.Line == 0 }

// String reads "schema.sql:12:7", or "" for the zero Pos.
func (p Pos) String() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}
