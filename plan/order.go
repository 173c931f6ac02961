package plan

// The order of steps is a graph: a rule that has a sentence for a name says which step
// comes before which. What no rule orders comes in the order of its rank. Where steps wait
// for each other in a circle, only a rule that says why it may yield is left out; a circle
// of other rules is given back, so that whoever plans can report it.

import (
	"cmp"
	"container/heap"
	"slices"
)

// OrderRule says of some steps that they come before others.
type OrderRule struct {
	Name   string // as a sentence: "a column is there before what reads it"
	Yields string // why it need not hold in a circle; "" where it must
}

// Edge is one step that comes before another, by a rule.
type Edge[N comparable] struct {
	First N
	Rule  *OrderRule
}

// Order is a graph of what comes before what.
type Order[N comparable] struct {
	edges  map[N][]Edge[N]
	joined map[N]N // nodes that share the step of another

	// Less says which of two comes first where no rule orders them.
	Less func(a, b N) bool
	// Junction reports whether a node is no step, but stands between many that come first
	// and many that come then: with it there are as many edges as the sum of both, without
	// it as many as the product.
	Junction func(N) bool
	// Held is the step that must be done before another one, also in a circle.
	Held func(N) (N, bool)
}

// Circle is a set of steps that wait for each other by rules that do not yield.
type Circle[N comparable] struct {
	Steps []N          // each waits for the next one, the last for the first
	Rules []*OrderRule // by which each does
}

// Before has one node come before another.
func (o *Order[N]) Before(first, then N, rule *OrderRule) {
	if o.edges == nil {
		o.edges = map[N][]Edge[N]{}
	}
	o.edges[then] = append(o.edges[then], Edge[N]{first, rule})
}

// Waits reports whether an edge has one node come after another.
func (o *Order[N]) Waits(then, first N) bool {
	return slices.ContainsFunc(o.edges[then], func(e Edge[N]) bool { return e.First == first })
}

// Join has a node share the step of another one: what waits for either waits for that step, and the
// step waits for what either does.
func (o *Order[N]) Join(into, n N) {
	if o.joined == nil {
		o.joined = map[N]N{}
	}
	o.joined[n] = into
	if len(o.edges[n]) > 0 {
		o.edges[into] = append(o.edges[into], o.edges[n]...)
	}
}

// Reachable are the nodes that must come before one, directly or not.
func (o *Order[N]) Reachable(from N) map[N]bool {
	seen := map[N]bool{}
	for list := []N{from}; len(list) > 0; {
		n := list[len(list)-1]
		list = list[:len(list)-1]
		for _, e := range o.edges[n] {
			if !seen[e.First] {
				seen[e.First] = true
				list = append(list, e.First)
			}
		}
	}
	return seen
}

// Sort puts steps in their order: of the steps that wait for none, always the least comes
// next. It returns the circles that no rule breaks; their steps are in the order all the same.
func (o *Order[N]) Sort(steps []N) ([]N, []Circle[N]) {
	s := &sorting[N]{Order: o, waiting: map[N]int{}, next: map[N][]N{}, done: map[N]bool{}}
	for then, edges := range o.edges {
		s.waiting[then] = len(edges)
		for _, e := range edges {
			s.next[e.First] = append(s.next[e.First], then)
		}
	}
	for _, n := range steps {
		if s.waiting[n] == 0 {
			heap.Push(s, n)
		}
	}
	var circles []Circle[N]
	sorted := make([]N, 0, len(steps))
	for len(sorted) < len(steps) {
		if s.Len() == 0 {
			n := s.breakCircle(steps)
			if c, hard := s.circle(n); hard {
				circles = append(circles, c)
			}
			heap.Push(s, n)
		}
		n := heap.Pop(s).(N)
		if s.done[n] {
			continue
		}
		sorted = append(sorted, n)
		s.finish(n)
	}
	return sorted, circles
}

// sorting takes steps in the order of their rank once all is done that they wait for. It
// is the heap of the steps that wait for none.
type sorting[N comparable] struct {
	*Order[N]
	waiting map[N]int // for how many, of which a junction counts as one
	next    map[N][]N
	done    map[N]bool
	ready   []N
}

func (s *sorting[N]) Len() int           { return len(s.ready) }
func (s *sorting[N]) Less(i, j int) bool { return s.Order.Less(s.ready[i], s.ready[j]) }
func (s *sorting[N]) Swap(i, j int)      { s.ready[i], s.ready[j] = s.ready[j], s.ready[i] }
func (s *sorting[N]) Push(x any)         { s.ready = append(s.ready, x.(N)) }
func (s *sorting[N]) Pop() any {
	last := s.ready[len(s.ready)-1]
	s.ready = s.ready[:len(s.ready)-1]
	return last
}

