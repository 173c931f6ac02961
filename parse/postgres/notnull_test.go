package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

// TestNotNullUnderTheNameMadeUp: from PostgreSQL 18 on a NOT NULL has a name. One that gets the name that the server would
// have made up is none of its own.
func TestNotNullUnderTheNameMadeUp(t *testing.T) {
	for _, c := range []struct {
		from, to string
		same     bool
	}{
		{"CREATE TABLE t (a integer CONSTRAINT x NOT NULL); ALTER TABLE t RENAME CONSTRAINT x TO t_a_not_null", "CREATE TABLE t (a integer NOT NULL)", true},
		{"CREATE TABLE s (a integer NOT NULL); ALTER TABLE s RENAME TO t; ALTER TABLE t RENAME CONSTRAINT s_a_not_null TO t_a_not_null", "CREATE TABLE t (a integer NOT NULL)", true},
		{"CREATE TABLE t (a integer CONSTRAINT x NOT NULL); ALTER TABLE t RENAME CONSTRAINT x TO y", "CREATE TABLE t (a integer CONSTRAINT y NOT NULL)", true},
		{"CREATE TABLE t (a integer CONSTRAINT x NOT NULL NO INHERIT); ALTER TABLE t RENAME CONSTRAINT x TO t_a_not_null", "CREATE TABLE t (a integer NOT NULL)", false},
		{"CREATE TABLE t (a integer); ALTER TABLE t ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT t_a_not_null", "CREATE TABLE t (a integer NOT NULL)", true},
		{"CREATE TABLE t (a integer); ALTER TABLE t ADD CONSTRAINT x NOT NULL a NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT x", "CREATE TABLE t (a integer CONSTRAINT x NOT NULL)", true},
		{"CREATE TABLE t (a integer); CREATE TABLE c () INHERITS (t); ALTER TABLE t ADD CONSTRAINT x NOT NULL a", "CREATE TABLE t (a integer CONSTRAINT x NOT NULL); CREATE TABLE c () INHERITS (t)", true},
		{"CREATE TABLE t (a integer); CREATE TABLE c () INHERITS (t); ALTER TABLE t ADD CONSTRAINT x NOT NULL a NO INHERIT", "CREATE TABLE t (a integer CONSTRAINT x NOT NULL NO INHERIT); CREATE TABLE c () INHERITS (t)", true},
	} {
		from, to := foldIn(t, &Env{Version: 18}, c.from), foldIn(t, &Env{Version: 18}, c.to)
		if changes := plan.Compare(from, to); (len(changes) == 0) != c.same {
			t.Errorf("%s\n%s\nchanges: %v", c.from, c.to, changes)
		}
	}
}
