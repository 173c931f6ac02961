package plan

// A plan that takes locks blocks other sessions. What it blocks, and for how long, is
// summed up for each table, for people who decide when to apply it.

import "github.com/schemadiff/schemadiff/schema"

// Block is a table with rows that other sessions cannot use while a plan is applied.
type Block struct {
	Table schema.Key `json:"table"`
	Reads bool       `json:"reads"` // readers are blocked too, not only writers
	Cost  Cost       `json:"cost"`  // what its length grows with: the most expensive of the steps
	Steps int        `json:"steps"`
}

// Length is for how long the table is blocked, for people.
func (b Block) Length() string {
	switch b.Cost {
	case Scan:
		return "while every row is read"
	case Rewrite:
		return "while every row is rewritten"
	}
	return "for an instant"
}
