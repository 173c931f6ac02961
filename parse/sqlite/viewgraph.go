package sqlite

// Views that read views form a graph. It gives the order to check them in, and finds the
// ones too large to expand.

import (
	"cmp"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// maxExpanded is how many tables and views SQLite may have to put into a query in the
// place of views before it is compiled: n views that each read the one before twice
// make 2^n, and compiling is not to be interrupted.
const maxExpanded = 2_000

// viewGraph says which views of a schema read which others, and how much SQLite puts
// into a query in the place of one.
type viewGraph struct {
	views []*litemodel.View
	names map[schema.Key][]*litemodel.View // what a view may read, with repetitions, as the text has them
	reads map[schema.Key][]*litemodel.View // what it reads for sure
	sizes map[schema.Key]int               // what a view is expanded to; 0 while that is being counted
	depth map[schema.Key]int               // how many views stand on the way to the tables
}

func newViewGraph(s *schema.Schema) *viewGraph {
	g := &viewGraph{names: map[schema.Key][]*litemodel.View{}, reads: map[schema.Key][]*litemodel.View{}, sizes: map[schema.Key]int{}, depth: map[schema.Key]int{}}
	named := map[string]*litemodel.View{}
	for o := range s.All() {
		if v, ok := o.(*litemodel.View); ok {
			g.views = append(g.views, v)
			named[v.Folded] = v
		}
	}
	for _, v := range g.views {
		g.read(v, named)
	}
	for _, v := range g.views {
		g.expanded(v)
	}
	return g
}

// read looks for the names of views in the text of one. What stands after FROM or JOIN is
// read for sure, unless a WITH may give the name another meaning.
func (g *viewGraph) read(v *litemodel.View, named map[string]*litemodel.View) {
	text := v.Body.SQL
	tokens := lex(text)
	with := slices.ContainsFunc(tokens, func(t token) bool { return t.is(text, "with") })
	for i, t := range tokens {
		other := named[Fold(t.name(text))]
		if !t.isName() || other == nil || other == v {
			continue
		}
		g.names[v.Key()] = append(g.names[v.Key()], other)
		from := i > 1 && tokens[i-1].is(text, "from") && !tokens[i-2].is(text, "distinct")
		if !with && (from || i > 0 && tokens[i-1].is(text, "join")) {
			g.reads[v.Key()] = append(g.reads[v.Key()], other)
		}
	}
}

// expanded is how many tables and views a view stands for, at most a little more than
// maxExpanded. A circle counts once; SQLite refuses it.
func (g *viewGraph) expanded(v *litemodel.View) int {
	k := v.Key()
	if n, ok := g.sizes[k]; ok {
		return n
	}
	g.sizes[k] = 0
	n, depth := 1, 0
	for _, other := range g.names[k] {
		n = min(n+g.expanded(other), maxExpanded+1)
		depth = max(depth, g.depth[other.Key()]+1)
	}
	g.sizes[k], g.depth[k] = n, depth
	return n
}

// fromTop lists the views so that each comes before the views that it reads.
func (g *viewGraph) fromTop() []*litemodel.View {
	out := slices.Clone(g.views)
	slices.SortStableFunc(out, func(a, b *litemodel.View) int { return cmp.Compare(g.depth[b.Key()], g.depth[a.Key()]) })
	return out
}

// mark notes a view and all that it reads for sure.
func (g *viewGraph) mark(v *litemodel.View, seen map[schema.Key]bool) {
	if seen[v.Key()] {
		return
	}
	seen[v.Key()] = true
	for _, other := range g.reads[v.Key()] {
		g.mark(other, seen)
	}
}
