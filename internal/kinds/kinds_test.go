// Package kinds tests that nothing is missing of any kind of object: that each row of
// the table of kinds has a reader of its DDL, a writer of its steps, a query of the
// catalog, and a case that creates, changes and drops such an object. What it knows of a
// kind it takes from the files of testdata/cases alone.
package kinds

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/plan"
	planpg "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

const target = 18 // it has every kind there is

// example is a case of PostgreSQL, with the schemas of its states that can be read.
type example struct {
	name    string
	archive *txtar.Archive
	schemas map[string]*schema.Schema // by state: base, a and b
}

// examples reads the cases.
func examples(t *testing.T) []*example {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/cases/postgres/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []*example
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		e := &example{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), archive: archive, schemas: map[string]*schema.Schema{}}
		if limit, err := strconv.Atoi(strings.TrimSpace(e.section("max"))); err == nil && limit < target {
			continue
		}
		for _, state := range []string{"base", "a", "b"} {
			if state != "base" && e.section(state+".sql") == "" {
				continue
			}
			parsed := syntax.Read(t.Context(), []parse.Source{{Name: "case.sql", Text: e.sql(state)}})
			s, err := parsepg.Fold(parsed, &parsepg.Env{Version: target})
			if err == nil { // what is to be refused cannot be read
				e.schemas[state] = s
			}
		}
		out = append(out, e)
	}
	return out
}

