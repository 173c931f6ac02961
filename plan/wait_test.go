package plan_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/plan"
)

var (
	needs    = &plan.OrderRule{Name: "what is needed comes first"}
	frees    = &plan.OrderRule{Name: "a name is free before it is taken"}
	yielding = &plan.OrderRule{Name: "either may come first", Yields: "both are there"}
)

// byName is a graph of steps that come by their names where no rule orders them; a node
// that begins with # is a junction.
func byName() *plan.Order[string] {
	return &plan.Order[string]{
		Less:     func(a, b string) bool { return a < b },
		Junction: func(n string) bool { return n[0] == '#' },
	}
}

// waits sorts a graph, makes count steps of each node (one if it names none) and lists of
// each step its number, its node and what it waits for.
func waits(o *plan.Order[string], nodes []string, count map[string]int) []string {
	sorted, _ := o.Sort(nodes)
	var steps []plan.Step
	var ends []int
	for _, n := range sorted {
		steps = append(steps, make([]plan.Step, countOf(count, n))...)
		ends = append(ends, len(steps))
	}
	o.NameWaits(steps, sorted, ends)
	var out []string
	for i, n := range sorted {
		for s := ends[i] - countOf(count, n); s < ends[i]; s++ {
			out = append(out, fmt.Sprintf("%d %s %v", s, n, steps[s].After))
		}
	}
	return out
}

func countOf(count map[string]int, n string) int {
	if c, ok := count[n]; ok {
		return c
	}
	return 1
}

func TestWaitsNameTheRule(t *testing.T) {
	o := byName()
	o.Before("b", "a", needs)
	o.Before("c", "a", frees)
	o.Before("c", "a", needs) // a second rule for the same two adds nothing
	want := []string{
		"0 b []",
		"1 c []",
		"2 a [{0 what is needed comes first} {1 a name is free before it is taken}]",
	}
	if diff := cmp.Diff(want, waits(o, []string{"a", "b", "c"}, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestImpliedWaitsAreLeftOut(t *testing.T) {
	o := byName()
	for _, e := range [][2]string{{"a", "b"}, {"b", "c"}, {"c", "d"}, {"a", "c"}, {"a", "d"}, {"b", "d"}} {
		o.Before(e[0], e[1], needs)
	}
	want := []string{
		"0 a []",
		"1 b [{0 what is needed comes first}]",
		"2 c [{1 what is needed comes first}]",
		"3 d [{2 what is needed comes first}]",
	}
	if diff := cmp.Diff(want, waits(o, []string{"a", "b", "c", "d"}, nil)); diff != "" {
		t.Error(diff)
	}
}

// Of the steps before a junction the last stands for all: else m steps before it and n after
// it were m times n waits.
func TestWaitsThroughAJunctionNameItsLastStep(t *testing.T) {
	o := byName()
	nodes := []string{"a", "b", "c", "x", "y"}
	for _, first := range nodes[:3] {
		o.Before(first, "#", frees)
	}
	for _, then := range nodes[3:] {
		o.Before("#", then, frees)
	}
	want := []string{
		"0 a []", "1 b []", "2 c []",
		"3 x [{2 a name is free before it is taken}]",
		"4 y [{2 a name is free before it is taken}]",
	}
	if diff := cmp.Diff(want, waits(o, nodes, nil)); diff != "" {
		t.Error(diff)
	}
}

// A node without a step, such as an index that goes with its table, passes on what it waits for.
func TestWaitsPassNodesWithoutSteps(t *testing.T) {
	o := byName()
	o.Before("a", "b", frees)
	o.Before("b", "c", needs)
	want := []string{
		"0 a []",
		"1 a [{0 the steps of one change run in their order}]",
		"2 c [{1 a name is free before it is taken}]",
	}
	if diff := cmp.Diff(want, waits(o, []string{"a", "b", "c"}, map[string]int{"a": 2, "b": 0})); diff != "" {
		t.Error(diff)
	}
}

func TestARuleThatYieldedIsNoWait(t *testing.T) {
	o := byName()
	o.Before("a", "b", needs)
	o.Before("b", "a", yielding)
	want := []string{"0 a []", "1 b [{0 what is needed comes first}]"}
	if diff := cmp.Diff(want, waits(o, []string{"a", "b"}, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestRenamesComeBeforeStepsThatWaitForNothing(t *testing.T) {
	steps := []plan.Step{{Kind: "x"}, {Kind: "y", After: []plan.Wait{{Step: 0, Rule: "r"}}}}
	got := plan.AfterRenames([]plan.Step{{Kind: "a"}, {Kind: "b"}}, steps)
	const first, chain = "what is renamed has its new name before other steps use it", "the steps of one change run in their order"
	want := []plan.Step{
		{Kind: "a"}, {Kind: "b", After: []plan.Wait{{Step: 0, Rule: chain}}},
		{Kind: "x", After: []plan.Wait{{Step: 1, Rule: first}}}, {Kind: "y", After: []plan.Wait{{Step: 2, Rule: "r"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(steps, plan.AfterRenames(nil, steps)); diff != "" {
		t.Errorf("without renames: %s", diff)
	}
}
