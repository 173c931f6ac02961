package syntax

// The guard looks at the tokens of a statement before it goes to PostgreSQL's parser. It
// refuses nesting that the C parser's stack would not survive, and quotes that are never
// closed.

import (
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// The limits of what the parser is given. It is C and recursive: trees deeper
// than about 20,000 overrun its stack, and those deeper than about 3,500 cannot
// be handed over to Go. Its own stack of open constructs ends between 1,000 and
// 5,000 of them.
const (
	maxSource    = 64 << 20
	maxStatement = 16 << 20
	maxLexemes   = 1_000_000 // of one statement: a second of parsing
	maxNesting   = 400       // open parentheses, brackets and CASEs
	maxDepth     = 1_000     // of the tree: operators in a row, and what is nested in their operands
	maxParameter = 65_535    // of $n; the parser cuts larger numbers to 32 bits and says nothing
)

// guard refuses a statement that the parser would not survive or would be busy
// with for long, and quotes and comments that nothing closes.
func (c *cutter) guard() *parse.Error {
	start := int(c.cur[0].Start)
	if last := c.cur[len(c.cur)-1]; last.Kind == lexOpen {
		return c.openError(last)
	}
	if size := c.end - start; size > maxStatement {
		return parse.At(c.src, start, "the statement has %s bytes; the limit is %s", Grouped(size), Grouped(maxStatement))
	}
	g := &gauge{text: c.text, levels: append(c.levels[:0], level{})}
	defer func() { c.levels = g.levels }()
	for _, x := range c.cur {
		g.step(x)
	}
	if err := g.verdict(c.src); err != nil {
		return err
	}
	if c.dropped > 0 {
		return parse.At(c.src, start, "the statement has %s words and signs; the limit is %s",
			Grouped(len(c.cur)+c.dropped), Grouped(maxLexemes))
	}
	return nil
}

// openError reports an unclosed quote or comment, at its start.
func (c *cutter) openError(x Token) *parse.Error {
	s := x.Text(c.text)
	what := "quoted string"
	switch {
	case strings.HasPrefix(s, "/*"):
		what = "comment /*"
	case s[0] == '$':
		n := strings.IndexByte(s[1:], '$')
		what = "string " + s[:n+2]
	case s[0] == '"', strings.HasPrefix(s[1:], `&"`):
		what = "quoted name"
	}
	return parse.At(c.src, int(x.Start), "unterminated %s: nothing closes it", what)
}

// level is one open nesting: a parenthesis, or a CASE without its END.
type level struct {
	opened    keyword // wordCase, or notKeyword for a parenthesis
	operators int     // of the operand that is read, each a step deeper
	below     int     // depth of the deepest thing nested in that operand
	operand   int     // depth of the deepest operand before it in the list element
	joins     int     // in the list element
	element   int     // depth of the deepest list element before
	sets      int     // UNION, INTERSECT and EXCEPT
}

func (l *level) depth() int { return max(l.element, l.here()) + l.sets }

// here is the depth of the list element that is read.
func (l *level) here() int { return max(l.operand, l.operators+l.below) + l.joins }

// endOperand says that what follows stands beside what came before, not on it.
func (l *level) endOperand() {
	l.operand = max(l.operand, l.operators+l.below)
	l.operators, l.below = 0, 0
}

func (l *level) endElement() {
	l.element = max(l.element, l.here())
	l.operators, l.below, l.operand, l.joins = 0, 0, 0, 0
}

// gauge measures how deep the tree of a statement can get, from above: the
// order in which operators bind does not matter.
type gauge struct {
	text    string
	levels  []level
	before  Token
	nesting int // the most levels that were open
	over    int // offset+1 of where there were too many
	depth   int // of the deepest tree
	at      int // offset of where that was found
	number  int // offset+1 of the first parameter with too large a number
}

func (g *gauge) top() *level { return &g.levels[len(g.levels)-1] }

func (g *gauge) step(x Token) {
	switch x.Kind {
	case lexPunct:
		g.punct(x)
	case lexOperator:
		g.top().operators += operatorCount(x.Text(g.text))
	case lexNumber:
		if g.number == 0 && tooLarge(x.Text(g.text)) {
			g.number = int(x.Start) + 1
		}
	case Word:
		if !g.before.IsPunct(g.text, ".") {
			g.word(x)
		}
	}
	g.before = x
	if d := g.top().depth(); d > g.depth {
		g.depth = d
		if d <= maxDepth+1 {
			g.at = int(x.Start)
		}
	}
}

// tooLarge reports whether the number is that of a parameter, and too large for one.
func tooLarge(number string) bool {
	digits, param := strings.CutPrefix(number, "$")
	if !param {
		return false
	}
	digits = digits[:len(digits)-len(strings.TrimLeft(digits, "0123456789"))] // $1a is $1 AS a
	n, err := strconv.Atoi(digits)
	return err != nil || n > maxParameter
}

// operatorCount is how many operators a run of operator characters can be: one, but
// each sign at the end of a longer run is one of its own.
func operatorCount(run string) int {
	return 1 + len(run) - max(1, len(strings.TrimRight(run, "+-")))
}

func (g *gauge) punct(x Token) {
	switch g.text[x.Start:x.End] {
	case "(", "[":
		g.open(x, notKeyword)
	case ")", "]":
		g.close(notKeyword)
	case "::":
		g.top().operators++
	case ",", ";":
		g.top().endElement()
	}
}

func (g *gauge) word(x Token) {
	switch x.word {
	case wordCase:
		if g.before.word != wordEnd && g.before.word != wordAs {
			g.open(x, wordCase)
		}
	case wordEnd:
		g.close(wordCase)
	case wordInfix:
		g.top().operators++
	case wordJoin:
		g.top().endOperand()
		g.top().joins++
	case wordUnion, wordIntersect, wordExcept:
		g.top().endElement()
		g.top().sets++
	case wordApart, wordSelect, wordFrom:
		g.top().endOperand()
	}
}

func (g *gauge) open(x Token, opened keyword) {
	g.levels = append(g.levels, level{opened: opened})
	if n := len(g.levels) - 1; n > g.nesting {
		g.nesting = n
		if n == maxNesting+1 {
			g.over = int(x.Start) + 1
		}
	}
}

// close ends the innermost level, if it was opened so: END is also a name.
func (g *gauge) close(opened keyword) {
	l := *g.top()
	if len(g.levels) == 1 || l.opened != opened {
		return
	}
	g.levels = g.levels[:len(g.levels)-1]
	up := g.top()
	up.below = max(up.below, l.depth()+1)
}

func (g *gauge) verdict(src parse.Source) *parse.Error {
	if g.nesting > maxNesting {
		return parse.At(src, g.over-1, "nested %s levels deep; the limit is %s", Grouped(g.nesting), Grouped(maxNesting))
	}
	if g.depth > maxDepth {
		return parse.At(src, g.at, "expression %s levels deep; the limit is %s", Grouped(g.depth), Grouped(maxDepth))
	}
	if g.number > 0 {
		return parse.At(src, g.number-1, "the number of the parameter is too large; the limit is $%d", maxParameter)
	}
	return nil
}
