package value

// Geometric types (datatype-geometric.html; geo_ops.c): points with parentheses or without, in lists
// with an outer pair of them, of brackets or of nothing. All are printed with every parenthesis, a
// box by its upper right and lower left corners.

import (
	"math"
	"strings"
)

// point is a pair of coordinates.
type point struct{ x, y float64 }

func (p point) String() string { return "(" + floatText(p.x, 64) + "," + floatText(p.y, 64) + ")" }

// shapeParser reads a geometric value.
type shapeParser struct {
	text string
	pos  int
}

func (p *shapeParser) next() byte {
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		p.pos++
	}
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// accept skips a character if it is the next.
func (p *shapeParser) accept(c byte) bool {
	if p.next() != c {
		return false
	}
	p.pos++
	return true
}

// number reads up to the next punctuation.
func (p *shapeParser) number() (float64, bool) {
	end := strings.IndexAny(p.text[p.pos:], "()[]{}<>,")
	if end < 0 {
		end = len(p.text) - p.pos
	}
	v, ok := float(p.text[p.pos:p.pos+end], 64)
	p.pos += end
	return v, ok
}

// point reads a pair, with parentheses or without.
func (p *shapeParser) point() (v point, ok bool) {
	parens := p.accept('(')
	if v.x, ok = p.number(); !ok || !p.accept(',') {
		return v, false
	}
	if v.y, ok = p.number(); !ok {
		return v, false
	}
	return v, !parens || p.accept(')')
}

// points reads a list of points to the end of the text; open says that it was in brackets.
func (p *shapeParser) points() (list []point, open, ok bool) {
	shut := byte(0)
	start := p.text[min(len(p.text), len(p.text)-len(strings.TrimLeft(p.text, space))):]
	switch {
	case p.accept('['):
		open, shut = true, ']'
	case strings.HasPrefix(start, "(") && (strings.HasPrefix(strings.TrimLeft(start[1:], space), "(") || strings.LastIndexByte(start, '(') == 0):
		p.accept('(')
		shut = ')'
	}
	for {
		v, ok := p.point()
		if !ok {
			return nil, open, false
		}
		list = append(list, v)
		if !p.accept(',') {
			break
		}
	}
	ok = shut == 0 || p.accept(shut)
	return list, open, ok && p.next() == 0
}

// readPoints reads a list of points.
func readPoints(text string) (list []point, open, ok bool) {
	return (&shapeParser{text: text}).points()
}

// joinPoints prints points with commas between.
func joinPoints(list []point) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = v.String()
	}
	return strings.Join(texts, ",")
}

func pointText(text string) (string, bool) {
	p := &shapeParser{text: text}
	v, ok := p.point()
	return v.String(), ok && p.next() == 0
}

func lsegText(text string) (string, bool) {
	list, _, ok := readPoints(text)
	return "[" + joinPoints(list) + "]", ok && len(list) == 2
}

// boxText prints the upper right corner first.
func boxText(text string) (string, bool) {
	list, open, ok := readPoints(text)
	if !ok || open || len(list) != 2 {
		return "", false
	}
	a, b := list[0], list[1]
	for _, v := range []float64{a.x, a.y, b.x, b.y} {
		if math.IsNaN(v) {
			return "", false
		}
	}
	if a.x < b.x {
		a.x, b.x = b.x, a.x
	}
	if a.y < b.y {
		a.y, b.y = b.y, a.y
	}
	return joinPoints([]point{a, b}), true
}

func pathText(text string) (string, bool) {
	list, open, ok := readPoints(text)
	if open {
		return "[" + joinPoints(list) + "]", ok
	}
	return "(" + joinPoints(list) + ")", ok
}

func polygonText(text string) (string, bool) {
	list, open, ok := readPoints(text)
	return "(" + joinPoints(list) + ")", ok && !open
}

// circleText reads a centre and a radius.
func circleText(text string) (string, bool) {
	p := &shapeParser{text: text}
	shut := byte(0)
	if p.accept('<') {
		shut = '>'
	} else if start := trim(text); strings.HasPrefix(start, "(") && strings.HasPrefix(strings.TrimLeft(start[1:], space), "(") {
		p.accept('(')
		shut = ')'
	}
	centre, ok := p.point()
	if !ok || !p.accept(',') {
		return "", false
	}
	radius, ok := p.number()
	if !ok || radius < 0 || shut != 0 && !p.accept(shut) || p.next() != 0 {
		return "", false
	}
	return "<" + centre.String() + "," + floatText(radius, 64) + ">", true
}

// near is how close two coordinates are the same to the server.
const near = 1e-6

// lineText reads the coefficients of Ax + By + C = 0, or two points on the line.
func lineText(text string) (string, bool) {
	p := &shapeParser{text: text}
	if !p.accept('{') {
		return lineThrough(text)
	}
	var list [3]float64
	for i := range list {
		var ok bool
		if list[i], ok = p.number(); !ok || !p.accept(",,}"[i]) {
			return "", false
		}
	}
	flat := math.Abs(list[0]) <= near && math.Abs(list[1]) <= near
	return printLine(list[0], list[1], list[2]), !flat && p.next() == 0
}

func printLine(a, b, c float64) string {
	return "{" + floatText(a, 64) + "," + floatText(b, 64) + "," + floatText(c, 64) + "}"
}

// lineThrough is the line through two points (line_construct). The product is rounded before it is
// subtracted, on every machine. Versions differ in what they make of infinities and of -0.
func lineThrough(text string) (string, bool) {
	list, _, ok := readPoints(text)
	if !ok || len(list) != 2 {
		return "", false
	}
	a, b := list[0], list[1]
	for _, v := range []float64{a.x, a.y, b.x, b.y} {
		if math.IsInf(v, 0) || math.IsNaN(v) || v == 0 && math.Signbit(v) {
			return "", false
		}
	}
	sameX, sameY := math.Abs(a.x-b.x) <= near, math.Abs(a.y-b.y) <= near
	switch {
	case sameX && sameY:
		return "", false
	case sameX:
		return printLine(-1, 0, a.x), true
	case sameY:
		return printLine(0, -1, a.y), true
	}
	slope := (a.y - b.y) / (a.x - b.x)
	c := a.y - float64(slope*a.x)
	if c == 0 {
		c = 0 // never -0
	}
	return printLine(slope, -1, c), !math.IsInf(c, 0) && !math.IsNaN(c) && slope != 0
}
