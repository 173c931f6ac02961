package postgres

// An enum that loses a value is replaced by a new type. Rows that hold the value stop
// that, which a probe asks; programs that write it fail afterwards, whatever the rows
// hold today, and that is for a person to allow.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// losesValues reports the values that an enum loses, after its renames.
func (w *planner) losesValues(labels []string, to *pgmodel.Enum) {
	gone := lostLabels(labels, to)
	if len(gone) == 0 {
		return
	}
	w.find(plan.Finding{Rule: "drop-enum-value", Severity: plan.Error, Key: to.ID, Pos: to.Pos(), Allow: "drop-enum-value",
		Message: "programs that write " + strings.Join(gone, ", ") + " into " + to.ID.Object() + " fail", Hint: "change the rows that hold it first"})
}

// lostLabels are the values that an enum loses, as literals.
func lostLabels(from []string, to *pgmodel.Enum) []string {
	var gone []string
	kept := setOf(to.Labels)
	for _, l := range from {
		if !kept[l] {
			gone = append(gone, pgmodel.Literal(l))
		}
	}
	return gone
}