// junction reports whether a node is no step.
func (s *sorting[N]) junction(n N) bool { return s.Junction != nil && s.Junction(n) }

// finish releases what has waited for a step, also at the other side of junctions.
func (s *sorting[N]) finish(n N) {
	for list := []N{n}; len(list) > 0; {
		n, list = list[len(list)-1], list[:len(list)-1]
		s.done[n] = true
		for _, then := range s.next[n] {
			if s.waiting[then]--; s.waiting[then] > 0 || s.done[then] {
				continue
			}
			if s.junction(then) {
				list = append(list, then)
			} else {
				heap.Push(s, then)
			}
		}
	}
}

// waits is for how many steps one still waits, those before a junction counted each.
func (s *sorting[N]) waits(n N) int {
	count := s.waiting[n]
	for _, e := range s.edges[n] {
		if s.junction(e.First) && !s.done[e.First] {
			count += s.waiting[e.First] - 1
		}
	}
	return count
}

// breakCircle chooses what comes next where each step waits for another: of a circle that waits
// for nothing else, what waits for the fewest, but what is held comes last.
func (s *sorting[N]) breakCircle(steps []N) N {
	first := s.least(steps, func(N) bool { return true })
	inside := s.circleBefore(first)
	if n := s.least(steps, func(n N) bool { return inside[n] }); inside[n] {
		return n
	}
	return first
}

// least is the step that waits for the fewest among some; one that is held comes last.
func (s *sorting[N]) least(steps []N, among func(N) bool) N {
	var best N
	var bestHeld, least, found int
	for _, n := range steps {
		if s.done[n] || !among(n) {
			continue
		}
		held, waits := s.held(n), s.waits(n)
		order := cmp.Or(cmp.Compare(held, bestHeld), cmp.Compare(waits, least))
		if found == 0 || order < 0 || order == 0 && s.Order.Less(n, best) {
			best, bestHeld, least, found = n, held, waits, 1
		}
	}
	return best
}

// circleBefore is a set of nodes that wait for each other and for no others, which a node waits for
// or is part of: the first strongly connected component that Tarjan's search completes.
func (s *sorting[N]) circleBefore(from N) map[N]bool {
	met, low := map[N]int{}, map[N]int{}
	var stack []N
	var inside map[N]bool
	var visit func(n N)
	visit = func(n N) {
		number := len(met) + 1
		met[n], low[n] = number, number
		stack = append(stack, n)
		for _, e := range s.edges[n] {
			if s.done[e.First] {
				continue
			}
			if met[e.First] == 0 {
				if visit(e.First); inside != nil {
					return
				}
			}
			low[n] = min(low[n], low[e.First])
		}
		if low[n] == number {
			inside = map[N]bool{}
			for _, part := range stack[slices.Index(stack, n):] {
				inside[part] = true
			}
		}
	}
	visit(from)
	return inside
}

func (s *sorting[N]) held(n N) int {
	if s.Held == nil {
		return 0
	}
	if by, ok := s.Held(n); ok && !s.done[by] {
		return 1
	}
	return 0
}

// circle is the way by rules that do not yield from a step back to one that was met
// before; none if there is no such way.
func (s *sorting[N]) circle(from N) (Circle[N], bool) {
	var c Circle[N]
	met := map[N]bool{}
	var visit func(n N) bool
	visit = func(n N) bool {
		if i := slices.Index(c.Steps, n); i >= 0 {
			c.Steps, c.Rules = c.Steps[i:], c.Rules[i:]
			return true
		}
		if met[n] {
			return false
		}
		met[n] = true
		for _, e := range s.edges[n] {
			if s.done[e.First] || e.Rule.Yields != "" {
				continue
			}
			c.Steps, c.Rules = append(c.Steps, n), append(c.Rules, e.Rule)
			if visit(e.First) {
				return true
			}
			c.Steps, c.Rules = c.Steps[:len(c.Steps)-1], c.Rules[:len(c.Rules)-1]
		}
		return false
	}
	if !visit(from) {
		return Circle[N]{}, false
	}
	c.dropJunctions(s.junction)
	return c, true
}

// dropJunctions leaves out what is no step, with the rule that leads on from it.
func (c *Circle[N]) dropJunctions(junction func(N) bool) {
	var out Circle[N]
	for i, n := range c.Steps {
		if !junction(n) {
			out.Steps, out.Rules = append(out.Steps, n), append(out.Rules, c.Rules[i])
		}
	}
	*c = out
}
