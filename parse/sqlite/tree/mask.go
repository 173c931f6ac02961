package tree

// The mask is the text as the parser gets to see it. It has the same length, so that
// places in the tree are places in the text, and it is plain: names are letters, strings
// and numbers are constants, comments are blanks. Forms that the parser does not know
// become ones of the same names that it does: RIGHT JOIN becomes LEFT JOIN, BETWEEN two
// comparisons, ORDER BY in an aggregate two arguments. Such a tree says what is named and
// where, not what it means; equality is never asked of it.

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
)

// mask is a text and the form of each of its tokens.
type mask struct {
	text   string
	tokens []token
	parts  map[int]int // queries that are parsed by themselves: their last token by their first
	groups []group
	into   bool // INTO was read: a WITH that follows is that of the rows to insert
}

// group is an open parenthesis or CASE.
type group struct {
	opener   int // the token before the parenthesis
	first    int // the first token inside
	isCase   bool
	ordering bool   // ORDER BY of an aggregate was read
	between  []bool // BETWEEN that wait for their AND; false for those of window frames
}

func newMask(text string) (*mask, error) {
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].kind == scan.Punct && text[tokens[len(tokens)-1].start] == ';' {
		tokens = tokens[:len(tokens)-1]
	}
	m := &mask{text: text, tokens: tokens, groups: []group{{opener: -1}}, parts: map[int]int{}}
	if len(tokens) == 0 {
		return nil, errIllegal
	}
	if m.depth() > maxDepth {
		return nil, errTooDeep
	}
	m.head()
	for i := range m.tokens {
		m.token(i)
	}
	return m, nil
}

// depth is how deep the text is nested: parentheses, CASE, and operators before operands.
func (m *mask) depth() int {
	open, prefixes, deepest := 0, 0, 0
	for i := range m.tokens {
		switch {
		case m.isAny(i, "(", "case"):
			open++
		case m.is(i, ")"):
			open = max(open-1, 0)
		case m.isAny(i, "-", "+", "~", "not", "exists", "cast", "raise"):
			prefixes++
			deepest = max(deepest, open+prefixes)
			continue
		case m.is(i, "end"):
			open = max(open-1, 0)
		}
		prefixes = 0
		deepest = max(deepest, open)
	}
	return deepest
}

// head masks what stands before the name of an object: EXPLAIN, TEMP and the schema.
func (m *mask) head() {
	i := 0
	for m.is(0, "explain") && (i == 0 || m.isAny(i, "query", "plan")) && i < 3 {
		m.tokens[i].form = blank
		i++
	}
	if !m.is(i, "create") {
		return
	}
	i++
	if m.isAny(i, "temp", "temporary") {
		m.tokens[i].form = blank
		i++
	}
	for m.isAny(i, "unique", "table", "view", "trigger", "index", "if", "not", "exists") {
		i++
	}
	if m.is(i+1, ".") && i+2 < len(m.tokens) {
		m.tokens[i].form, m.tokens[i+1].form = blank, blank
	}
}

// top is the innermost open group.
func (m *mask) top() *group { return &m.groups[len(m.groups)-1] }

// token gives a token the form that it needs in its context.
func (m *mask) token(i int) {
	t := &m.tokens[i]
	if t.form == blank || t.form == filler {
		return
	}
	if m.is(i-1, ".") || m.is(i+1, ".") && t.kind != scan.Punct {
		if t.kind == scan.Word || t.kind == scan.Quoted || t.kind == scan.String {
			t.form = asName
		}
		return
	}
	switch t.kind {
	case scan.Punct:
		m.punct(i)
	case scan.String:
		if m.isAny(i-1, "as", "from", "join", "into", "update", "table", "collate") && !m.is(i-2, "distinct") {
			t.form = asName
		}
	case scan.Word:
		m.word(i)
	}
}

