package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// Schema reads the whole catalog in one round trip and folds it into the model.
// A second call returns the same schema.
func (d *DB) Schema(ctx context.Context) (*schema.Schema, error) {
	d.Start(ctx)
	<-d.whole
	if d.failed != nil {
		return nil, d.failed
	}
	if d.model != nil {
		return d.model, nil
	}
	r := d.reader
	built := <-r.built
	s, err := built.schema, built.err
	if err != nil {
		r.built <- built // for who asks again
		return nil, fmt.Errorf("definitions of the catalog: %w", err)
	}
	for o := range s.All() {
		forget(o)
	}
	for _, f := range r.after {
		f(s)
	}
	r.addDependencies(s)
	s.Version, s.Role = d.FullVersion, d.User
	s.Notes = append(s.Notes, r.notes...)
	d.model, d.reader = s, nil // what the server said is not needed any more
	return s, nil
}

// forget drops the positions in the text that was made of the catalog.
func forget(o schema.Object) {
	o.Base().At = schema.Pos{}
	if c, ok := o.(schema.Composite); ok {
		for _, part := range c.Parts() {
			part.Base().At = schema.Pos{}
		}
	}
}

// Env returns what files can name beyond what they define. It is read with the schema,
// in the same round trip, and is there before the schema is: files can be folded
// while the rest is being read.
func (d *DB) Env(ctx context.Context) (*parsepg.Env, error) {
	d.Start(ctx)
	<-d.named
	if d.env == nil {
		return nil, d.failed
	}
	return d.env, nil
}

// giveEnvironment lets files be folded. Where somebody changes relations it waits for
// the end of the reading, which may have to be tried again.
func (d *DB) giveEnvironment(whole bool) {
	if d.env != nil || len(d.reader.changing) > 0 && !whole {
		return
	}
	d.env = d.reader.environment(d)
	close(d.named)
}

// environmentStands gives what files can name at the end of the reading; an earlier
// attempt may have given another one.
func (d *DB) environmentStands() error {
	if d.env == nil {
		d.giveEnvironment(true)
		return nil
	}
	if !d.env.Equal(d.reader.environment(d)) {
		return &introspect.BusyError{Database: Mask(d.url), What: "a quiet moment to read the catalog: another session has changed it meanwhile"}
	}
	return nil
}

func (r *reader) environment(d *DB) *parsepg.Env {
	return &parsepg.Env{SearchPath: d.SearchPath, User: d.User, Database: d.Database, Version: d.Version, Names: r.env, Extensions: r.extensions,
		Routines: r.routines()}
}

// routines are the names of all functions and procedures, in the order of their keys.
func (r *reader) routines() []parsepg.EnvName {
	var list []parsepg.EnvName
	for id, k := range r.keys {
		if id.class == "pg_proc" {
			n, _, _ := strings.Cut(k.Name, "(")
			list = append(list, parsepg.EnvName{Kind: k.Kind, Schema: k.Schema, Name: n})
		}
	}
	slices.SortFunc(list, func(a, b parsepg.EnvName) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// Start has the catalog read, once a connection: everything is read in one snapshot.
// Schema and Env wait for it.
func (d *DB) Start(ctx context.Context) {
	d.once.Do(func() {
		d.named, d.whole = make(chan struct{}), make(chan struct{})
		ctx, d.stop = context.WithCancel(ctx)
		go func() {
			if d.own {
				d.failed = d.attempts(ctx, "a lock to read the catalog", d.query)
			} else {
				d.failed = d.query(ctx, d.tx)
			}
			if d.failed == nil {
				d.failed = d.environmentStands()
			}
			if d.env == nil {
				close(d.named)
			}
			close(d.whole)
		}()
	})
}

// query reads the answers of all queries. What they say is put to use as soon as it
// is there, while the server goes on with the others.
func (d *DB) query(ctx context.Context, tx pgx.Tx) error {
	d.reader = newReader(d.Version)
	go d.reader.parse(ctx)
	defer close(d.reader.texts)
	groups := d.groups()
	batch := &pgx.Batch{}
	for _, g := range groups {
		for _, q := range g.queries {
			batch.Queue(q.sql)
		}
	}
	results := tx.SendBatch(ctx, batch)
	for _, g := range groups {
		if err := d.reader.answers(results, g.queries); err != nil {
			_ = results.Close()
			return notText(err)
		}
		g.use(ctx)
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("read the catalog: %w", err)
	}
	if d.own && d.reader.isInconsistent() {
		return errMixed
	}
	return nil
}

func (r *reader) answers(results pgx.BatchResults, queries []query) error {
	for _, q := range queries {
		rows, err := results.Query()
		if err == nil {
			err = q.read(r, rows)
			rows.Close()
		}
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", q.what, err)
		}
	}
	return nil
}

// group is a part of the batch, and what becomes of it once it is read.
type group struct {
	queries []query
	use     func(ctx context.Context)
}

// groups are all queries: first the ones that read the names files may use, then the
// ones with much to parse.
func (d *DB) groups() []group {
	r, v := d.reader, d.Version
	return []group{
		{slices.Concat(changingQueries(false), schemaQueries(), extensionQueries(v), nameQueries(v), functionQueries(v), aggregateQueries(v)), func(context.Context) {
			d.giveEnvironment(false)
			go r.build(r.environment(d))
		}},
		{slices.Concat(typeQueries(v), baseTypeQueries(v), collationQueries(v), operatorQueries(v), operatorClassQueries(v), languageQueries(v),
			castQueries(v), textSearchQueries(v), foreignQueries(v), sequenceQueries(v), tableQueries(v), columnQueries(v), constraintQueries(v)),
			func(ctx context.Context) {
				for i := range sectionTables {
					r.complete(ctx, i)
				}
				r.writeTables(ctx)
			}},
		{indexQueries(v), func(ctx context.Context) { r.complete(ctx, sectionIndexes) }},
		{slices.Concat(dependencyQueries(v), triggerQueries(v), viewQueries(v), ruleQueries(), publicationQueries(v), subscriptionQueries(v), sharedQueries(v), d.pathQueries(), changingQueries(true)),
			func(ctx context.Context) {
				for i := range sections {
					r.complete(ctx, i)
				}
			}},
	}
}

// complete has what there is of a section parsed, beside others, and folded after
// what was complete before. It never waits: the transaction is open.
func (r *reader) complete(_ context.Context, i section) {
	if r.text[i].Len() == 0 {
		return
	}
	text := r.text[i].String()
	r.text[i].Reset()
	r.texts <- parse.Source{Name: fmt.Sprintf("catalog %d", i), Text: text}
}

// parse has the texts parsed, a few at a time, while the server still answers.
func (r *reader) parse(ctx context.Context) {
	defer close(r.stages)
	for text := range r.texts {
		r.stages <- syntax.Read(ctx, []parse.Source{text})
	}
}

// built is the model that became of the text.
type built struct {
	schema *schema.Schema
	err    error
}

// build folds the sections as they come.
func (r *reader) build(env *parsepg.Env) {
	c := parsepg.NewCatalog(env)
	var failed error
	for parsed := range r.stages {
		failed = cmp.Or(failed, c.Fold(parsed))
	}
	if failed != nil {
		r.built <- built{err: failed}
		return
	}
	s, err := c.Schema()
	r.built <- built{s, err}
}
