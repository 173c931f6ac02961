package sqlite_test

import (
	"context"
	"fmt"
	"log"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// schemaOf reads a schema from text, without a database.
func schemaOf(sql string) *schema.Schema {
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// A change that ALTER TABLE cannot make is a rebuild of the table, which says why.
func ExamplePlanner_Plan() {
	planner, err := sqlite.New("3.40", "", false)
	if err != nil {
		log.Fatal(err)
	}
	p, err := planner.Plan(plan.Input{
		From: schemaOf(`CREATE TABLE users (id INTEGER PRIMARY KEY, age TEXT)`),
		To:   schemaOf(`CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER)`),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range p.Steps {
		fmt.Printf("%s: %s\n", step.Kind, step.Why)
		for _, statement := range step.Statements {
			fmt.Println("  " + statement.SQL)
		}
	}
	// Output:
	// rebuild table: ALTER TABLE cannot change a column's type
	//   CREATE TABLE _schemadiff_new_users (id INTEGER PRIMARY KEY, age INTEGER)
	//   INSERT OR ABORT INTO _schemadiff_new_users (id, age) SELECT id, age FROM users
	//   DROP TABLE users
	//   ALTER TABLE _schemadiff_new_users RENAME TO users
}

// Migration is the plan as the body of a migration file.
func ExamplePlanner_Migration() {
	planner, err := sqlite.New("", "", false)
	if err != nil {
		log.Fatal(err)
	}
	p, err := planner.Plan(plan.Input{
		From: schemaOf(`CREATE TABLE users (id INTEGER PRIMARY KEY)`),
		To:   schemaOf(`CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT); CREATE INDEX by_email ON users (email)`),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(planner.Migration(p))
	// Output:
	// BEGIN IMMEDIATE;
	//
	// -- add column: column users.email is new
	// -- undo: ALTER TABLE users DROP COLUMN email
	// ALTER TABLE users ADD COLUMN email TEXT;
	//
	// -- create index: index by_email is new
	// -- undo: DROP INDEX by_email
	// CREATE INDEX by_email ON users (email);
	//
	// COMMIT;
}
