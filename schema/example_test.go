package schema_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Two schemas are compared by key and field, whatever order their objects were put in.
func ExampleSchema() {
	mood := func(labels ...string) *pgmodel.Enum {
		return &pgmodel.Enum{ID: schema.Key{Kind: schema.KindEnum, Schema: "public", Name: "mood"}, Labels: labels}
	}
	from, to := &schema.Schema{Dialect: schema.Postgres}, &schema.Schema{Dialect: schema.Postgres}
	from.Put(mood("ok"))
	to.Put(mood("ok", "sad"))
	before, after := from.Digest(), to.Digest()
	for o := range to.All() {
		if before.Objects[o.Key()] != after.Objects[o.Key()] {
			fmt.Println(o.Key(), "differs:", o.Fields()[0].Value)
		}
	}
	// Output: enum public.mood differs: 'ok', 'sad'
}

// The table of kinds says what holds for all objects of a kind.
func ExampleKind_Info() {
	row := schema.KindMatView.Info()
	fmt.Println(row.Kind, "in", row.Catalog)
	fmt.Println("relation:", row.Kind.IsRelation())
	fmt.Println("has parts of its own:", row.Kind.Has(schema.PartOwner))
	fmt.Println("may be in SQLite:", row.Kind.Has(schema.InSQLite))
	// Output:
	// materialized view in pg_class
	// relation: true
	// has parts of its own: false
	// may be in SQLite: false
}

// A trait selects kinds, in the order in which their objects are created.
func ExampleKindsWith() {
	for _, k := range schema.KindsWith(schema.UserType) {
		fmt.Println(k)
	}
	// Output:
	// enum
	// base type
	// domain
	// composite type
	// range type
}

// Keys name objects, and print as people write them.
func ExampleKey() {
	column := schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "users", Name: "email"}
	fmt.Println(column)
	fmt.Println(column.Object())
	fmt.Println(column.IsPart())
	// Output:
	// column public.users.email
	// public.users.email
	// true
}
