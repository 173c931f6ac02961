package postgres

import (
	"strings"
	"testing"
)

// A DROP without CASCADE of what something still refers to is an error where it stands,
// as it is to the server.
func TestDropsOfWhatIsReferredTo(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE TABLE b (u bigint REFERENCES users); DROP TABLE users":                                             "users: table public.users is dropped here, and foreign key public.b.b_u_fkey still refers to it",
		"CREATE TABLE b (u bigint REFERENCES users); DROP TABLE users CASCADE":                                     "",
		"CREATE TABLE b (u bigint REFERENCES users); DROP TABLE b; DROP TABLE users":                               "",
		"CREATE VIEW v AS SELECT name FROM users; DROP TABLE users":                                                "users: relation users does not exist",
		"CREATE VIEW v AS SELECT name FROM users; DROP VIEW v; DROP TABLE users":                                   "",
		"CREATE VIEW v AS SELECT name FROM users; CREATE OR REPLACE VIEW v AS SELECT '' AS name; DROP TABLE users": "",
		"CREATE VIEW v AS SELECT name FROM users; ALTER TABLE users DROP COLUMN name":                              "name: column public.users.name is dropped here, and view public.v still refers to it",
		"CREATE VIEW v AS SELECT name FROM users; ALTER TABLE users DROP COLUMN age":                               "",
		"CREATE TABLE b (a int, CHECK (a > 0)); ALTER TABLE b DROP COLUMN a":                                       "",
		"CREATE TYPE mood AS ENUM ('a'); CREATE TABLE b (m mood[]); DROP TYPE mood":                                "mood: enum public.mood is dropped here, and column public.b.m still refers to it",
		"CREATE TRIGGER g BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch(); DROP FUNCTION touch":       "touch: function public.touch() is dropped here, and trigger public.users.g still refers to it",
		"DROP TABLE IF EXISTS other; CREATE TABLE other (a int); CREATE VIEW v AS SELECT a FROM other":             "",
		"CREATE VIEW v AS SELECT name FROM users; DROP VIEW v; DROP TABLE users; CREATE TABLE users (id bigint)":   "",
	} {
		// shout() takes a row of users: DROP TABLE would be refused for its sake too
		base := strings.Replace(sql, "DROP TABLE users", "DROP FUNCTION shout; DROP TABLE users", 1)
		got := strings.Join(missingIn(t, &Env{}, base+";\n"), "\n")
		got, _, _ = strings.Cut(got, " (a.sql:")
		if got != want {
			t.Errorf("%s:\n got %q\nwant %q", sql, got, want)
		}
	}
}
