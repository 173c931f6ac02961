// Package engine says what the program needs of a database: a Language reads, plans and
// judges SQL without a connection, a Target is where a database lives and speaks one
// language. What only some have is an interface of its own, which callers ask for with a
// type assertion; package engines lists the implementations. Nothing is done here.
package engine

// This file is about the language: text and schemas come in, schemas, plans and judgements
// go out. Two targets may share one language, as a local file and a replicated cluster that
// both speak SQLite do.

import (
	"context"
	"regexp"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Language is one dialect of SQL.
type Language interface {
	// Name is how the dialect is called in flags, configuration and output.
	Name() schema.Dialect
	// Aliases are the names that configurations of other tools have for it.
	Aliases() []string
	// OwnWords matches words in code, without strings and comments, that the dialect's users write and
	// others' do not, though other grammars have a place for them: types and functions.
	OwnWords() *regexp.Regexp
	// FoldName gives an unquoted name the spelling under which objects are compared.
	FoldName(name string) string
	// SyntaxErrors counts, for each source, the statements that the grammar does not have,
	// among the first of them, limit at most.
	SyntaxErrors(ctx context.Context, sources []parse.Source, limit int) ([]parse.SyntaxCount, error)
	// Read parses desired DDL. What its names mean may depend on the database of the other
	// side, so that the schema is only made by the Load that is returned.
	Read(ctx context.Context, sources []parse.Source) (Load, error)
	// Analyze reports what each statement does, on top of from; nil is an empty database.
	Analyze(ctx context.Context, from *schema.Schema, sources []parse.Source, ordered bool) (*parse.Analysis, error)
	// Execute returns what from becomes by statements, without a database.
	Execute(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error)
	// Planner returns a planner for a version and a form of plan.
	Planner(PlannerOptions) (plan.Planner, error)
	// TypeChange reports what changing the type of a column costs and loses.
	TypeChange(from, to string) lint.TypeChange
	// View makes the tables that rules look at of a schema's.
	View() lint.Describer
	// Tokens cuts a text into the tokens of the dialect, without comments.
	Tokens(text string) []schema.Token
}

// Load makes the schema of text that was read. The other side is nil unless it is a
// database.
type Load func(other Database) (*schema.Schema, error)

// PlannerOptions are choices about the form of a plan.
type PlannerOptions struct {
	Target      string // the oldest version that must run the plan; "" for the database's own
	Runner      string // what runs the script; "" for the language's shell
	ColumnOrder bool   // the order of columns matters
	SingleForm  bool   // one transaction, without the forms that avoid blocking others
	Live        string // version of the database to change; "" if there is none

	OnlineRewrite bool // a column of a large table gets another type by a new column beside it, and a table its partition key by a new table
	Throttle      plan.Throttle
}

// Optional is a language that a program can be built without.
type Optional interface {
	// Missing is the error of everything that reads the language; nil where it was built in.
	Missing() error
}

// Rehearser is a language whose plans run on a private copy of the schema first.
type Rehearser interface {
	// Rehearse runs a plan on an empty copy of a schema and returns what it leads to.
	Rehearse(ctx context.Context, from *schema.Schema, p *plan.Plan) (*schema.Schema, error)
	// Broken are the objects that cannot be used, with the error of using them.
	Broken(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error)
}

// ReferenceChecker is a language that accepts DDL with names of missing objects, which only
// show when the object is used.
type ReferenceChecker interface {
	Unresolved(ctx context.Context, from, to *schema.Schema, sources []parse.Source) (parse.Errors, error)
}

// Keeper is a language in which folding statements takes much longer than reading back a
// schema that was kept as text.
type Keeper interface {
	// Keep writes a schema as text; "" where it cannot.
	Keep(s *schema.Schema) string
	// Recall reads such a text, which may have been changed by anybody.
	Recall(ctx context.Context, text string) (*schema.Schema, error)
}

// Declarer is a language whose objects keep their own text, which may need comments beside
// it to be read back as it was.
type Declarer interface {
	Declarations(s *schema.Schema) string
}

// Comparer is a language that finds out by itself whether two texts mean the same, without
// a server.
type Comparer interface {
	Equivalence() plan.Equivalence
}

// Writer is a language whose schemas are printed as statements made from the model.
type Writer interface {
	Write(s *schema.Schema) ([]string, error)
}

// Wrapper is a language in which a step may need statements around it.
type Wrapper interface {
	Around(s plan.Step) (before, after string)
}

// Locker is a language in which statements differ in the lock that they take on a table.
type Locker interface {
	Lock(a schema.Act) string
}

// AccessJudge is a language with roles: who gains and who loses access by a migration.
type AccessJudge interface {
	Access(ctx context.Context, from *schema.Schema, judged *parse.Analysis) ([]plan.Access, error)
}

// NameLimiter is a language that shortens long names without an error.
type NameLimiter interface {
	LongNames(src parse.Source) []schema.Name
	MaxName() int // in bytes, of what is left
}

// RoundRenamer is a language whose planner follows renames by which names go round, such as of two
// columns that swap theirs.
type RoundRenamer interface {
	RenamesRound()
}

// FixedSchemas is a language in which schemas cannot be created: these are all that
// --schemas can name.
type FixedSchemas interface {
	Schemas() []string
}

// Scoper is a language whose databases hold more than one schema describes.
type Scoper interface {
	// Scope returns both sides without what is not managed, noted in the desired one, and
	// the scope with its defaults resolved.
	Scope(o schema.Scope, from, to *schema.Schema) (f, t *schema.Schema, resolved schema.Scope)
	// Narrow returns a schema without what a resolved scope does not manage.
	Narrow(resolved schema.Scope, s *schema.Schema) *schema.Schema
}

// StatementReader is a language in which the text of most statements says what they do, so that
// nothing is run to know it.
type StatementReader interface {
	// ReadStatements reports what each statement does; false where the text of one does not say it.
	ReadStatements(source parse.Source) ([]schema.Statement, bool)
}
