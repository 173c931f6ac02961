package schema_test

// The container and its digests promise the same answers in whatever order objects were put
// in, and copies that can be changed apart. The objects here have no dialect.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// object is an object of any kind with fields, and parts if it has some.
type object struct {
	schema.Origin
	key    schema.Key
	fields []schema.Field
	parts  []schema.Object
}

func (o *object) Key() schema.Key        { return o.key }
func (o *object) Needs() []schema.Key    { return nil }
func (o *object) Fields() []schema.Field { return o.fields }
func (o *object) Parts() []schema.Object { return o.parts }
func (o *object) Clone() schema.Object   { c := *o; c.parts = slices.Clone(o.parts); return &c }
func (o *object) ReplacePart(k schema.Key, part schema.Object) {
	o.parts[slices.IndexFunc(o.parts, func(p schema.Object) bool { return p.Key() == k })] = part
}

// unordered is an object whose parts mean the same in any order.
type unordered struct{ object }

func (unordered) Unordered() {}

func table(name, value string) *object {
	return &object{key: schema.Key{Kind: schema.KindTable, Schema: "public", Name: name}, fields: []schema.Field{{Name: "x", Value: value}}}
}

func column(name, value string) *object {
	return &object{key: schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "t", Name: name}, fields: []schema.Field{{Name: "type", Value: value}}}
}

func schemaOf(objects ...schema.Object) *schema.Schema {
	s := &schema.Schema{Dialect: schema.Postgres}
	for _, o := range objects {
		s.Put(o)
	}
	return s
}

func names(s *schema.Schema) string {
	var list []string
	for o := range s.All() {
		list = append(list, o.Key().Name)
	}
	return strings.Join(list, " ")
}

func TestObjectsAreInKeyOrder(t *testing.T) {
	s := schemaOf(table("c", ""), table("a", ""))
	s.Put(table("b", ""))
	s.Put(table("a", "again"))
	if got := names(s); got != "a b c" || s.Len() != 3 {
		t.Errorf("the objects are %s", got)
	}
	if got := s.Get(table("a", "").key).Fields()[0].Value; got != "again" {
		t.Errorf("the object put last is not there, but %q", got)
	}
	s.Delete(table("b", "").key)
	s.Delete(table("unknown", "").key)
	if got := names(s); got != "a c" || s.Get(table("b", "").key) != nil {
		t.Errorf("after a deletion the objects are %s", got)
	}
}

// A loop over all objects may delete and add: it sees what was there when it began.
func TestChangesDuringALoop(t *testing.T) {
	s := schemaOf(table("a", ""), table("b", ""), table("c", ""))
	var seen []string
	for o := range s.All() {
		seen = append(seen, o.Key().Name)
		s.Delete(table("b", "").key)
		s.Put(table("d", ""))
		_ = names(s)
	}
	if got := strings.Join(seen, " "); got != "a c" {
		t.Errorf("the loop saw %s", got)
	}
	if got := names(s); got != "a c d" {
		t.Errorf("left are %s", got)
	}
}

func TestClonesOfASchemaAreChangedApart(t *testing.T) {
	s := schemaOf(table("a", ""))
	c := s.Clone()
	c.Put(table("b", ""))
	c.Delete(table("a", "").key)
	s.Put(table("z", ""))
	if names(s) != "a z" || names(c) != "b" {
		t.Errorf("the schema has %s, and its clone %s", names(s), names(c))
	}
}

func TestWithAndWithoutLeaveTheSchemaAsItIs(t *testing.T) {
	s := schemaOf(table("a", ""), table("b", ""))
	with, without := s.With(table("c", ""), table("b", "2")), s.Without(table("a", "").key, table("z", "").key)
	if names(s) != "a b" || names(with) != "a b c" || names(without) != "b" {
		t.Errorf("the schema has %s, with more %s, with less %s", names(s), names(with), names(without))
	}
	if s.Get(table("b", "").key).Fields()[0].Value != "" {
		t.Error("an object was replaced in the schema itself")
	}
	if s.With() != s || s.Without(table("z", "").key) != s {
		t.Error("nothing to change, and a copy was made")
	}
}

