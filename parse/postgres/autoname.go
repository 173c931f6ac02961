package postgres

import (
	"strconv"

	"github.com/schemadiff/schemadiff/schema"
)

// The names the server makes up: indexcmds.c ChooseRelationName,
// pg_constraint.c ChooseConstraintName.

// relationName is a free name for a relation; taken adds names that are not known
// to the loader yet.
func (l *loader) relationName(s, name1, name2, label string, taken func(string) bool) string {
	for pass := 0; ; pass++ {
		text := schema.MadeNamePg(name1, name2, numbered(label, pass))
		if _, known := l.relations[name{s, text}]; !known && !taken(text) && !l.isIndexOfConstraint(s, text) {
			return text
		}
	}
}

func numbered(label string, pass int) string {
	if pass == 0 {
		return label
	}
	return label + strconv.Itoa(pass)
}

// isIndexOfConstraint says whether a constraint has an index of that name: keys
// and exclusions take a relation's name.
func (l *loader) isIndexOfConstraint(s, n string) bool { return l.constraintNames[name{s, n}] > 0 }

// indexName is the name of an index or of the constraint behind it.
func (l *loader) indexName(table schema.Key, columns []string, label string) string {
	return l.relationName(table.Schema, table.Name, schema.JoinNamesPg(columns), label, func(string) bool { return false })
}

// constraintName is the name of a check or reference.
func (l *loader) constraintName(table schema.Key, column, label string) string {
	for pass := 0; ; pass++ {
		text := schema.MadeNamePg(table.Name, column, numbered(label, pass))
		if l.constraintNames[name{table.Schema, text}] == 0 {
			return text
		}
	}
}
