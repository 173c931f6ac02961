package plan

// A sorted plan says in which order steps run; Wait says why. NameWaits reads the edges of
// the graph that sorted the steps and leaves each step with the earlier ones it must come
// after, so that a reader of the JSON can see what may be moved and what may not. What
// follows from other edges is left out, and of many steps before a junction the last is
// named for all, so that a plan has at most as many waits as rules drew edges.

import (
	"cmp"
	"slices"
)

// Wait is an earlier step that a step must come after, and the rule that demands it.
type Wait struct {
	Step int    `json:"step"` // its index in Plan.Steps
	Rule string `json:"rule"` // the name of an OrderRule
}

// The rules that no graph holds: they follow from how steps are put together.
const (
	ruleOneChange   = "the steps of one change run in their order"
	ruleRenameFirst = "what is renamed has its new name before other steps use it"
)

// NameWaits fills After of steps. The nodes stand as Sort returned them, and ends holds for
// each of them how many steps there were once its own were written: a node may have become
// one step, several or none.
func (o *Order[N]) NameWaits(steps []Step, sorted []N, ends []int) {
	r := waitReader[N]{order: o, last: map[N]int{}, passed: map[N]Wait{}}
	first := 0
	for i, n := range sorted {
		if ends[i] == first {
			continue
		}
		r.last[n] = ends[i] - 1
		first = ends[i]
	}
	first = 0
	for i, n := range sorted {
		for s := first; s < ends[i]; s++ {
			if s == first {
				steps[s].After = reduce(steps, r.waitsOf(n, s))
			} else {
				steps[s].After = []Wait{{s - 1, ruleOneChange}}
			}
		}
		first = ends[i]
	}
}

// waitReader turns edges between nodes into waits of steps.
type waitReader[N comparable] struct {
	order  *Order[N]
	last   map[N]int  // the last step of each node that has one
	passed map[N]Wait // of nodes without steps: the last step that comes before them
}

// waitsOf are the steps before one that its node has edges from, each once.
func (r *waitReader[N]) waitsOf(n N, step int) []Wait {
	var out []Wait
	for _, e := range r.order.edges[n] {
		w, _ := r.wait(e, step)
		known := func(o Wait) bool { return o.Step == w.Step }
		if w.Step >= 0 && w.Step < step && !slices.ContainsFunc(out, known) { // a later one yielded in a circle
			out = append(out, w)
		}
	}
	return out
}

// wait is the step at the other end of an edge; its number is negative if there is none. Of
// several it is the last one before the step that waits: in a circle others come later, and
// then yielded is true.
func (r *waitReader[N]) wait(e Edge[N], step int) (found Wait, yielded bool) {
	if into, ok := r.order.joined[e.First]; ok {
		e.First = into
	}
	if s, ok := r.last[e.First]; ok {
		return Wait{s, e.Rule.Name}, s >= step
	}
	if w, ok := r.passed[e.First]; ok {
		return w, false
	}
	latest := Wait{Step: -1}
	r.passed[e.First] = latest // ends circles
	for _, before := range r.order.edges[e.First] {
		w, later := r.wait(before, step)
		yielded = yielded || later
		if w.Step > latest.Step && w.Step < step {
			latest = w
		}
	}
	r.passed[e.First] = latest
	if yielded { // another step may find more
		delete(r.passed, e.First)
	}
	return latest, yielded
}

// searched bounds the search for edges that others imply: a wait too many does no harm, a
// plan of thousands of steps that each search all the others does.
const searched = 64

// reduce leaves out waits that follow from others: the latest steps are kept first, and an
// earlier one goes if one of these waits for it.
func reduce(steps []Step, waits []Wait) []Wait {
	slices.SortFunc(waits, func(a, b Wait) int { return cmp.Compare(b.Step, a.Step) })
	var kept []Wait
	implied := map[int]bool{}
	for _, w := range waits {
		if implied[w.Step] {
			continue
		}
		kept = append(kept, w)
		markImplied(steps, w.Step, implied)
	}
	slices.Reverse(kept)
	return kept
}

// markImplied adds the steps that one waits for, near ones first.
func markImplied(steps []Step, step int, implied map[int]bool) {
	list := []int{step}
	for i := 0; i < len(list) && i < searched; i++ {
		for _, w := range steps[list[i]].After {
			if !implied[w.Step] {
				implied[w.Step] = true
				list = append(list, w.Step)
			}
		}
	}
}

// AfterRenames puts the steps of renames before the others. Other steps that wait for
// nothing else wait for the last rename.
func AfterRenames(renames, steps []Step) []Step {
	if len(renames) == 0 {
		return steps
	}
	last := len(renames) - 1
	for i := range renames[:last] {
		renames[i+1].After = []Wait{{i, ruleOneChange}}
	}
	for i := range steps {
		for j := range steps[i].After {
			steps[i].After[j].Step += len(renames)
		}
		if len(steps[i].After) == 0 {
			steps[i].After = []Wait{{last, ruleRenameFirst}}
		}
	}
	return append(renames, steps...)
}
