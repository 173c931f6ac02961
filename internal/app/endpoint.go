package app

// This file is one side of a comparison: a database, desired DDL, or what migrations lead
// to. Text is read before the other side is known and becomes a schema when it is.

import (
	"cmp"

	"github.com/schemadiff/schemadiff/internal/engine"
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
	Label    string          // what it may be called in public; "" for DDL
	Replayed bool            // it is what migrations lead to
	Sources  []parse.Source  // of DDL
}

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

// Public is what an endpoint is called where strangers read it.
func (e *Endpoint) Public() string { return cmp.Or(e.Label, e.Name) }
