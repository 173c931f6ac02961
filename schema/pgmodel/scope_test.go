package pgmodel

// A scope removes from both sides what is not managed, so that no plan touches it, and leaves
// a note on each.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func table(schemaName, name string) *Table {
	return &Table{ID: schema.Key{Kind: schema.KindTable, Schema: schemaName, Name: name}}
}

func schemaOf(objects ...schema.Object) *schema.Schema {
	s := &schema.Schema{Dialect: schema.Postgres}
	for _, o := range objects {
		s.Put(o)
	}
	return s
}

func keysOf(s *schema.Schema) string {
	var keys []string
	for o := range s.All() {
		keys = append(keys, o.Key().String())
	}
	return strings.Join(keys, ", ")
}

func named(name string) *Schema {
	s := &Schema{}
	s.Name = name
	return s
}

func TestScopeOfSchemas(t *testing.T) {
	for _, test := range []struct {
		patterns  []string
		kept, not string
	}{
		{[]string{"app"}, "table app.a", "schema audit: 2, schema old: 1"},
		{[]string{"a*"}, "schema audit, table app.a, table audit.b", "schema old: 1"},
		{[]string{"*"}, "schema audit, table app.a, table audit.b, table old.c", ""},
	} {
		s := schemaOf(table("app", "a"), table("audit", "b"), named("audit"), table("old", "c"))
		var notes []string
		left, found := Scope{Schemas: test.patterns}.Filter(s)
		for _, n := range found {
			count, _, _ := strings.Cut(strings.TrimPrefix(n.Reason, "not managed (--schemas): "), " ")
			notes = append(notes, n.Subject+": "+count)
		}
		if s.Len() != 4 {
			t.Errorf("%s changes the schema that was read to %s", test.patterns, keysOf(s))
		}
		if got := keysOf(left); got != test.kept {
			t.Errorf("%s keeps %s, want %s", test.patterns, got, test.kept)
		}
		if got := strings.Join(notes, ", "); got != test.not {
			t.Errorf("%s notes %q, want %q", test.patterns, got, test.not)
		}
	}
}

// Without --schemas the files decide: the schemas they put objects into are managed, and public.
func TestScopeFollowsTheFiles(t *testing.T) {
	p := Scope{}.Resolve(schemaOf(table("other", "x")), schemaOf(table("app", "a"), named("audit")))
	if got := fmt.Sprint(p.Schemas); got != "[app audit public]" {
		t.Errorf("managed are %s", got)
	}
	if !(Scope{Schemas: []string{"*"}}).WholeDatabase() || p.WholeDatabase() {
		t.Error("only * manages the whole database")
	}
}

func TestTheJournalIsNeverManaged(t *testing.T) {
	s := schemaOf(named(Journal), table(Journal, "log"))
	s, notes := Scope{Schemas: []string{"*"}}.Filter(s)
	if s.Len() != 0 || len(notes) != 2 {
		t.Errorf("left are %s, with %d notes", keysOf(s), len(notes))
	}
}

// The schema public of a new database is in no comparison; one that was changed is.
func TestTheInitialPublicSchemaIsLeftOut(t *testing.T) {
	public := named("public")
	changed := named("public")
	changed.Comment = "ours"
	p := Scope{Schemas: []string{"public"}}
	owned := named("public")
	owned.EditAccess().Owner = "ann" // who owns it is not managed
	for _, c := range []struct {
		s    *Schema
		kept int
	}{{public, 0}, {changed, 1}, {owned, 0}} {
		if have, _ := p.Filter(schemaOf(c.s)); have.Len() != c.kept {
			t.Errorf("public with the comment %q and the owner %q is kept: %d", c.s.Comment, c.s.Access().Owner, have.Len())
		}
	}
}

func TestObjectsOfTheWholeDatabase(t *testing.T) {
	x := func() *Extension { return &Extension{ID: schema.Key{Kind: schema.KindExtension, Name: "citext"}} }
	from, to := schemaOf(x()), schemaOf()
	p := Scope{}.Resolve(from, to)
	if left, _ := p.Filter(from); left.Len() != 0 {
		t.Error("an extension that the files do not have is managed")
	}
	from, to = schemaOf(x()), schemaOf(x())
	p = Scope{}.Resolve(from, to)
	if left, _ := p.Filter(from); left.Len() != 1 {
		t.Error("an extension of the files is not managed")
	}
}

