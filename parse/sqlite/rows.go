package sqlite

// Statements on rows are read by their syntax tree: which table, whether rows are chosen,
// which columns. Where there is no tree, SQLite's authorizer reports what is written, and
// the clauses count as not analysed.

import (
	"context"
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
	if len(t.Acts()) == 0 {
		r.add(schema.Act{Verb: schema.Selects, Name: "SELECT"})
		return
	}
	out.Remarks = append(out.Remarks, r.remarks(t, "")...)
}

// rowAct is an act of the tree as one of the schema.
func (r *actReader) rowAct(a tree.Act) schema.Act {
	return schema.Act{Verb: rowVerbs[a.Verb], Kind: schema.KindTable, On: litemodel.TableKey(Fold(a.Table)), Where: a.Where || a.Verb == tree.Inserts,
		Columns: a.Columns, Query: a.Query, Star: a.Star, Source: a.Source, Default: a.Empty, Replaces: a.Replace}
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