func TestDigestsSeeFieldsAlone(t *testing.T) {
	a, b := table("a", "1"), table("b", "2")
	want := schemaOf(a, b).Fingerprint()
	moved := table("a", "1")
	moved.At, moved.Was, moved.Name = schema.Pos{File: "x.sql", Line: 7}, "former", "A"
	if got := schemaOf(b, moved).Fingerprint(); got != want {
		t.Error("the order, a position or a hint changes the fingerprint")
	}
	for what, other := range map[string]*schema.Schema{
		"a value":           schemaOf(table("a", "2"), b),
		"a name":            schemaOf(table("c", "1"), b),
		"an object":         schemaOf(a),
		"the dialect":       {Dialect: schema.SQLite},
		"values that moved": schemaOf(table("a", ""), table("b", "12")),
	} {
		if other.Fingerprint() == want {
			t.Errorf("%s does not change the fingerprint", what)
		}
	}
	digest, later := schemaOf(a, b).Digest(), schemaOf(a, table("b", "3")).Digest()
	if digest.Objects[a.key] != later.Objects[a.key] || digest.Objects[b.key] == later.Objects[b.key] {
		t.Error("the digest of an object depends on the others, or not on itself")
	}
}

// No two lists of strings run together.
func TestDigestsKeepFieldsApart(t *testing.T) {
	one, two := table("a", ""), table("a", "")
	one.fields = []schema.Field{{Name: "x", Value: "1"}, {Name: "y", Value: "2"}}
	two.fields = []schema.Field{{Name: "x", Value: "11:y1:2"}}
	if schemaOf(one).Fingerprint() == schemaOf(two).Fingerprint() {
		t.Error("a value reads as another field")
	}
}

func TestLooseFingerprint(t *testing.T) {
	expression := func(strict, loose string) *schema.Schema {
		o := table("a", "")
		o.fields[0] = schema.Field{Name: "check", Value: strict, Loose: loose}
		return schemaOf(o)
	}
	cast, plain, other := expression("(a)::text", "a"), expression("a", "a"), expression("b", "b")
	if cast.Fingerprint() == plain.Fingerprint() || cast.LooseFingerprint() != plain.LooseFingerprint() || plain.LooseFingerprint() == other.LooseFingerprint() {
		t.Error("the loose fingerprint is not that of the loose texts")
	}
}

func TestOrderOfParts(t *testing.T) {
	a, b := column("a", "text"), column("b", "text")
	with := func(parts ...schema.Object) string {
		o := table("t", "")
		o.parts = parts
		return schemaOf(o).Fingerprint()
	}
	any := func(parts ...schema.Object) string {
		o := &unordered{*table("t", "")}
		o.parts = parts
		return schemaOf(o).Fingerprint()
	}
	if with(a, b) == with(b, a) {
		t.Error("the order of parts is not seen")
	}
	if any(a, b) != any(b, a) {
		t.Error("the order of unordered parts is seen")
	}
	if any(a, b) == any(a, column("b", "integer")) {
		t.Error("a difference in a part is not seen")
	}
}

// What means the same is compared in the database's spelling; where the file defines it stays,
// and neither schema changes.
func TestReplacing(t *testing.T) {
	have, want := table("t", "(a)::text"), table("t", "a")
	want.At, want.Was = schema.Pos{File: "x.sql", Line: 1, Col: 2}, "former"
	desired := schemaOf(want)
	got := desired.Replacing([]schema.Object{schema.Respelled(have, want)}).Get(want.key)
	if got.Fields()[0].Value != "(a)::text" || got.Pos() != want.At || got.Former() != "former" {
		t.Errorf("the desired object is %v at %s", got.Fields(), got.Pos())
	}
	if !have.At.IsZero() || desired.Get(want.key) != schema.Object(want) {
		t.Error("an object that was read was changed")
	}
	if desired.Replacing(nil) != desired {
		t.Error("a schema without replacements is another")
	}
	if _, ok := schema.Completed(have, want); ok {
		t.Error("an object that hides nothing is completed")
	}
}

// A part is replaced in a copy of its table, also after the table itself was replaced.
func TestReplacingParts(t *testing.T) {
	want := table("t", "a")
	want.parts = []schema.Object{column("a", "text"), column("b", "text")}
	desired := schemaOf(want)
	other := table("t", "b")
	other.parts = slices.Clone(want.parts)
	parts := []schema.Object{column("a", "character varying"), column("b", "integer")}
	for _, list := range [][]schema.Object{parts, append([]schema.Object{other}, parts...)} {
		got := desired.Replacing(list).Get(want.key).(schema.Composite).Parts()
		for i, p := range parts {
			if got[i] != p {
				t.Errorf("part %d is %v", i, got[i].Fields())
			}
			if want.parts[i] == p || other.parts[i] == p {
				t.Error("a table that was read was changed")
			}
		}
	}
}

