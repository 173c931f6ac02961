package app

// This file is about what of two sides is compared. A user leaves schemas, names and the
// tables of other tools out of a comparison; both sides come in as they were read and go out
// without these, as schemas of their own: whoever has read a side may use all of it later.

import (
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
)

// Managed are two sides of a comparison without what is not managed, which is noted in the
// desired one, and the scope with its defaults resolved; nil where a database holds nothing
// else. What migrations lead to is managed as a whole unless the scope names schemas.
func (o PlanOptions) Managed(from, to *Endpoint) (f, t *Endpoint, scope *schema.Scope, err error) {
	wanted := o.Scope
	wanted.Renames = o.Renames
	have, want, scope := managed(o.Target.Language(), wanted, from, to)
	want = history.Leave(have, want, to.Database != "")
	if want, err = exclude(have, want, o.Exclude); err != nil {
		return nil, nil, nil, err
	}
	return from.with(have), to.with(want), scope, nil
}

// managed are the schemas of two sides without what a scope does not manage.
func managed(language engine.Language, scope schema.Scope, from, to *Endpoint) (have, want *schema.Schema, resolved *schema.Scope) {
	scoper, ok := language.(engine.Scoper)
	if !ok {
		return from.Schema, to.Schema, nil
	}
	if from.Replayed && len(scope.Schemas) == 0 {
		scope.Schemas = []string{"*"}
	}
	have, want, scope = scoper.Scope(scope, from.Schema, to.Schema)
	return have, want, &scope
}

// Differences lists how a database differs from what it should be, for people. Only the
// choices of what is managed count.
func (o PlanOptions) Differences(have, want *schema.Schema) []string {
	list, err := differences(o.Target.Language(), schema.Scope{Schemas: o.Scope.Schemas, Declared: true}, o.Exclude, have, want)
	if err != nil {
		return []string{err.Error()}
	}
	return list
}

// differences lists how a database differs from what it should be, for people, without
// what is not managed.
func differences(language engine.Language, scope schema.Scope, patterns []string, have, want *schema.Schema) ([]string, error) {
	have, _ = history.Without(have, want)
	if scoper, ok := language.(engine.Scoper); ok {
		have, want, _ = scoper.Scope(scope, have, want)
	}
	want, err := exclude(have, want, patterns)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range migrate.Differences(have, want) {
		out = append(out, migrate.Describe(c))
	}
	return out, nil
}
