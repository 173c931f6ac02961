package pgmodel

import "testing"

// pg_proc.provolatile of functions that defaults call: a stable or immutable one gives all rows
// that exist the same value, so that ADD COLUMN writes none (sql-altertable.html).
func TestVolatileFunctions(t *testing.T) {
	for name, want := range map[string]bool{"nextval": true, "random": true, "random_normal": true, "gen_random_uuid": true, "uuidv7": true, "clock_timestamp": true, "timeofday": true, "array_shuffle": true, "array_sample": true,
		"now": false, "statement_timestamp": false, "transaction_timestamp": false, "current_setting": false, "lower": false, "to_char": false, "jsonb_build_object": false, "make_date": false, "": false} {
		if got := Volatile(name); got != want {
			t.Errorf("%s is volatile: %v", name, got)
		}
	}
}

// Schemas that files use and do not create are taken as the database has them.
func TestImplicitSchemasAreThoseOfTheDatabase(t *testing.T) {
	for _, c := range []struct {
		implicit bool
		want     string
	}{{true, "ours"}, {false, ""}} {
		from, to := withSchema("app", func(s *Schema) { s.Comment = "ours" }), withSchema("app", func(s *Schema) { s.Implicit = c.implicit })
		to = WithImplicitSchemas(to, from)
		for o := range to.All() {
			if got := o.(*Schema).Comment; got != c.want {
				t.Errorf("implicit %v: the comment is %q, want %q", c.implicit, got, c.want)
			}
		}
		to = WithImplicitSchemas(to, withSchema("other", func(*Schema) {})) // one that the database lacks stays
		if to.Len() != 1 {
			t.Errorf("%d schemas are left", to.Len())
		}
	}
}
