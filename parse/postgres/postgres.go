// Package postgres reads PostgreSQL DDL into the model: desired files and, as the
// text that introspect writes of a catalog, live databases, through one builder.
//
// Text comes in, a schema with canonical values goes out, with a note for every
// statement that is no part of a schema. No server is asked; what a live
// database holds beside the text comes in as an Env.
package postgres

import (
	"context"
	"runtime"
	"sync"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Env is what names can mean beyond the statements themselves.
type Env struct {
	SearchPath []string // of a new session, without "$user"; nil means public
	User       string
	Database   string
	Version    int                     // major version of the server; 0 if there is none
	Names      []EnvName               // what the database holds beside the model: members of extensions
	Routines   []EnvName               // the functions and procedures that the database has
	Extensions map[string]EnvExtension // that the server has or could have
}

// EnvName is one object that statements may name and the model does not hold.
type EnvName struct {
	Kind         schema.Kind
	Schema, Name string
	Extension    string // that it is a member of
}

// Parsed is source text as statements, not folded yet.
type Parsed struct {
	statements []*statement
	notes      []schema.Note
	errs       parse.Errors
	folded     bool
}

// Read splits and parses sources, several at a time. Errors of the text are
// reported by Load, all of them at once.
func Read(ctx context.Context, sources []parse.Source) (*Parsed, error) {
	parts := make([]Parsed, len(sources))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, src := range sources {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			parts[i].statements, parts[i].notes, parts[i].errs = readStatements(ctx, src)
		})
	}
	wg.Wait()
	all := &Parsed{}
	for _, p := range parts {
		all.statements = append(all.statements, p.statements...)
		all.notes = append(all.notes, p.notes...)
		all.errs = append(all.errs, p.errs...)
	}
	all.notes = append(all.notes, noteIncludes(sources)...)
	return all, ctx.Err()
}

// Load folds the statements onto an empty schema, in whatever order they need. It
// uses them up: they can be folded once.
func (p *Parsed) Load(env *Env) (*schema.Schema, error) {
	if p.folded {
		panic("statements are folded twice")
	}
	p.folded = true
	l := newLoader(env, nil)
	l.out.Notes = append(l.out.Notes, p.notes...)
	l.errs = append(l.errs, p.errs...)
	return l.load(p.statements)
}

// Load reads and folds sources without a live database.
func Load(ctx context.Context, sources []parse.Source) (*schema.Schema, error) {
	p, err := Read(ctx, sources)
	if err != nil {
		return nil, err
	}
	return p.Load(&Env{})
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
// it is qualified but those of pg_catalog. What it names may come later.
func (c *Catalog) Fold(p *Parsed) {
	c.l.errs = append(c.l.errs, p.errs...)
	c.l.take(p.statements)
}

// Schema is the whole, once all parts are folded.
func (c *Catalog) Schema() (*schema.Schema, error) { return c.l.end() }

// Execute folds statements, in their order, onto a copy of from. Every name in
// them is qualified, as in the plans that schemadiff writes.
func Execute(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
	l := newLoader(&Env{SearchPath: []string{}, Version: major(from.Version)}, from)
	l.ordered, l.lenient = true, true
	var list []*statement
	for _, sql := range statements {
		sts, _, errs := readStatements(ctx, parse.Source{Name: "plan", Text: sql})
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
