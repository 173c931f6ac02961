package postgres

// The names the server makes up: indexcmds.c ChooseRelationName,
// pg_constraint.c ChooseConstraintName.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// relationName is a free name for a relation; taken adds names that are not known
// to the loader yet.
func (l *loader) relationName(s, name1, name2, label string, taken func(string) bool) string {
	for pass := 0; ; pass++ {
		text := pgmodel.MadeName(name1, name2, numbered(label, pass))
		if !l.isRelation(s, text) && !taken(text) {
			return text
		}
	}
}

// isRelation reports whether a name is that of a relation, or of a constraint, which
// may have an index of it.
func (l *loader) isRelation(s, n string) bool {
	_, known := l.relations[name{s, n}]
	return known || l.isIndexOfConstraint(s, n)
}

// isIndexOfConstraint reports whether a constraint has an index of that name: keys
// and exclusions take a relation's name.
func (l *loader) isIndexOfConstraint(s, n string) bool { return l.constraintNames[name{s, n}] > 0 }

// indexName is the name of an index or of the constraint it enforces.
func (l *loader) indexName(table schema.Key, columns []string, label string) string {
	return l.freeName("relation", table.Schema, table.Name, pgmodel.JoinNames(columns), label, func(text string) bool {
		return l.isRelation(table.Schema, text)
	})
}

// constraintName is the name of a check or reference.
func (l *loader) constraintName(table schema.Key, column, label string) string {
	return l.freeName("constraint", table.Schema, table.Name, column, label, func(text string) bool {
		return l.constraintNames[name{table.Schema, text}] > 0
	})
}

// freeName is the first of the made-up names with a number that is not taken. The
// search goes on where it ended the last time, unless a name has become free since.
func (l *loader) freeName(what, in, name1, name2, label string, taken func(string) bool) string {
	if l.madeNames == nil {
		l.madeNames = map[madeName]int{}
	}
	k := madeName{what, in, name1, name2, label}
	for pass := l.madeNames[k]; ; pass++ {
		text := pgmodel.MadeName(name1, name2, numbered(label, pass))
		if !taken(text) {
			l.madeNames[k] = pass
			return text
		}
	}
}

// release counts a constraint's name out, so that it can be made up again.
func (l *loader) release(schemaName, constraint string) {
	l.constraintNames[name{schemaName, constraint}]--
	l.madeNames = nil
}
