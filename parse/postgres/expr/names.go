package expr

// An expression can only be made canonical by a caller that knows what its names mean. This
// file is the wall between the two: the loader answers what a name means through Names and
// what it adds, and an expression says in a Scope which other names it can use.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Names resolves the names of an expression at the place where it stands.
type Names interface {
	// Relation finds a table, view, sequence, index or composite type.
	Relation(schemaName, name string) (schema.Key, bool)
	// Columns lists the columns of a relation in order; nil if they are not known.
	Columns(k schema.Key) []Column
	// Function finds the schema of a function, "" for pg_catalog, and its overloads in the model.
	Function(schemaName, name string) (inSchema string, keys []schema.Key, ok bool)
	// Type finds a user-defined type or the row type of a relation; inSchema is "" for pg_catalog.
	Type(schemaName, name string) (inSchema string, key schema.Key, ok bool)
	// Operator finds the schema of an operator, "" for pg_catalog, and its overloads.
	Operator(schemaName, name string) (inSchema string, keys []schema.Key, ok bool)
	// Collation finds a collation; inSchema is "" for pg_catalog.
	Collation(schemaName, name string) (inSchema string, key schema.Key, ok bool)
	// TsObject finds the schema of a text search object, as in 'english'::regconfig.
	TsObject(kind schema.Kind, schemaName, name string) (inSchema string, ok bool)
}

// Column is a column of a relation or query, with its canonical type, or "" where that is not
// known.
type Column struct{ Name, Type string }

// Scope holds the names an expression can use besides the objects of the database.
type Scope struct {
	Table     schema.Key // whose columns it can name
	TableName string
	Params    []string // names of a function's arguments, "" for those without
	ArgTypes  []string // the types of those
	Values    bool     // VALUE is that of a domain
	ValueType string   // the type below that domain
	Former    bool     // the table may have other columns by now
	Rows      bool     // NEW and OLD are rows of the table, of a trigger or a rule
}

// Bounded is an optional interface of Names: it reports a statement whose canonical form is too
// large as an error.
type Bounded interface{ TooLarge(reason string) }

// MissingNames is an optional interface of Names: it records the names that resolve to nothing.
type MissingNames interface {
	NoteMissing(m MissingName)
}

// MoreNames is an optional interface of Names: it knows the types below domains and of results.
type MoreNames interface {
	// Base returns the type below a domain.
	Base(k schema.Key) string
	// Result returns the type that a routine returns, without SETOF, and the columns that it
	// declares.
	Result(k schema.Key) (typ string, columns []Column)
	// Known returns the relation, the functions or the type that a name means, of those asked
	// for; none for names that mean nothing so far, which are not noted.
	Known(schemaName, name string, relation, function, typ bool) []schema.Key
	// Version returns the major version of the server; 0 where there is none.
	Version() int
	// Operators lists the operators of a name that the model and the extensions have, in the order
	// of the search_path or of the schema that is given.
	Operators(schemaName, name string) []Form
	// Functions lists the functions of a name that the extensions have, in the same order.
	Functions(schemaName, name string) []Form
	// Overloads lists the functions of a bare name that the model and the extensions have, in the
	// order of the search_path; one whose arguments have defaults for each number that it takes.
	Overloads(name string) []Form
	// BeforeCatalog reports whether the search_path names a schema before pg_catalog.
	BeforeCatalog(schemaName string) bool
	// ImplicitCast reports whether an extension has a cast that is made unasked.
	ImplicitCast(from, to string) bool
	// Variadic reports whether a routine takes its last arguments as an array.
	Variadic(k schema.Key) bool
}

// MissingName is a name that meant nothing when an expression was made canonical.
type MissingName struct {
	Kind     string // "column", "table" of a qualifier, "function", "type", "relation", "operator"
	In, Name string
	Location int32
	Args     int          // of a function
	Tables   []schema.Key // a column would be one of theirs
	Known    []string     // names that were there instead
	Operand  string       // the type of a function's only argument, "" where it is not known
}

// Renaming is an object, or a column, that got another name or schema; or, with Members, an
// extension whose members got another schema.
type Renaming struct {
	From, To schema.Key
	// Members reports whether the extension has a member of a kind and a name: "type",
	// "relation", "class", or the word of the kind.
	Members func(kind, name string) bool
}

// Member returns the schema that a member of a moved extension has after it, and whether
// the name is that of one.
func (r *Renaming) Member(kind, in, name string) (string, bool) {
	if r == nil || r.Members == nil || in != r.From.Schema || !r.Members(kind, name) {
		return in, false
	}
	return r.To.Schema, true
}

// MemberType returns a type's text after an extension that may have brought the type is moved.
func (r *Renaming) MemberType(text string) (string, bool) {
	if r == nil || r.Members == nil {
		return text, false
	}
	rest, ok := strings.CutPrefix(text, pgmodel.Quote(r.From.Schema)+".")
	if !ok {
		return text, false
	}
	end := strings.IndexAny(rest, "[(")
	if end < 0 {
		end = len(rest)
	}
	if !r.Members("type", rest[:end]) {
		return text, false
	}
	return pgmodel.Quote(r.To.Schema) + "." + rest, true
}

// isRelation reports whether the renaming is that of something in FROM.
func (r *Renaming) isRelation() bool { return r.From.Kind.IsRelation() }

func (r *Renaming) isRoutine() bool { return r.From.Kind.IsRoutine() }
