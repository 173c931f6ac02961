package postgres

import "strings"

// hint is a comment that says what something was called before, or what its values
// become when it gets another type:
//
//	name text, -- @renamed from=full_name
//	at timestamptz, -- @using to_timestamp(at)
type hint struct {
	was      string // without quotes and schema; "" if it says nothing of it
	using    string // the expression behind @using; "" if there is none
	usingAt  int32  // its byte offset from that of the comment
	location int32  // byte offset of the comment in the statement's sql; negative before it, past the end behind it
	// part is the name of the column, constraint, attribute or enum value that the
	// comment is about; "" is the object that the statement is about, or, of an
	// ALTER TABLE, what it adds.
	part string
	// target is where that part begins in the statement's sql, as the Location of
	// its node says; -1 for the object.
	target int32
}

// formerName is what the comments say that the thing was called whose definition
// is at a location: that of a column or constraint in the list of a CREATE, or
// else any location before that list, for the object itself.
func (s *statement) formerName(location int32) string {
	for _, h := range s.hints {
		if h.was != "" && (h.target == location || h.target < 0 && location <= s.parts) {
			return h.was
		}
	}
	return ""
}

// comment keeps the hint that a comment gives for the statement that it is in,
// behind on the same line, or before.
func (c *cutter) comment(x lexeme) {
	before, using, at := usingIn(x.of(c.text))
	was, ok := renamedFrom(before)
	if !ok && using == "" {
		return
	}
	h := hint{was: was, using: using, usingAt: at, location: x.start}
	switch {
	case len(c.cur) > 0:
		c.hints = append(c.hints, h)
	case c.last != nil && !strings.Contains(c.text[c.last.offset+len(c.last.sql):x.start], "\n"):
		h.location -= int32(c.last.offset)
		h.target = -1
		c.last.hints = append(c.last.hints, h)
	default:
		c.hints = append(c.hints, h)
	}
}

// usingIn reads "@using expression" in a comment: what stands before it, the
// expression, and where that begins.
func usingIn(comment string) (before, using string, at int32) {
	const word = "@using "
	i := strings.Index(comment, word)
	if i < 0 {
		return comment, "", 0
	}
	using = comment[i+len(word):]
	if strings.HasPrefix(comment, "/*") {
		using = strings.TrimSuffix(using, "*/")
	}
	at = int32(i + len(word) + len(using) - len(strings.TrimLeft(using, " \t")))
	return comment[:i], strings.TrimSpace(using), at
}

// renamedFrom reads "@renamed from=old" in a comment. The name may be quoted,
// and of a qualified one the last part counts.
func renamedFrom(comment string) (string, bool) {
	_, rest, ok := strings.Cut(comment, "@renamed")
	if !ok {
		return "", false
	}
	_, rest, ok = strings.Cut(rest, "from=")
	if !ok {
		return "", false
	}
	rest = strings.TrimSuffix(rest, "*/")
	x, ok := lex(rest, 0)
	if !ok || !isHintName(x) {
		return "", false
	}
	for {
		dot, ok := lex(rest, int(x.end))
		if !ok || !dot.punct(rest, ".") {
			return hintName(x, rest), true
		}
		next, ok := lex(rest, int(dot.end))
		if !ok || !isHintName(next) {
			return hintName(x, rest), true
		}
		x = next
	}
}

// isHintName says whether a name or the value of an enum stands there.
func isHintName(x lexeme) bool { return x.isName() || x.kind == lexString }

func hintName(x lexeme, text string) string {
	if s := x.of(text); x.kind == lexString && s[0] == '\'' {
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
	}
	return x.name(text)
}

// placeHints makes the locations of hints those of the statement, and finds the
// parts that they are about.
func (c *cutter) placeHints(s *statement) {
	for i := range s.hints {
		h := &s.hints[i]
		h.target = -1
		if at := c.part(h.location); at >= 0 && s.parts < int32(len(s.sql)) {
			h.part, h.target = c.partName(at), c.cur[at].start-int32(s.offset)
		}
		h.location -= int32(s.offset)
	}
}

// partsOf is where the list of the parts begins that a statement creates with
// their owner, in its sql; its end if there is none.
func (c *cutter) partsOf(s *statement) int32 {
	if c.cur[0].word != wordCreate {
		return int32(len(s.sql))
	}
	for i, x := range c.cur[1:min(len(c.cur), 4)] {
		if !x.is(c.text, "table") && !x.is(c.text, "type") {
			continue
		}
		for _, x := range c.cur[i+1:] {
			if x.punct(c.text, "(") {
				return x.start - int32(s.offset)
			}
		}
	}
	return int32(len(s.sql))
}

// part is the lexeme that the list element begins with that a comment is about:
// of what stands before it, unless it opens a line or a list; then of what
// follows. It is -1 outside of a list.
func (c *cutter) part(comment int32) int {
	depth, element, i := 0, -1, 0 // element: the lexeme that the list element begins with
	for ; i < len(c.cur) && c.cur[i].start < comment; i++ {
		switch x := c.cur[i]; {
		case x.punct(c.text, "("):
			depth++
			if depth == 1 {
				element = -1
			}
		case x.punct(c.text, ")"):
			depth--
		case depth == 1 && (element < 0 || c.cur[i-1].punct(c.text, ",")):
			element = i
		}
	}
	if depth < 1 || i == 0 {
		return -1
	}
	prev := c.cur[i-1]
	opens := depth == 1 && (prev.punct(c.text, ",") || prev.punct(c.text, "("))
	trails := !strings.Contains(c.text[prev.end:comment], "\n") &&
		(i == len(c.cur) || strings.Contains(c.text[comment:c.cur[i].start], "\n"))
	if opens && !trails && i < len(c.cur) {
		return i
	}
	return element
}

// partName is the name of the list element that begins with the i-th lexeme.
func (c *cutter) partName(i int) string {
	if c.cur[i].is(c.text, "constraint") && i+1 < len(c.cur) {
		i++
	}
	if !isHintName(c.cur[i]) {
		return ""
	}
	return hintName(c.cur[i], c.text)
}
