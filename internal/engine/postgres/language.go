// Package postgres is PostgreSQL as an engine: its language, and servers as its target. It
// connects what the stages know of PostgreSQL; the only decisions of its own are with which
// search_path files are read and under which names access is compared. In a program without
// PostgreSQL's parser everything that reads text, and so every plan, ends here in its error,
// before a server is asked.
package postgres

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	view "github.com/schemadiff/schemadiff/lint/postgres"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Language is PostgreSQL's SQL.
type Language struct{}

var (
	_ engine.Language    = Language{}
	_ engine.Optional    = Language{}
	_ engine.Writer      = Language{}
	_ engine.Locker      = Language{}
	_ engine.AccessJudge = Language{}
	_ engine.NameLimiter = Language{}
	_ engine.Scoper      = Language{}
)

// Name is "postgres".
func (Language) Name() schema.Dialect { return schema.Postgres }

// Missing says that the program was built without PostgreSQL's parser; nil where it has it.
func (Language) Missing() error { return grammar.Missing() }

// FoldName keeps a name: flags give names as the catalog has them.
func (Language) FoldName(name string) string { return name }

// Aliases are also those of databases that speak PostgreSQL's SQL.
func (Language) Aliases() []string {
	return []string{"postgres", "postgresql", "cockroach", "cockroachdb", "pg", "pgsql", "pgx"}
}

// ownWords are types and functions that SQLite takes for names of any type, or would take.
var ownWords = regexp.MustCompile(`(?i)\b(?:(?:big|small)?serial|timestamptz|timetz|jsonb|bytea|inet|cidr|tsvector|character varying|timestamp with(?:out)? time zone)\b`)

// OwnWords matches types that PostgreSQL alone has.
func (Language) OwnWords() *regexp.Regexp { return ownWords }

// SyntaxErrors counts the statements that PostgreSQL's grammar does not have.
func (Language) SyntaxErrors(ctx context.Context, sources []parse.Source, limit int) ([]parse.SyntaxCount, error) {
	if grammar.Missing() != nil {
		return guessErrors(sources, limit), nil
	}
	return parser.SyntaxErrors(ctx, sources, limit)
}

// othersWords matches words that SQLite's users write and PostgreSQL's grammar does not have.
var othersWords = regexp.MustCompile("(?i)\\b(?:autoincrement|without\\s+rowid|pragma)\\b|`")

// guessErrors is for a program without the grammar: a text may be PostgreSQL's unless a word in it
// cannot, so that what others' grammars do not take is not called a mistake in their language.
func guessErrors(sources []parse.Source, limit int) []parse.SyntaxCount {
	counts := make([]parse.SyntaxCount, len(sources))
	for i, src := range sources {
		if othersWords.MatchString(src.Text) {
			counts[i] = parse.SyntaxCount{Statements: limit, Rejected: limit}
		}
	}
	return counts
}

// Analyze reports what each statement does.
func (Language) Analyze(ctx context.Context, from *schema.Schema, sources []parse.Source, ordered bool) (*parse.Analysis, error) {
	if err := grammar.Missing(); err != nil {
		return nil, err
	}
	return parser.Analyze(ctx, from, sources, ordered)
}

// Execute folds statements onto a schema.
func (Language) Execute(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
	if err := grammar.Missing(); err != nil {
		return nil, err
	}
	return parser.Execute(ctx, from, statements)
}

// Planner returns a planner for a major version, that of the database if none is given.
func (Language) Planner(o engine.PlannerOptions) (plan.Planner, error) {
	return planner.New(cmp.Or(o.Target, major(o.Live)), planner.Options{ColumnOrder: o.ColumnOrder, Plain: o.SingleForm, OnlineRewrite: o.OnlineRewrite, Throttle: o.Throttle, Proof: expr.Proof{}})
}

// major is the first number of a version.
func major(version string) string {
	number, _, _ := strings.Cut(version, ".")
	return number
}

// View makes tables for rules of the model.
func (Language) View() lint.Describer { return view.View{} }

// Tokens cuts a text into tokens.
func (Language) Tokens(text string) []schema.Token { return parser.Tokens(text) }

// TypeChange reports whether a change of type rewrites the table and what it can lose.
func (Language) TypeChange(from, to string) lint.TypeChange {
	free, widens, casts := locks.CompareTypes(from, to)
	return lint.TypeChange{Free: free, Widens: widens, Casts: casts, Known: true}
}

// Write returns the statements that create a schema.
func (Language) Write(s *schema.Schema) ([]string, error) { return planner.Write(s) }

// Lock is the lock that a statement takes on its table.
func (Language) Lock(a schema.Act) string { return planner.FormOf(a).Lock }

// LongNames are the names that the server would shorten.
func (Language) LongNames(src parse.Source) []schema.Name { return parser.LongNames(src) }

// MaxName is the length of NAMEDATALEN without its end.
func (Language) MaxName() int { return pgmodel.MaxName }

// Scope returns both sides without what is not managed, noted in the desired one.
func (Language) Scope(scope schema.Scope, from, to *schema.Schema) (f, t *schema.Schema, resolved schema.Scope) {
	to = pgmodel.WithImplicitSchemas(to, from)
	p := pgmodel.Scope(scope).Resolve(from, to)
	f, notes := p.Filter(from)
	t, _ = p.Filter(to)
	t.Notes = append(slices.Clip(t.Notes), notes...)
	pgmodel.KeepPublicOwner(f, t)
	return f, t, schema.Scope(p)
}

// Narrow returns a schema without what a resolved scope does not manage.
func (Language) Narrow(resolved schema.Scope, s *schema.Schema) *schema.Schema {
	narrow, _ := pgmodel.Scope(resolved).Filter(s)
	return narrow
}
