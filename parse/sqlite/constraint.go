package sqlite

// Constraints of columns and tables, read from text that SQLite has accepted
// (lang_createtable.html).

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// constraint reads one constraint: of the column col, or of the table if col is nil.
func (r *tableReader) constraint(col *litemodel.Column) error {
	start := r.tokens[r.i].start
	origin := schema.Origin{}
	if r.accept("constraint") {
		t, err := r.name()
		if err != nil {
			return err
		}
		origin.Name = t.name(r.src)
		if r.done() || r.peek(",") || r.peek("constraint") {
			return nil // a name that names nothing is accepted and means nothing
		}
	}
	if col != nil {
		return r.columnConstraint(col, origin, start)
	}
	return r.tableConstraint(origin, start)
}

func (r *tableReader) columnConstraint(col *litemodel.Column, origin schema.Origin, start int) error {
	switch {
	case r.accept("default"):
		return r.defaultValue(col)
	case r.accept("not", "null"):
		options := col.Options
		col.NotNull, options.NotNullName = true, Fold(origin.Name)
		options.NotNullConflict = r.conflict()
	case r.accept("null"):
		r.conflict()
	case r.accept("primary", "key"):
		part := columnPart(col.Folded)
		part.Desc = r.acceptAny("asc", "desc") == "desc"
		r.descKey = part.Desc
		u := &litemodel.Unique{Source: litemodel.Source{Origin: origin}, Primary: true, Parts: []litemodel.Part{part}, Conflict: r.conflict()}
		r.options.Autoincrement = r.accept("autoincrement")
		r.addUnique(u, start)
	case r.accept("unique"):
		part := columnPart(col.Folded)
		r.addUnique(&litemodel.Unique{Source: litemodel.Source{Origin: origin}, Parts: []litemodel.Part{part}, Conflict: r.conflict()}, start)
	case r.accept("check"):
		return r.check(origin, start)
	case r.accept("collate"):
		return r.collate(col)
	case r.peek("references"):
		return r.reference(origin, []string{col.Folded}, start)
	case r.accept("not", "deferrable"), r.accept("deferrable"):
		r.deferrable(r.tokens[r.i-2].is(r.src, "not"))
	case r.accept("generated", "always", "as"), r.accept("as"):
		return r.generated(col)
	default:
		return r.unexpected("a column constraint")
	}
	return nil
}

func (r *tableReader) tableConstraint(origin schema.Origin, start int) error {
	switch {
	case r.accept("primary", "key"), r.accept("unique"):
		u := &litemodel.Unique{Source: litemodel.Source{Origin: origin}, Primary: r.tokens[r.i-1].is(r.src, "key")}
		inner, err := r.group()
		if err != nil {
			return err
		}
		if n := len(inner); n > 0 && inner[n-1].is(r.src, "autoincrement") {
			r.options.Autoincrement, inner = true, inner[:n-1]
		}
		u.Parts = readParts(r.src, inner, r.known)
		u.Conflict = r.conflict()
		r.addUnique(u, start)
	case r.accept("check"):
		return r.check(origin, start)
	case r.accept("foreign", "key"):
		inner, err := r.group()
		if err != nil {
			return err
		}
		return r.reference(origin, foldedNames(r.src, inner), start)
	default:
		return r.unexpected("a table constraint")
	}
	return nil
}

func (r *tableReader) addUnique(u *litemodel.Unique, start int) {
	u.Table, u.Folded = r.table.Key(), Fold(u.Name)
	u.Text.Tail = r.src[start:r.last()]
	r.places[u] = start
	if u.Primary {
		r.table.Primary = u
		return
	}
	r.table.Uniques = append(r.table.Uniques, u)
}

