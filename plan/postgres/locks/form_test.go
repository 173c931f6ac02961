package locks

import "testing"

// TestFormsAreWhereTheyAreLookedUp: a row stands at its number.
func TestFormsAreWhereTheyAreLookedUp(t *testing.T) {
	for i, f := range Forms() {
		if int(f.ID) != i || Of(f.ID) != f {
			t.Errorf("row %d is %d, %q", i, f.ID, Of(f.ID).Text)
		}
	}
}
