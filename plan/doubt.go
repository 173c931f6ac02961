package plan

import (
	"context"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Doubt is an object whose two sides differ in nothing but the spelling of
// expressions, which may mean the same: their loose texts are equal.
type Doubt struct {
	Key      schema.Key
	From, To schema.Object
	Fields   []FieldChange
}

// Verdict is the answer to a doubt.
type Verdict int

// The verdicts. Unknown means that the database could not tell.
const (
	Unknown Verdict = iota
	Same
	Different
)

// Equivalence says whether the two sides of doubts mean the same. All are asked
// at once; the verdicts come in the order of the doubts. from and to are the
// schemas they are about.
type Equivalence interface {
	Same(ctx context.Context, from, to *schema.Schema, doubts []Doubt) ([]Verdict, error)
}

// Doubts are the changes that may be none.
func Doubts(changes []Change) []Doubt {
	var list []Doubt
	for _, c := range changes {
		if c.Op != Alter || slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return !f.Loose }) {
			continue
		}
		list = append(list, Doubt{c.Key, c.From, c.To, c.Fields})
	}
	return list
}