// A DO block may create anything it names: what only the database has of it is left alone.
func TestNamesOfOpaqueStatements(t *testing.T) {
	to := schemaOf(table("app", "a"))
	to.Opaque = []string{"DO $$ BEGIN EXECUTE 'CREATE TABLE app.part_1 ()'; END $$"}
	from := schemaOf(table("app", "part_1"), table("app", "part_12"), table("app", "a"))
	from, notes := Scope{}.Resolve(from, to).Filter(from)
	if got := keysOf(from); got != "table app.a, table app.part_12" {
		t.Errorf("managed are %s", got)
	}
	if len(notes) != 1 || notes[0].Subject != "table app.part_1" {
		t.Errorf("notes are %v", notes)
	}
}

func TestUndeclaredPartitions(t *testing.T) {
	parent, partition := table("app", "log"), table("app", "log_2024")
	partition.PartitionOf = parent.ID
	index := &Index{ID: schema.Key{Kind: schema.KindIndex, Schema: "app", Name: "log_2024_idx"}, Table: partition.ID}
	for _, declared := range []bool{false, true} {
		from := schemaOf(parent, partition, index)
		from, _ = Scope{Declared: declared}.Resolve(from, schemaOf(parent)).Filter(from)
		want := "table app.log"
		if declared { // then they are dropped
			want = "index app.log_2024_idx, table app.log, table app.log_2024"
		}
		if got := keysOf(from); got != want {
			t.Errorf("with partitions declared: %t, managed are %s", declared, got)
		}
	}
}

// Owners and privileges that are not managed are no difference, and are remembered for objects
// that have to be recreated.
func TestUnmanagedAccessIsKept(t *testing.T) {
	column := &Column{Type: "text"}
	grants := []Grant{{Role: "ann", Privilege: "SELECT"}}
	column.EditAccess().Grants = grants
	users := table("app", "users")
	users.Columns = []*Column{column}
	access := users.EditAccess()
	access.Owner, access.Grants = "bob", grants
	left, _ := Scope{Schemas: []string{"app"}, Owners: true}.Filter(schemaOf(users))
	if a := users.Access(); a.Kept.Grants != nil || !slices.Equal(a.Grants, grants) || column.Access().Kept.Grants != nil {
		t.Errorf("the table that was read has %+v", a)
	}
	again, _ := Scope{Schemas: []string{"app"}, Owners: true}.Filter(left) // what was remembered stays
	users = again.Get(users.ID).(*Table)
	column = users.Columns[0]
	if a := users.Access(); a.Owner != "bob" || a.Grants != nil || !slices.Equal(a.Kept.Grants, grants) {
		t.Errorf("where owners alone are managed the table has %+v", a)
	}
	if a := column.Access(); a.Grants != nil || !slices.Equal(a.Kept.Grants, grants) {
		t.Errorf("its column has %+v", a)
	}
}

// Default privileges decide what new objects get, so that they are kept even where they are
// not managed.
// What remains of owners that are not managed is shared, and is changed apart all the same.
func TestUnmanagedOwnersAreChangedApart(t *testing.T) {
	a, b := named("a"), named("b")
	a.EditAccess().Owner, b.EditAccess().Owner = "ann", "ann"
	left, _ := Scope{Schemas: []string{"*"}}.Filter(schemaOf(a, b))
	inA, inB := left.Get(a.Key()).(*Schema), left.Get(b.Key()).(*Schema)
	inA.EditAccess().Owner = "eve"
	if kept := inB.Access(); kept.Owner != "" || kept.Kept.Owner != "ann" || inA.Access().Kept.Owner != "ann" || a.Access().Owner != "ann" {
		t.Errorf("b has %+v, a %+v, and a had %+v", kept, inA.Access(), a.Access())
	}
}

func TestDefaultPrivilegesAreRemembered(t *testing.T) {
	ours, theirs := &DefaultGrants{Role: "ann", Class: "TABLES"}, &DefaultGrants{Role: "bob", Class: "TABLES"}
	s := schemaOf(ours, theirs)
	s.Role = "ann"
	s, _ = Scope{Schemas: []string{"*"}, Grants: true}.Filter(s)
	if s.Len() != 0 || len(UnmanagedGrants(s)) != 2 {
		t.Errorf("managed are %s, remembered %d", keysOf(s), len(UnmanagedGrants(s)))
	}
	if list := RoleDefaults(s); len(list) != 1 || list[0] != ours {
		t.Errorf("those of the role are %v", list)
	}
	s.Privileges = false
	if RoleDefaults(s) != nil {
		t.Error("where privileges are not managed none is revoked")
	}
}

// Schemas that files only use are as the database has them.
func TestImplicitSchemas(t *testing.T) {
	implicit, have := named("app"), named("app")
	implicit.Implicit, have.Comment = true, "the application"
	desired := schemaOf(implicit)
	desired = WithImplicitSchemas(desired, schemaOf(have))
	if got := desired.Get(have.Key()).(*Schema); got.Comment != have.Comment {
		t.Errorf("the desired schema has the comment %q", got.Comment)
	}
}
