package syntax

// Hints are comments that say what an object was called before, or with which expression
// its values are converted. They belong to the statement or element that they stand
// beside.

import "strings"

// Hint is a comment with the former name of an object, or with the expression that converts its
// values to another type:
//
//	name text, -- @renamed from=full_name
//	at timestamptz, -- @using to_timestamp(at)
type Hint struct {
	Former      string // without quotes and schema; "" if it says nothing of it
	Using       string // the expression after @using; "" if there is none
	UsingOffset int32  // its byte offset from that of the comment
	Location    int32  // byte offset of the comment in the statement's SQL; negative before it, past its end for a later comment
	// Part is the name of the column, constraint, attribute or enum value that the
	// comment is about; "" is the object that the statement is about, or, of an
	// ALTER TABLE, what it adds.
	Part string
	// Target is where that part begins in the statement's SQL, as the Location of
	// its node says; -1 for the object.
	Target int32
}

// FormerName returns what the comments say that the thing was called whose definition
// is at a location: that of a column or constraint in the list of a CREATE, or
// else any location before that list, for the object itself.
func (s *Statement) FormerName(location int32) string {
	for _, h := range s.Hints {
		if h.Former != "" && (h.Target == location || h.Target < 0 && location <= s.ListStart) {
			return h.Former
		}
	}
	return ""
}

// comment keeps the hint that a comment gives for the statement that it is in,
// before it, or after it on the same line.
func (c *cutter) comment(x Token) {
	before, using, at := usingIn(x.Text(c.text))
	was, ok := renamedFrom(before)
	if !ok && using == "" {
		return
	}
	h := Hint{Former: was, Using: using, UsingOffset: at, Location: x.Start}
	switch {
	case len(c.cur) > 0:
		c.hints = append(c.hints, h)
	case c.last != nil && !strings.Contains(c.text[c.last.Start+len(c.last.SQL):x.Start], "\n"):
		h.Location -= int32(c.last.Start)
		h.Target = -1
		c.last.Hints = append(c.last.Hints, h)
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
	x, ok := NextToken(rest, 0)
	if !ok || !isHintName(x) {
		return "", false
	}
	for {
		dot, ok := NextToken(rest, int(x.End))
		if !ok || !dot.IsPunct(rest, ".") {
			return hintName(x, rest), true
		}
		next, ok := NextToken(rest, int(dot.End))
		if !ok || !isHintName(next) {
			return hintName(x, rest), true
		}
		x = next
	}
}

// isHintName reports whether a name or the value of an enum stands there.
func isHintName(x Token) bool { return x.IsName() || x.Kind == String }

func hintName(x Token, text string) string {
	if s := x.Text(text); x.Kind == String && s[0] == '\'' {
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
	}
	return x.Name(text)
}

// placeHints makes the locations of hints those of the statement, and finds the
// parts that they are about.
func (c *cutter) placeHints(s *Statement) {
	for i := range s.Hints {
		h := &s.Hints[i]
		h.Target = -1
		if at := c.part(h.Location); at >= 0 && s.ListStart < int32(len(s.SQL)) {
			h.Part, h.Target = c.partName(at), c.cur[at].Start-int32(s.Start)
		}
		h.Location -= int32(s.Start)
	}
}

// partsOf is where the list of the parts begins that a statement creates with
// their owner, in its sql; its end if there is none.
func (c *cutter) partsOf(s *Statement) int32 {
	if c.cur[0].word != wordCreate {
		return int32(len(s.SQL))
	}
	for i, x := range c.cur[1:min(len(c.cur), 4)] {
		if !x.Is(c.text, "table") && !x.Is(c.text, "type") {
			continue
		}
		for _, x := range c.cur[i+1:] {
			if x.IsPunct(c.text, "(") {
				return x.Start - int32(s.Start)
			}
		}
	}
	return int32(len(s.SQL))
}

// part is the token that the list element begins with that a comment is about:
// of what stands before it, unless it opens a line or a list; then of what
// follows. It is -1 outside of a list.
func (c *cutter) part(comment int32) int {
	depth, element, i := 0, -1, 0 // element: the token that the list element begins with
	for ; i < len(c.cur) && c.cur[i].Start < comment; i++ {
		switch x := c.cur[i]; {
		case x.IsPunct(c.text, "("):
			depth++
			if depth == 1 {
				element = -1
			}
		case x.IsPunct(c.text, ")"):
			depth--
		case depth == 1 && (element < 0 || c.cur[i-1].IsPunct(c.text, ",")):
			element = i
		}
	}
	if depth < 1 || i == 0 {
		return -1
	}
	prev := c.cur[i-1]
	opens := depth == 1 && (prev.IsPunct(c.text, ",") || prev.IsPunct(c.text, "("))
	trails := !strings.Contains(c.text[prev.End:comment], "\n") &&
		(i == len(c.cur) || strings.Contains(c.text[comment:c.cur[i].Start], "\n"))
	if opens && !trails && i < len(c.cur) {
		return i
	}
	return element
}

// partName is the name of the list element that begins with the i-th token.
func (c *cutter) partName(i int) string {
	if c.cur[i].Is(c.text, "constraint") && i+1 < len(c.cur) {
		i++
	}
	if !isHintName(c.cur[i]) {
		return ""
	}
	return hintName(c.cur[i], c.text)
}
