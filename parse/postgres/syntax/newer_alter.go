package syntax

// Clauses of PostgreSQL 17 and 18 in ALTER TABLE. A command that consists of such a clause is
// removed from the text that the parser reads.

// alterTable reads the commands of ALTER TABLE; i is after that word.
func (r *newerReader) alterTable(i int) {
	if r.word(i, "if") {
		i += 2
	}
	if r.word(i, "only") {
		i++
	}
	i = r.afterName(i)
	if r.punct(i, "*") {
		i++
	}
	for command := 0; i < len(r.list); command++ {
		end := r.next(i, len(r.list))
		r.alterCommand(i, end, command)
		i = end + 1
	}
}

func (r *newerReader) alterCommand(i, end, command int) {
	switch {
	case r.word(i, "add") && i+1 < end:
		r.addCommand(i, end, command)
	case r.word(i, "set") && r.word(i+1, "access") && r.word(i+2, "method") && r.word(i+3, "default"):
		r.put(i+3, i+4, "heap") // which it is where nothing else is set
	case r.word(i, "alter") && r.word(i+1, "constraint") && r.isName(i+2):
		r.alterConstraint(i+2, end, command)
	case r.word(i, "alter"):
		if r.word(i+1, "column") && r.isName(i+2) {
			i++
		}
		r.setExpression(i+1, command)
	}
}

// addCommand reads ADD of a column or a constraint. In the place of a NOT NULL
// another command is put, the shortest there is; see dropSubstitutes.
func (r *newerReader) addCommand(i, end, command int) {
	from := i + 1
	if r.word(from, "column") && r.isName(from+1) {
		from++
	}
	if r.word(from, "if") && r.word(from+1, "not") {
		from += 3
	}
	if from < end && r.element(from, end, command) {
		r.put(i, end, "SET LOGGED")
	}
}

// setExpression reads c SET EXPRESSION AS (e).
func (r *newerReader) setExpression(i, command int) {
	if !r.isName(i) || !r.word(i+1, "set") || !r.word(i+2, "expression") || !r.word(i+3, "as") || !r.punct(i+4, "(") {
		return
	}
	r.add(i+2, NewClause{Kind: SetExpression, command: command, Column: r.list[i].Name(r.text)})
	r.put(i+2, i+4, "DEFAULT")
}

// alterConstraint reads n [NOT] ENFORCED and n [NO] INHERIT.
func (r *newerReader) alterConstraint(i, end, command int) {
	n := NewClause{Name: r.list[i].Name(r.text), command: command, alone: true}
	for j := i + 1; j < end; j++ {
		if r.word(j, "deferrable", "initially") {
			n.alone = false
		}
	}
	for j := i + 1; j < end; j++ {
		negated := r.word(j-1, "not", "no") && j-1 > i
		switch {
		case r.word(j, "enforced") && negated:
			n.Kind = NotEnforced
		case r.word(j, "enforced"):
			n.Kind = Enforced
		case r.word(j, "inherit") && negated:
			n.Kind = NoInherit
		case r.word(j, "inherit"):
			n.Kind = Inherit
		default:
			continue
		}
		from := j
		if negated {
			from--
		}
		r.add(from, n)
		r.put(from, j+1, "")
	}
}

// alterDomain reads d ADD [CONSTRAINT n] NOT NULL, which says SET NOT NULL with
// a name.
func (r *newerReader) alterDomain(i int) {
	i = r.afterName(i)
	if !r.word(i, "add") {
		return
	}
	n, from := NewClause{Kind: NotNull}, i+1
	if r.word(from, "constraint") && r.isName(from+1) {
		n.Name = r.list[from+1].Name(r.text)
		from += 2
	}
	if from+2 == len(r.list) && r.word(from, "not") && r.word(from+1, "null") {
		r.add(i+1, n)
		r.put(i, len(r.list), "SET NOT NULL")
	}
}
