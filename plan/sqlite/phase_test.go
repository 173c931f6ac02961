package sqlite

import (
	"slices"
	"testing"
)

// TestRulesOfPhases: the phases come in an order that keeps every rule, each once, and each
// is named in a rule.
func TestRulesOfPhases(t *testing.T) {
	order := inOrder()
	if len(order) != int(phases) {
		t.Fatalf("%d phases of %d", len(order), phases)
	}
	named := map[phase]bool{}
	for _, r := range phaseRules() {
		named[r.then] = true
		for _, first := range r.first {
			named[first] = true
			if slices.Index(order, first) > slices.Index(order, r.then) {
				t.Errorf("%s: broken by %v", r.Name, order)
			}
		}
	}
	for p := range phases {
		if !named[p] {
			t.Errorf("no rule is about phase %d", p)
		}
	}
}
