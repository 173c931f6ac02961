package sqlite

// This file writes a schema as the statements that create it, with their authors' text.

import (
	"fmt"
	"io"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// SQL writes the statements that recreate a schema: tables in key order,
// each with its indexes, then virtual tables, views and triggers. Their text is
// their author's own, not escaped: it is SQL.
//
// A Tail ends at a token, never inside a comment, so that the semicolon always
// ends the statement.
func SQL(w io.Writer, s *schema.Schema) {
	k := group(s)
	var groups [][]string
	for _, t := range k.tables {
		list := []string{statement(t.Source)}
		for _, i := range k.indexes[t.Key()] {
			list = append(list, statement(i.Source))
		}
		groups = append(groups, list)
	}
	var virtuals, views, triggers []string
	for _, v := range k.virtuals {
		virtuals = append(virtuals, statement(v.Source))
	}
	for _, v := range k.views {
		views = append(views, statement(v.Source))
	}
	for _, t := range k.triggers {
		triggers = append(triggers, statement(t.Source))
	}
	writeGroups(w, append(groups, virtuals, views, triggers))
}

// writeGroups leaves a blank line between groups that are not empty.
func writeGroups(w io.Writer, groups [][]string) {
	between := ""
	for _, list := range groups {
		if len(list) == 0 {
			continue
		}
		fmt.Fprint(w, between)
		for _, sql := range list {
			fmt.Fprintf(w, "%s;\n", sql)
		}
		between = "\n"
	}
}

func statement(o litemodel.Source) string { return litemodel.Create(&o, o.Name) }

// kinds is a schema's objects by kind, each kind in key order.
type kinds struct {
	tables   []*litemodel.Table
	indexes  map[schema.Key][]*litemodel.Index // by table
	virtuals []*litemodel.Virtual
	views    []*litemodel.View
	triggers []*litemodel.Trigger
}

func group(s *schema.Schema) kinds {
	k := kinds{indexes: map[schema.Key][]*litemodel.Index{}}
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			k.tables = append(k.tables, o)
		case *litemodel.Index:
			k.indexes[o.Table] = append(k.indexes[o.Table], o)
		case *litemodel.Virtual:
			k.virtuals = append(k.virtuals, o)
		case *litemodel.View:
			k.views = append(k.views, o)
		case *litemodel.Trigger:
			k.triggers = append(k.triggers, o)
		default:
			panic(fmt.Sprintf("schema object of unknown kind: %v", o.Key()))
		}
	}
	return k
}
