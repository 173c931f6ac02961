package postgres

// CREATE and ALTER PUBLICATION. The list of tables and schemas is replaced as a whole by SET;
// only an empty list needs DROP. A publication FOR ALL TABLES cannot become one with a list, nor
// the reverse, and is recreated.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindPublication, publicationKind())

func publicationKind() kind {
	name := func(o pgmodel.Object) string { return "PUBLICATION " + ddl.Quote(o.Key().Name) }
	return kind{
		name: name,
		create: func(_ *planner, o pgmodel.Object) []statement {
			p := o.(*pgmodel.Publication)
			sql := name(p)
			if list := publishedList(p); p.AllTables {
				sql += " FOR ALL TABLES"
			} else if list != "" {
				sql += " FOR " + list
			}
			if options := publicationOptions(&pgmodel.Publication{Publish: publishAll}, p); options != "" {
				sql += " WITH (" + options + ")"
			}
			return []statement{{Do: ddl.Create(sql), Undo: ddl.Drop(name(p))}}
		},
		alter:       alterPublication,
		stopsRetype: true,
	}
}

const publishAll = "insert, update, delete, truncate"

// publishedList are the tables and schemas of a publication.
func publishedList(p *pgmodel.Publication) string {
	var list []string
	for i, t := range p.Tables {
		text := "ONLY " + ddl.Qualified(t.Table)
		if i == 0 {
			text = "TABLE " + text
		}
		if len(t.Columns) > 0 {
			text += " (" + ddl.Names(t.Columns) + ")"
		}
		if !t.Where.IsZero() {
			text += " WHERE (" + t.Where.SQL + ")"
		}
		list = append(list, text)
	}
	if len(p.Schemas) > 0 {
		list = append(list, "TABLES IN SCHEMA "+ddl.Names(p.Schemas))
	}
	return strings.Join(list, ", ")
}

// publicationOptions are the options that take one publication to another.
func publicationOptions(from, to *pgmodel.Publication) string {
	var list []string
	if from.Publish != to.Publish {
		list = append(list, "publish = "+pgmodel.Literal(to.Publish))
	}
	if from.ViaRoot != to.ViaRoot {
		list = append(list, "publish_via_partition_root = "+ddl.If(to.ViaRoot, "true", "false"))
	}
	if from.Generated != to.Generated {
		list = append(list, "publish_generated_columns = "+cmp.Or(to.Generated, "none"))
	}
	return strings.Join(list, ", ")
}

func alterPublication(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Publication), c.To.(*pgmodel.Publication)
	if c.Has("all tables") {
		return nil, false
	}
	head := "ALTER PUBLICATION " + ddl.Quote(to.ID.Name) + " "
	var out []statement
	if options := publicationOptions(from, to); options != "" {
		out = append(out, statement{Do: ddl.Text(head + "SET (" + options + ")"), Undo: ddl.Text(head + "SET (" + publicationOptions(to, from) + ")")})
	}
	if c.Has("tables") || c.Has("schemas") {
		out = append(out, statement{Do: ddl.Text(head + publishedChange(from, to)), Undo: ddl.Text(head + publishedChange(to, from))})
	}
	return out, true
}

// publishedChange sets what is published; nothing can only be dropped.
func publishedChange(from, to *pgmodel.Publication) string {
	if list := publishedList(to); list != "" {
		return "SET " + list
	}
	bare := *from
	bare.Tables = nil
	for _, t := range from.Tables {
		bare.Tables = append(bare.Tables, pgmodel.Published{Table: t.Table})
	}
	return "DROP " + publishedList(&bare)
}
