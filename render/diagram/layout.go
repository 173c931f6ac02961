package diagram

// Where the boxes of a picture stand. Tables come in columns: what is referred to stands to the left of
// what refers to it (the layers of Sugiyama's method), and within a column each table near the tables
// that it is linked with. Groups of tables without a link between them are laid out for themselves and
// packed in rows.

import (
	"math"
	"slices"
)

// box is a table with its place.
type box struct {
	table         int
	x, y          int
	width, height int
	rows          []int // the columns that are shown
}

// The measures of a picture, in pixels.
const (
	rowHeight  = 18
	headHeight = 26
	gapX       = 70
	gapY       = 24
	charWidth  = 7
	shownRows  = 16 // columns of a table that are shown; keys come first
	textLimit  = 34 // characters of a name that are shown
)

// layout places all tables; it returns the boxes in the order of the tables, and the size of the picture.
func layout(g *Graph) (boxes []box, width, height int) {
	boxes = make([]box, len(g.Tables))
	for i, t := range g.Tables {
		boxes[i] = measure(i, t)
	}
	groups := components(g)
	slices.SortStableFunc(groups, func(a, b []int) int { return len(b) - len(a) })
	area := 0
	sizes := make([][2]int, len(groups))
	for i, group := range groups {
		w, h := place(g, boxes, group)
		sizes[i] = [2]int{w, h}
		area += (w + gapX) * (h + gapY)
	}
	most := max(int(1.6*math.Sqrt(float64(area))), 900)
	x, y, deep := 0, 0, 0
	for i, group := range groups {
		w, h := sizes[i][0], sizes[i][1]
		if x > 0 && x+w > most {
			x, y, deep = 0, y+deep+gapY, 0
		}
		for _, n := range group {
			boxes[n].x += x
			boxes[n].y += y
		}
		x, deep = x+w+gapX/2, max(deep, h)
		width, height = max(width, x-gapX/2), max(height, y+h)
	}
	return boxes, width, height
}

func measure(i int, t *Table) box {
	b := box{table: i}
	for _, keys := range []bool{true, false} {
		for n, c := range t.Columns {
			if (c.Primary || c.Foreign) == keys && len(b.rows) < shownRows {
				b.rows = append(b.rows, n)
			}
		}
	}
	slices.Sort(b.rows)
	longest := min(runes(t.Name), textLimit) + 2
	for _, n := range b.rows {
		c := t.Columns[n]
		longest = max(longest, min(runes(c.Name), textLimit)+min(runes(c.Type), textLimit)+5)
	}
	lines := len(b.rows)
	if lines < len(t.Columns) {
		lines++ // "and 3 more"
	}
	b.width, b.height = longest*charWidth+16, headHeight+lines*rowHeight+4
	return b
}

func runes(s string) int { return len([]rune(s)) }

// components are the groups of tables that references connect.
func components(g *Graph) [][]int {
	group := make([]int, len(g.Tables))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for _, l := range g.Links {
		group[root(l.From)] = root(l.To)
	}
	var out [][]int
	at := map[int]int{}
	for i := range g.Tables {
		r := root(i)
		if _, ok := at[r]; !ok {
			at[r] = len(out)
			out = append(out, nil)
		}
		out[at[r]] = append(out[at[r]], i)
	}
	return out
}

// place gives the tables of a group their places, from 0, 0; it returns the size.
func place(g *Graph, boxes []box, group []int) (width, height int) {
	layers := inLayers(g, group)
	arrange(g, layers)
	heights := make([]int, len(layers))
	for i, layer := range layers {
		for _, n := range layer {
			heights[i] += boxes[n].height + gapY
		}
		heights[i] -= gapY
		height = max(height, heights[i])
	}
	for i, layer := range layers {
		wide, y := 0, (height-heights[i])/2
		for _, n := range layer {
			boxes[n].x, boxes[n].y = width, y
			y += boxes[n].height + gapY
			wide = max(wide, boxes[n].width)
		}
		width += wide + gapX
	}
	return width - gapX, height
}

// mostInLayer is how many tables stand above each other; more get a column of their own beside them.
const mostInLayer = 12

// inLayers divides tables so that each stands after what it refers to, unless references go round.
func inLayers(g *Graph, group []int) [][]int {
	refers := map[int][]int{}
	for _, l := range g.Links {
		if l.From != l.To {
			refers[l.From] = append(refers[l.From], l.To)
		}
	}
	depth, state := map[int]int{}, map[int]int{}
	for _, start := range group {
		deepen(start, refers, depth, state)
	}
	near := map[int]int{} // the least depth of what refers to a table
	for n, list := range refers {
		for _, to := range list {
			if d, ok := near[to]; !ok || depth[n] < d {
				near[to] = depth[n]
			}
		}
	}
	for n, d := range near {
		if len(refers[n]) == 0 { // it stands beside what refers to it
			depth[n] = max(depth[n], d-1)
		}
	}
	var layers [][]int
	deepest := 0
	for _, n := range group {
		deepest = max(deepest, depth[n])
	}
	for d := range deepest + 1 {
		var layer []int
		for _, n := range group {
			if depth[n] == d {
				layer = append(layer, n)
			}
		}
		layers = append(layers, slices.Collect(slices.Chunk(layer, mostInLayer))...)
	}
	return layers
}

// deepen finds how far a table is from tables without references, without recursion: chains can be long.
func deepen(start int, refers map[int][]int, depth, state map[int]int) {
	const open, done = 1, 2
	stack := []int{start}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		if state[n] == 0 {
			state[n] = open
			for _, to := range refers[n] {
				if state[to] == 0 {
					stack = append(stack, to)
				}
			}
			continue
		}
		stack = stack[:len(stack)-1]
		if state[n] == done {
			continue
		}
		for _, to := range refers[n] {
			if state[to] == done {
				depth[n] = max(depth[n], depth[to]+1)
			}
		}
		state[n] = done
	}
}

// arrange orders each layer by the mean place of what its tables are linked with, to and fro.
func arrange(g *Graph, layers [][]int) {
	linked := map[int][]int{}
	for _, l := range g.Links {
		linked[l.From] = append(linked[l.From], l.To)
		linked[l.To] = append(linked[l.To], l.From)
	}
	at := map[int]float64{}
	settle := func(layer []int) {
		for i, n := range layer {
			at[n] = float64(i) - float64(len(layer))/2
		}
	}
	for _, layer := range layers {
		settle(layer)
	}
	for range 4 {
		for _, layer := range layers {
			mean := map[int]float64{}
			for _, n := range layer {
				sum := at[n]
				for _, other := range linked[n] {
					sum += at[other]
				}
				mean[n] = sum / float64(len(linked[n])+1)
			}
			slices.SortStableFunc(layer, func(a, b int) int {
				switch {
				case mean[a] < mean[b]:
					return -1
				case mean[a] > mean[b]:
					return 1
				}
				return 0
			})
			settle(layer)
		}
		slices.Reverse(layers)
	}
}
