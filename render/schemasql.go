package render

import (
	"fmt"
	"io"

	"github.com/schemadiff/schemadiff/schema"
)

// SchemaSQL writes the statements that recreate a schema: tables in key order,
// each with its indexes, then virtual tables, views and triggers. Their text is
// their author's own, not escaped: it is SQL.
//
// A Tail ends at a token, never inside a comment, so that the semicolon always
// ends the statement.
func SchemaSQL(w io.Writer, s *schema.Schema) {
	k := group(s)
	var groups [][]string
	for _, t := range k.tables {
		list := []string{statement(t.Written)}
		for _, i := range k.indexes[t.Key()] {
			list = append(list, statement(i.Written))
		}
		groups = append(groups, list)
	}
	var virtuals, views, triggers []string
	for _, v := range k.virtuals {
		virtuals = append(virtuals, statement(v.Written))
	}
	for _, v := range k.views {
		views = append(views, statement(v.Written))
	}
	for _, t := range k.triggers {
		triggers = append(triggers, statement(t.Written))
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

func statement(o schema.Written) string { return schema.CreateSQLite(&o, o.Name) }

// kinds is a schema's objects by kind, each kind in key order.
type kinds struct {
	tables   []*schema.Table
	indexes  map[schema.Key][]*schema.Index // by table
	virtuals []*schema.Virtual
	views    []*schema.View
	triggers []*schema.Trigger
}

func group(s *schema.Schema) kinds {
	k := kinds{indexes: map[schema.Key][]*schema.Index{}}
	for o := range s.All() {
		switch o := o.(type) {
		case *schema.Table:
			k.tables = append(k.tables, o)
		case *schema.Index:
			k.indexes[o.Table] = append(k.indexes[o.Table], o)
		case *schema.Virtual:
			k.virtuals = append(k.virtuals, o)
		case *schema.View:
			k.views = append(k.views, o)
		case *schema.Trigger:
			k.triggers = append(k.triggers, o)
		default:
			panic(fmt.Sprintf("schema object of unknown kind: %v", o.Key()))
		}
	}
	return k
}
