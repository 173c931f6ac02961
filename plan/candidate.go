package plan

// Two spellings of an expression may mean the same. What differs in nothing else is a
// candidate, and only the server can say: candidates are collected here, and whoever has a
// server answers them all at once before anything is planned.

import (
	"context"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Candidate is an object whose two sides differ in nothing but the text of expressions and
// may be equivalent.
type Candidate struct {
	Key      schema.Key
	From, To schema.Object
	Fields   []FieldChange
	// Loose reports that their loose texts are equal: without a server they count as
	// equivalent, and all others as different.
	Loose bool
}

// Answer is the database's answer about a candidate.
type Answer int

// The answers. Unknown means that the database could not decide, and Doubtful that perhaps
// only the spelling differs: then the change stays, and is marked.
const (
	Unknown Answer = iota
	Equivalent
	Different
	Doubtful
)

// Equivalence compares the two sides of candidates. All are asked at once; the answers
// come in the order of the candidates. from and to are the schemas that hold them.
type Equivalence interface {
	Compare(ctx context.Context, from, to *schema.Schema, candidates []Candidate) ([]Answer, error)
}

// Undecided is an Equivalence that says what would decide the candidates that it leaves open.
type Undecided interface {
	HowToDecide(ctx context.Context) (string, error)
}

// Candidates returns the changes that may be none, in their order.
func Candidates(changes []Change) []Candidate {
	var list []Candidate
	for _, c := range changes {
		if c.Op != Alter || slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return !f.Expr }) {
			continue
		}
		strict := slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return !f.Loose })
		list = append(list, Candidate{Key: c.Key, From: c.From, To: c.To, Fields: c.Fields, Loose: !strict && !meansAnother(c.From, c.To)})
	}
	return append(list, nameless(changes)...)
}

// meansAnother reports whether two objects need things of one name in different schemas: loose texts leave schemas
// out, and what the names in them were resolved to is known.
func meansAnother(from, to schema.Object) bool {
	was, now := from.Needs(), to.Needs()
	return slices.ContainsFunc(now, func(k schema.Key) bool {
		return !slices.Contains(was, k) && slices.ContainsFunc(was, func(o schema.Key) bool {
			return o.Schema != k.Schema && o.Name == k.Name && o.Table == k.Table && !slices.Contains(now, o)
		})
	})
}

// nameless pairs each part without a name that goes with the new ones of its table: one may be
// the other in another spelling.
func nameless(changes []Change) []Candidate {
	var list []Candidate
	for _, dropped := range changes {
		from, ok := dropped.From.(schema.Nameless)
		if dropped.Op != Drop || !ok || !from.Nameless() {
			continue
		}
		for _, added := range changes {
			to, ok := added.To.(schema.Nameless)
			if added.Op == Add && ok && to.Nameless() && added.Key.Kind == dropped.Key.Kind && schema.TableOfPart(added.Key) == schema.TableOfPart(dropped.Key) {
				list = append(list, Candidate{Key: added.Key, From: from, To: to})
			}
		}
	}
	return list
}

// Unverified returns the changes that may be none and count as none without a server.
func Unverified(changes []Change) []Candidate {
	return slices.DeleteFunc(Candidates(changes), func(c Candidate) bool { return !c.Loose })
}
