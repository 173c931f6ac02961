package schemadiff_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff"
	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// What DO makes on the server for trials is planned and applied, and again there is nothing to do.
func TestDevDatabase(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	server := dbtest.Postgres(t, dbtest.Majors()[0])
	database, dev = server.Database(t, ""), server.Database(t, "")
	first := printed(t, ExampleNewPlan_dev)
	if strings.Count(first, "table public.logs") != 4 {
		t.Errorf("the steps are %s", first)
	}
	if again := printed(t, ExampleNewPlan_dev); again != "" {
		t.Errorf("again %s", again)
	}
}

// printed is the output of an example.
func printed(t *testing.T, example func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	before := os.Stdout
	os.Stdout = file
	example()
	os.Stdout = before
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// PostgreSQL takes the calls that the examples show with SQLite.
func TestPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	ctx, url := context.Background(), dbtest.Postgres(t, dbtest.Majors()[0]).Database(t, "")
	migrations := files("0001_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY, name text);",
		"0002_posts.sql", "CREATE TABLE posts (id bigint PRIMARY KEY, author bigint REFERENCES users);")
	for _, want := range []int{2, 0} {
		done, err := schemadiff.Migrate(ctx, url, migrations, nil)
		if err != nil || len(done.Applied) != want {
			t.Fatalf("applied %+v, want %d: %v", done, want, err)
		}
	}
	desired := schemadiff.Text("CREATE TABLE users (id bigint PRIMARY KEY, name text); CREATE INDEX users_name ON users (name);")
	plan, err := schemadiff.NewPlan(ctx, url, desired, nil)
	if err != nil {
		t.Fatal(err)
	}
	var refused *schemadiff.RefusedError
	if _, err := plan.Apply(ctx, nil); !errors.As(err, &refused) {
		t.Fatalf("a plan that drops a table: %v", err)
	}
	if plan, err = schemadiff.NewPlan(ctx, url, desired, &schemadiff.PlanOptions{Allow: []string{"drop-table:posts"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Apply(ctx, nil); err != nil {
		t.Fatal(err)
	}
	again, err := schemadiff.NewPlan(ctx, url, desired, nil)
	if err != nil || len(again.Steps) > 0 {
		t.Errorf("after the apply: %+v, %v", again, err)
	}
}