func (e *example) section(name string) string {
	for _, f := range e.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// fits reports whether a version of PostgreSQL accepts the DDL of a case.
func (e *example) fits(version int) bool {
	least, err := strconv.Atoi(strings.TrimSpace(e.section("min")))
	return err != nil || least <= version
}

// sql is the DDL of a state.
func (e *example) sql(state string) string {
	if state == "base" {
		return e.section("base.sql")
	}
	return e.section("base.sql") + "\n" + e.section(state+".sql")
}

// plan plans from one state of a case to another, as an empty database would have it.
func (e *example) plan(t *testing.T, from, to string) *plan.Plan {
	t.Helper()
	if e.schemas[from] == nil || e.schemas[to] == nil {
		return &plan.Plan{}
	}
	planner, err := planpg.New(strconv.Itoa(target), planpg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fold := func(statements []string) (*schema.Schema, error) {
		return parsepg.Execute(t.Context(), e.schemas[from], statements)
	}
	p, err := planner.Plan(plan.Input{From: e.schemas[from], To: e.schemas[to], Fold: fold})
	if err != nil {
		return &plan.Plan{}
	}
	return p
}

// postgresKinds are the kinds to be proven.
func postgresKinds() []schema.Kind { return schema.KindsWith(schema.InPostgres) }

// exceptions are what a kind need not have, with the reason: only parts of other objects, which
// no statement creates or drops by themselves.
var exceptions = map[schema.Kind]map[string]string{
	schema.KindPartitionIndex: withWhole,
	schema.KindPartitionRef:   withWhole,
}

var withWhole = map[string]string{
	"step that creates an object": "it comes with its partition, or with what it is a part of",
	"step that drops an object":   "it goes with its partition, or with what it is a part of",
}

// since is the first version of PostgreSQL that accepts a case of a kind, where the oldest
// does not.
var since = map[schema.Kind]int{
	schema.KindNotNull:      18, // which first keeps their names
	schema.KindSubscription: 14, // by the options of its case
}

// demand reports what kinds do not have in a version. An exception that is not needed is
// one too many.
func demand(t *testing.T, version int, what string, has map[schema.Kind]string) {
	t.Helper()
	for _, k := range postgresKinds() {
		if since[k] > version {
			continue
		}
		reason := exceptions[k][what]
		switch {
		case has[k] == "" && reason == "":
			t.Errorf("no %s of kind %q", what, k)
		case has[k] != "" && reason != "":
			t.Errorf("%s has a %s of kind %q: it needs no exception", has[k], what, k)
		}
	}
}

// Every kind is read from DDL, and there is a case for each direction.
func TestCasesInThreeDirections(t *testing.T) {
	found := map[plan.Op]map[schema.Kind]string{plan.Add: {}, plan.Alter: {}, plan.Drop: {}}
	for _, e := range examples(t) {
		for _, d := range [][2]string{{"base", "a"}, {"a", "base"}, {"a", "b"}, {"b", "a"}} {
			from, to := e.schemas[d[0]], e.schemas[d[1]]
			if from == nil || to == nil {
				continue
			}
			for _, c := range plan.Compare(from, to) {
				found[c.Op][c.Key.Kind] = e.name
			}
		}
	}
	demand(t, target, "case that creates an object", found[plan.Add])
	demand(t, target, "case that changes an object", found[plan.Alter])
	demand(t, target, "case that drops an object", found[plan.Drop])
}

// Every kind is written: a plan has steps that create and drop its objects.
func TestWriters(t *testing.T) {
	created, dropped, loses := map[schema.Kind]string{}, map[schema.Kind]string{}, map[schema.Kind]string{}
	for _, e := range examples(t) {
		for _, d := range [][2]string{{"base", "a"}, {"a", "base"}, {"a", "b"}, {"b", "a"}} {
			for _, s := range e.plan(t, d[0], d[1]).Steps {
				if len(s.Statements) == 0 {
					continue
				}
				verb, _, _ := strings.Cut(string(s.Kind), " ")
				switch sql := s.Statements[0].SQL; {
				case verb == "create" && (strings.HasPrefix(sql, "CREATE ") || strings.HasPrefix(sql, "ALTER ")):
					created[s.Key.Kind] = e.name
				case verb == "drop" && (strings.HasPrefix(sql, "DROP ") || strings.HasPrefix(sql, "ALTER ")):
					dropped[s.Key.Kind] = e.name
					if s.Loss == plan.Loses {
						loses[s.Key.Kind] = e.name
					}
				}
			}
		}
	}
	demand(t, target, "step that creates an object", created)
	demand(t, target, "step that drops an object", dropped)
	for _, k := range postgresKinds() {
		if k.Has(schema.LosesRows) != (loses[k] != "") {
			t.Errorf("kind %q: a step that drops one loses what was stored in the case %q; the table of kinds says %v", k, loses[k], k.Has(schema.LosesRows))
		}
	}
}

// objects yields the objects of a schema with their parts.
func objects(s *schema.Schema) []schema.Object {
	var out []schema.Object
	for o := range s.All() {
		out = append(out, o)
		if c, ok := o.(schema.Composite); ok {
			out = append(out, c.Parts()...)
		}
	}
	return out
}

// Owners are kept for exactly those kinds of which the table says that they have one.
func TestOwnedKinds(t *testing.T) {
	for _, e := range examples(t) {
		for _, s := range e.schemas {
			for _, o := range objects(s) {
				if p, ok := o.(pgmodel.Object); ok && p.Common().Access().Owner != "" && !o.Key().Kind.Has(schema.Owned) {
					t.Errorf("%s: %s has an owner, and its kind has none", e.name, o.Key())
				}
			}
		}
	}
}

// smallest keeps one case for each kind, taking those first that show many kinds.
func smallest(all []*example, shows func(*example) []schema.Kind) []*example {
	var out []*example
	seen := map[schema.Kind]bool{}
	for {
		var best *example
		most := 0
		for _, e := range all {
			n := 0
			for _, k := range shows(e) {
				if !seen[k] {
					n++
				}
			}
			if n > most {
				best, most = e, n
			}
		}
		if best == nil {
			return out
		}
		for _, k := range shows(best) {
			seen[k] = true
		}
		out = append(out, best)
		all = slices.DeleteFunc(slices.Clone(all), func(e *example) bool { return e == best })
	}
}
