package postgres

// Files are read with the search_path of the URL, or with the server's own default,
// whatever is set on the role or the database. Where they mean nothing so, because
// unqualified names stand beside names of the schema that the setting puts them into,
// the setting is part of what the files say: then they are read with it.

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// environment is a database that says with which settings it reads names.
type environment interface {
	Env(ctx context.Context) (*parser.Env, error)
	SetPath(ctx context.Context) []string
	Schema(ctx context.Context) (*schema.Schema, error)
}

// Read parses at once; what names mean depends on the database of the other side.
func (Language) Read(ctx context.Context, sources []parse.Source) (engine.Load, error) {
	if err := grammar.Missing(); err != nil {
		return nil, err
	}
	parsed := syntax.Read(ctx, sources)
	return func(other engine.Database) (*schema.Schema, error) {
		db, ok := other.(environment)
		if !ok {
			return parser.Fold(parsed, &parser.Env{})
		}
		names, err := db.Env(ctx)
		if err != nil {
			return nil, err
		}
		env := *names
		env.Live = func() *schema.Schema {
			live, err := db.Schema(ctx)
			if err != nil { // the other side reports it
				return nil
			}
			return live
		}
		s, err := parser.Fold(parsed, &env)
		// Names of the database's own objects mean something without being in the files: so a
		// reading that needs none of them comes first.
		if namesNothing(err) || err == nil && len(s.Borrowed) > 0 {
			alone := env
			alone.Live = nil
			if again := withSetPath(ctx, db, &alone, sources); again != nil {
				return again, nil
			}
		}
		if namesNothing(err) {
			if again := withSetPath(ctx, db, &env, sources); again != nil {
				return again, nil
			}
		}
		return s, err
	}, nil
}

// namesNothing reports whether an error is about names that mean nothing.
func namesNothing(err error) bool {
	var errs parse.Errors
	return errors.As(err, &errs) && slices.ContainsFunc(errs, func(e *parse.Error) bool { return e.Rule == parse.NamesNothing })
}

// withSetPath is the schema of the files under the search_path that is set on the role or the
// database; nil where there is none, or where they mean nothing with it either.
func withSetPath(ctx context.Context, db environment, env *parser.Env, sources []parse.Source) *schema.Schema {
	path := db.SetPath(ctx)
	if path == nil || slices.Equal(path, env.SearchPath) {
		return nil
	}
	with := *env
	with.SearchPath = path
	s, err := parser.Fold(syntax.Read(ctx, sources), &with)
	if err != nil {
		return nil
	}
	var quoted []string
	for _, name := range path {
		quoted = append(quoted, pgmodel.Quote(name))
	}
	s.Notes = append(s.Notes, schema.Note{Class: schema.Ignored, Subject: "the files",
		Reason: "are read with search_path = " + strings.Join(quoted, ", ") + ", as the role or the database sets it: without it they name what does not exist; SET search_path in the files would say so everywhere"})
	return s
}
