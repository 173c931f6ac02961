package sqlite

// Renames that depend on one another. Names that are wanted for others come first (a becomes b where b becomes c), and
// names that go round (two columns that swap theirs) need one more name in between. A hint in a file stays there when
// it is done, so names that go round are followed where the definitions show that they have not gone round yet, or
// where a flag asks for it.

import (
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
)

// caseTable begins the name of a table whose name changes in case alone, or goes round.
const caseTable = "_schemadiff_case_"

// naming is one rename: of folded names, from what the database has to what is desired.
type naming struct {
	was, now string
	asked    bool // by a flag, which is for this plan alone
}

// chain are renames in the order in which they run; in a ring the last frees the name for the first.
type chain struct {
	names []naming
	ring  bool
}

func ringless(e naming) chain { return chain{names: []naming{e}} }

// parts are the chains of one step each.
func (c chain) parts() (out []chain) {
	if c.ring {
		return []chain{c}
	}
	for _, e := range c.names {
		out = append(out, ringless(e))
	}
	return out
}

// write adds the statements and their undo to a step. former and desired spell names; between begins a name that
// is taken meanwhile.
func (c chain) write(s *plan.Step, former, desired func(folded string) string, between string, rename func(a, b string) plan.Statement) {
	type pair struct{ a, b string }
	var pairs []pair
	for _, e := range c.names {
		pairs = append(pairs, pair{former(e.was), desired(e.now)})
	}
	last := len(pairs) - 1
	if aside := between + pairs[last].a; c.ring {
		pairs = append([]pair{{pairs[last].a, aside}}, pairs...)
		pairs[last+1].a = aside
	} else if c.names[0].was == c.names[0].now && between == caseTable { // SQLite says that the name is taken
		pairs = []pair{{pairs[0].a, aside}, {aside, pairs[0].b}}
	}
	for _, p := range pairs {
		s.Statements = append(s.Statements, rename(p.a, p.b))
	}
	if len(pairs) == 2 && !c.ring {
		pairs = []pair{{pairs[0].a, pairs[1].b}}
	}
	for _, p := range slices.Backward(pairs) {
		s.Undo = append(s.Undo, rename(p.b, p.a).SQL)
	}
}

// namings are the renames of one name space.
type namings struct {
	list     []naming
	has      func(name string) bool     // in the database
	wants    func(name string) bool     // in the desired schema
	hinted   func(name string) bool     // the desired object of the name has a hint
	same     func(was, now string) bool // the object of the database is the desired one but for its name
	followed []chain
	stale    []naming // both names are in use
}

// resolve sorts the renames: the order of those to follow, and the others.
func (n *namings) resolve() {
	valid := map[string]naming{} // by the new name
	for _, e := range n.list {
		if n.has(e.was) {
			valid[e.now] = e
		}
	}
	for {
		leaving := map[string]int{}
		for _, e := range valid {
			leaving[e.was]++
		}
		var blocked []string
		for now, e := range valid {
			_, filled := valid[e.was]
			if n.has(now) && leaving[now] == 0 || n.wants(e.was) && !filled && !e.asked || leaving[e.was] > 1 {
				blocked = append(blocked, now)
			}
		}
		for _, now := range blocked {
			delete(valid, now)
		}
		if len(blocked) == 0 {
			break
		}
	}
	for _, e := range n.list {
		if _, ok := valid[e.now]; !ok && n.has(e.was) && !(n.hinted(e.was) && n.has(e.now)) {
			n.stale = append(n.stale, e)
		}
	}
	n.order(valid)
}

// order orders what is followed, each after the one that frees its name.
func (n *namings) order(valid map[string]naming) {
	next := map[string]string{} // by the former name
	for now, e := range valid {
		next[e.was] = now
	}
	done := map[string]bool{}
	for _, now := range slices.Sorted(maps.Keys(valid)) {
		if done[now] {
			continue
		}
		var list []naming
		ring := false
		at := now
		for { // to the end that goes to a free name
			following, more := next[at]
			if !more {
				break
			}
			if at = following; at == now {
				ring = true
				break
			}
		}
		for e, ok := valid[at]; ok && !done[e.now]; e, ok = valid[e.was] {
			done[e.now] = true
			list = append(list, e)
		}
		if !ring || n.goesRound(list) {
			n.followed = append(n.followed, chain{list, ring})
		}
	}
}

// goesRound reports whether names that go round are to be followed: by a flag, or where the objects are the desired ones
// once they are renamed, and not as they are.
func (n *namings) goesRound(ring []naming) bool {
	asked, done, pending := true, true, true
	for _, e := range ring {
		asked = asked && e.asked
		done = done && n.same(e.now, e.now)
		pending = pending && n.same(e.was, e.now)
	}
	if !asked && done == pending { // nothing shows whether it is done
		n.stale = append(n.stale, ring...)
	}
	return asked || pending && !done
}
