package sqlite

// Analysis reads sources for the linter: statements run on a private copy of the schema
// they start from. A statement that fails is reported, and the rest goes on.

import (
	"context"
	"errors"
	"slices"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Analyze reads sources for the linter. With a schema to start from their DDL is
// executed in its order on a private copy, as a migration runs; without one it is DDL
// in any order. What cannot be executed is reported, and the rest goes on.
func Analyze(ctx context.Context, from *schema.Schema, sources []parse.Source, ordered bool) (*parse.Analysis, error) {
	out := &parse.Analysis{}
	var all []*statement
	for _, src := range sources {
		list := split(src)
		all = append(all, list...)
		for _, s := range list {
			r := &actReader{statement: s}
			out.Statements = append(out.Statements, r.read())
		}
		out.Comments = append(out.Comments, comments(src)...)
	}
	var err error
	if ordered {
		err = analyzeOrdered(ctx, from, all, out)
	} else {
		err = analyzeDefinitions(ctx, all, out)
	}
	if err != nil {
		return nil, err
	}
	if len(out.Broken) == 0 { // what is not there is named in vain
		found, err := Unresolved(ctx, from, out.To, sources)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if e.Uncertain {
				out.Uncertain = append(out.Uncertain, e)
			} else {
				out.Broken = append(out.Broken, e)
			}
		}
	}
	if slices.ContainsFunc(out.Statements, func(s schema.Statement) bool { return s.Unread != "" }) {
		e, err := NewEngine(ctx, out.To)
		if err != nil {
			return nil, err
		}
		err = readByAuthorizer(ctx, e, all, out.Statements)
		if err := errors.Join(err, e.Close()); err != nil {
			return nil, err
		}
	}
	addVolatile(all, out.To, out.Statements)
	out.Quoted = quotedStrings(all, out.To)
	if len(out.Broken) == 0 {
		more, err := quotedInBodies(ctx, all, out.To)
		if err != nil {
			return nil, err
		}
		out.Quoted = append(out.Quoted, more...)
	}
	return out, nil
}

// ReadStatements reports what each statement of a source does as far as its text says so, and runs none. It is
// false where the text of one does not say enough.
func ReadStatements(src parse.Source) ([]schema.Statement, bool) {
	var out []schema.Statement
	for _, s := range split(src) {
		r := &actReader{statement: s}
		read := r.read()
		if read.Unread != "" {
			return nil, false
		}
		out = append(out, read)
	}
	return out, true
}

// analyzeDefinitions loads what can be loaded.
func analyzeDefinitions(ctx context.Context, all []*statement, out *parse.Analysis) error {
	l := &loader{}
	for _, s := range all {
		l.sort(s)
	}
	l.skipShadows()
	l.duplicates()
	c, err := l.check(ctx)
	if err != nil {
		return err
	}
	at := places{}
	if out.To, err = c.build(at); err != nil { // the engine reads what we do not
		l.errors = append(l.errors, &parse.Error{Pos: firstOf(all), Msg: err.Error()})
		out.To = &schema.Schema{Dialect: schema.SQLite}
	}
	if len(l.errors) == 0 {
		l.setPositions(out.To, at)
	}
	l.sortErrors()
	out.Broken = l.errors
	return nil
}

// analyzeOrdered runs the DDL of a migration. Rows are not part of a schema, and
// what opens files is never run.
func analyzeOrdered(ctx context.Context, from *schema.Schema, all []*statement, out *parse.Analysis) error {
	if from == nil {
		from = &schema.Schema{Dialect: schema.SQLite}
	}
	e, err := newReplay(ctx, from)
	if err != nil {
		return err
	}
	defer func() { _ = e.Close() }()
	var errs parse.Errors
	for i, s := range all {
		if !s.replays() {
			continue
		}
		if err := e.noteUsers(ctx, out.Statements[i].Acts); err != nil {
			return err
		}
		err := e.run(ctx, s)
		if err == nil && s.isLibsqlAlter() && !s.src.isLibsql() {
			err = errors.New(libsqlOnly)
		}
		if err != nil {
			out.Statements[i].Failed = true
			errs = append(errs, s.fail(s.start(), "%s", Message(err)))
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if out.To, err = e.Schema(ctx); ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil { // the engine reads what we do not
		errs = append(errs, &parse.Error{Pos: firstOf(all), Msg: err.Error()})
		out.To = from
	}
	out.Broken = errs
	return nil
}

// firstOf is the place of the first statement, if there is one.
func firstOf(all []*statement) schema.Pos {
	if len(all) == 0 {
		return schema.Pos{}
	}
	return all[0].pos()
}
