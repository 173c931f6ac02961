package postgres_test

import (
	"slices"
	"strings"
	"testing"
)

// TestProbesOfRenamedTables: queries before the plan runs find tables and columns under the names that they have then.
func TestProbesOfRenamedTables(t *testing.T) {
	const from = "CREATE TABLE users (id integer, mail text);"
	p, err := example{from: from, to: `
-- @renamed from=users
CREATE TABLE people (id integer,
  email text NOT NULL UNIQUE -- @renamed from=mail
);`}.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range p.Steps {
		for _, q := range s.Probes {
			got = append(got, q.SQL)
		}
	}
	const rows = "(SELECT id, mail AS email FROM public.users) AS people"
	for _, want := range []string{
		"SELECT count(*) FROM " + rows + " WHERE email IS NULL",
		"SELECT coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM " + rows + " WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1) AS d",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no probe %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
}
