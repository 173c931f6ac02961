package sqlite

// Names in double quotes that mean nothing are strings to SQLite (quirks.html, section
// 8), in views, triggers, CHECKs and generated columns too. Whether one does is asked of
// the engine: in brackets it cannot be a string, and then the column is missing.

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// quotedInBodies are the names in double quotes that are strings in the views, triggers
// and tables that statements create; those of s that are broken anyway are left alone.
func quotedInBodies(ctx context.Context, all []*statement, s *schema.Schema) ([]schema.Name, error) {
	var out []schema.Name
	var e *Engine
	for _, st := range all {
		q := newQuoted(st, s)
		if q == nil {
			continue
		}
		if e == nil {
			var err error
			if e, err = NewEngine(ctx, s); err != nil {
				return nil, err
			}
			defer e.Close()
		}
		out = append(out, q.strings(ctx, e, s)...)
	}
	return out, ctx.Err()
}

// quotedNames is a statement whose names in double quotes are tried in brackets.
type quotedNames struct {
	*statement
	head  head
	tried []int        // tokens in double quotes after the name
	texts map[int]bool // the tokens that turned out to be strings
}

// newQuoted is nil for what no name in double quotes can be a string in.
func newQuoted(st *statement, s *schema.Schema) *quotedNames {
	c := &cursor{src: st.src.Text, tokens: st.tokens}
	h, err := c.head()
	if err != nil || h.temp || s.Get(schema.Key{Kind: h.kind, Name: Fold(h.name.name(st.src.Text))}) == nil {
		return nil
	}
	q := &quotedNames{statement: st, head: h, texts: map[int]bool{}}
	expressions := h.kind == schema.KindView || h.kind == schema.KindTrigger
	for i, t := range st.tokens {
		expressions = expressions || h.kind == schema.KindTable && (t.is(st.src.Text, "check") || t.is(st.src.Text, "as"))
		if t.start <= h.name.start || st.src.Text[t.start] != '"' || strings.Contains(t.of(st.src.Text), "]") || st.tokens[i-1].is(st.src.Text, "default") {
			continue
		}
		q.tried = append(q.tried, i)
	}
	if !expressions || len(q.tried) == 0 {
		return nil
	}
	return q
}

// strings tries the statement until the engine takes it or what it says is about
// something else.
func (q *quotedNames) strings(ctx context.Context, e *Engine, s *schema.Schema) []schema.Name {
	var out []schema.Name
	if q.compile(ctx, e, s, true) != "" {
		return nil
	}
	for range q.tried {
		msg := q.compile(ctx, e, s, false)
		if !strings.HasPrefix(msg, "no such column: ") {
			break
		}
		name := nameIn(msg)
		i := slices.IndexFunc(q.tried, func(i int) bool {
			return !q.texts[i] && !q.tokens[i-1].is(q.src.Text, ".") && strings.EqualFold(q.tokens[i].name(q.src.Text), name)
		})
		if i < 0 {
			break
		}
		t := q.tokens[q.tried[i]]
		q.texts[q.tried[i]] = true
		out = append(out, schema.Name{Pos: q.src.lines.Pos(t.start), At: t.start, Text: t.name(q.src.Text)})
	}
	return out
}

// compile makes the object in the temporary schema, under its own name, and uses it;
// the result is the engine's message, "" if it accepts it.
func (q *quotedNames) compile(ctx context.Context, e *Engine, s *schema.Schema, asWritten bool) string {
	text := q.src.Text
	var b strings.Builder
	at := q.head.name.start
	for _, i := range q.tried {
		t := q.tokens[i]
		if asWritten || q.texts[i] {
			continue
		}
		b.WriteString(text[at:t.start] + "[" + t.name(text) + "]")
		at = t.end
	}
	b.WriteString(text[at:q.end()])
	word := map[schema.Kind]string{schema.KindView: "VIEW", schema.KindTrigger: "TRIGGER", schema.KindTable: "TABLE"}[q.head.kind]
	name := q.head.name.name(text)
	if err := e.Exec(ctx, "CREATE TEMP "+word+" "+b.String()); err != nil {
		return Message(err)
	}
	defer func() { _ = e.Exec(ctx, "DROP "+word+" temp."+Quote(name)) }()
	use := ""
	switch q.head.kind {
	case schema.KindView:
		use = "EXPLAIN SELECT * FROM temp." + Quote(name)
	case schema.KindTrigger:
		if t, ok := s.Get(schema.Key{Kind: schema.KindTrigger, Name: Fold(name)}).(*litemodel.Trigger); ok {
			use = e.fires(ctx, s, t)
		}
	}
	if use == "" {
		return ""
	}
	if err := e.Exec(ctx, use); err != nil {
		return Message(err)
	}
	return ""
}

// mistaken are the errors of names in double quotes that are strings where a column is
// meant: they are near to the name of one, and stand where a value to compare with does
// not. All others are the linter's matter (sqlite-double-quoted-string).
func mistaken(ctx context.Context, st *statement, s *schema.Schema, e **Engine) (parse.Errors, error) {
	q := newQuoted(st, s)
	if q == nil {
		return nil, nil
	}
	if *e == nil {
		var err error
		if *e, err = NewEngine(ctx, s); err != nil {
			return nil, err
		}
	}
	var errs parse.Errors
	columns := known(s, "no such column")
	for _, n := range q.strings(ctx, *e, s) {
		i := slices.IndexFunc(q.tokens, func(t token) bool { return t.start == n.At })
		near := parse.Nearest(n.Text, columns)
		if len(n.Text) < 3 || near == "" || i < 1 || q.isValue(i) {
			continue
		}
		e := st.fail(n.At, "no such column: %s: in double quotes SQLite takes what is no name for a string", n.Text)
		e.Rule, e.Hint = parse.NamesNothing, "did you mean "+near+"? A string has single quotes"
		errs = append(errs, e)
	}
	return errs, ctx.Err()
}

// isValue reports whether a token stands where a value is rather than a column: after an
// operator or a word such as THEN, or in the list of IN or VALUES.
func (s *statement) isValue(i int) bool {
	before := s.tokens[i-1]
	if before.kind == punct && !before.is(s.src.Text, "(") && !before.is(s.src.Text, ",") {
		return true
	}
	for _, w := range []string{"like", "glob", "then", "else", "is", "not", "match", "regexp", "escape", "between", "and"} {
		if before.is(s.src.Text, w) {
			return true
		}
	}
	depth := 0
	for j := i - 1; j > 0; j-- {
		switch t := s.tokens[j]; {
		case t.is(s.src.Text, ")"):
			depth++
		case t.is(s.src.Text, "(") && depth > 0:
			depth--
		case t.is(s.src.Text, "("):
			return s.tokens[j-1].is(s.src.Text, "in") || s.tokens[j-1].is(s.src.Text, "values")
		}
	}
	return false
}
