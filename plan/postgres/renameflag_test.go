package postgres_test

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

// TestRenameFlags: what flags mean, with and without schemas, and by which names the tables of columns go.
func TestRenameFlags(t *testing.T) {
	const (
		from   = "CREATE SCHEMA app; CREATE TABLE app.users (id integer, mail text); CREATE TABLE other (id integer, z integer);"
		to     = "CREATE SCHEMA app; CREATE TABLE app.people (id integer, email text); CREATE TABLE other (id integer, z integer);"
		table  = "ALTER TABLE app.users RENAME TO people"
		column = "ALTER TABLE app.people RENAME COLUMN mail TO email"
	)
	for flags, want := range map[string]string{
		"app.users=people app.users.mail=email":                table + "; " + column,
		"app.users=app.people app.people.mail=email":           table + "; " + column,
		"app.users=people users.mail=email":                    table + "; -- users.mail=email",
		"app.users=people people.mail=email":                   table + "; " + column,
		"app.users=app.people app.users.mail=app.people.email": table + "; " + column,
		"app.users=people app.users.mail=people.email":         table + "; " + column,
		"app.users=public.people":                              "-- app.users=public.people",
		"app.users=persons":                                    "-- app.users=persons",
		"users=people":                                         "-- users=people",
		"app.users=people app.users.mail=id":                   table,
		"app.users=people other.mail=email":                    table + "; -- other.mail=email",
		"app=public":                                           "-- app=public",
	} {
		t.Run(strings.ReplaceAll(flags, " ", ","), func(t *testing.T) {
			planner, err := newPlanner(example{})
			if err != nil {
				t.Fatal(err)
			}
			renames := map[string]string{}
			for _, f := range strings.Fields(flags) {
				was, now, _ := strings.Cut(f, "=")
				renames[was] = now
			}
			p, err := planner.Plan(plan.Input{From: read(t, from), To: read(t, to), Fold: fold(t, from), Renames: renames})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range p.Steps {
				if strings.HasPrefix(string(s.Kind), "rename") {
					got = append(got, s.Statements[0].SQL)
				}
			}
			for _, f := range p.Findings {
				if flag, ok := strings.CutPrefix(f.Message, "--rename "); ok {
					flag, _, _ = strings.Cut(flag, " ")
					got = append(got, "-- "+flag)
				}
			}
			if strings.Join(got, "; ") != want {
				t.Errorf("got %s, want %s", strings.Join(got, "; "), want)
			}
		})
	}
}

// TestRenamedSchema: what is in a renamed schema goes with it, and can be renamed too.
func TestRenamedSchema(t *testing.T) {
	const from = "CREATE SCHEMA s; CREATE TABLE s.users (id integer, mail text); CREATE VIEW s.v AS SELECT mail FROM s.users;"
	for flags, want := range map[string]string{
		"s=app": "ALTER SCHEMA s RENAME TO app",
		"s=app s.users=app.people s.users.mail=email":     "ALTER SCHEMA s RENAME TO app; ALTER TABLE app.users RENAME TO people; ALTER TABLE app.people RENAME COLUMN mail TO email",
		"s=app s.users=people s.users.mail=email":         "ALTER SCHEMA s RENAME TO app; ALTER TABLE app.users RENAME TO people; ALTER TABLE app.people RENAME COLUMN mail TO email",
		"s=app app.users=people app.people.mail=email":    "ALTER SCHEMA s RENAME TO app; ALTER TABLE app.users RENAME TO people; ALTER TABLE app.people RENAME COLUMN mail TO email",
		"s=app s.users=app.people app.people.mail=e_mail": "ALTER SCHEMA s RENAME TO app; ALTER TABLE app.users RENAME TO people; ALTER TABLE app.people RENAME COLUMN mail TO e_mail",
	} {
		t.Run(strings.ReplaceAll(flags, " ", ","), func(t *testing.T) {
			planner, err := newPlanner(example{})
			if err != nil {
				t.Fatal(err)
			}
			to := strings.ReplaceAll(strings.ReplaceAll(from, "s.", "app."), "SCHEMA s", "SCHEMA app")
			renames := map[string]string{}
			for _, f := range strings.Fields(flags) {
				was, now, _ := strings.Cut(f, "=")
				renames[was] = now
				if !strings.HasPrefix(f, "s=") {
					was, now = was[strings.LastIndexByte(was, '.')+1:], now[strings.LastIndexByte(now, '.')+1:]
					to = strings.ReplaceAll(to, was, now)
				}
			}
			to = strings.Replace(to, "AS SELECT e", "(mail) AS SELECT e", 1) // a view keeps the names of its columns
			p, err := planner.Plan(plan.Input{From: read(t, from), To: read(t, to), Fold: fold(t, from), Renames: renames})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range p.Steps {
				for _, st := range s.Statements {
					got = append(got, st.SQL)
				}
			}
			if strings.Join(got, "; ") != want {
				t.Errorf("got %s, want %s", strings.Join(got, "; "), want)
			}
		})
	}
}
