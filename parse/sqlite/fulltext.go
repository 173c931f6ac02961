package sqlite

// Full-text indexes read their content from another table. Whether that works is tried
// here, since SQLite reports it only on use.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// A full-text index with external content reads its columns from another table or
// view, and names it in a text that SQLite does not resolve: dropping or renaming
// either, or taking the rowid away, is accepted and breaks every read of the index
// (fts5.html, section 4.4.3). What is no longer readable is found here.

// unreadable reports why a virtual table cannot be read, "" if it can or this is unknown.
func (e *Engine) unreadable(ctx context.Context, s *schema.Schema, v *litemodel.Virtual) string {
	switch {
	case v.Known && (v.Module == "fts5" || v.Module == "fts5vocab"):
		msg := e.readError(ctx, "SELECT * FROM "+Quote(v.Name))
		if msg == "" && v.Content != "" && v.Filler == "rebuild" {
			msg = e.readError(ctx, fmt.Sprintf("INSERT INTO %[1]s (%[1]s) VALUES ('rebuild')", Quote(v.Name)))
		}
		return e.ofContent(s, v, msg)
	case v.Content != "":
		return lacks(s, v)
	}
	return ""
}

// readError runs a statement, and returns SQLite's message where it fails.
func (e *Engine) readError(ctx context.Context, statement string) string {
	rows, err := e.conn.QueryContext(ctx, statement)
	if err == nil {
		for rows.Next() {
			continue
		}
		err = errors.Join(rows.Err(), rows.Close())
	}
	if err == nil || ctx.Err() != nil || e.isForeign(Message(err)) {
		return ""
	}
	return Message(err)
}

// ofContent names the content table in what FTS5 says of it as "T".
func (e *Engine) ofContent(s *schema.Schema, v *litemodel.Virtual, msg string) string {
	if msg == "" || v.Content == "" {
		return msg
	}
	if why := lacks(s, v); why != "" {
		return why
	}
	return fmt.Sprintf("it reads %s: %s", contentName(s, v), msg)
}

// lacks says what an index would read and its content table does not have, as far as
// the columns of that are known.
func lacks(s *schema.Schema, v *litemodel.Virtual) string {
	content := contentOf(s, v.Content)
	if content == nil {
		return fmt.Sprintf("it reads table %s, which does not exist", v.Content)
	}
	t, ok := content.(*litemodel.Table)
	if !ok {
		return ""
	}
	var gone []string
	for _, name := range v.Columns {
		if t.Column(Fold(name)) == nil {
			gone = append(gone, name)
		}
	}
	options := t.Options
	switch {
	case len(gone) > 0:
		return fmt.Sprintf("it reads %s of table %s, which has no such column", strings.Join(gone, ", "), t.Name)
	case v.ContentRowID != "" && t.Column(v.ContentRowID) == nil && !isRowID(v.ContentRowID):
		return fmt.Sprintf("it reads %s of table %s as the row id, and there is no such column", v.ContentRowID, t.Name)
	case options != nil && options.WithoutRowID && (v.ContentRowID == "" || isRowID(v.ContentRowID)) && t.Column("rowid") == nil:
		return fmt.Sprintf("it reads the rowid of table %s, which has none", t.Name)
	}
	return ""
}

func isRowID(folded string) bool { return folded == "rowid" || folded == "oid" || folded == "_rowid_" }

// contentOf is the table, view or virtual table of a folded name, or nil.
func contentOf(s *schema.Schema, folded string) schema.Object {
	for _, kind := range rowSources {
		if o := s.Get(schema.Key{Kind: kind, Name: folded}); o != nil {
			return o
		}
	}
	return nil
}

func contentName(s *schema.Schema, v *litemodel.Virtual) string {
	if o := contentOf(s, v.Content); o != nil {
		return o.Display()
	}
	return v.Content
}