func (m *mask) punct(i int) {
	switch m.text[m.tokens[i].start] {
	case '(':
		m.groups = append(m.groups, group{opener: i - 1, first: i + 1})
		if m.isAny(i+1, "with", "values") {
			m.part(i+1, m.closing(i)-1)
		}
	case ')':
		for m.top().isCase && len(m.groups) > 1 {
			m.groups = m.groups[:len(m.groups)-1]
		}
		if len(m.groups) > 1 {
			m.groups = m.groups[:len(m.groups)-1]
		}
	case ';':
		m.into = false
	}
}

// part has a query parsed by itself, since the parser does not take it where it stands:
// WITH and VALUES in parentheses, and WITH after INSERT INTO. It sees "SELECT 1" there.
func (m *mask) part(first, last int) {
	if last > first && last < len(m.tokens) && m.tokens[last].end-m.tokens[first].start >= len("SELECT 1") {
		m.parts[first] = last
	}
}

// closing is the parenthesis that closes the one at i, or the number of tokens.
func (m *mask) closing(i int) int {
	depth := 0
	for ; i < len(m.tokens); i++ {
		if m.is(i, "(") {
			depth++
		} else if m.is(i, ")") {
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return i
}

func (m *mask) word(i int) {
	t := &m.tokens[i]
	switch t.word {
	case "rowid":
		if m.is(i-1, "without") {
			t.form = asIs
		}
	case "stored", "strict":
		if !m.is(0, "create") || !m.isAny(i-1, ")", ",") {
			t.form = asName
		}
	case "begin":
		m.into = false
	case "into":
		m.into = true
	case "with":
		if m.into && len(m.groups) == 1 {
			m.part(i, m.rowsEnd(i))
			m.into = false
		}
	case "case":
		m.groups = append(m.groups, group{opener: -1, isCase: true})
	case "end":
		if m.top().isCase {
			m.groups = m.groups[:len(m.groups)-1]
		}
	case "cast":
		m.cast(i)
	case "raise":
		m.raise(i)
	default:
		m.operator(i)
	}
}

// operator masks words that join expressions and sources.
func (m *mask) operator(i int) {
	t := &m.tokens[i]
	switch t.word {
	case "between":
		frame := m.isAny(i-1, "rows", "range", "groups")
		m.top().between = append(m.top().between, !frame)
		if !frame {
			t.stand = "="
			if m.is(i-1, "not") {
				m.tokens[i-1].form = blank
			}
		}
	case "and":
		if open := &m.top().between; len(*open) > 0 {
			if (*open)[len(*open)-1] {
				t.stand = "="
			}
			*open = (*open)[:len(*open)-1]
		}
	case "is":
		next := i + 1
		if m.is(next, "not") {
			next++
		}
		if m.is(next, "distinct") && m.is(next+1, "from") {
			m.tokens[next].form, m.tokens[next+1].form = blank, blank
		}
	case "right", "full":
		if t.form = asName; m.is(i+1, "join") || m.is(i+1, "outer") && m.is(i+2, "join") {
			t.form, t.stand = asIs, "LEFT"
		}
	case "order":
		if m.inCall() && m.is(i+1, "by") {
			t.stand, m.tokens[i+1].form, m.top().ordering = ",", blank, true
		}
	case "asc", "desc", "nulls", "first", "last":
		if m.top().ordering {
			t.form = blank
		}
	}
}

// inCall reports whether the innermost group holds the arguments of a function.
func (m *mask) inCall() bool {
	g := m.top()
	if g.opener < 0 || g.isCase || m.isAny(g.first, "select", "with", "values", "partition") {
		return false
	}
	t := m.tokens[g.opener]
	return t.kind == scan.Quoted || t.kind == scan.Word && (!keyword(t.word) || isAnyOf(t.word, "replace", "if", "like", "glob", "first", "last"))
}

func isAnyOf(word string, words ...string) bool {
	for _, w := range words {
		if word == w {
			return true
		}
	}
	return false
}

// cast makes one name of the type in CAST(… AS type), however many words it has.
func (m *mask) cast(i int) {
	if !m.is(i+1, "(") {
		return
	}
	end := m.closing(i + 1)
	if end >= len(m.tokens) {
		return
	}
	for depth, j := 0, i+2; j < end; j++ {
		switch {
		case m.is(j, "("):
			depth++
		case m.is(j, ")"):
			depth--
		case depth == 0 && m.is(j, "as") && j+1 < end:
			m.tokens[j+1].form, m.tokens[j+1].until = filler, m.tokens[end-1].end
			for k := j + 2; k < end; k++ {
				m.tokens[k].form = blank
			}
		}
	}
}

// raise makes a call of a function of RAISE(ABORT, …), whose message is any expression.
func (m *mask) raise(i int) {
	if m.is(i+1, "(") && m.isAny(i+2, "ignore", "rollback", "abort", "fail") {
		m.tokens[i].form, m.tokens[i+2].form, m.tokens[i+2].stand = filler, filler, "1"
	}
}

// rowsEnd is the last token of the query that an INSERT takes its rows from.
func (m *mask) rowsEnd(i int) int {
	for depth := 0; i < len(m.tokens); i++ {
		switch {
		case m.is(i, "("):
			depth++
		case m.is(i, ")"):
			depth--
		case depth == 0 && (m.is(i, ";") || m.is(i, "returning") || m.is(i, "on") && m.is(i+1, "conflict")):
			return i - 1
		}
	}
	return i - 1
}

// yield changes the form of the token that the parser stopped at; false where there is
// nothing to change.
func (m *mask) yield(offset int) bool {
	i := m.at(offset)
	if i < 0 {
		return false
	}
	t := &m.tokens[i]
	switch {
	case t.form == asIs && t.kind == scan.Word && t.stand == "" && fallback(t.word) && !isAnyOf(t.word, "over", "filter", "window", "with"):
		t.form = asName
	case t.form == asValue && t.kind == scan.String:
		t.form = asName
	case m.is(i, ")") && m.is(i-1, "(") && i > 1 && m.tokens[i-2].form == asName: // a function of a table without arguments
		m.tokens[i-2].until = t.end
		m.tokens[i-1].form, t.form = blank, blank
	default:
		return false
	}
	return true
}

// at is the token that begins at an offset, or -1.
func (m *mask) at(offset int) int {
	low, high := 0, len(m.tokens)
	for low < high {
		if mid := (low + high) / 2; m.tokens[mid].start < offset {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(m.tokens) && m.tokens[low].start == offset {
		return low
	}
	return -1
}

// render is the masked text of some tokens, without the parts inside them that are parsed
// by themselves.
func (m *mask) render(first, last int) string {
	base := m.tokens[first].start
	out := []byte(strings.Repeat(" ", m.tokens[last].end-base))
	for i := first; i <= last; i++ {
		if end, ok := m.parts[i]; ok && i != first {
			copy(out[m.tokens[i].start-base:], "SELECT 1")
			i = end
			continue
		}
		t := m.tokens[i]
		m.write(out[t.start-base:min(t.until-base, len(out))], t)
	}
	return string(out)
}

// write writes the form of a token into its place.
func (m *mask) write(out []byte, t token) {
	switch {
	case t.form == blank:
	case t.stand == "1":
		fill(out, '1', '1')
	case t.stand != "":
		copy(out, t.stand)
	case t.form == asName, t.form == filler:
		fill(out, 'z', '_')
	case t.form == asParam:
		fill(out, '?', '1')
	case t.form == asValue && (t.kind == scan.Number || len(out) < 2):
		fill(out, '1', '1')
	case t.form == asValue:
		fill(out, '\'', '_')
		out[len(out)-1] = '\''
	default:
		copy(out, m.text[t.start:t.end])
	}
}

func fill(out []byte, first, rest byte) {
	for i := range out {
		out[i] = rest
	}
	if len(out) > 0 {
		out[0] = first
	}
}
