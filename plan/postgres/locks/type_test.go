package locks

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// TestChangeOfType: which changes of type write only the catalog, and which keep every
// value. The server's part of it is measured by internal/pgcases.
func TestChangeOfType(t *testing.T) {
	var (
		free     = TypeChange{Free: true, Widens: true}
		relabels = TypeChange{Free: true, Indexed: true}
		widens   = TypeChange{Widens: true}
		neither  = TypeChange{}
	)
	for _, test := range []struct {
		rule, from, to string
		want           TypeChange
	}{
		{"a type stays itself", "integer", "integer", free},
		{"a longer varchar holds the same bytes", "character varying(10)", "character varying(20)", free},
		{"a varchar without a limit holds the same bytes", "character varying(10)", "character varying", free},
		{"a varchar becomes text", "character varying(10)", "text", free},
		{"text becomes a varchar without a limit", "text", "character varying", free},
		{"text becomes a varchar with a limit by checking each value", "text", "character varying(10)", neither},
		{"a shorter varchar is checked value by value", "character varying(20)", "character varying(10)", neither},
		{"an unlimited varchar gets a limit", "character varying", "character varying(10)", neither},
		{"a longer varbit holds the same bytes", "bit varying(5)", "bit varying(8)", free},
		{"a longer char is padded", "character(3)", "character(5)", widens},
		{"a shorter char is cut", "character(5)", "character(3)", neither},
		{"a wider numeric of one scale holds the same bytes", "numeric(5,2)", "numeric(9,2)", free},
		{"a numeric without a limit holds the same bytes", "numeric(5,2)", "numeric", free},
		{"another scale rewrites a numeric", "numeric(5,2)", "numeric(9,4)", widens},
		{"a larger scale leaves less for whole numbers", "numeric(5,2)", "numeric(5,3)", neither},
		{"a smaller scale rounds", "numeric(5,2)", "numeric(5,1)", neither},
		{"a finer timestamp holds the same bytes", "timestamp(0) without time zone", "timestamp(3) without time zone", free},
		{"a coarser timestamp rounds", "timestamp(3) without time zone", "timestamp(0) without time zone", neither},
		{"a finer interval holds the same bytes", "interval(0)", "interval(6)", free},
		{"integers widen by rewriting", "integer", "bigint", widens},
		{"integers narrow by checking", "bigint", "integer", neither},
		{"an integer fits a numeric", "integer", "numeric", widens},
		{"an integer may not fit a numeric with a limit", "integer", "numeric(3,0)", neither},
		{"an integer fits a numeric with room for its digits", "integer", "numeric(65,30)", widens},
		{"a numeric with fewer digits than an integer", "integer", "numeric(11,2)", neither},
		{"a bigint fits nineteen digits", "bigint", "numeric(19,0)", widens},
		{"a bigint does not fit eighteen", "bigint", "numeric(18,0)", neither},
		{"whole numbers of nine digits are integers", "numeric(9,0)", "integer", widens},
		{"those of ten may be none", "numeric(10,0)", "integer", neither},
		{"a fraction is no integer", "numeric(5,2)", "integer", neither},
		{"an integer fits eleven characters", "integer", "character varying(11)", widens},
		{"an integer may not fit ten", "integer", "character varying(10)", neither},
		{"a uuid has 36 characters", "uuid", "character varying(36)", widens},
		{"a varchar fits a longer char", "character varying(20)", "character(20)", widens},
		{"a char may not fit a shorter varchar", "character(20)", "character varying(19)", neither},
		{"text that ignores case is relabelled", "text", "citext", TypeChange{Free: true, Widens: true, Indexed: true}},
		{"and back", "public.citext", "text", TypeChange{Free: true, Widens: true, Indexed: true}},
		{"an array of it is not", "text[]", "citext[]", widens},
		{"a real fits a double", "real", "double precision", widens},
		{"a bigint may not fit a double", "bigint", "double precision", neither},
		{"a date fits a timestamp", "date", "timestamp without time zone", widens},
		{"a timestamp does not fit a date", "timestamp without time zone", "date", neither},
		{"json fits jsonb", "json", "jsonb", widens},
		{"a cidr is an inet", "cidr", "inet", free},
		{"an inet may be no cidr", "inet", "cidr", neither},
		{"xml is text", "xml", "text", free},
		{"an oid is an integer in another order", "oid", "integer", relabels},
		{"an integer is an oid in another order", "integer", "oid", relabels},
		{"everything fits text", "point", "text", widens},
		{"elements of arrays are never relabelled", "character varying(10)[]", "text[]", widens},
		{"elements of arrays widen", "integer[]", "bigint[]", widens},
		{"an array is not its element", "integer[]", "integer", neither},
		{"an array stays itself", "integer[]", "integer[]", free},
	} {
		if got := ChangeOfType(test.from, test.to); got != test.want {
			t.Errorf("%s: %s to %s is %+v, want %+v", test.rule, test.from, test.to, got, test.want)
		}
	}
}

