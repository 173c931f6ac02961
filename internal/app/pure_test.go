package app

// Planning changes neither of its two schemas: whoever has read one uses it again, for the
// plan in the other direction, for the header of a migration, or for a message. This is tested
// with all that the schemas hold, not only what is compared, over all case files.

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func TestPlanningChangesNoInput(t *testing.T) {
	for _, c := range []struct {
		folder   string
		target   engine.Target
		from, to []string // sections of a case file that are one side
	}{
		{"postgres", postgres.Server{}, []string{"base.sql", "a.sql"}, []string{"base.sql", "b.sql"}},
		{"sqlite", sqlite.File{}, []string{"from.sql"}, []string{"to.sql"}},
	} {
		t.Run(c.folder, func(t *testing.T) {
			files, err := filepath.Glob("../../testdata/cases/" + c.folder + "/*.txtar")
			if err != nil || len(files) == 0 {
				t.Fatalf("%d case files: %v", len(files), err)
			}
			planned := 0
			for _, file := range files {
				archive, err := txtar.ParseFile(file)
				if err != nil {
					t.Fatal(err)
				}
				from, to := sideOf(t, c.target, archive, c.from), sideOf(t, c.target, archive, c.to)
				if from == nil || to == nil {
					continue
				}
				o := PlanOptions{Target: c.target, Offline: true, Scope: schema.Scope{Declared: true}, Exclude: []string{"excluded*"}}
				for _, sides := range [][2]*Endpoint{{from, to}, {to, from}} {
					before := dump(sides[0].Schema) + dump(sides[1].Schema)
					if _, err := Plan(ctx, sides[0], sides[1], o); err == nil {
						planned++
					}
					_ = o.Differences(sides[0].Schema, sides[1].Schema)
					if after := dump(sides[0].Schema) + dump(sides[1].Schema); after != before {
						t.Errorf("%s: planning changed a schema (-before +after):\n%s", file, cmp.Diff(strings.Split(before, "\n"), strings.Split(after, "\n")))
					}
				}
			}
			if planned < len(files) {
				t.Errorf("only %d plans of %d files", planned, len(files))
			}
		})
	}
}

// What a server calls equivalent does not change the schemas that it was asked about.
func TestEquivalenceChangesNoInput(t *testing.T) {
	target := postgres.Server{}
	read := func(sql string) *Endpoint {
		return sideOf(t, target, &txtar.Archive{Files: []txtar.File{{Name: "x", Data: []byte(sql)}}}, []string{"x"})
	}
	from := read("CREATE TABLE t (a integer DEFAULT 1 + 1, CHECK (a < 3)); CREATE VIEW v AS SELECT a + 1 AS b FROM t; ALTER TABLE t OWNER TO ann;")
	to := read("CREATE TABLE t (a integer DEFAULT 2, CHECK (3 > a)); CREATE VIEW v AS SELECT 1 + a AS b FROM t;")
	before := dump(from.Schema) + dump(to.Schema)
	o := PlanOptions{Target: equalServer{target}, Scope: schema.Scope{Declared: true}}
	p, err := Plan(ctx, from, to, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Plan.Steps) != 0 || p.To.Schema.Fingerprint() != p.From.Schema.Fingerprint() {
		t.Errorf("what the server calls equal has %d steps", len(p.Plan.Steps))
	}
	if after := dump(from.Schema) + dump(to.Schema); after != before {
		t.Errorf("planning changed a schema (-before +after):\n%s", cmp.Diff(strings.Split(before, "\n"), strings.Split(after, "\n")))
	}
}

// equalServer is a target to which all spellings of an expression are equal.
type equalServer struct{ postgres.Server }

// Equivalence is an oracle.
func (equalServer) Equivalence(engine.Database, string, bool, introspect.Patience) plan.Equivalence {
	return allEqual{}
}

// allEqual calls every pair of spellings equivalent.
type allEqual struct{}

// Compare answers for all candidates.
func (allEqual) Compare(_ context.Context, _, _ *schema.Schema, candidates []plan.Candidate) ([]plan.Answer, error) {
	return slices.Repeat([]plan.Answer{plan.Equivalent}, len(candidates)), nil
}

// sideOf is one side of a case file; nil where it has errors or sections are missing.
func sideOf(t *testing.T, target engine.Target, archive *txtar.Archive, sections []string) *Endpoint {
	t.Helper()
	text, found := "", false
	for _, f := range archive.Files {
		if slices.Contains(sections, f.Name) {
			text, found = text+string(f.Data), found || f.Name == sections[len(sections)-1]
		}
	}
	e, err := OpenText(ctx, target.Language(), "schema.sql", []parse.Source{{Name: "schema.sql", Text: text}})
	if err == nil {
		err = e.Fold(nil)
	}
	if err != nil || !found {
		return nil
	}
	return e
}

// dump is all that a schema holds, a line for each value, but for the index of its keys, which
// is made when it is first needed.
func dump(s *schema.Schema) string {
	s.Fingerprint() // what is computed once is computed
	var b strings.Builder
	write(&b, "schema", reflect.ValueOf(s), map[reflect.Value]bool{})
	return b.String()
}

func write(b *strings.Builder, path string, v reflect.Value, above map[reflect.Value]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || above[v] {
			fmt.Fprintf(b, "%s: nil %t\n", path, v.IsNil())
			return
		}
		above[v] = true
		write(b, path, v.Elem(), above)
		delete(above, v)
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Type() == reflect.TypeFor[schema.Schema]() && (name == "sorted" || name == "added" || name == "gone") {
				continue
			}
			write(b, path+"."+name, v.Field(i), above)
		}
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(b, "%s: %d\n", path, v.Len())
		for i := range v.Len() {
			write(b, fmt.Sprintf("%s[%d]", path, i), v.Index(i), above)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			write(b, fmt.Sprintf("%s[%v]", path, k), v.MapIndex(k), above)
		}
	case reflect.Func:
		fmt.Fprintf(b, "%s: nil %t\n", path, v.IsNil())
	default:
		fmt.Fprintf(b, "%s: %v\n", path, v)
	}
}
