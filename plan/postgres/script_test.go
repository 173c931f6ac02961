package postgres_test

import (
	"strings"
	"testing"
)

// TestBodiesUnchecked: a script has the server leave the bodies of functions unchecked where it
// creates or replaces one, and nowhere else.
func TestBodiesUnchecked(t *testing.T) {
	const function = "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
	for _, c := range []struct {
		name, from, to string
		want           bool
	}{
		{"created", "", function, true},
		{"replaced", function, "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 2';", true},
		{"dropped", function, "", false},
		{"commented", function, function + "COMMENT ON FUNCTION f() IS 'x';", false},
		{"granted", function, function + "GRANT EXECUTE ON FUNCTION f() TO PUBLIC;", false},
		{"none", "", "CREATE TABLE t (a integer);", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := example{from: c.from, to: c.to}
			p, err := e.plan(t)
			if err != nil {
				t.Fatal(err)
			}
			planner, err := newPlanner(e)
			if err != nil {
				t.Fatal(err)
			}
			for _, script := range []string{planner.Script(p), planner.Migration(p)} {
				if strings.Contains(script, "check_function_bodies") != c.want {
					t.Errorf("check_function_bodies wanted: %t\n%s", c.want, script)
				}
			}
		})
	}
}