// TestCompareTypes: the three answers come from one change and one table of casts.
func TestCompareTypes(t *testing.T) {
	for _, test := range []struct {
		from, to            string
		free, widens, casts bool
	}{
		{"integer", "bigint", false, true, true},
		{"text", "integer", false, false, false},
		{"character varying(5)", "text", true, true, true},
		{"bigint", "integer", false, false, true},
	} {
		free, widens, casts := CompareTypes(test.from, test.to)
		if free != test.free || widens != test.widens || casts != test.casts {
			t.Errorf("%s to %s: free %t, widens %t, casts %t", test.from, test.to, free, widens, casts)
		}
	}
}

// TestSplitType: a modifier may stand within a type's name, and may be no number.
func TestSplitType(t *testing.T) {
	for _, test := range []struct {
		text, base string
		mods       []int
		array      bool
	}{
		{"integer", "integer", nil, false},
		{"integer[]", "integer", nil, true},
		{"numeric(10,2)", "numeric", []int{10, 2}, false},
		{"numeric(10, 2)[]", "numeric", []int{10, 2}, true},
		{"timestamp(3) with time zone", "timestamp with time zone", []int{3}, false},
		{"public.geometry(Point,4326)", "public.geometry(Point,4326)", nil, false},
		{"broken)(", "broken)(", nil, false},
	} {
		base, mods, array := SplitType(test.text)
		if base != test.base || !slices.Equal(mods, test.mods) || array != test.array {
			t.Errorf("%s is %q %v %t", test.text, base, mods, array)
		}
	}
}

// TestAssignable: a cast on assignment spares USING; an explicit one does not.
func TestAssignable(t *testing.T) {
	for _, test := range []struct {
		rule, from, to string
		want           bool
	}{
		{"numbers are assigned to each other", "bigint", "smallint", true},
		{"everything is assigned to text", "point", "text", true},
		{"an array is assigned to text", "integer[]", "text", true},
		{"an array is not assigned to its element", "integer[]", "integer", false},
		{"an element is not assigned to an array", "integer", "integer[]", false},
		{"text is not assigned to a number", "text", "integer", false},
		{"a boolean is not assigned to a number", "boolean", "integer", false},
		{"json and jsonb are assigned to each other", "jsonb", "json", true},
		{"a timestamp is assigned to a time", "timestamp without time zone", "time without time zone", true},
		{"a timestamp with a zone is assigned to a time with one", "timestamp with time zone", "time with time zone", true},
		{"numbers are assigned to money", "numeric", "money", true},
		{"money is assigned to a numeric", "money", "numeric", true},
		{"integers are assigned to oid", "bigint", "oid", true},
		{"an oid is assigned to integers", "oid", "bigint", true},
		{"a date is assigned to a timestamp", "date", "timestamp with time zone", true},
		{"a type is assigned to itself with another modifier", "character(3)", "character(5)", true},
	} {
		if got := Assignable(test.from, test.to); got != test.want {
			t.Errorf("%s: %s to %s is %t", test.rule, test.from, test.to, got)
		}
	}
}

// TestCastable: what USING can do where nothing is assigned.
func TestCastable(t *testing.T) {
	for _, test := range []struct {
		from, to string
		want     bool
	}{
		{"text", "integer", true}, {"character varying(5)", "uuid", true}, {"integer", "boolean", true}, {"boolean", "integer", true},
		{"bigint", "boolean", false}, {"jsonb", "integer", true}, {"jsonb", "boolean", true}, {"json", "integer", false},
		{"text[]", "integer", false}, {"text[]", "integer[]", false}, {"point", "integer", false},
	} {
		if got := Castable(test.from, test.to); got != test.want {
			t.Errorf("%s to %s is castable: %t", test.from, test.to, got)
		}
	}
}

