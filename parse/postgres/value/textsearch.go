package value

// Text search values (datatype-textsearch.html; tsvector_parser.c, tsquery.c). A tsvector is a sorted
// list of lexemes with positions, a tsquery an expression of lexemes; neither asks a dictionary.
// White space and letters beyond ASCII depend on the locale, so only letters are taken from there.

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	maxLexeme    = 2000
	maxPosition  = 16383
	maxPositions = 200
)

// lexemeParser reads lexemes.
type lexemeParser struct {
	text  string
	pos   int
	query bool // operators end a word
}

func (p *lexemeParser) next() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *lexemeParser) skipSpace() {
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		p.pos++
	}
}

// usualText reports whether a text has no characters whose class depends on the locale.
func usualText(text string) bool {
	for _, r := range text {
		if r >= 0x80 && !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// word reads a lexeme, in quotes or not.
func (p *lexemeParser) word() (string, bool) {
	var b strings.Builder
	quoted := p.next() == '\''
	if quoted {
		p.pos++
	}
	for ; ; p.pos++ {
		switch c := p.next(); {
		case p.pos == len(p.text):
			return b.String(), !quoted && b.Len() > 0
		case c == '\\':
			if p.pos++; p.pos == len(p.text) {
				return "", false
			}
			b.WriteByte(p.text[p.pos])
		case quoted && c == '\'':
			p.pos++
			if p.next() != '\'' {
				return b.String(), b.Len() > 0 && b.Len() <= maxLexeme
			}
			b.WriteByte(c)
		case !quoted && (isSpace(c) || c == ':' || p.query && strings.IndexByte("!&|()<", c) >= 0):
			return b.String(), b.Len() > 0 && b.Len() <= maxLexeme
		default:
			b.WriteByte(c)
		}
	}
}

func writeLexeme(out *strings.Builder, word string) {
	out.WriteString("'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(word) + "'")
}

// position is a place of a lexeme in its document; the weight is 3 for A and 0 for D.
type position struct{ place, weight int }

// tsvectorText sorts lexemes by their bytes and joins the positions of equal ones.
func tsvectorText(text string) (string, bool) {
	if len(text) > 1<<18 || !usualText(text) {
		return "", false
	}
	p := &lexemeParser{text: text}
	places := map[string][]position{}
	for p.skipSpace(); p.pos < len(text); p.skipSpace() {
		word, ok := p.word()
		if !ok {
			return "", false
		}
		list, ok := p.positions()
		if !ok {
			return "", false
		}
		places[word] = append(places[word], list...)
	}
	words := make([]string, 0, len(places))
	for word := range places {
		words = append(words, word)
	}
	slices.Sort(words)
	var out strings.Builder
	for i, word := range words {
		if i > 0 {
			out.WriteByte(' ')
		}
		writeLexeme(&out, word)
		if !writePositions(&out, places[word]) {
			return "", false
		}
	}
	return out.String(), true
}

// positions reads :1A,2 after a lexeme.
func (p *lexemeParser) positions() (list []position, ok bool) {
	if p.next() != ':' {
		return nil, true
	}
	for {
		p.pos++
		start := p.pos
		for isDigit(p.next()) {
			p.pos++
		}
		n, err := strconv.Atoi(p.text[start:p.pos])
		if err != nil || n == 0 || p.pos-start > 6 {
			return nil, false
		}
		place := position{place: min(n, maxPosition)}
		if i := strings.IndexByte("dcba", p.next()|0x20); i >= 0 && p.next() != 0 {
			place.weight = i
			p.pos++
		}
		list = append(list, place)
		switch c := p.next(); {
		case p.pos == len(p.text), isSpace(c):
			return list, true
		case c != ',':
			return nil, false
		}
	}
}

// writePositions prints positions in order, each with its greatest weight.
func writePositions(out *strings.Builder, list []position) bool {
	slices.SortFunc(list, func(a, b position) int {
		if a.place != b.place {
			return a.place - b.place
		}
		return b.weight - a.weight
	})
	list = slices.CompactFunc(list, func(a, b position) bool { return a.place == b.place })
	for i, p := range list {
		out.WriteByte(":,"[min(i, 1)])
		out.WriteString(strconv.Itoa(p.place) + [4]string{"", "C", "B", "A"}[p.weight])
	}
	return len(list) <= maxPositions
}

// The operators of a tsquery by their precedence.
const (
	orOperator = iota + 1
	andOperator
	phraseOperator
	notOperator
	lexemeOperand
)

// queryNode is a part of a query: an operator, or a lexeme with its marks.
type queryNode struct {
	operator    int
	distance    int
	left, right *queryNode
	word, marks string
}

// tsqueryText prints a query with the parentheses that it needs.
func tsqueryText(text string) (string, bool) {
	if len(text) > 1<<14 || !usualText(text) {
		return "", false
	}
	p := &lexemeParser{text: text, query: true}
	p.skipSpace()
	if p.pos == len(text) {
		return "", true
	}
	node, ok := p.expression(orOperator, 0)
	if !ok || p.pos != len(text) {
		return "", false
	}
	var out strings.Builder
	node.write(&out, 0, false)
	return out.String(), true
}

// maxQueryDepth is how deep a query may be nested here.
const maxQueryDepth = 100

// expression reads operands between operators of at least a precedence.
func (p *lexemeParser) expression(lowest, depth int) (*queryNode, bool) {
	left, ok := p.operand(depth)
	for chain := 0; ok && chain < maxQueryDepth; chain++ {
		p.skipSpace()
		start := p.pos
		operator, distance, isOperator := p.operator()
		if !isOperator || operator < lowest {
			p.pos = start
			return left, p.pos == len(p.text) || isOperator || p.next() == ')'
		}
		var right *queryNode
		right, ok = p.expression(operator+1, depth+1)
		left = &queryNode{operator: operator, distance: distance, left: left, right: right}
	}
	return nil, false
}

// operator reads &, |, <-> or <2>.
func (p *lexemeParser) operator() (operator, distance int, ok bool) {
	rest := p.text[p.pos:]
	switch {
	case strings.HasPrefix(rest, "&"):
		p.pos++
		return andOperator, 0, true
	case strings.HasPrefix(rest, "|"):
		p.pos++
		return orOperator, 0, true
	case strings.HasPrefix(rest, "<->"):
		p.pos += 3
		return phraseOperator, 1, true
	case strings.HasPrefix(rest, "<"):
		digits, _, found := strings.Cut(rest[1:], ">")
		n, err := strconv.Atoi(digits)
		p.pos += len(digits) + 2
		return phraseOperator, n, found && err == nil && allDigits(digits) && n <= maxPosition
	}
	return 0, 0, false
}

// operand reads a lexeme, a negation or an expression in parentheses.
func (p *lexemeParser) operand(depth int) (*queryNode, bool) {
	p.skipSpace()
	switch c := p.next(); {
	case depth > maxQueryDepth, p.pos == len(p.text), c == ':', c == ')', c == '&', c == '|', c == '<':
		return nil, false
	case c == '!':
		p.pos++
		node, ok := p.operand(depth + 1)
		return &queryNode{operator: notOperator, left: node}, ok
	case c == '(':
		p.pos++
		node, ok := p.expression(orOperator, depth+1)
		if !ok || p.next() != ')' {
			return nil, false
		}
		p.pos++
		return node, true
	}
	word, ok := p.word()
	return &queryNode{operator: lexemeOperand, word: word, marks: p.marks()}, ok
}

// marks reads the weights that a lexeme may have, and the star of a prefix.
func (p *lexemeParser) marks() string {
	if p.next() != ':' {
		return ""
	}
	p.pos++
	start := p.pos
	for p.next() == '*' || p.next() != 0 && strings.IndexByte("abcd", p.next()|0x20) >= 0 {
		p.pos++
	}
	given := strings.ToUpper(p.text[start:p.pos])
	marks := ""
	for _, mark := range []string{"*", "A", "B", "C", "D"} {
		if strings.Contains(given, mark) {
			marks += mark
		}
	}
	return marks
}

// write prints a node below an operator of a precedence; afterPhrase says that it stands to the
// right of a phrase operator, where another needs parentheses.
func (n *queryNode) write(out *strings.Builder, parent int, afterPhrase bool) {
	if n.operator == lexemeOperand {
		writeLexeme(out, n.word)
		if n.marks != "" {
			out.WriteString(":" + n.marks)
		}
		return
	}
	parens := n.operator < parent || n.operator == phraseOperator && afterPhrase
	if parens {
		out.WriteString("( ")
	}
	switch {
	case n.operator == notOperator:
		out.WriteByte('!')
		n.left.write(out, n.operator, false)
	default:
		n.left.write(out, n.operator, false)
		out.WriteString(n.sign())
		n.right.write(out, n.operator, n.operator == phraseOperator)
	}
	if parens {
		out.WriteString(" )")
	}
}

// sign is an operator with spaces around.
func (n *queryNode) sign() string {
	switch {
	case n.operator == orOperator:
		return " | "
	case n.operator == andOperator:
		return " & "
	case n.distance == 1:
		return " <-> "
	}
	return " <" + strconv.Itoa(n.distance) + "> "
}
