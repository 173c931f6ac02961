package app

// This file prepares the output of inspect: a side comes in, and what is not managed, kept by other
// tools, or excluded is removed from it.

import (
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/schema"
)

// InspectOptions choose the parts of a side that are shown.
type InspectOptions struct {
	Scope      schema.Scope // what is managed, of targets whose databases hold more
	Exclude    []string     // patterns of names, folded by FoldPatterns
	Strict     bool         // what is seen and not supported is an error
	OtherTools bool         // what other tools and services keep in the database too
}

// Inspect removes from a side what is not shown, and notes it.
func Inspect(language engine.Language, e *Endpoint, o InspectOptions) error {
	Manage(language, o.Scope, &Endpoint{Schema: &schema.Schema{}}, e)
	if e.Database != "" && !o.OtherTools {
		e.Schema.Notes = append(e.Schema.Notes, foreign.Without(e.Schema, &schema.Schema{})...)
	}
	if err := Exclude(&schema.Schema{}, e.Schema, o.Exclude); err != nil || !o.Strict {
		return err
	}
	return unsupported(e.Schema.Notes, nil)
}
