package app

// This file takes objects out of a comparison that the user does not want to manage. Both
// schemas come in, and a desired one goes out that holds of them what the database holds.

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/schema"
)

// PatternError is a pattern of excluded names that cannot be read.
type PatternError struct {
	Pattern string
	Err     error
}

// Error quotes the pattern.
func (e *PatternError) Error() string { return fmt.Sprintf("exclude %q: %v", e.Pattern, e.Err) }

// Unwrap returns the error of the pattern.
func (e *PatternError) Unwrap() error { return e.Err }

// FoldPatterns spells patterns as the names of the language are spelled.
func FoldPatterns(language engine.Language, patterns []string) []string {
	out := make([]string, len(patterns))
	for i, p := range patterns {
		out[i] = language.FoldName(strings.TrimPrefix(p, "main."))
	}
	return out
}

// exclude is the desired schema of a comparison with the excluded objects just as the
// database has them. What is on an excluded table goes with it.
func exclude(from, to *schema.Schema, patterns []string) (*schema.Schema, error) {
	for _, p := range patterns {
		if _, err := path.Match(p, ""); err != nil {
			return nil, &PatternError{p, err}
		}
	}
	if len(patterns) == 0 {
		return to, nil
	}
	keys := map[schema.Key]bool{}
	for _, s := range []*schema.Schema{from, to} {
		for o := range s.All() {
			if excluded(o, patterns) {
				keys[o.Key()] = true
			}
		}
	}
	to = to.Clone()
	to.Notes = slices.Clip(to.Notes)
	for _, k := range slices.SortedFunc(maps.Keys(keys), schema.CompareKeys) {
		if o := from.Get(k); o != nil {
			to.Put(o)
		} else {
			to.Delete(k)
		}
		to.Notes = append(to.Notes, schema.Note{Class: schema.Ignored, Subject: k.String(), Reason: "it is excluded"})
	}
	return to, nil
}

func excluded(o schema.Object, patterns []string) bool {
	names := []string{o.Key().Name, o.Key().Object()}
	if kind := o.Key().Kind; kind == schema.KindIndex || kind == schema.KindTrigger {
		table := schema.RelationOf(o)
		names = append(names, table.Name, table.Schema+"."+table.Name)
	}
	if k := o.Key(); k.IsPart() {
		names = append(names, k.Table, k.Schema+"."+k.Table)
	}
	for _, p := range patterns {
		for _, name := range names {
			if ok, err := path.Match(p, name); ok && err == nil {
				return true
			}
		}
	}
	return false
}
