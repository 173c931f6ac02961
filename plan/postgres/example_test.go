package postgres_test

import (
	"context"
	"fmt"
	"log"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// schemaOf reads a schema from text, without a server.
func schemaOf(sql string) *schema.Schema {
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// A plan is made of two schemas: what there is and what is wanted.
func ExamplePlanner_Plan() {
	planner, err := postgres.New("17", postgres.Options{})
	if err != nil {
		log.Fatal(err)
	}
	p, err := planner.Plan(plan.Input{
		From: schemaOf(`CREATE TABLE users (id bigint PRIMARY KEY)`),
		To:   schemaOf(`CREATE TABLE users (id bigint PRIMARY KEY, email text); CREATE INDEX by_email ON users (email)`),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range p.Steps {
		fmt.Printf("%s\n  because %s\n  lock %s\n", step.Statements[0].SQL, step.Reasons[0], step.Lock)
	}
	// Output:
	// ALTER TABLE public.users ADD COLUMN email text
	//   because column public.users.email is new
	//   lock ACCESS EXCLUSIVE on public.users
	// CREATE INDEX CONCURRENTLY by_email ON public.users (email)
	//   because index public.by_email is new
	//   lock SHARE UPDATE EXCLUSIVE on public.users
}

// A table that is known to be empty needs no form that spares its rows.
func ExamplePlanner_Plan_facts() {
	planner, err := postgres.New("17", postgres.Options{})
	if err != nil {
		log.Fatal(err)
	}
	users := schema.Key{Kind: schema.KindTable, Schema: "public", Name: "users"}
	p, err := planner.Plan(plan.Input{
		From:  schemaOf(`CREATE TABLE users (id bigint)`),
		To:    schemaOf(`CREATE TABLE users (id bigint PRIMARY KEY)`),
		Facts: &schema.Facts{Tables: map[schema.Key]schema.TableFacts{users: {Empty: true}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range p.Steps {
		fmt.Println(step.Statements[0].SQL)
	}
	// Output:
	// ALTER TABLE public.users ALTER COLUMN id SET NOT NULL
	// ALTER TABLE public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id)
}

// Migration is the plan as the body of a migration file.
func ExamplePlanner_Migration() {
	planner, err := postgres.New("", postgres.Options{})
	if err != nil {
		log.Fatal(err)
	}
	p, err := planner.Plan(plan.Input{
		From: schemaOf(`CREATE TABLE users (id bigint)`),
		To:   schemaOf(`CREATE TABLE users (id bigint, age integer CHECK (age > 0))`),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(planner.Migration(p))
	// Output:
	// BEGIN;
	//
	// -- create column: column public.users.age is new
	// -- locks ACCESS EXCLUSIVE on public.users
	// -- undo: ALTER TABLE public.users DROP COLUMN age
	// ALTER TABLE public.users ADD COLUMN age integer;
	//
	// -- create check constraint: check constraint public.users.users_age_check is new
	// -- locks ACCESS EXCLUSIVE on public.users
	// -- undo: ALTER TABLE public.users DROP CONSTRAINT users_age_check
	// ALTER TABLE public.users ADD CONSTRAINT users_age_check CHECK (age > 0) NOT VALID;
	//
	// COMMIT;
	//
	// BEGIN;
	//
	// -- validate constraint: new rows obey check constraint public.users.users_age_check already
	// -- why: the rows there are, read while others go on writing
	// -- locks SHARE UPDATE EXCLUSIVE on public.users while every row is read
	// ALTER TABLE public.users VALIDATE CONSTRAINT users_age_check;
	//
	// COMMIT;
}
