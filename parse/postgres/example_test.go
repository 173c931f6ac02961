package postgres_test

import (
	"context"
	"fmt"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres"
)

// Files can have any order: a statement waits for what it names.
func ExampleLoad() {
	s, err := postgres.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: `
		CREATE VIEW names AS SELECT name FROM users;
		CREATE TABLE users (id bigserial PRIMARY KEY, name varchar(40));
	`}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for o := range s.All() {
		fmt.Println(o.Key(), o.Pos())
	}
	// Output:
	// sequence public.users_id_seq schema.sql:3:23
	// table public.users schema.sql:3:16
	// view public.names schema.sql:2:15
}

// A mistake has the place of the name that means nothing.
func ExampleLoad_mistake() {
	_, err := postgres.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: "CREATE TABLE users (id bigint);\nCREATE VIEW ids AS SELECT idd FROM users;"}})
	list := err.(parse.Errors)
	fmt.Println(list[0].Pos, list[0].Msg)
	fmt.Println(list[0].Hint)
	// Output:
	// schema.sql:2:27 column idd of public.users does not exist
	// did you mean id?
}

// The statements of a plan are folded onto the schema they start from, which does not change.
func ExampleExecute() {
	ctx := context.Background()
	from, _ := postgres.Load(ctx, []parse.Source{{Name: "schema.sql", Text: "CREATE TABLE users (id bigint)"}})
	to, err := postgres.Execute(ctx, from, []string{"ALTER TABLE public.users RENAME TO people", "CREATE INDEX people_id ON public.people (id)"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for o := range to.All() {
		fmt.Println(o.Key())
	}
	fmt.Println(from.Len(), "object before")
	// Output:
	// index public.people_id
	// table public.people
	// 1 object before
}

// Analyze describes statements to the linter without running them.
func ExampleAnalyze() {
	a, err := postgres.Analyze(context.Background(), nil, []parse.Source{{Name: "1.sql", Text: `
		CREATE TABLE t (id integer);
		ALTER TABLE t ADD COLUMN name text NOT NULL;
	`}}, true)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range a.Statements {
		for _, act := range s.Acts {
			fmt.Println(s.Pos, act.Verb, act.Kind, act.Name, act.NotNull)
		}
	}
	// Output:
	// 1.sql:2:3 create table t false
	// 1.sql:2:3 define column column id false
	// 1.sql:3:3 add column column name true
}
