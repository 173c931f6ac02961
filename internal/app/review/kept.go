package review

// Tables that migration tools and services keep are in dumps and in first migrations. Their columns
// and keys are not the author's to choose, so that rules about design and style are silent on them;
// what would destroy them is reported as of any other table.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
)

// withoutKept leaves out findings about the form of tables that tools keep.
func withoutKept(findings []lint.Finding, schemas ...*schema.Schema) []lint.Finding {
	owned := map[schema.Key]bool{}
	return slices.DeleteFunc(findings, func(f lint.Finding) bool {
		if f.Rule == "unresolved-name" { // the tool has made it before the first migration
			return slices.ContainsFunc(strings.Fields(f.Message), func(word string) bool { return len(history.Owners(history.Name{Table: word}, nil)) > 0 })
		}
		switch f.Category {
		case "destructive", "data", "access", "compat", "lock", "live":
			return false
		}
		table := tableOf(f)
		if table.Name == "" {
			return false
		}
		known, there := owned[table]
		if !there {
			known = isKept(table, schemas)
			owned[table] = known
		}
		return known
	})
}

// tableOf is the table that a finding is about, or one of its parts.
func tableOf(f lint.Finding) schema.Key {
	switch {
	case f.Key.Table != "":
		return schema.Key{Kind: schema.KindTable, Schema: f.Key.Schema, Name: f.Key.Table}
	case f.Key.Kind == schema.KindTable:
		return f.Key
	}
	return f.Table
}

// isKept reports whether a table, which may be named without its schema, is one that tools keep.
func isKept(k schema.Key, schemas []*schema.Schema) bool {
	for _, s := range schemas {
		if s == nil {
			continue
		}
		for _, space := range append([]string{k.Schema}, schema.DefaultSpaces()...) {
			k.Schema = space
			if o := s.Get(k); o != nil {
				return len(history.OwnersOf(o)) > 0
			}
		}
	}
	return false
}
