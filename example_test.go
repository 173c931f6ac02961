package schemadiff_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing/fstest"

	"github.com/schemadiff/schemadiff"
)

// scratch is the URL of an empty SQLite database in a folder of its own.
func scratch() (url string, remove func()) {
	dir, err := os.MkdirTemp("", "schemadiff")
	if err != nil {
		log.Fatal(err)
	}
	file := filepath.Join(dir, "app.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		log.Fatal(err)
	}
	return "sqlite:" + file, func() { _ = os.RemoveAll(dir) }
}

func ExampleNewPlan() {
	database, remove := scratch()
	defer remove()
	ctx := context.Background()

	plan, err := schemadiff.NewPlan(ctx, database, schemadiff.Text(`CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);`), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Steps {
		fmt.Println(step.Kind, "-", step.SQL[0])
	}
	report, err := plan.Apply(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("steps:", report.Steps)
	// Output:
	// create table - CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL)
	// steps: 1
}

func ExamplePlan_Apply() {
	database, remove := scratch()
	defer remove()
	ctx := context.Background()
	change := func(ddl string, allow ...string) error {
		plan, err := schemadiff.NewPlan(ctx, database, schemadiff.Text(ddl), &schemadiff.PlanOptions{Allow: allow})
		if err != nil {
			return err
		}
		_, err = plan.Apply(ctx, nil)
		return err
	}

	fmt.Println(change(`CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER);`))
	fmt.Println(change(`CREATE TABLE a (x INTEGER);`)) // b would be lost
	fmt.Println(change(`CREATE TABLE a (x INTEGER);`, "drop-table:b"))
	// Output:
	// <nil>
	// refused; nothing was changed:
	//   drop-table: loses 0 rows of b
	// <nil>
}

func ExampleDiff() {
	from := schemadiff.Text(`CREATE TABLE users (id bigint PRIMARY KEY);`)
	to := schemadiff.Text(`CREATE TABLE users (id bigint PRIMARY KEY, email text);`)
	plan, err := schemadiff.Diff(context.Background(), schemadiff.Postgres, from, to, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Steps {
		fmt.Println(step.SQL[0])
	}
	// Output:
	// ALTER TABLE public.users ADD COLUMN email text
}

func ExampleFiles() {
	desired := schemadiff.Files(fstest.MapFS{ // or an embed.FS, or os.DirFS("schema")
		"schema/users.sql": {Data: []byte("CREATE TABLE users (id INTEGER PRIMARY KEY);")},
		"schema/posts.sql": {Data: []byte("CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users);")},
	})
	plan, err := schemadiff.Diff(context.Background(), schemadiff.SQLite, schemadiff.Text(""), desired, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Steps {
		fmt.Println(step.Object)
	}
	// Output:
	// table posts
	// table users
}

func ExampleMigrate() {
	database, remove := scratch()
	defer remove()

	migrations := fstest.MapFS{ // or an embed.FS: fs.Sub(embedded, "migrations")
		"0001_users.sql": {Data: []byte("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);")},
		"0002_posts.sql": {Data: []byte("CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users);")},
	}
	for range 2 { // as a program that starts twice
		done, err := schemadiff.Migrate(context.Background(), database, migrations, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("applied", done.Applied, "after", done.Before)
	}
	// Output:
	// applied [0001_users 0002_posts] after 0
	// applied [] after 2
}

func ExampleStatus() {
	database, remove := scratch()
	defer remove()
	ctx := context.Background()

	migrations := fstest.MapFS{
		"0001_users.sql": {Data: []byte("CREATE TABLE users (id INTEGER PRIMARY KEY);")},
		"0002_posts.sql": {Data: []byte("CREATE TABLE posts (id INTEGER PRIMARY KEY);")},
	}
	if _, err := schemadiff.Migrate(ctx, database, migrations, &schemadiff.MigrateOptions{To: "0001"}); err != nil {
		log.Fatal(err)
	}
	status, err := schemadiff.Status(ctx, database, migrations, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("applied", status.Applied, "pending", status.Pending)
	// Output:
	// applied [0001_users] pending [0002_posts]
}

func ExampleLint() {
	before := schemadiff.Text("CREATE TABLE users (id bigint PRIMARY KEY, email text);")
	change := schemadiff.Text("ALTER TABLE users DROP COLUMN email;")
	found, err := schemadiff.Lint(context.Background(), schemadiff.Postgres, change, &schemadiff.LintOptions{From: before})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range found {
		fmt.Printf("%d:%d: %s: %s\n", f.Line, f.Column, f.Severity, f.Rule)
	}
	// Output:
	// 1:19: error: drop-column
	// 1:19: warning: missing-lock-timeout
}

// PostgreSQL takes the same calls; this needs a server and is not run.
func ExampleMigrate_postgres() {
	done, err := schemadiff.Migrate(context.Background(), os.Getenv("DATABASE_URL"), os.DirFS("migrations"), nil)
	if err != nil {
		log.Fatal(err)
	}
	log.Println("applied", done.Applied)
}

// The databases of the example with a server for trials are set by TestDevDatabase.
var database, dev string

func ExampleNewPlan_dev() {
	desired := schemadiff.Text(`
		CREATE TABLE logs (id bigint, month date) PARTITION BY RANGE (month);
		DO $$ BEGIN
			FOR m IN 1..3 LOOP
				EXECUTE format('CREATE TABLE logs_%s PARTITION OF logs FOR VALUES FROM (%L) TO (%L)', m, make_date(2020, m, 1), make_date(2020, m + 1, 1));
			END LOOP;
		END $$;`)
	plan, err := schemadiff.NewPlan(context.Background(), database, desired, &schemadiff.PlanOptions{Dev: dev})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := plan.Apply(context.Background(), nil); err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Steps {
		fmt.Println(step.Kind, step.Object)
	}
}
