package postgres_test

// What must hold of every plan is tested on the pairs of schemas of all case files, in all
// directions. The planner is also asked to agree with the parser: the statements of a plan,
// folded one by one onto the schema that it starts from, name nothing that is not there.

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// pair is one direction of a case file.
type pair struct {
	name     string
	from, to *schema.Schema
	plan     *plan.Plan
	fold     func([]string) (*schema.Schema, error)
}

// pairs plans every direction of every case file that needs no options.
func pairs(t *testing.T, do func(t *testing.T, p pair)) {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/cases/postgres/*.txtar")
	if err != nil || len(paths) < 200 {
		t.Fatalf("%d case files: %v", len(paths), err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		for _, f := range archive.Files {
			texts[f.Name] = string(f.Data)
		}
		if texts["args"] != "" {
			continue
		}
		name, base := strings.TrimSuffix(filepath.Base(path), ".txtar"), texts["base.sql"]
		a, b, target := base+texts["a.sql"], base+texts["b.sql"], strings.TrimSpace(texts["min"])
		planned(t, name+"/create", base, a, target, do)
		planned(t, name+"/drop", a, base, target, do)
		if texts["b.sql"] != "" && !strings.Contains(texts["b.sql"], "@renamed") {
			planned(t, name+"/change", a, b, target, do)
			planned(t, name+"/back", b, a, target, do)
		}
	}
}

func planned(t *testing.T, name, from, to, target string, do func(*testing.T, pair)) {
	t.Run(name, func(t *testing.T) {
		e := example{target: target}
		planner, err := newPlanner(e)
		if err != nil {
			t.Fatal(err)
		}
		p := pair{name: name, from: read(t, from), to: read(t, to), fold: fold(t, from)}
		if p.plan, err = planner.Plan(plan.Input{From: p.from, To: p.to, Fold: p.fold}); err != nil {
			t.Fatal(err)
		}
		do(t, p)
	})
}

func TestEveryPlan(t *testing.T) {
	properties := []struct {
		rule  string
		check func(*testing.T, pair)
	}{
		{"needs are created first", needsAreThere},
		{"dependents are dropped first", dependentsGoFirst},
		{"nothing is created or dropped twice", recreatedOnce},
		{"no circle is left", noCircle},
		{"steps say what they do", stepsSayWhatTheyDo},
		{"a plan is the same each time", sameEachTime},
		{"equal schemas need no step", equalNeedNoStep},
		{"the steps lead to the schema", leadToTheSchema},
	}
	pairs(t, func(t *testing.T, p pair) {
		for _, property := range properties {
			t.Run(property.rule, func(t *testing.T) { property.check(t, p) })
		}
	})
}

// position is the number of the first step that does something to an object, or -1.
func position(p *plan.Plan, does string, k schema.Key) int {
	return slices.IndexFunc(p.Steps, func(s plan.Step) bool {
		return s.Key == k && strings.HasPrefix(string(s.Kind), does+" "+string(k.Kind))
	})
}

// needsAreThere: what a created object needs is created before it, where the plan
// creates it.
func needsAreThere(t *testing.T, p pair) {
	for i, s := range p.plan.Steps {
		o := p.to.Get(s.Key)
		if o == nil || position(p.plan, "create", s.Key) != i {
			continue
		}
		for _, need := range o.Needs() {
			if at := position(p.plan, "create", need); at > i && !madeOf(p.to.Get(need), s.Key) && s.Key.Kind != schema.KindSequence {
				t.Errorf("%s is created before %s, which it needs:\n%s", s.Key, need, describe(p.plan))
			}
		}
	}
}

// dependentsGoFirst: what needs a dropped object is dropped before it, where the plan
// drops it.
func dependentsGoFirst(t *testing.T, p pair) {
	for i, s := range p.plan.Steps {
		o := p.from.Get(s.Key)
		if o == nil || position(p.plan, "drop", s.Key) != i || s.Statements == nil {
			continue
		}
		for _, need := range o.Needs() {
			if at := position(p.plan, "drop", need); at >= 0 && at < i && dropped(p.plan.Steps[at]) {
				t.Errorf("%s is dropped after %s, which it needs:\n%s", s.Key, need, describe(p.plan))
			}
		}
	}
}

// noCircle: whatever waits for each other in the cases is ordered by a rule that yields.
func noCircle(t *testing.T, p pair) {
	for _, f := range p.plan.Findings {
		if f.Rule == "order-circle" {
			t.Errorf("%s\n%s", f.Message, describe(p.plan))
		}
	}
}

// dropped reports whether a step takes its object away, and does not only rename it.
func dropped(s plan.Step) bool {
	return slices.ContainsFunc(s.Statements, func(st plan.Statement) bool { return strings.HasPrefix(st.SQL, "DROP ") })
}

// madeOf reports whether a type is made of a function that names it: that comes after a
// shell of the type.
func madeOf(o schema.Object, function schema.Key) bool {
	return o != nil && (o.Key().Kind == schema.KindBaseType || o.Key().Kind == schema.KindRange) && slices.Contains(o.Needs(), function)
}

// recreatedOnce: no object is created or dropped twice in a plan.
func recreatedOnce(t *testing.T, p pair) {
	seen := map[string]bool{}
	for _, s := range p.plan.Steps {
		for _, st := range s.Statements {
			if (strings.HasPrefix(st.SQL, "CREATE ") || strings.HasPrefix(st.SQL, "DROP ")) && seen[st.SQL] {
				t.Errorf("%s is in the plan twice:\n%s", st.SQL, describe(p.plan))
			}
			seen[st.SQL] = true
		}
	}
}

// stepsSayWhatTheyDo: each step has a reason, statements and a cost, and a step that
// can lose rows says what is lost.
func stepsSayWhatTheyDo(t *testing.T, p pair) {
	for _, s := range p.plan.Steps {
		if len(s.Reasons) == 0 || len(s.Statements) == 0 || s.Cost == "" || s.Loss == "" {
			t.Errorf("step on %s is not complete: %+v", s.Key, s)
		}
		if s.Loss != plan.Keeps && s.Lost == "" {
			t.Errorf("step on %s loses what it does not say: %+v", s.Key, s)
		}
	}
}

// sameEachTime: no order of a map reaches a plan.
func sameEachTime(t *testing.T, p pair) {
	planner, err := newPlanner(example{target: p.plan.Target})
	if err != nil {
		t.Fatal(err)
	}
	again, err := planner.Plan(plan.Input{From: p.from, To: p.to, Fold: p.fold})
	if err != nil {
		t.Fatal(err)
	}
	if first, second := describe(p.plan), describe(again); first != second {
		t.Errorf("first:\n%s\nthen:\n%s", first, second)
	}
}

// equalNeedNoStep: a schema planned to itself is an empty plan.
func equalNeedNoStep(t *testing.T, p pair) {
	planner, err := newPlanner(example{target: p.plan.Target})
	if err != nil {
		t.Fatal(err)
	}
	none, err := planner.Plan(plan.Input{From: p.to, To: p.to})
	if err != nil {
		t.Fatal(err)
	}
	if len(none.Steps) > 0 || len(none.Findings) > 0 {
		t.Errorf("got\n%s", describe(none))
	}
}

// leadToTheSchema: the statements of a plan, read in their order, lead to the
// schema that was asked for.
func leadToTheSchema(t *testing.T, p pair) {
	var statements []string
	for _, s := range p.plan.Steps {
		for _, st := range s.Statements {
			statements = append(statements, st.SQL)
		}
	}
	got, err := executed(p.from, statements)
	if err != nil {
		t.Fatalf("%v\n%s", err, describe(p.plan))
	}
	var text []string
	for _, c := range plan.Compare(got, p.to) {
		text = append(text, fmt.Sprint(c.Op, " ", c.Key, " ", c.Fields))
	}
	if len(text) > 0 && len(p.plan.Findings) == 0 {
		t.Errorf("left to do: %s\nafter\n%s", strings.Join(text, "\n"), describe(p.plan))
	}
}
