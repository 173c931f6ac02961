package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
)

// oddNames are names that a dot, a quote or a blank in them could make ambiguous.
var oddNames = []string{"t", "a.b", "a", "b", `q"x`, `"t"`, "A", "with space", "naïve", "x,y", "f(integer, text)", "f(a.b)", "a:b", "-", ".", `"`, "1"}

// oddKeys are keys of several kinds with those names in each place.
func oddKeys() []schema.Key {
	var keys []schema.Key
	for _, n := range oddNames {
		for _, s := range []string{"public", "s", "a.b"} {
			keys = append(keys, schema.Key{Kind: schema.KindTable, Schema: s, Name: n}, schema.Key{Kind: schema.KindColumn, Schema: s, Table: n, Name: "c"}, schema.Key{Kind: schema.KindColumn, Schema: s, Table: "t", Name: n})
		}
		keys = append(keys, schema.Key{Kind: schema.KindSchema, Name: n})
	}
	return keys
}

func TestWhatIsPrintedMeansOneObjectAndNoOther(t *testing.T) {
	keys := oddKeys()
	for _, k := range keys {
		name := Spell(k)
		if !Means(name, k) {
			t.Errorf("%+v is spelled %s, which does not mean it", k, name)
		}
		for _, o := range keys {
			sameName := slices.Equal(keyParts(o), keyParts(k))
			if Means(name, o) && !sameName && !slices.Equal(withoutPublic(o), withoutPublic(k)) {
				t.Errorf("%s of %+v means %+v too", name, k, o)
			}
		}
	}
}

func withoutPublic(k schema.Key) []string {
	parts := keyParts(k)
	if k.Schema == "public" {
		parts = parts[1:]
	}
	return parts
}

func TestNamesAreCutOutOfTexts(t *testing.T) {
	for _, k := range oddKeys() {
		item := Item("drop-table", k)
		name, rest := CutName(item+" because, of \"that\"", " ,")
		if name != item || rest != " because, of \"that\"" {
			t.Errorf("%s: got %q and %q", item, name, rest)
		}
	}
	for _, c := range []struct{ text, name, rest string }{
		{"a b", "a", " b"}, {"a", "a", ""}, {"", "", ""}, {`"a b"c d`, `"a b"c`, " d"}, {`"open a`, `"open`, " a"}, {`a"b`, `a"b`, ""}, {`"a""b c" d`, `"a""b c"`, " d"}, {" a", "", " a"},
	} {
		if name, rest := CutName(c.text, " "); name != c.name || rest != c.rest {
			t.Errorf("%q is cut into %q and %q, want %q and %q", c.text, name, rest, c.name, c.rest)
		}
	}
}

