package sqlite_test

// What must hold of every plan is tested on the pairs of schemas of all case files, both
// ways, for an old and a new SQLite. The statements are executed on an engine in memory.

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// refused are the cases whose first plan the engine refuses. The planner does not know
// that; whoever applies a plan rehearses it first, and plans again or reports why not.
var refused = map[string]string{
	"fts5-content-view-broken":   "the full-text table reads a column that its view has no more",
	"fts5-content-without-rowid": "the full-text table reads row ids that its table has no more",
}

func TestEveryPlan(t *testing.T) {
	for name, texts := range caseFiles(t) {
		from, to := texts["from.sql"], texts["to.sql"]
		if texts["args"] != "" || strings.Contains(to, "@renamed") {
			continue // the way back would need hints of its own
		}
		for _, target := range []string{"3.40", "3.54"} {
			t.Run(name+"/there/"+target, func(t *testing.T) { holds(t, example{rule: name, from: from, to: to, target: target}) })
			t.Run(name+"/back/"+target, func(t *testing.T) { holds(t, example{rule: name, from: to, to: from, target: target}) })
		}
	}
}

// caseFiles are the parts of all case files by the name of the case.
func caseFiles(t *testing.T) map[string]map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/cases/sqlite/*.txtar")
	if err != nil || len(paths) < 150 {
		t.Fatalf("%d case files: %v", len(paths), err)
	}
	cases := map[string]map[string]string{}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		for _, f := range archive.Files {
			texts[f.Name] = string(f.Data)
		}
		cases[strings.TrimSuffix(filepath.Base(path), ".txtar")] = texts
	}
	return cases
}

// TestPlanReadsOnly: planning changes neither of the two schemas, also where a table is left
// alone, a virtual table belongs to the application, or a flag names a rename.
func TestPlanReadsOnly(t *testing.T) {
	texts := caseFiles(t)
	texts["left-alone"] = map[string]string{
		"from.sql": "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\nCREATE TABLE t_old (id INTEGER PRIMARY KEY, a TEXT);\nCREATE INDEX i ON t_old (a);\nCREATE TABLE c (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t_old);",
		"to.sql":   "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT);\nCREATE TABLE c (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t_old, d TEXT);",
		"args":     "--rename\nt.a=b",
	}
	for name, c := range texts {
		t.Run(name, func(t *testing.T) {
			renames := map[string]string{}
			for _, flag := range strings.Split(c["args"], "--rename")[1:] {
				was, now, _ := strings.Cut(strings.TrimSpace(strings.TrimLeft(flag, "=\n")), "=")
				renames[was] = now
			}
			from, to := read(t, c["from.sql"]), read(t, c["to.sql"])
			for _, runner := range []string{sqlite.RunnerScript, sqlite.RunnerNoSwitch} {
				planner, err := sqlite.New("", runner, c["args"] != "")
				if err != nil {
					t.Fatal(err)
				}
				changes := plan.Compare(from, to)
				_, err = planner.Plan(plan.Input{From: from, To: to, Changes: changes, Renames: renames, Fold: func(statements []string) (*schema.Schema, error) {
					return parser.Execute(context.Background(), from, statements)
				}})
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(changes, plan.Compare(from, to)) {
					t.Error("the differences have changed")
				}
			}
			for what, pair := range map[string][2]*schema.Schema{"from": {from, read(t, c["from.sql"])}, "to": {to, read(t, c["to.sql"])}} {
				got, want := values(pair[0]), values(pair[1])
				if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(pair[0].Notes, pair[1].Notes) {
					t.Errorf("%s has changed: %v", what, plan.Compare(pair[0], pair[1]))
				}
			}
		})
	}
}

// values are the objects of a schema as values that can be compared: what views and
// triggers read is asked, since functions are never equal.
func values(s *schema.Schema) []any {
	var out []any
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.View:
			v := *o
			v.Reads = nil
			out = append(out, v, o.Names())
		case *litemodel.Trigger:
			t := *o
			t.Reads = nil
			out = append(out, t, o.Names())
		default:
			out = append(out, o)
		}
	}
	return out
}

// holds tests what must hold of a plan.
func holds(t *testing.T, e example) {
	t.Helper()
	p, err := e.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	if refused[e.rule] == "" {
		executes(t, e, p)
	}
	stepsAreWhole(t, p)
	dropsGoInward(t, e, p)
	again, err := e.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	if first, second := describe(p), describe(again); first != second {
		t.Errorf("first:\n%s\nthen:\n%s", first, second)
	}
}

// stepsAreWhole: each step has a reason, statements and a cost, a rebuild says why nothing
// cheaper would do, and what loses rows says which.
func stepsAreWhole(t *testing.T, p *plan.Plan) {
	t.Helper()
	for _, s := range p.Steps {
		switch {
		case len(s.Reasons) == 0 || len(s.Statements) == 0 || s.Cost == "" || s.Loss == "":
			t.Errorf("step on %s is not complete: %+v", s.Key, s)
		case s.Loss == plan.Loses && (s.Lost == "" || len(s.Rules) == 0):
			t.Errorf("step on %s loses what nobody allows: %+v", s.Key, s)
		case s.Kind == "rebuild table" && (s.Why == "" || s.Copy == nil):
			t.Errorf("rebuild of %s does not say why: %+v", s.Key, s)
		}
	}
}

// dropsGoInward: a trigger goes before the view or table that it is on, an index before its
// table, and a view before tables; they are created the other way round.
func dropsGoInward(t *testing.T, e example, p *plan.Plan) {
	t.Helper()
	drops := []plan.Kind{"drop trigger", "drop view", "drop index", "drop virtual table", "drop table"}
	creates := []plan.Kind{"create table", "create virtual table", "create index", "create view", "create trigger"}
	last := -1
	var created []plan.Kind
	for _, s := range p.Steps {
		if at := slices.Index(drops, s.Kind); at >= 0 {
			if at < last {
				t.Errorf("%s: %s comes late\n%s", e.rule, s.Key, describe(p))
			}
			last = at
			if len(created) > 0 && s.Key.Kind != schema.KindTable {
				t.Errorf("%s: %s is dropped after %v\n%s", e.rule, s.Key, created, describe(p))
			}
		}
		if slices.Contains(creates, s.Kind) {
			created = append(created, s.Kind)
		}
	}
	if !slices.IsSortedFunc(created, func(a, b plan.Kind) int { return slices.Index(creates, a) - slices.Index(creates, b) }) {
		t.Errorf("%s: created in the order %v", e.rule, created)
	}
}
