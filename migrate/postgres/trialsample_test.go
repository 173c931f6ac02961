package postgres

import (
	"fmt"
	"testing"
	"time"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
)

// completedSample completes the sample in the one database with rows of the other, and returns how long it
// took. Both have the same tables.
func completedSample(t *testing.T, from, to string) time.Duration {
	t.Helper()
	db, err := introspect.Open(t.Context(), from, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source, err := introspect.Connect(t.Context(), from, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t.Context(), source)
	sample, err := introspect.Connect(t.Context(), to, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t.Context(), sample)
	start := time.Now()
	if err := (&trial{plan: &plan.Plan{}}).completeSample(t.Context(), source, sample, s); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

// A chain of references is followed without reading all chosen rows again for each link.
func TestSampleFollowsLongChains(t *testing.T) {
	const links, others = 300, 200_000
	p := server(t)
	table := "CREATE TABLE link (id int PRIMARY KEY, next int)"
	reference := "ALTER TABLE link ADD FOREIGN KEY (next) REFERENCES link NOT VALID"
	rows := fmt.Sprintf("INSERT INTO link SELECT -i, NULL FROM generate_series(1, %d) i", others)
	from := p.Database(t, table, rows, fmt.Sprintf("INSERT INTO link SELECT i, nullif(i, %d) + 1 FROM generate_series(1, %[1]d) i", links), reference)
	once := completedSample(t, from, p.Database(t, table, rows))
	to := p.Database(t, table, rows, "INSERT INTO link VALUES (1, 2)")
	took := completedSample(t, from, to)
	if got := value(t, to, "SELECT count(*) FROM link WHERE id > 0"); got != fmt.Sprint(links) {
		t.Fatalf("%s of %d links", got, links)
	}
	t.Logf("no link: %v, %d links: %v", once, links, took)
	if took > links*once/4 {
		t.Errorf("%d links took %v, and none %v", links, took, once)
	}
}

// A foreign key is about the rows of a table itself, not of those that inherit from it.
func TestSampleFollowsReferencesToParentsAlone(t *testing.T) {
	p := server(t)
	tables := "CREATE TABLE person (id int PRIMARY KEY); CREATE TABLE member (since date) INHERITS (person); CREATE TABLE pet (id int PRIMARY KEY, owner int)"
	from := p.Database(t, tables, "INSERT INTO person VALUES (1), (2); INSERT INTO member VALUES (1, 'today'), (3, 'today'); INSERT INTO pet VALUES (1, 1), (2, 3)",
		"ALTER TABLE pet ADD FOREIGN KEY (owner) REFERENCES person NOT VALID")
	to := p.Database(t, tables, "INSERT INTO pet VALUES (1, 1), (2, 3)")
	completedSample(t, from, to)
	if got := value(t, to, "SELECT string_agg(tableoid::regclass || ' ' || id, ', ') FROM person"); got != "person 1" {
		t.Errorf("got %s", got)
	}
}
