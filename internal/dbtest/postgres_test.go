package dbtest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

const shop = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE customer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'ok');
CREATE TABLE purchase (id serial PRIMARY KEY, customer_id integer REFERENCES customer, total numeric(10,2) CHECK (total >= 0));
CREATE INDEX purchase_open ON purchase (customer_id) WHERE total > 0;
CREATE VIEW big AS SELECT c.name, sum(p.total) AS total FROM customer c JOIN purchase p ON p.customer_id = c.id GROUP BY c.name;
CREATE FUNCTION twice(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE plpgsql AS $$
begin
-- a comment; at the end of a line;
  return a * b;
end $$;
COMMENT ON COLUMN customer.name IS 'as on the card;
-- not a comment';
`

func eachServer(t *testing.T, do func(t *testing.T, p *PG)) {
	t.Helper()
	for _, major := range Majors() {
		do(t, Postgres(t, major))
	}
}

func TestDumpSeesEachChange(t *testing.T) {
	eachServer(t, func(t *testing.T, p *PG) {
		want := dump(t, p, p.Database(t, shop))
		if !strings.Contains(strings.Join(want, "\n"), "-- a comment; at the end") {
			t.Errorf("PostgreSQL %d: the function has lost a comment", p.Major)
		}
		if diff := cmp.Diff(want, dump(t, p, p.Database(t, shop))); diff != "" {
			t.Errorf("the same schema twice (-first +second):\n%s", diff)
		}
		for _, change := range []string{
			`ALTER TABLE customer ALTER COLUMN mood SET DEFAULT 'sad'`,
			`ALTER TABLE customer ALTER COLUMN name SET STORAGE EXTERNAL`,
			`DROP VIEW big; ALTER TABLE customer ALTER COLUMN name TYPE varchar`,
			`ALTER TABLE customer ADD note numeric(12,2)`,
			`ALTER TABLE purchase DROP CONSTRAINT purchase_total_check`,
			`ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'`,
			`COMMENT ON COLUMN customer.name IS 'as on the card;'`,
			`ALTER SEQUENCE purchase_id_seq OWNED BY NONE`,
			`ALTER INDEX purchase_open RENAME TO purchase_due`,
			`CREATE OR REPLACE FUNCTION twice(a integer, b integer DEFAULT 3) RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
			`CREATE OR REPLACE VIEW big AS SELECT c.name, sum(p.total) AS total FROM customer c JOIN purchase p ON p.id = c.id GROUP BY c.name`,
			`DROP VIEW big`,
		} {
			if slices.Equal(want, dump(t, p, p.Database(t, shop, change))) {
				t.Errorf("PostgreSQL %d: the dump does not show %s", p.Major, change)
			}
		}
	})
}

func dump(t *testing.T, p *PG, url string) []string {
	t.Helper()
	list, err := p.Dump(url, DumpOptions{Owners: true, Grants: true})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestDumpHasNoOrderOfColumns(t *testing.T) {
	eachServer(t, func(t *testing.T, p *PG) {
		want := dump(t, p, p.Database(t, shop, `ALTER TABLE customer ADD a text, ADD b integer DEFAULT 1`))
		got := dump(t, p, p.Database(t, shop, `ALTER TABLE customer ADD b integer DEFAULT 1, ADD x text, ADD a text; ALTER TABLE customer DROP x`))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestRowsOfPostgres(t *testing.T) {
	eachServer(t, func(t *testing.T, p *PG) {
		rows, err := PGRows(p.Database(t, shop, `INSERT INTO customer (name) VALUES ('ann'), (E'bo\'b')`))
		if err != nil {
			t.Fatal(err)
		}
		want := &TableRows{Columns: []string{"id", "mood", "name"}, Count: 2, Values: map[string][]string{
			"id": {"'1'", "'2'"}, "mood": {"'ok'", "'ok'"}, "name": {"'ann'", "'bo''b'"},
		}}
		if diff := cmp.Diff(want, rows["public.customer"]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := rows["public.customer_id_seq"].Values["last_value"]; !slices.Equal(got, []string{"'2'"}) {
			t.Errorf("the sequence stands at %q", got)
		}
	})
}
