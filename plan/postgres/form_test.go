package postgres

import "testing"

// TestFormsAreWhereTheyAreLookedUp: a row stands at its number.
func TestFormsAreWhereTheyAreLookedUp(t *testing.T) {
	for i, f := range Forms() {
		if int(f.ID) != i || of(f.ID) != f {
			t.Errorf("row %d is %d, %q", i, f.ID, of(f.ID).Text)
		}
	}
}
