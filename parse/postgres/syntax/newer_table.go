package syntax

// Clauses of PostgreSQL 17 and 18 in CREATE TABLE: in its columns, its constraints, and as
// elements of the list, where a named NOT NULL is removed with its comma.

// createTable reads the list of columns and constraints of CREATE TABLE; i is
// after that word.
func (r *newerReader) createTable(i int) {
	if r.word(i, "if") {
		i += 3
	}
	i = r.afterName(i)
	typed := r.word(i, "partition", "of")
	switch {
	case r.word(i, "partition"):
		i = r.afterName(i + 2)
	case typed:
		i = r.afterName(i + 1)
	}
	if !r.punct(i, "(") {
		return
	}
	open, end := i, r.close(i)
	kept, element := 0, 0
	for i++; i < end; element++ {
		next := r.next(i, end)
		if r.element(i, next, element) {
			r.dropElement(i, next, kept > 0)
		} else {
			kept++
		}
		i = next + 1
	}
	if typed && kept == 0 && element > 0 { // such a list may be left out, but not be empty
		r.put(open, open+1, "")
		r.put(end, end+1, "")
	}
}

// dropElement takes out an element and one comma beside it: the one before it,
// or the one after it if it is the first element left.
func (r *newerReader) dropElement(i, next int, comma bool) {
	r.put(i, next, "")
	switch {
	case comma:
		r.put(i-1, i, "")
	case r.punct(next, ","):
		r.put(next, next+1, "")
	}
}

// element reads one column or constraint, from i to before end, and reports
// whether it is a NOT NULL of the table's own, which is to be taken out.
func (r *newerReader) element(i, end, command int) bool {
	if n, ok := r.notNull(i, end); ok {
		n.command = command
		r.add(i, n)
		return true
	}
	for j := i + 1; j < end; j++ {
		switch {
		case r.punct(j, "("):
			r.keys(j, r.close(j), command)
			j = r.close(j)
		case r.word(j, "generated"):
			r.generated(j, command)
		case r.word(j, "enforced"):
			r.enforced(j, command)
		case r.word(j, "no") && r.word(j+1, "inherit") && r.word(j-1, "null") && r.word(j-2, "not"):
			r.add(j, NewClause{Kind: NoInherit, command: command})
			r.put(j, j+2, "")
		}
	}
	return false
}

// notNull reads [CONSTRAINT n] NOT NULL c [NO INHERIT] [NOT VALID].
func (r *newerReader) notNull(i, end int) (NewClause, bool) {
	n := NewClause{Kind: NotNull}
	if r.word(i, "constraint") && r.isName(i+1) {
		n.Name = r.list[i+1].Name(r.text)
		i += 2
	}
	if i+2 >= end || !r.word(i, "not") || !r.word(i+1, "null") || !r.isName(i+2) {
		return n, false
	}
	n.Column = r.list[i+2].Name(r.text)
	for i += 3; i+1 < end; i += 2 {
		switch {
		case r.word(i, "no") && r.word(i+1, "inherit"):
			n.NoInherit = true
		case r.word(i, "not") && r.word(i+1, "valid"):
			n.NotValid = true
		default:
			return n, false
		}
	}
	return n, i == end
}

// keys reads the columns of a key, between parentheses.
func (r *newerReader) keys(open, end, command int) {
	for j := open + 1; j < end; j++ {
		switch {
		case r.punct(j, "("):
			j = r.close(j)
		case j+2 == end && r.word(j, "without") && r.word(j+1, "overlaps"):
			r.add(j, NewClause{Kind: WithoutOverlaps, command: command})
			r.put(j, j+2, "")
		case j+2 == end && r.word(j, "period") && r.isName(j+1) && r.punct(j-1, ","):
			r.add(j, NewClause{Kind: Period, command: command})
			r.put(j, j+1, "")
		}
	}
}

// generated reads GENERATED ALWAYS AS (e) VIRTUAL, and the same without a last
// word, which means VIRTUAL since PostgreSQL 18.
func (r *newerReader) generated(i, command int) {
	if !r.word(i+1, "always") || !r.word(i+2, "as") || !r.punct(i+3, "(") {
		return
	}
	end := r.close(i + 3)
	switch {
	case end >= len(r.list) || r.word(end+1, "stored"):
		return
	case r.word(end+1, "virtual"):
		r.put(end+1, end+2, "STORED")
	default: // there is no room for STORED; see restoreGenerated
		r.put(i, i+3, "DEFAULT")
	}
	r.add(i, NewClause{Kind: Virtual, command: command})
}

// enforced reads [NOT] ENFORCED after a constraint.
func (r *newerReader) enforced(i, command int) {
	switch {
	case r.word(i-1, "not"):
		r.add(i-1, NewClause{Kind: NotEnforced, command: command})
		r.put(i-1, i+1, "")
	case r.endsConstraint(i - 1):
		r.add(i, NewClause{Kind: Enforced, command: command})
		r.put(i, i+1, "")
	}
}

// endsConstraint reports whether a CHECK or a foreign key can end at the i-th token.
func (r *newerReader) endsConstraint(i int) bool {
	if r.punct(i, ")") || r.word(i, "action", "cascade", "restrict", "full", "simple", "partial", "deferrable", "deferred", "immediate", "inherit", "valid") {
		return true
	}
	if r.word(i, "null", "default") && r.word(i-1, "set") {
		return true
	}
	for r.isName(i) && r.punct(i-1, ".") && r.isName(i-2) {
		i -= 2
	}
	return r.isName(i) && r.word(i-1, "references")
}
