package sqlite

// Objects get the positions of their definitions here, and columns the former names that
// comments give.

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// parseSource makes a source of a string literal inside a statement; positions
// in it are those of the literal.
func parseSource(s *statement, t token) parse.Source {
	// Blank lines and spaces before the text keep lines and columns right.
	p := s.src.lines.Pos(t.start)
	pad := strings.Repeat("\n", p.Line-1) + strings.Repeat(" ", p.Col)
	return parse.Source{Name: s.src.Name, Text: pad + t.name(s.src.Text)}
}

// setPositions gives the objects of s the positions of their definitions, and the
// former names that the comments beside them give.
func (l *loader) setPositions(s *schema.Schema, at places) {
	for _, d := range l.definitions {
		if d.skip || d.head.kind == "" {
			continue
		}
		o := s.Get(schema.Key{Kind: d.head.kind, Name: d.folded()})
		if o == nil {
			continue
		}
		p := &placer{d, s, at, nil}
		p.setPosition(o)
	}
}

// placer places one definition.
type placer struct {
	*definition
	schema  *schema.Schema
	at      places
	columns []*litemodel.Column // whose places are known, in their order
}

func (p *placer) setPosition(o schema.Object) {
	here := p.src.lines.Pos(p.start())
	own := o.Base()
	own.At = here
	if t, ok := o.(*litemodel.Table); ok {
		p.placeParts(t, here)
	}
	for _, c := range p.comments {
		former, ok := renamedFrom(c.of(p.src.Text))
		if !ok {
			continue
		}
		if col := p.owner(c); col != nil {
			col.Was = former
		} else {
			own.Was = former
		}
	}
}

// placeParts places columns and constraints, if the table's text is still what
// the statement said and no ALTER has changed it.
func (p *placer) placeParts(t *litemodel.Table, here schema.Pos) {
	same := p.src.Text[p.head.name.end:p.end()] == t.Text.Tail
	shift := p.head.name.start - len(t.Text.Head) - 1
	for _, part := range t.Parts() {
		own := part.Base()
		own.At = here
		if offset, ok := p.at[part]; ok && same {
			own.At = p.src.lines.Pos(offset + shift)
			if col, ok := part.(*litemodel.Column); ok {
				p.at[part] = offset + shift
				p.columns = append(p.columns, col)
			}
		}
	}
}

// owner is the column that a comment inside a table's parentheses is about, or
// nil if it is about the table. A comment is about what stands before it, unless
// it opens a line or a list: then it is about what follows.
func (p *placer) owner(c token) *litemodel.Column {
	if c.start < p.start() || c.start > p.end() || len(p.columns) == 0 {
		return nil
	}
	var before, after *litemodel.Column
	for _, col := range p.columns {
		if p.at[col] < c.start {
			before = col
		} else if after == nil {
			after = col
		}
	}
	prev, next := p.neighbours(c)
	src, line := p.src.Text, p.src.lines.Line
	opens := prev.is(src, ",") || prev.is(src, "(")
	trails := line(prev.start) == line(c.start) && (next.end == 0 || line(next.start) != line(c.start))
	switch {
	case before == nil && (!opens || trails):
		return nil
	case opens && !trails && after != nil:
		return after
	}
	return before
}

// neighbours are the tokens before and after a comment.
func (p *placer) neighbours(c token) (prev, next token) {
	for _, t := range p.tokens {
		if t.start > c.start {
			return prev, t
		}
		prev = t
	}
	return prev, token{}
}

// renamedFrom reads "@renamed from=old" in a comment. The name may be quoted.
func renamedFrom(comment string) (string, bool) {
	_, rest, ok := strings.Cut(comment, "@renamed")
	if !ok {
		return "", false
	}
	_, rest, ok = strings.Cut(rest, "from=")
	if !ok {
		return "", false
	}
	tokens := lex(strings.TrimSuffix(rest, "*/"))
	if len(tokens) == 0 || !tokens[0].isName() {
		return "", false
	}
	name := tokens[0] // of a qualified name the last part counts
	for i := 1; i+1 < len(tokens) && tokens[i].is(rest, ".") && tokens[i+1].isName(); i += 2 {
		name = tokens[i+1]
	}
	return name.name(rest), true
}