// TestCastContext: the list is that of pg_cast.
func TestCastContext(t *testing.T) {
	for pair, want := range map[[2]string]string{
		{"integer", "bigint"}: "i", {"bigint", "integer"}: "a", {"integer", "boolean"}: "e", {"point", "integer"}: "",
	} {
		if got := CastContext(pair[0], pair[1]); got != want {
			t.Errorf("%s to %s: %q, want %q", pair[0], pair[1], got, want)
		}
	}
}

// TestRank: a lock that blocks more has a higher rank, with or without what it is on.
func TestRank(t *testing.T) {
	order := []string{"", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE on public.t", "SHARE", "SHARE ROW EXCLUSIVE on public.a and public.b", "ACCESS EXCLUSIVE"}
	for i, lock := range order {
		if Rank(lock) != i {
			t.Errorf("%q has rank %d, want %d", lock, Rank(lock), i)
		}
	}
}

// TestOfOptions: the worst option decides.
func TestOfOptions(t *testing.T) {
	for _, test := range []struct {
		options []string
		want    string
	}{
		{[]string{"fillfactor"}, shareUpdateExclusive},
		{[]string{"autovacuum_enabled", "fillfactor"}, shareUpdateExclusive},
		{[]string{"fillfactor", "fastupdate"}, AccessExclusive},
		{[]string{"security_barrier"}, AccessExclusive},
		{nil, shareUpdateExclusive},
	} {
		var list []pgmodel.Setting
		for _, name := range test.options {
			list = append(list, pgmodel.Setting{Name: name})
		}
		if got := OfOptions(list).Lock; got != test.want {
			t.Errorf("%v takes %q, want %q", test.options, got, test.want)
		}
	}
}

// TestOfRelation: what is no relation has nothing to lock.
func TestOfRelation(t *testing.T) {
	if f := OfRelation(schema.Key{Kind: schema.KindTable, Name: "t"}, DropsTable); f.Lock != AccessExclusive {
		t.Errorf("a table takes %q", f.Lock)
	}
	if f := OfRelation(schema.Key{Kind: schema.KindFunction, Name: "f"}, DropsTable); f.Lock != "" {
		t.Errorf("a function takes %q", f.Lock)
	}
}

// TestFormsOnline: each form that plans prefer blocks less, or shorter, than the one that
// it stands for.
func TestFormsOnline(t *testing.T) {
	for _, test := range []struct{ online, plain FormID }{
		{BuildsIndex, CreatesIndex}, {DropsIndexConcurrently, DropsIndex}, {AddsBuiltKey, AddsKey}, {AddsUncheckedCheck, AddsCheck},
		{AddsUncheckedReference, AddsReference}, {SetsProvenNotNull, SetsNotNull}, {AttachesProven, Attaches}, {DetachesConcurrently, Detaches},
		{FillsRows, AddsFilledColumn}, {CreatesIndexOnly, CreatesIndex}, {Relabels, Retypes}, {Reindexes, Retypes},
	} {
		online, plain := Of(test.online), Of(test.plain)
		if Rank(online.Lock) >= Rank(plain.Lock) && !cheaper(online.Cost, plain.Cost) {
			t.Errorf("%s is no better than %s", online.Text, plain.Text)
		}
	}
}

func cheaper(a, b plan.Cost) bool {
	order := []plan.Cost{plan.Constant, plan.Scan, plan.Rewrite}
	return slices.Index(order, a) < slices.Index(order, b)
}

// TestFormsAreNamed: each form says which statement it is and what it costs, and no two
// say the same.
func TestFormsAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Forms() {
		if f.Text == "" || seen[f.Text] {
			t.Errorf("form %d is called %q", f.ID, f.Text)
		}
		seen[f.Text] = true
		if f.Cost == "" || Rank(f.Lock) < 0 {
			t.Errorf("%s: lock %q, cost %q", f.Text, f.Lock, f.Cost)
		}
		if f.Cost == plan.Rewrite && f.Lock != AccessExclusive {
			t.Errorf("%s rewrites beside those who read", f.Text)
		}
	}
}
