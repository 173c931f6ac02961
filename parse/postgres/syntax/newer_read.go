package syntax

// The parser knows the grammar of PostgreSQL 16. Clauses of later versions are found in the
// tokens before it reads a statement, and blanked in a copy of the same length, so that every
// location it reports still holds.

// newerReader finds the clauses that the parser does not know, and takes them
// out of a copy of the text without moving the rest. It looks only where such a
// clause can stand: their words are names elsewhere.
type newerReader struct {
	text  string  // of the source
	list  []Token // of the statement
	start int     // offset of the statement in the source
	copy  []byte  // of the statement; nil as long as nothing is changed
	found []NewClause
}

func (r *newerReader) read() {
	i := 1
	switch {
	case r.word(0, "create"):
		for r.word(i, "global", "local", "temp", "temporary", "unlogged", "foreign") {
			i++
		}
		if r.word(i, "table") {
			r.createTable(i + 1)
		}
	case r.word(0, "alter"):
		if r.word(i, "foreign") {
			i++
		}
		if r.word(i, "table") {
			r.alterTable(i + 1)
		} else if r.word(1, "domain") {
			r.alterDomain(2)
		}
	}
}

// word reports whether the i-th token is one of some words.
func (r *newerReader) word(i int, words ...string) bool {
	if i < 0 || i >= len(r.list) || r.list[i].Kind != Word {
		return false
	}
	for _, w := range words {
		if r.list[i].Is(r.text, w) {
			return true
		}
	}
	return false
}

func (r *newerReader) punct(i int, want string) bool {
	return i >= 0 && i < len(r.list) && r.list[i].IsPunct(r.text, want)
}

func (r *newerReader) isName(i int) bool { return i >= 0 && i < len(r.list) && r.list[i].IsName() }

// afterName is the index after the dotted name at i.
func (r *newerReader) afterName(i int) int {
	for r.punct(i+1, ".") && r.isName(i+2) {
		i += 2
	}
	return i + 1
}

// close is the index of the parenthesis that closes the one at i, or len(list).
func (r *newerReader) close(i int) int {
	depth := 0
	for ; i < len(r.list); i++ {
		switch {
		case r.punct(i, "("):
			depth++
		case r.punct(i, ")"):
			depth--
		}
		if depth <= 0 {
			return i
		}
	}
	return i
}

// next is the index of the first comma between i and end that is in no
// parentheses, or end.
func (r *newerReader) next(i, end int) int {
	for i < end && !r.punct(i, ",") {
		if r.punct(i, "(") {
			i = r.close(i)
		}
		i++
	}
	return min(i, end)
}

// put replaces the tokens from i to before end by a text and spaces. It does
// nothing and returns false if there is no room.
func (r *newerReader) put(i, end int, text string) bool {
	from, to := int(r.list[i].Start)-r.start, int(r.list[end-1].End)-r.start
	if to-from < len(text) {
		return false
	}
	if r.copy == nil {
		r.copy = []byte(r.text[r.start:r.list[len(r.list)-1].End])
	}
	blankOut(r.copy, from, to)
	copy(r.copy[from:], text)
	return true
}

// add keeps a clause that begins at the i-th token.
func (r *newerReader) add(i int, n NewClause) {
	n.Location = r.list[i].Start - int32(r.start)
	r.found = append(r.found, n)
}