func TestFactsOfUnknownTables(t *testing.T) {
	k := table("t", "").key
	facts := &schema.Facts{Tables: map[schema.Key]schema.TableFacts{k: {Rows: 3, Bytes: 8192}}}
	if got := facts.Table(k); got.Rows != 3 {
		t.Errorf("the table has %d rows", got.Rows)
	}
	var none *schema.Facts
	for _, f := range []schema.TableFacts{none.Table(k), facts.Table(schema.Key{})} {
		if f.Rows != -1 || f.Bytes != -1 || f.Empty {
			t.Errorf("of an unknown table the facts are %+v", f)
		}
	}
}

func TestPositionsAndKeysForPeople(t *testing.T) {
	primary := schema.Key{Kind: schema.KindPrimary, Schema: "public", Table: "users", Name: "users_pkey"}
	for want, got := range map[string]fmt.Stringer{
		"schema.sql:12:7":           schema.Pos{File: "schema.sql", Line: 12, Col: 7},
		"":                          schema.Pos{},
		"primary key public.users":  primary,
		"table users":               schema.Key{Kind: schema.KindTable, Name: "users"},
		"column public.users.email": schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "users", Name: "email"},
	} {
		if got.String() != want {
			t.Errorf("it reads %s, want %s", got, want)
		}
	}
	if got := schema.RelationOf(&object{key: primary}); got != (schema.Key{Kind: schema.KindTable, Schema: "public", Name: "users"}) {
		t.Errorf("the primary key belongs to %s", got)
	}
	if got := schema.RelationOf(table("t", "")); got != (schema.Key{}) {
		t.Errorf("a table belongs to %s", got)
	}
	if schema.TrimDefaultSpace("public.users") != "users" || schema.TrimDefaultSpace("main.users") != "users" || schema.TrimDefaultSpace("app.users") != "app.users" {
		t.Error("the default schema alone is left out of names")
	}
}

// A schema in which more was deleted than is left is cloned without the places of what is gone, and an
// object that comes back is met by loops that begin after that.
func TestClonesForgetWhatWasDeleted(t *testing.T) {
	s := &schema.Schema{}
	for i := range 10 {
		s.Put(table(fmt.Sprint(i), ""))
	}
	for i := range 8 {
		s.Delete(table(fmt.Sprint(i), "").key)
	}
	c := s.Clone()
	c.Put(table("3", "back"))
	s.Put(table("5", "back"))
	if names(c) != "3 8 9" || names(s) != "5 8 9" || c.Len() != 3 || s.Len() != 3 {
		t.Errorf("the clone has %s, the schema %s", names(c), names(s))
	}
	s.Delete(table("5", "").key)
	s.Put(table("5", "again"))
	if got := s.Get(table("5", "").key).Fields()[0].Value; got != "again" || names(s) != "5 8 9" {
		t.Errorf("5 is %q among %s", got, names(s))
	}
}

// A loop meets what is put in place of an object that it has not come to, and nothing that was gone when
// it began.
func TestReplacedDuringALoop(t *testing.T) {
	s := schemaOf(table("a", ""), table("b", ""), table("c", ""))
	s.Delete(table("b", "").key)
	var seen []string
	for o := range s.All() {
		seen = append(seen, o.Key().Name+o.Fields()[0].Value)
		s.Put(table("b", "2"))
		s.Put(table("c", "2"))
	}
	if got := strings.Join(seen, " "); got != "a c2" {
		t.Errorf("the loop saw %s", got)
	}
}

// A schema with room for more objects is the same as one without.
func TestGrow(t *testing.T) {
	s := schemaOf(table("b", ""))
	s.Grow(100)
	s.Put(table("a", ""))
	if names(s) != "a b" {
		t.Errorf("the schema has %s", names(s))
	}
}

func BenchmarkSchema(b *testing.B) {
	var list []schema.Object
	for i := range 30_000 {
		list = append(list, table(fmt.Sprint("t", i*7919%30_000), "x"))
	}
	b.Run("put", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_ = schemaOf(list...).Len()
		}
	})
	s := schemaOf(list...)
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			n := 0
			for range s.All() {
				n++
			}
		}
	})
	b.Run("clone", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_ = s.Clone()
		}
	})
	b.Run("digest", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_ = s.Digest()
		}
	})
}
