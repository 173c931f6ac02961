// Package sqlite is SQLite as an engine: its language, and files as its target. It only
// connects what the stages know of SQLite and decides nothing itself.
package sqlite

import (
	"context"
	"regexp"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	view "github.com/schemadiff/schemadiff/lint/sqlite"
	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Language is SQLite's SQL. A target that speaks it over another wire returns it too.
type Language struct{}

var (
	_ engine.Language         = Language{}
	_ engine.Rehearser        = Language{}
	_ engine.ReferenceChecker = Language{}
	_ engine.Declarer         = Language{}
	_ engine.Keeper           = Language{}
	_ engine.Wrapper          = Language{}
	_ engine.FixedSchemas     = Language{}
	_ engine.Comparer         = Language{}
	_ engine.RoundRenamer     = Language{}
)

// Name is "sqlite".
func (Language) Name() schema.Dialect { return schema.SQLite }

// FoldName lowers the letters that SQLite does not distinguish.
func (Language) FoldName(name string) string { return litemodel.Fold(name) }

// Aliases are also those of services that speak SQLite's SQL.
func (Language) Aliases() []string { return []string{"sqlite", "libsql", "turso", "d1"} }

// ownWords are types and functions that PostgreSQL's grammar takes for names of the user's.
var ownWords = regexp.MustCompile(`(?i)\b(?:blob|datetime|tinyint|mediumint)\b|\b(?:strftime|julianday|unixepoch|ifnull|json_each|json_valid|randomblob|hex) ?\(`)

// OwnWords matches types that SQLite's users write, and functions that PostgreSQL does not have.
func (Language) OwnWords() *regexp.Regexp { return ownWords }

// SyntaxErrors counts the statements that SQLite's grammar does not have.
func (Language) SyntaxErrors(ctx context.Context, sources []parse.Source, limit int) ([]parse.SyntaxCount, error) {
	return parser.SyntaxErrors(ctx, sources, limit)
}

// RenamesRound is there since the planner finds a name in between.
func (Language) RenamesRound() {}

// Schemas are the main database and all.
func (Language) Schemas() []string { return []string{"main", "*"} }

// Read has SQLite itself read the text; no name depends on another database.
func (Language) Read(ctx context.Context, sources []parse.Source) (engine.Load, error) {
	loaded, err := parser.Load(ctx, sources)
	return func(engine.Database) (*schema.Schema, error) { return loaded, err }, nil
}

// Analyze reports what each statement does.
func (Language) Analyze(ctx context.Context, from *schema.Schema, sources []parse.Source, ordered bool) (*parse.Analysis, error) {
	return parser.Analyze(ctx, from, sources, ordered)
}

// ReadStatements reports what each statement does, by its text alone.
func (Language) ReadStatements(source parse.Source) ([]schema.Statement, bool) {
	return parser.ReadStatements(source)
}

// Execute runs statements in memory.
func (Language) Execute(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
	return parser.Execute(ctx, from, statements)
}

// Planner returns a planner for a version of SQLite and a runner of scripts.
func (Language) Planner(o engine.PlannerOptions) (plan.Planner, error) {
	return planner.New(o.Target, o.Runner, o.ColumnOrder)
}

// View makes tables for rules of the model.
func (Language) View() lint.Describer { return view.View{} }

// Tokens cuts a text into tokens.
func (Language) Tokens(text string) []schema.Token { return parser.Tokens(text) }

// TypeChange is free, for a type is an affinity of values that stay as they are.
func (Language) TypeChange(from, to string) lint.TypeChange {
	return lint.TypeChange{Free: true, Widens: planner.Widens(from, to), Casts: true, Known: true}
}

// Rehearse runs a plan on an empty database in memory.
func (Language) Rehearse(ctx context.Context, from *schema.Schema, p *plan.Plan) (*schema.Schema, error) {
	return executor.Rehearse(ctx, from, p)
}

// Broken are views and triggers that name what does not exist.
func (Language) Broken(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error) {
	return parser.Broken(ctx, s)
}

// Keep writes a schema as rows of its catalog.
func (Language) Keep(s *schema.Schema) string { return parser.Keep(s) }

// Recall has SQLite read such rows.
func (Language) Recall(ctx context.Context, text string) (*schema.Schema, error) {
	return parser.Recall(ctx, text)
}

// Unresolved are names in views and triggers that SQLite accepts unread.
func (Language) Unresolved(ctx context.Context, from, to *schema.Schema, sources []parse.Source) (parse.Errors, error) {
	return parser.Unresolved(ctx, from, to, sources)
}

// Declarations are the comments that the text of a schema needs beside it.
func (Language) Declarations(s *schema.Schema) string { return parser.Declarations(s) }

// Around are the pragmas that a rebuild runs between.
func (Language) Around(s plan.Step) (before, after string) { return planner.Around(s) }

// Equivalence compares objects by the programs that SQLite makes of them.
func (Language) Equivalence() plan.Equivalence { return programs{} }

// programs compares objects by their programs.
type programs struct{}

func (programs) Compare(ctx context.Context, _, to *schema.Schema, candidates []plan.Candidate) ([]plan.Answer, error) {
	pairs := make([][2]schema.Object, len(candidates))
	for i, c := range candidates {
		pairs[i] = [2]schema.Object{c.From, c.To}
	}
	equal, err := parser.Equivalent(ctx, to, pairs)
	if err != nil {
		return nil, err
	}
	answers := make([]plan.Answer, len(candidates))
	for i := range candidates {
		answers[i] = plan.Different
		if equal[i] {
			answers[i] = plan.Equivalent
		}
	}
	return answers, nil
}
