package pgmodel

// What objects of every kind have: needs, privileges, expressions, and attributes that copies
// share until one of them is edited.

import (
	"fmt"
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func TestNeedsAreSortedAndWithoutDoubles(t *testing.T) {
	var s Shared
	b, a := key(schema.KindTable, "b"), key(schema.KindTable, "a")
	s.Use(b, a, b)
	s.Use(a)
	if got := fmt.Sprint(s.Needs()); got != "[table app.a table app.b]" {
		t.Errorf("it needs %s", got)
	}
}

// A constraint stores no keys of its columns, and needs them all the same.
func TestConstraintsNeedTheirColumns(t *testing.T) {
	c := &Constraint{Table: users, Kind: schema.KindUnique, Columns: []string{"a"}}
	c.EditExtra().Include = []string{"b"}
	c.Use(users)
	if got := fmt.Sprint(c.Needs()); got != "[table app.users column app.users.a column app.users.b]" {
		t.Errorf("it needs %s", got)
	}
	if len(c.Uses) != 1 {
		t.Errorf("it stores %v", c.Uses)
	}
}

func TestCopiesShareAnExtraUntilOneEditsIt(t *testing.T) {
	plain := &Column{}
	if plain.HasExtra() || plain.Extra().Storage != "" {
		t.Error("a plain column has an extra")
	}
	plain.EditExtra().Storage = "plain"
	c := *plain
	c.EditExtra().Storage = "main"
	if plain.Extra().Storage != "plain" || c.Extra().Storage != "main" {
		t.Errorf("the column has %s, and its copy %s", plain.Extra().Storage, c.Extra().Storage)
	}
	first := c.Extra()
	first.Storage = "external" // a copy of the value, not the column's
	if c.Extra().Storage != "main" {
		t.Error("a value that was read changes the column")
	}
}

func TestAccessIsCopiedAndEditedApart(t *testing.T) {
	var a, b Shared
	a.EditAccess().Owner = "ann"
	b.CopyAccess(&a)
	b.EditAccess().Owner = "bob"
	if a.Access().Owner != "ann" || b.Access().Owner != "bob" {
		t.Errorf("owners are %s and %s", a.Access().Owner, b.Access().Owner)
	}
}

func TestGrantsReadAsPrivilegesOfRoles(t *testing.T) {
	list := []Grant{{Role: "", Privilege: "SELECT"}, {Role: "Ann", Privilege: "UPDATE", Grantable: true}, {Owner: true, Privilege: "DELETE", Revoked: true}}
	if got, want := grantsText(list), `SELECT to PUBLIC; UPDATE to "Ann" with grant option; DELETE not to its owner`; got != want {
		t.Errorf("grants read %s, want %s", got, want)
	}
	slices.SortFunc(list, CompareGrants)
	if !list[2].Owner {
		t.Errorf("the owner's privileges come last: %v", list)
	}
}

// What the new owner had been granted is the owner's own from then on.
func TestPassOnGrants(t *testing.T) {
	list := []Grant{{Role: "ann", Privilege: "SELECT"}, {Role: "bob", Privilege: "SELECT"}, {Owner: true, Role: "old", Privilege: "SELECT", Revoked: true}, {Owner: true, Role: "old", Privilege: "UPDATE", Revoked: true}}
	got := PassOnGrants(list, "ann")
	if want := "[SELECT to bob UPDATE not to its owner]"; fmt.Sprint(texts(got)) != want {
		t.Errorf("privileges are %s, want %s", texts(got), want)
	}
	if PassOnGrants([]Grant{{Role: "ann", Privilege: "SELECT"}}, "ann") != nil {
		t.Error("no privilege left is no list")
	}
}

func texts(list []Grant) (out []string) {
	for _, g := range list {
		out = append(out, g.text())
	}
	return out
}

func TestNamesOfAnExpression(t *testing.T) {
	var none Expr
	if !none.IsZero() || none.Columns() != nil || none.Functions() != nil || none.Relations() != nil || none.Reads("a") || none.Calls("f") {
		t.Error("the zero expression names something")
	}
	e := Expr{SQL: "lower(a)", Strict: "lower(a)", Loose: "lower(a)", Names: &Names{Columns: []string{"a"}, Functions: []string{"lower"}}}
	if !e.Reads("a") || e.Reads("lower") || !e.Calls("lower") || e.Calls("a") {
		t.Errorf("it reads %s and calls %s", e.Columns(), e.Functions())
	}
	same := e
	same.Names = nil
	if e.field("x") != same.field("x") {
		t.Error("names are compared")
	}
}

func TestColumnsThatAnIndexReads(t *testing.T) {
	read := func(column string) Expr { return Expr{SQL: "x", Names: &Names{Columns: []string{column}}} }
	i := &Index{Table: users, Parts: []Part{{Column: "a"}, {Expr: read("b")}}}
	extra := i.EditExtra()
	extra.Where, extra.Include = read("c"), []string{"d"}
	for column, want := range map[string]bool{"a": true, "b": true, "c": true, "d": true, "e": false} {
		if i.Reads(column) != want {
			t.Errorf("the index reads %s: %t", column, !want)
		}
	}
	if list := PartExprs(i.Parts); len(list) != 1 || !list[0].Reads("b") {
		t.Errorf("its expressions are %v", list)
	}
}

func TestPartsOfATable(t *testing.T) {
	id := &Column{Table: users, Type: "integer"}
	id.Name = "id"
	primary := &Constraint{Table: users, Kind: schema.KindPrimary, Columns: []string{"id"}}
	primary.Name = "users_pkey"
	table := &Table{ID: users, Columns: []*Column{id}, Constraints: []*Constraint{primary}}
	if table.Column("id") != id || table.Column("x") != nil || table.Constraint("users_pkey") != primary || table.Constraint("x") != nil || table.Primary() != primary {
		t.Error("a part is not found by its name")
	}
	if parts := table.Parts(); len(parts) != 2 || parts[0] != schema.Object(id) || parts[1] != schema.Object(primary) {
		t.Errorf("parts are %v", parts)
	}
	other := id.Clone().(*Column)
	other.Type = "bigint"
	table.ReplacePart(other.Key(), other)
	if table.Columns[0] != other {
		t.Error("the column is not replaced")
	}
	absent := id.Clone().(*Column)
	absent.Name = "x"
	table.ReplacePart(absent.Key(), absent)
	if len(table.Columns) != 1 || table.Columns[0] != other || table.Constraints[0] != primary {
		t.Error("a part was replaced by one of another name")
	}
}

func TestAttachedObjects(t *testing.T) {
	column := schema.Key{Kind: schema.KindColumn, Schema: "app", Table: "users", Name: "id"}
	for _, o := range []schema.Attached{&Index{Table: users}, &Trigger{Table: users}, &Sequence{OwnedBy: column}} {
		if got := o.AttachedTo(); got != users {
			t.Errorf("a %T is attached to %s", o, got)
		}
	}
	if got := (&Sequence{}).AttachedTo(); got != (schema.Key{}) {
		t.Errorf("a sequence without an owner is attached to %s", got)
	}
}

func TestSecretsAreNotCompared(t *testing.T) {
	m := &UserMapping{Options: []Setting{{"user", "ann"}, {"password", "hunter2"}}}
	o := m.Clone().(*UserMapping)
	o.Options[1].Value = "other"
	if !slices.Equal(m.Fields(), o.Fields()) {
		t.Errorf("passwords are compared: %v", m.Fields())
	}
	o.Options[0].Value = "bob"
	if slices.Equal(m.Fields(), o.Fields()) {
		t.Error("users are not compared")
	}
	if m.Options[1].Value != "hunter2" {
		t.Error("comparing changed the password")
	}
}

// What only the database knows, or hides, is taken from it before both are compared.
func TestCompletionFromTheDatabase(t *testing.T) {
	have := &Extension{DefaultComment: "text for extensions"}
	if o, changed := (&Extension{}).Complete(have); !changed || o.(*Extension).DefaultComment != have.DefaultComment {
		t.Errorf("the extension is %+v", o)
	}
	if _, changed := (&Extension{}).Complete(&Extension{}); changed {
		t.Error("nothing to complete changes an extension")
	}
	hidden := &UserMapping{Hidden: true, Options: []Setting{{"a", "b"}}}
	if o, changed := (&UserMapping{}).Complete(hidden); !changed || !slices.Equal(o.Fields(), hidden.Fields()) {
		t.Errorf("the mapping is %+v", o)
	}
	if o, changed := (&Subscription{Connection: "host=a"}).Complete(&Subscription{Hidden: true}); !changed || !o.(*Subscription).Hidden {
		t.Errorf("the subscription is %+v", o)
	}
	if _, changed := (&Subscription{}).Complete(&Subscription{}); changed {
		t.Error("a visible connection is replaced")
	}
}

// An expression carries the names it uses, so its text need not be searched for words.
func ExampleExpr() {
	e := Expr{SQL: "lower(email) <> 'name'", Names: &Names{Columns: []string{"email"}, Functions: []string{"lower"}}}
	fmt.Println(e.Reads("email"), e.Reads("name"), e.Calls("lower"))
	// Output: true false true
}
