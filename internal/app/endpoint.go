package app

// This file is one side of a comparison: a database, desired DDL, or what migrations lead
// to. Text is read before the other side is known and becomes a schema when it is.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Endpoint is one side of a comparison.
type Endpoint struct {
	Name     string // as the user gave it
	Schema   *schema.Schema
	Load     engine.Load     // makes schema; nil once it is made
	Live     engine.Database // nil for DDL
	Database string          // what the dialect opens; "" for DDL
	New      bool            // the database does not exist yet, and is compared as an empty one
	Label    string          // what it may be called in public; "" for DDL
	Replayed bool            // it is the schema that migrations lead to
	Sources  []parse.Source  // of DDL
}

// OpenDatabase opens a database of a target, which the caller closes; messages call it
// name. Its schema is read by Fold.
func OpenDatabase(ctx context.Context, target engine.Target, name, database string, patience introspect.Patience) (*Endpoint, error) {
	db, err := target.Open(ctx, database, patience)
	if err != nil {
		return nil, err
	}
	return databaseEndpoint(ctx, target, db, name, database), nil
}

// OpenOrCreate is OpenDatabase for what an apply starts from: a database that does not exist,
// in a folder that does, is an empty one, which the apply creates.
func OpenOrCreate(ctx context.Context, target engine.Target, name, database string, patience introspect.Patience) (*Endpoint, error) {
	files, ok := target.(engine.FileTarget)
	if !ok || !files.Absent(database) {
		return OpenDatabase(ctx, target, name, database, patience)
	}
	db, err := files.OpenEmpty(ctx)
	if err != nil {
		return nil, err
	}
	e := databaseEndpoint(ctx, target, db, name, database)
	e.New = true
	return e, nil
}

// databaseEndpoint is an open database as a side of a comparison.
func databaseEndpoint(ctx context.Context, target engine.Target, db engine.Database, name, database string) *Endpoint {
	if d, ok := db.(engine.Starter); ok { // the server can work while files are read
		d.Start(ctx)
	}
	load := func(engine.Database) (*schema.Schema, error) {
		read, err := db.Schema(ctx)
		var busy *introspect.BusyError
		switch {
		case errors.As(err, &busy): // it names the database
			return nil, err
		case err != nil:
			return nil, fmt.Errorf("schema of %s: %w", name, err)
		}
		return read, nil
	}
	return &Endpoint{Name: name, Load: load, Live: db, Database: database, Label: target.Label(database)}
}

// OpenText reads desired DDL, which becomes a schema by Fold.
func OpenText(ctx context.Context, language engine.Language, name string, sources []parse.Source) (*Endpoint, error) {
	load, err := language.Read(ctx, sources)
	if err != nil {
		return nil, err
	}
	return &Endpoint{Name: name, Load: load, Sources: sources}, nil
}

// LoadOn has text that holds statements whose effect only running them shows loaded on a server
// for trials as well; without one, what they may make is left alone.
func (e *Endpoint) LoadOn(ctx context.Context, r Replayer) {
	server, ok := r.Target.(engine.Server)
	read := e.Load
	if !ok || r.Scratch == "" || read == nil || len(e.Sources) == 0 {
		return
	}
	e.Load = func(db engine.Database) (*schema.Schema, error) {
		s, failed := read(db)
		if failed == nil && len(s.Opaque) == 0 {
			return s, nil
		}
		judged, err := r.Target.Language().Analyze(ctx, nil, e.Sources, true)
		if err != nil || len(judged.Syntax) > 0 || failed != nil && !slices.ContainsFunc(judged.Statements, runs) {
			return s, failed
		}
		statements := make([]string, len(judged.Statements))
		for i, st := range judged.Statements {
			statements[i] = st.SQL
		}
		if failed != nil {
			s = nil
		}
		made, err := server.Load(ctx, r.Scratch, r.Patience, s, statements)
		if err != nil {
			return nil, errors.Join(failed, fmt.Errorf("load the files on the server for trials: %w", err))
		}
		return made, nil
	}
}

// runs reports whether a statement runs code whose effect cannot be known by reading.
func runs(s schema.Statement) bool { return s.Opaque != "" }

// Fold makes the schema of text that was read, with what the database of the
// other side holds beside.
func (e *Endpoint) Fold(other *Endpoint) (err error) {
	if e.Load == nil {
		return nil
	}
	var db engine.Database
	if other != nil && other.Live != nil {
		db = other.Live
	}
	e.Schema, err = e.Load(db)
	e.Load = nil
	return err
}

// with is the endpoint with another schema.
func (e *Endpoint) with(s *schema.Schema) *Endpoint {
	other := *e
	other.Schema = s
	return &other
}

// Public is the name of an endpoint where strangers read it.
func (e *Endpoint) Public() string { return cmp.Or(e.Label, e.Name) }