func TestNamesOfMigrationFiles(t *testing.T) {
	column := func(table, name string) schema.Key {
		return schema.Key{Kind: schema.KindColumn, Schema: "public", Table: table, Name: name}
	}
	tableKey := func(name string) schema.Key { return schema.Key{Kind: schema.KindTable, Schema: "public", Name: name} }
	step := func(kind Kind, k schema.Key) Step { return Step{Kind: kind, Key: k} }
	for _, c := range []struct {
		name  string
		steps []Step
		want  string
	}{
		{"nothing", nil, "no_changes"},
		{"one column", []Step{step("add column", column("users", "email"))}, "add_users_email"},
		{"columns that share a step", []Step{step("drop columns", tableKey("users"))}, "drop_users"},
		{"one table", []Step{step("create table", tableKey("users"))}, "add_users"},
		{"one table in two ways", []Step{step("create table", tableKey("users")), step("alter access to table", tableKey("users"))}, "change_users"},
		{"columns of one table", []Step{step("add column", column("users", "a")), step("add column", column("users", "b"))}, "add_users"},
		{"a table and its column", []Step{step("drop column", column("users", "a")), step("add column", column("users", "b"))}, "change_users"},
		{"several tables", []Step{step("drop table", tableKey("a")), step("drop table", tableKey("b")), step("drop table", tableKey("c"))}, "drop_3_objects"},
		{"quotes and blanks", []Step{step("drop table", tableKey(`Odd "name" x`))}, "drop_odd_name_x"},
		{"letters that are not ASCII", []Step{step("drop table", tableKey("Größe"))}, "drop_gr_e"},
		{"no such letter at all", []Step{step("drop table", tableKey("日本"))}, "drop"},
		{"a type", []Step{step("rename table", tableKey("a"))}, "rename_a"},
	} {
		if got := Name(&Plan{Steps: c.steps}); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNamesOfFilesAreShortAndPlain(t *testing.T) {
	for _, n := range append(slices.Clone(oddNames), strings.Repeat("long_", 40), strings.Repeat("ä", 100), "../../etc/passwd", "CON", "a\x00b", "  ") {
		s := Slug(n)
		if len(s) > maxName || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") && !strings.Contains(n, "__") {
			t.Errorf("%q becomes %q", n, s)
		}
	}
}

func TestSingleTransaction(t *testing.T) {
	for _, c := range []struct {
		tx   []Tx
		want bool
	}{{nil, true}, {[]Tx{TxIn, TxIn}, true}, {[]Tx{TxIn, TxOwn}, true}, {[]Tx{TxOwn, TxIn}, false}, {[]Tx{TxNever}, false}, {[]Tx{TxIn, TxNever}, false}} {
		p := &Plan{}
		for _, tx := range c.tx {
			p.Steps = append(p.Steps, Step{Tx: tx})
		}
		if got := SingleTransaction(p); got != c.want {
			t.Errorf("steps %q share a transaction: %v", c.tx, got)
		}
	}
}

// needing is an object of which only what it needs is known.
type needing struct {
	schema.Object
	needs []schema.Key
}

func (n needing) Needs() []schema.Key { return n.needs }

func TestCandidatesDifferInExpressionsAlone(t *testing.T) {
	field := func(expr, loose bool) FieldChange {
		return FieldChange{Name: "x", From: "a", To: "b", Expr: expr, Loose: loose}
	}
	k := func(i int) schema.Key { return schema.Key{Kind: schema.KindView, Name: fmt.Sprint(i)} }
	over := func(schemas ...string) schema.Object {
		var v needing
		for _, name := range schemas {
			v.needs = append(v.needs, schema.Key{Kind: schema.KindTable, Schema: name, Name: "t"})
		}
		return v
	}
	alter := func(i int, from, to schema.Object, fields ...FieldChange) Change {
		return Change{Op: Alter, Key: k(i), From: from, To: to, Fields: fields}
	}
	changes := []Change{
		alter(0, over("a"), over("a"), field(true, true)),
		alter(1, over("a"), over("a"), field(true, false)),
		alter(2, over("a"), over("a"), field(true, true), field(false, false)),
		alter(3, over("a"), over("a"), field(true, true), field(true, false)),
		{Op: Add, Key: k(4), Fields: []FieldChange{field(true, true)}}, {Op: Drop, Key: k(5)},
		// The texts are the same without schemas, what they name is not.
		alter(6, over("a"), over("b"), field(true, true)),
		alter(7, over("a", "b"), over("b"), field(true, true)),
	}
	names := func(list []Candidate) (out []string) {
		for _, c := range list {
			out = append(out, c.Key.Name)
		}
		return out
	}
	if diff := cmp.Diff([]string{"0", "1", "3", "6", "7"}, names(Candidates(changes))); diff != "" {
		t.Errorf("candidates (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"0", "7"}, names(Unverified(changes))); diff != "" {
		t.Errorf("without a server (-want +got):\n%s", diff)
	}
}

func TestAccessIsReportedOnceForEachReason(t *testing.T) {
	users := schema.Key{Kind: schema.KindTable, Schema: "public", Name: "users"}
	list := []Access{
		{Who: "a", Gains: true, What: "SELECT", On: users, Why: "GRANT", Rule: AccessWidened},
		{Who: "b", Gains: true, What: "SELECT", On: users, Why: "GRANT", Rule: AccessWidened},
		{Who: "a", Gains: true, What: "INSERT", On: users, Why: "GRANT", Rule: AccessWidened, Unclear: true},
		{Who: "a", What: "DELETE", On: users, Why: "REVOKE", Rule: AccessNarrowed},
		{Who: "c", Gains: true, What: "rows", On: users, Why: "a policy", Rule: AccessWidened, Mild: true},
	}
	var got []string
	for _, f := range AccessFindings(list) {
		got = append(got, fmt.Sprintf("%s %v %q %s", f.Severity, f.Blocks, f.Allow, f.Message))
	}
	want := []string{
		`error true "access-widened" a, b gain SELECT; INSERT on table public.users: GRANT (it cannot be shown to narrow)`,
		`info false "" a loses DELETE on table public.users: REVOKE`,
		`warning false "" c gains rows on table public.users: a policy`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if list := AccessFindings(nil); len(list) != 0 {
		t.Errorf("no change gives %v", list)
	}
}

func TestChangesAreListedByKey(t *testing.T) {
	object := func(kind schema.Kind, name, comment string) schema.Object {
		return &fakeObject{key: schema.Key{Kind: kind, Name: name}, comment: comment}
	}
	from, to := &schema.Schema{}, &schema.Schema{}
	for _, o := range []schema.Object{object(schema.KindTable, "same", "x"), object(schema.KindTable, "gone", ""), object(schema.KindView, "changed", "x"), object(schema.KindView, "T", "")} {
		from.Put(o)
	}
	for _, o := range []schema.Object{object(schema.KindTable, "same", "x"), object(schema.KindTable, "new", ""), object(schema.KindView, "changed", "y"), object(schema.KindTable, "T", "")} {
		to.Put(o)
	}
	var got []string
	for _, c := range Compare(from, to) {
		got = append(got, fmt.Sprintf("%s %s %v %s", c.Op, c.Key, c.Has("comment"), c.Display()))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"add table T false T", "add table new false new", "alter view changed true changed", "drop table gone false gone", "drop view T false T"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if same := Compare(from, from); len(same) != 0 {
		t.Errorf("a schema differs from itself: %v", same)
	}
}

// fakeObject has a comment and nothing else.
type fakeObject struct {
	schema.Origin
	key     schema.Key
	comment string
}

func (o *fakeObject) Key() schema.Key     { return o.key }
func (o *fakeObject) Display() string     { return o.key.Name }
func (o *fakeObject) Needs() []schema.Key { return nil }
func (o *fakeObject) Fields() []schema.Field {
	return []schema.Field{{Name: "comment", Value: o.comment}}
}
