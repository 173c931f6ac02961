package ddl_test

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var users = schema.Key{Kind: schema.KindTable, Schema: "public", Name: "users"}

// A statement is changed by its fields, and printed when it is complete.
func Example() {
	check := &pgmodel.Constraint{Table: users, Kind: schema.KindCheck, Expr: pgmodel.Expr{SQL: "age > 0"}}
	check.Name = "adult"
	add := ddl.AddConstraint{Constraint: check}
	fmt.Println(ddl.AlterTable(users, add).SQL())
	add.NotValid = true
	fmt.Println(ddl.AlterTable(users, add).SQL())
	fmt.Println(ddl.AlterTable(users, ddl.ValidateConstraint("adult")).SQL())
	// Output:
	// ALTER TABLE public.users ADD CONSTRAINT adult CHECK (age > 0)
	// ALTER TABLE public.users ADD CONSTRAINT adult CHECK (age > 0) NOT VALID
	// ALTER TABLE public.users VALIDATE CONSTRAINT adult
}

func TestStatements(t *testing.T) {
	index := &pgmodel.Index{ID: schema.Key{Kind: schema.KindIndex, Schema: "public", Name: "by Name"}, Table: users, Method: "btree", Unique: true,
		Parts: []pgmodel.Part{{Column: "name", Desc: true}}}
	index.Name = "by Name"
	key := &pgmodel.Constraint{Table: users, Kind: schema.KindPrimary, Columns: []string{"id"}, Deferrable: true}
	key.Name = "users_pkey"
	identity := &pgmodel.Column{Table: users, Type: "bigint", NotNull: true}
	identity.Name = "id"
	for want, got := range map[string]ddl.Statement{
		`CREATE VIEW public.v AS SELECT 1`:                                                                                ddl.Create("VIEW public.v AS SELECT 1"),
		`CREATE OR REPLACE VIEW public.v AS SELECT 1`:                                                                     ddl.Create("VIEW public.v AS SELECT 1").OrReplace(),
		`DROP VIEW public.v`:                                                                                              ddl.Drop("VIEW public.v"),
		`COMMENT ON TABLE public.users IS 'it''s'`:                                                                        ddl.Comment{Object: "TABLE public.users", Text: "it's"},
		`COMMENT ON TABLE public.users IS NULL`:                                                                           ddl.Comment{Object: "TABLE public.users"},
		`CREATE UNIQUE INDEX "by Name" ON public.users (name DESC NULLS LAST)`:                                            ddl.CreateIndex{Index: index},
		`CREATE UNIQUE INDEX CONCURRENTLY "by Name" ON public.users (name DESC NULLS LAST)`:                               ddl.CreateIndex{Index: index, Concurrently: true},
		`CREATE UNIQUE INDEX "by Name" ON ONLY public.users (name DESC NULLS LAST)`:                                       ddl.CreateIndex{Index: index, Only: true},
		`ALTER TABLE public.users ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE text`:                                  ddl.AlterTable(users, ddl.DropDefault("a"), ddl.AlterColumn{Column: "a", Action: "TYPE text"}),
		`ALTER TABLE ONLY public.users ALTER COLUMN a SET DEFAULT 1`:                                                      ddl.AlterTableOnly(users, ddl.SetDefault{Column: "a", Value: "1"}),
		`ALTER TABLE public.users ALTER COLUMN a SET NOT NULL`:                                                            ddl.AlterTable(users, ddl.SetNotNull{Column: "a"}),
		`ALTER TABLE public.users ALTER COLUMN a DROP NOT NULL`:                                                           ddl.AlterTable(users, ddl.SetNotNull{Column: "a", Drop: true}),
		`ALTER TABLE public.users ADD COLUMN id bigint NOT NULL`:                                                          ddl.AlterTable(users, ddl.AddColumn{Column: identity}),
		`ALTER TABLE public.users RENAME COLUMN a TO "B"`:                                                                 ddl.AlterTable(users, ddl.RenameColumn{From: "a", To: "B"}),
		`ALTER TABLE public.users RENAME CONSTRAINT a TO b`:                                                               ddl.AlterTable(users, ddl.RenameConstraint{From: "a", To: "b"}),
		`ALTER TABLE public.users DROP CONSTRAINT a`:                                                                      ddl.AlterTable(users, ddl.DropConstraint("a")),
		`ALTER TABLE public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id) DEFERRABLE`:                                  ddl.AlterTable(users, ddl.AddConstraint{Constraint: key}),
		`ALTER TABLE public.users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX built DEFERRABLE INITIALLY IMMEDIATE`: ddl.AlterTable(users, ddl.AddConstraint{Constraint: key, Index: "built"}),
	} {
		if got := got.SQL(); got != want {
			t.Errorf("%s, want\n%s", got, want)
		}
	}
}

// TestSetsDefault: only a statement that does nothing else to the column of that table.
func TestSetsDefault(t *testing.T) {
	for _, e := range []struct {
		statement ddl.Statement
		want      bool
	}{
		{ddl.AlterTable(users, ddl.DropDefault("a")), true},
		{ddl.AlterTable(users, ddl.SetDefault{Column: "a", Value: "1"}), true},
		{ddl.AlterTable(users, ddl.DropDefault("b")), false},
		{ddl.AlterTableOnly(users, ddl.DropDefault("a")), false},
		{ddl.AlterTable(users, ddl.DropDefault("a"), ddl.AlterColumn{Column: "a", Action: "TYPE text"}), false},
		{ddl.AlterTable(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "other"}, ddl.DropDefault("a")), false},
		{ddl.Text("ALTER TABLE public.users ALTER COLUMN a DROP DEFAULT"), false},
	} {
		if got := ddl.SetsDefault(e.statement, users, "a"); got != e.want {
			t.Errorf("%s sets the default of users.a: %t", e.statement.SQL(), got)
		}
	}
}

func TestCreates(t *testing.T) {
	for _, s := range []ddl.Statement{ddl.Create("TYPE t"), ddl.CreateIndex{Index: &pgmodel.Index{}}} {
		if !ddl.Creates(s) {
			t.Errorf("%T does not create an object", s)
		}
	}
	for _, s := range []ddl.Statement{ddl.Drop("TYPE t"), ddl.AlterTable(users), ddl.Text("CREATE TYPE t"), nil} {
		if ddl.Creates(s) {
			t.Errorf("%T creates an object", s)
		}
	}
}

// TestSequenceChanges: only options that differ become clauses.
func TestSequenceChanges(t *testing.T) {
	from := &pgmodel.SequenceOptions{Type: "integer", Increment: "1", Min: "1", Max: "9", Start: "1", Cache: "1"}
	to := *from
	to.Max, to.Cycle = "99", true
	sequence := schema.Key{Kind: schema.KindSequence, Schema: "public", Name: "s"}
	const want = "ALTER SEQUENCE public.s MAXVALUE 99 CYCLE"
	if got := ddl.AlterSequence(sequence, ddl.SequenceChanges(from, &to)).SQL(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestDollarQuoted: a text never holds the tag that ends it.
func TestDollarQuoted(t *testing.T) {
	for text, want := range map[string]string{"a": "$$a$$", "a $$ b": "$body$a $$ b$body$", "$": "$body$$$body$", "$$ $body$": "$body2$$$ $body$$body2$"} {
		if got := ddl.DollarQuoted(text); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
