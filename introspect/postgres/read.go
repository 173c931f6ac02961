package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// Schema reads the whole catalog in one round trip and folds it into the model.
func (d *DB) Schema(ctx context.Context) (*schema.Schema, error) {
	r, err := d.read(ctx)
	if err != nil {
		return nil, err
	}
	var sources []parse.Source
	for i := range r.text {
		sources = append(sources, parse.Source{Name: fmt.Sprintf("catalog %d", i), Text: r.text[i].String()})
	}
	s, err := parsepg.LoadCatalog(ctx, sources, r.environment(d))
	if err != nil {
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

// Env is what files can name beyond what they define. It is read with the
// schema, in the same round trip.
func (d *DB) Env(ctx context.Context) (*parsepg.Env, error) {
	r, err := d.read(ctx)
	if err != nil {
		return nil, err
	}
	return r.environment(d), nil
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

// Fetch reads the catalog, and leaves it to Schema and Env to make something of it.
func (d *DB) Fetch(ctx context.Context) error {
	_, err := d.read(ctx)
	return err
}

// read runs the queries, once a connection: everything is read in one snapshot.
func (d *DB) read(ctx context.Context) (*reader, error) {
	d.once.Do(func() { d.reader, d.failed = d.query(ctx) })
	return d.reader, d.failed
}

func (d *DB) query(ctx context.Context) (*reader, error) {
	r := newReader(d.Version)
	list := queries(d.Version)
	batch := &pgx.Batch{}
	for _, q := range list {
		batch.Queue(q.sql)
	}
	results := d.tx.SendBatch(ctx, batch)
	for _, q := range list {
		rows, err := results.Query()
		if err == nil {
			err = q.read(r, rows)
			rows.Close()
		}
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			_ = results.Close()
			return nil, fmt.Errorf("read %s: %w", q.what, err)
		}
	}
	if err := results.Close(); err != nil {
		return nil, fmt.Errorf("read the catalog: %w", err)
	}
	r.writeTables()
	return r, nil
}

// queries are all statements of the batch.
func queries(version int) []query {
	var all []query
	for _, list := range [][]query{
		tableQueries(version), columnQueries(version), constraintQueries(version), indexQueries(version), sequenceQueries(version),
		dependencyQueries(version),
		typeKindQueries(version), routineQueries(version), queryKindQueries(version),
	} {
		all = append(all, list...)
	}
	return all
}
