// Package postgres reads PostgreSQL DDL into the model: desired files and, as the
// text that introspect writes of a catalog, live databases, through one builder.
//
// Text comes in, a schema with canonical values goes out, with a note for every
// statement that is no part of a schema. No server is asked; what a live
// database holds beside the text comes in as an Env.
package postgres

import (
	"context"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// Fold folds the statements onto an empty schema, in whatever order they need. It
// uses them up: they can be folded once.
func Fold(p *syntax.Parsed, env *Env) (*schema.Schema, error) {
	l := newLoader(env, nil)
	l.resolve = true
	l.expect(p.Size())
	p.Each(l.foldStatements)
	if err := p.Err(); err != nil {
		return nil, err
	}
	l.out.Notes = append(p.Notes(), l.out.Notes...)
	l.errs = append(p.Errs(), l.errs...)
	return l.result()
}

// Load reads and folds sources without a live database.
func Load(ctx context.Context, sources []parse.Source) (*schema.Schema, error) {
	return Fold(syntax.Read(ctx, sources), &Env{})
}

// Catalog is the model of a live database while its text is being read.
type Catalog struct{ l *loader }

// NewCatalog begins with an empty model.
func NewCatalog(env *Env) *Catalog {
	bare := *env
	bare.SearchPath = []string{}
	l := newLoader(&bare, nil)
	l.catalog = true
	return &Catalog{l}
}

// Fold adds a part of the text that introspect writes of a catalog: every name in
// it is qualified but those of pg_catalog. What it names may come later. The error is
// that the reading was broken off.
func (c *Catalog) Fold(p *syntax.Parsed) error {
	p.Each(c.l.foldStatements)
	c.l.errs = append(c.l.errs, p.Errs()...)
	return p.Err()
}

// Schema is the whole, once all parts are folded.
func (c *Catalog) Schema() (*schema.Schema, error) { return c.l.result() }

// Execute folds statements, in their order, onto a copy of from. Every name in
// them is qualified, as in the plans that schemadiff writes.
func Execute(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
	l := newLoader(&Env{SearchPath: []string{}, Version: major(from.Version)}, from)
	l.ordered, l.ofPlan, l.lenient, l.borrowing = true, true, true, true
	var list []*syntax.Statement
	for _, sql := range statements {
		sts, _, errs := syntax.Statements(ctx, parse.Source{Name: "plan", Text: sql}, nil)
		list = append(list, sts...)
		l.errs = append(l.errs, errs...)
	}
	s, err := l.load(list)
	if err != nil {
		return nil, err
	}
	s.Notes = from.Notes // what the statements of a plan do beside is no news
	return s, nil
}

// major is the first number of a version such as "15.18"; 0 if there is none.
func major(version string) int {
	n := 0
	for i := 0; i < len(version) && '0' <= version[i] && version[i] <= '9'; i++ {
		n = 10*n + int(version[i]-'0')
	}
	return n
}
