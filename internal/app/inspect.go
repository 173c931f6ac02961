package app

// This file prepares the output of inspect: a side comes in, and what is not managed, kept by other
// tools, or excluded is removed from it.

import (
	"slices"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
)

// InspectOptions choose the parts of a side that are shown.
type InspectOptions struct {
	Scope      schema.Scope // what is managed, of targets whose databases hold more
	Exclude    []string     // patterns of names, folded by FoldPatterns
	Strict     bool         // what is seen and not supported is an error
	OtherTools bool         // what other tools and services keep in the database too
}

// Inspect gives a side the schema that is shown: without what is not managed, which is noted.
func Inspect(language engine.Language, e *Endpoint, o InspectOptions) error {
	none := &schema.Schema{}
	_, shown, _ := managed(language, o.Scope, &Endpoint{Schema: none}, e)
	if e.Database != "" && !o.OtherTools {
		without, notes := history.Without(shown, none)
		shown = without.Clone()
		shown.Notes = append(slices.Clip(shown.Notes), notes...)
	}
	shown, err := exclude(none, shown, o.Exclude)
	if err != nil {
		return err
	}
	if e.Schema = shown; !o.Strict {
		return nil
	}
	return unsupported(shown.Notes, nil)
}
