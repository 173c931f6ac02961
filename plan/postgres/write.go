package postgres

// A whole schema as statements, for a database that is empty. It is the plan from an empty
// schema, so that the order, the shells of types and the references that wait for their tables
// are those of every other plan.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Write returns the statements that make a schema in an empty database: the plan
// from nothing to it.
func Write(s *schema.Schema) ([]string, error) {
	return WriteFrom(&schema.Schema{Dialect: schema.Postgres}, s)
}

// WriteFrom writes the statements that make of one schema another which has more.
func WriteFrom(from, s *schema.Schema) ([]string, error) {
	p, err := New(majorOf(s.Version), Options{Plain: true})
	if err != nil {
		return nil, err
	}
	made, err := p.Plan(plan.Input{From: from, To: s})
	if err != nil {
		return nil, err
	}
	list := []string{"SET check_function_bodies = off"}
	for _, step := range made.Steps {
		for _, st := range step.Statements {
			list = append(list, st.SQL)
		}
	}
	return list, nil
}

// majorOf is the first number of a version.
func majorOf(version string) string {
	for i := range len(version) {
		if version[i] < '0' || version[i] > '9' {
			return version[:i]
		}
	}
	return version
}
