package sqlite

// CREATE TABLE is read here for what SQLite's pragmas do not report, with the offsets of
// its parts.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// tableReader reads a CREATE TABLE that SQLite has accepted: what its pragmas do
// not report (CHECK, constraint names, COLLATE, expressions, DEFERRABLE, ON CONFLICT,
// AUTOINCREMENT, MATCH) and where everything stands.
type tableReader struct {
	*cursor
	table   *litemodel.Table
	options *litemodel.TableOptions
	known   names
	places  places
	calls   *calls
	descKey bool // the key is a column's own PRIMARY KEY DESC, which is no rowid alias
}

// places are byte offsets, in the text read, of what an object's parts begin with.
type places map[schema.Object]int

func readTable(src string, out places, outside *calls) (*litemodel.Table, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	name := h.name.name(src)
	r := &tableReader{cursor: c, options: &litemodel.TableOptions{}, places: out, calls: outside}
	r.table = &litemodel.Table{
		Source: litemodel.Source{Origin: schema.Origin{Name: name}, Text: litemodel.Text{Head: h.prefix(), Tail: src[h.name.end:]}},
		Folded: Fold(name), Options: r.options,
	}
	r.options.Bare = bare(src, c.tokens[c.i:], r.table.Folded, h.name.end)
	body, err := c.group()
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	if err := r.tableOptions(); err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	if err := r.body(body); err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	r.finish()
	return r.table, nil
}

func (r *tableReader) tableOptions() error {
	for !r.done() {
		switch {
		case r.accept("strict"):
			r.options.Strict = true
		case r.accept("without", "rowid"):
			r.options.WithoutRowID = true
		case r.accept(","):
		default:
			return r.unexpected("a table option")
		}
	}
	return nil
}

// body reads columns, then constraints. Constraints need no commas between them.
func (r *tableReader) body(tokens []token) error {
	r.known = r.columnNames(tokens)
	sub := *r.cursor
	sub.tokens, sub.i = tokens, 0
	r.cursor = &sub
	for !r.done() && !r.atConstraint() {
		if err := r.column(); err != nil {
			return err
		}
		if !r.accept(",") {
			break
		}
	}
	for !r.done() {
		if r.accept(",") {
			continue
		}
		if err := r.constraint(nil); err != nil {
			return err
		}
	}
	return nil
}

// columnNames are the names expressions of the table may use; few tables have any that asks.
func (r *tableReader) columnNames(tokens []token) names {
	var set map[string]bool
	src := r.src
	return func(_ int, folded string) bool {
		if set == nil {
			set = map[string]bool{"rowid": true, "oid": true, "_rowid_": true}
			for _, part := range list(src, tokens) {
				if len(part) > 0 && part[0].isName() && !isConstraintWord(src, part[0]) {
					set[Fold(part[0].name(src))] = true
				}
			}
		}
		return set[folded]
	}
}

func (r *tableReader) atConstraint() bool { return !r.done() && isConstraintWord(r.src, r.tokens[r.i]) }

// isConstraintWord reports whether a constraint of a table begins with a token.
func isConstraintWord(src string, t token) bool {
	return t.is(src, "constraint") || t.is(src, "primary") || t.is(src, "unique") || t.is(src, "check") || t.is(src, "foreign")
}

func (r *tableReader) column() error {
	name, err := r.name()
	if err != nil {
		return err
	}
	col := &litemodel.Column{
		Source: litemodel.Source{Origin: schema.Origin{Name: name.name(r.src)}},
		Table:  r.table.Key(), Options: &litemodel.ColumnOptions{},
	}
	col.Folded = Fold(col.Name)
	col.Type.Name = canonicalType(r.src, r.typeTokens())
	r.table.Columns = append(r.table.Columns, col)
	r.places[col] = name.start
	for !r.done() && !r.peek(",") {
		if err := r.constraint(col); err != nil {
			return fmt.Errorf("column %s: %w", col.Name, err)
		}
	}
	col.Text.Tail = r.src[name.end:r.last()]
	return nil
}

// typeTokens moves over a type name: any words, then perhaps ( 10 , 2 ).
func (r *tableReader) typeTokens() []token {
	start := r.i
	for !r.done() && r.tokens[r.i].isName() && !r.atColumnConstraint() {
		r.i++
	}
	if r.i > start && r.peek("(") {
		if _, err := r.group(); err != nil {
			r.i = len(r.tokens)
		}
	}
	return r.tokens[start:r.i]
}

func (r *tableReader) atColumnConstraint() bool {
	if r.tokens[r.i].kind != word {
		return false
	}
	switch Fold(r.tokens[r.i].of(r.src)) {
	case "constraint", "default", "null", "not", "primary", "unique", "check", "references", "collate", "as",
		"deferrable":
		return true
	}
	return r.peek("generated", "always")
}

// canonicalType spells a type in lower case with single spaces: "decimal(10,2)".
// Of one that begins with a quote SQLite keeps what is in the quotes.
func canonicalType(src string, tokens []token) string {
	if len(tokens) > 1 && isBracketed(src[tokens[0].start:tokens[len(tokens)-1].end]) {
		return strings.Join(strings.Fields(Fold(src[tokens[0].start+1:tokens[len(tokens)-1].end-1])), " ")
	}
	if len(tokens) > 0 && (tokens[0].kind == quoted || tokens[0].kind == text) {
		return Fold(tokens[0].name(src))
	}
	var s []byte
	glue := true
	for _, t := range tokens {
		w := Fold(t.name(src))
		tight := t.kind == punct && (w == "(" || w == ")" || w == ",")
		if !glue && !tight {
			s = append(s, ' ')
		}
		s = append(s, w...)
		glue = t.kind == punct
	}
	return string(s)
}

// isBracketed reports whether a type such as [decimal](10,2) begins with a bracket and has no other quote:
// SQLite then takes its first and last character for the quotes, and keeps decimal](10,2.
func isBracketed(typ string) bool {
	return typ[0] == '[' && !strings.ContainsAny(typ[1:], "[\"'`")
}

// finish derives what follows from the whole of the table.
func (r *tableReader) finish() {
	pk := r.table.Primary
	if pk == nil {
		return
	}
	if len(pk.Parts) == 1 && !r.options.WithoutRowID && !r.descKey {
		col := r.table.Column(pk.Parts[0].Column)
		if col != nil && col.Type.Name == "integer" {
			r.options.RowIDAlias = col.Folded
			pk.Parts[0].Desc = false // lang_createtable.html#rowid: DESC changes nothing here
			return
		}
	}
	if r.options.WithoutRowID {
		pk.Parts = r.withoutRepeats(pk.Parts)
	}
	for _, p := range pk.Parts {
		if col := r.table.Column(p.Column); col != nil && (r.options.WithoutRowID || r.options.Strict) {
			col.NotNull = true // withoutrowid.html, section 2; stricttables.html, section 2
		}
	}
}

// withoutRepeats leaves out what the key of a table WITHOUT ROWID names again with the same
// collation, as SQLite does: there the key is how the rows are stored.
func (r *tableReader) withoutRepeats(parts []litemodel.Part) []litemodel.Part {
	collation := func(p litemodel.Part) string {
		if col := r.table.Column(p.Column); col != nil {
			return cmp.Or(p.Collation, col.Collation, "binary")
		}
		return p.Collation
	}
	var out []litemodel.Part
	for _, p := range parts {
		again := func(q litemodel.Part) bool { return q.Column == p.Column && collation(q) == collation(p) }
		if !slices.ContainsFunc(out, again) {
			out = append(out, p)
		}
	}
	return out
}