func (r *tableReader) check(origin schema.Origin, start int) error {
	inner, err := r.group()
	if err != nil {
		return err
	}
	r.conflict() // parsed and ignored by SQLite, lang_createtable.html#ckconst
	c := &litemodel.Check{Source: litemodel.Source{Origin: origin}, Table: r.table.Key(), Folded: Fold(origin.Name)}
	c.Expr.SQL = canonical(r.src, unqualified(r.src, inner, r.table.Folded), r.known)
	c.Text.Tail = r.src[start:r.last()]
	r.calls.read(r.src, inner)
	r.places[c] = start
	r.table.Checks = append(r.table.Checks, c)
	return nil
}

func (r *tableReader) collate(col *litemodel.Column) error {
	name, err := r.folded()
	if name == "binary" {
		name = ""
	}
	r.calls.collation(name)
	col.Collation = name
	return err
}

func (r *tableReader) generated(col *litemodel.Column) error {
	inner, err := r.group()
	if err != nil {
		return err
	}
	r.calls.read(r.src, inner)
	col.Generated.Expr.SQL = canonical(r.src, unqualified(r.src, inner, r.table.Folded), r.known)
	col.Generated.Stored = r.acceptAny("stored", "virtual") == "stored"
	return nil
}

// defaultValue reads what follows DEFAULT: an expression in parentheses, or a
// literal with an optional sign; a bare name is a string.
func (r *tableReader) defaultValue(col *litemodel.Column) error {
	start := r.i
	if r.peek("(") {
		inner, err := r.group()
		if err != nil {
			return err
		}
		r.calls.read(r.src, inner)
		col.Default.SQL = canonical(r.src, inner, r.known)
		if !literal(r.src, unwrap(r.src, inner)) {
			col.Default.SQL = "(" + col.Default.SQL + ")"
		}
		return nil
	}
	r.acceptAny("+", "-")
	if r.done() {
		return r.unexpected("a value")
	}
	r.i++
	col.Default.SQL = canonicalDefault(r.src, r.tokens[start:r.i])
	return nil
}

func canonicalDefault(src string, tokens []token) string {
	last := tokens[len(tokens)-1]
	w := Fold(last.name(src))
	if last.kind == quoted || last.kind == word && !literalWord(w) && w != "null" {
		return canonical(src, tokens[:len(tokens)-1], nil) + quoteText(last.name(src))
	}
	return canonical(src, tokens, nil)
}

// literal reports whether tokens are one value, with or without a sign.
func literal(src string, tokens []token) bool {
	if len(tokens) == 2 && (tokens[0].is(src, "+") || tokens[0].is(src, "-")) {
		return tokens[1].kind == number
	}
	if len(tokens) != 1 {
		return false
	}
	t := tokens[0]
	w := Fold(t.of(src))
	return t.kind == number || t.kind == text || t.kind == blob || t.kind == word && (literalWord(w) || w == "null")
}

// readParts reads the members of a key or an index.
func readParts(src string, tokens []token, known names) []litemodel.Part {
	var parts []litemodel.Part
	for _, item := range list(src, tokens) {
		parts = append(parts, readPart(src, item, known))
	}
	return parts
}

func readPart(src string, tokens []token, known names) litemodel.Part {
	var p litemodel.Part
	n := len(tokens)
	if n > 1 && (tokens[n-1].is(src, "asc") || tokens[n-1].is(src, "desc")) {
		p.Desc = tokens[n-1].is(src, "desc")
		n--
	}
	if n > 2 && tokens[n-2].is(src, "collate") {
		p.Collation = Fold(tokens[n-1].name(src))
		n -= 2
	}
	tokens = tokens[:n]
	if n == 1 && tokens[0].isName() {
		p.Column = Fold(tokens[0].name(src))
		p.Expr.SQL = canonicalName(p.Column)
		return p
	}
	p.Expr.SQL = canonical(src, tokens, known)
	return p
}

func columnPart(folded string) litemodel.Part {
	return litemodel.Part{Column: folded, Expr: litemodel.Expr{SQL: canonicalName(folded)}}
}

func foldedNames(src string, tokens []token) []string {
	var out []string
	for _, item := range list(src, tokens) {
		if len(item) > 0 {
			out = append(out, Fold(item[0].name(src)))
		}
	}
	return out
}
