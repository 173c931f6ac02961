package plan

import "github.com/schemadiff/schemadiff/schema"

// Hold says that a plan keeps others from a table that holds rows.
type Hold struct {
	Table schema.Key `json:"table"`
	Reads bool       `json:"reads"` // readers too, not only writers
	Cost  Cost       `json:"cost"`  // what its length grows with: the dearest of the steps
	Steps int        `json:"steps"`
}

// Length is how long somebody waits, for people.
func (h Hold) Length() string {
	switch h.Cost {
	case Scan:
		return "while every row is read"
	case Rewrite:
		return "while every row is written anew"
	}
	return "for an instant"
}
