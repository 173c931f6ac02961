package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The tests of the table of kinds: each constant has one row, and the columns of a row do
// not contradict one another.

// declaredKinds are the values of the constants of type Kind, from the source.
func declaredKinds(t *testing.T) []Kind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []Kind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Kind") {
			return true
		}
		if value, ok := spec.Values[0].(*ast.BasicLit); ok {
			name, err := strconv.Unquote(value.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, Kind(name))
		}
		return true
	})
	return out
}

func TestEveryKindHasOneRow(t *testing.T) {
	declared := declaredKinds(t)
	if len(declared) < 40 {
		t.Fatalf("found %d constants only", len(declared))
	}
	for i, row := range kinds {
		if n := slices.Index(declared, row.Kind); n < 0 {
			t.Errorf("row %d is of kind %q, which is no constant", i, row.Kind)
		}
		if row.Kind.Rank() != i {
			t.Errorf("kind %q stands in row %d and is found in row %d", row.Kind, i, row.Kind.Rank())
		}
	}
	for _, k := range declared {
		if k.Info().Traits == 0 {
			t.Errorf("kind %q has no row", k)
		}
	}
}

func TestRowsAgreeWithThemselves(t *testing.T) {
	for row := range Kinds() {
		for _, rule := range []struct {
			holds    bool
			sentence string
		}{
			{row.Traits&(InSQLite|InPostgres) != 0, "is of no dialect"},
			{row.Kind.Has(InPostgres) == (row.Catalog != ""), "has a catalog exactly if it is PostgreSQL's"},
			{!row.Kind.Has(Constraint) || row.Kind.Has(Part), "is a constraint and no part of a table"},
			{!row.Kind.Has(RowSource) || row.Space == RelationNames, "has columns of the user's and a name of another space"},
			{!row.Kind.Has(Indexed) || row.Kind.Has(Constraint), "is enforced by an index and is no constraint"},
			{!row.Kind.Has(Relation) || row.Space == RelationNames, "is a relation with a name of another space"},
			{!row.Kind.Has(DatabaseWide) || row.Kind.Has(Unqualified), "belongs to the database and has a schema"},
			{!row.Kind.Has(UserType) || row.Public == "USAGE" && row.Default == "TYPES", "is a type without the privileges of types"},
			{(row.Space == RoutineNames) == (row.Public == "EXECUTE"), "is a routine that PUBLIC may not execute"},
			{!row.Kind.Has(Part) || row.Space == NoSpace && !row.Kind.Has(Owned), "is a part with a name space or an owner"},
		} {
			if !rule.holds {
				t.Errorf("kind %q breaks the rule: %s", row.Kind, rule.sentence)
			}
		}
	}
}

func TestUnknownKindsHaveNoTraits(t *testing.T) {
	for _, k := range []Kind{"", "default", "access to table", "TABLE"} {
		if k.Rank() != -1 || k.Info() != (KindInfo{Kind: k}) || k.IsPart() || k.IsRelation() || k.Has(0) {
			t.Errorf("kind %q: %+v", k, k.Info())
		}
	}
}

func TestKindsWith(t *testing.T) {
	for _, c := range []struct {
		got  []Kind
		want string
	}{
		{KindsWith(Relation), "sequence, table, foreign table, view, materialized view"},
		{KindsWith(InSQLite | RowSource), "table, virtual table, view"},
		{KindsWith(InPostgres | RowSource), "table, foreign table, view, materialized view"},
		{KindsWith(UserType), "enum, base type, domain, composite type, range type"},
		{KindsWith(PartOwner), "domain, table, foreign table"},
		{KindsWith(Indexed), "primary key, unique constraint, exclusion constraint"},
		{KindsWith(Constraint | InSQLite), "primary key, unique constraint, check constraint, foreign key"},
		{KindsNamedIn(RoutineNames), "function, procedure, aggregate"},
		{KindsNamedIn(OperatorNames, TypeNames), "enum, base type, domain, range type, operator"},
	} {
		names := make([]string, len(c.got))
		for i, k := range c.got {
			names[i] = string(k)
		}
		if got := strings.Join(names, ", "); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func BenchmarkKind(b *testing.B) {
	parts := 0
	for i := range b.N {
		if kinds[i%len(kinds)].Kind.IsPart() {
			parts++
		}
	}
	if parts == b.N {
		b.Fatal("all kinds are parts")
	}
}
