package sqlite

// Statements on rows are read by their syntax tree: which table, whether rows are chosen,
// which columns. Where there is no tree, SQLite's authorizer reports what is written, and
// the clauses count as not analysed.

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// rowVerbs are the verbs of acts on rows.
var rowVerbs = map[tree.Verb]schema.Verb{tree.Inserts: schema.Inserts, tree.Updates: schema.Updates, tree.Deletes: schema.Deletes}

// readRows reads INSERT, UPDATE and DELETE, with the WITH before them, and a WITH that only
// reads.
func (r *actReader) readRows(out *schema.Statement) {
	t, err := tree.Parse(r.sql())
	if err != nil {
		out.Unread = strings.ToUpper(r.word(0))
		return
	}
	for _, a := range t.Acts() {
		r.add(r.rowAct(a))
	}
	if len(r.acts) == 1 && r.acts[0].Verb == schema.Inserts && !r.acts[0].Default {
		r.acts[0].Rows = r.literalRows()
	}
	if len(t.Acts()) == 0 {
		r.add(schema.Act{Verb: schema.Selects, Name: "SELECT"})
		return
	}
	out.Remarks = append(out.Remarks, r.remarks(t, "")...)
}

// rowAct is an act of the tree as one of the schema.
func (r *actReader) rowAct(a tree.Act) schema.Act {
	return schema.Act{Verb: rowVerbs[a.Verb], Kind: schema.KindTable, On: litemodel.TableKey(r.spell(a.Table)), Where: a.Where || a.Verb == tree.Inserts,
		Columns: a.Columns, Query: a.Query && r.hasFrom(), Star: a.Star, Source: a.Source, Default: a.Empty, Replaces: a.Replace, OnConflict: a.Conflict}
}

// hasFrom reports whether a statement reads rows anywhere, and not only constants.
func (s *statement) hasFrom() bool {
	return slices.ContainsFunc(s.tokens, func(t token) bool { return t.is(s.src.Text, "from") })
}

// literalRows are the rows of INSERT … VALUES, as Act.Rows has them.
func (s *statement) literalRows() [][]string {
	c := &cursor{src: s.src.Text, tokens: s.tokens}
	for !c.done() && !c.peek("values") {
		if c.peek("(") {
			_, _ = c.group()
			continue
		}
		if c.i++; c.peek("select") {
			return nil
		}
	}
	var rows [][]string
	for c.accept("values"); c.peek("("); c.accept(",") {
		body, err := c.group()
		if err != nil || len(rows) == schema.MostRows {
			return nil
		}
		var row []string
		for _, value := range list(s.src.Text, body) {
			row = append(row, s.literal(value))
		}
		rows = append(rows, row)
	}
	return rows
}

// literal is the text of a value that is one; "" for others.
func (s *statement) literal(value []token) string {
	sign := len(value) == 2 && (value[0].is(s.src.Text, "-") || value[0].is(s.src.Text, "+")) && value[1].kind == number
	switch {
	case sign:
		return s.src.Text[value[0].start:value[1].end]
	case len(value) != 1:
		return ""
	case value[0].is(s.src.Text, "null"):
		return schema.NullLiteral
	case value[0].kind == text || value[0].kind == number || value[0].kind == blob:
		return value[0].of(s.src.Text)
	}
	return ""
}

// remarks are the forms that a tree has found, at their places.
func (s *statement) remarks(t *tree.Tree, object string) []schema.Remark {
	var out []schema.Remark
	for _, m := range t.Remarks() {
		at := s.start() + m.At
		out = append(out, schema.Remark{Kind: schema.RemarkKind(m.Kind), Pos: s.src.lines.Pos(at), At: at, End: s.start() + m.End, Text: m.Text, Object: object})
	}
	return out
}

// readByAuthorizer gives statements without a tree the tables that they write. The engine
// holds the schema that they are about.
func readByAuthorizer(ctx context.Context, e *Engine, all []*statement, list []schema.Statement) error {
	var recorder *uses.Recorder
	for i, s := range all {
		if list[i].Unread == "" {
			continue
		}
		if recorder == nil {
			var err error
			if recorder, err = uses.NewRecorder(e.conn); err != nil {
				return err
			}
			defer func() { _ = recorder.Close() }()
		}
		used, err := recorder.Compile(ctx, s.sql())
		if err != nil {
			continue // it names what is not there, or is no statement at all
		}
		for _, w := range used.Writes {
			if w.By == "" {
				list[i].Acts = append(list[i].Acts, schema.Act{Verb: schema.Verb(w.Verb), Kind: schema.KindTable, On: litemodel.TableKey(Fold(w.Table)), Where: true, Pos: s.pos(), At: s.start()})
			}
		}
	}
	return ctx.Err()
}
