package render

// The tables of a schema as one page for a browser: a picture, and of each table its columns, keys, indexes,
// checks, policies and references, with links to and fro. The file loads nothing and has no script.

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/render/diagram"
)

//go:embed page/schema.html
var schemaHTML string

// schemaPicture is how many tables the picture of a page has at most.
const schemaPicture = 150

// schemaPage is a schema as the template shows it.
type schemaPage struct {
	Source, Version, Count, Note string
	Sheet                        template.CSS
	Picture                      template.HTML
	Tables                       []schemaTable
}

type schemaTable struct {
	Anchor, Name, Comment, Marks string
	Columns                      []schemaColumn
	Commented                    bool // a column has a comment
	Refers, Referred             []schemaLink
	Parts                        []schemaPart
}

type schemaColumn struct{ Name, Type, Null, Default, Key, Comment string }

type schemaLink struct{ Anchor, Name, Columns string }

type schemaPart struct{ Kind, Text string }

// SchemaHTML writes the tables that a graph has as a page.
func SchemaHTML(w io.Writer, source, version string, tables []*lint.Table, g *diagram.Graph) error {
	out := schemaPage{Source: source, Version: version, Count: plural(int64(len(g.Tables)), "table"), Sheet: template.CSS(pageCSS + diagram.Style)}
	drawn := g.First(schemaPicture)
	if len(drawn.Tables) > 0 {
		out.Picture = template.HTML(diagram.Picture(drawn))
	}
	if more := len(g.Tables) - len(drawn.Tables); more > 0 {
		out.Note = count(int64(more)) + " more tables are not drawn: --around TABLE draws a part."
	}
	shown := map[string]*lint.Table{}
	for _, t := range tables {
		shown[t.Key.Object()] = t
	}
	for i, t := range g.Tables {
		out.Tables = append(out.Tables, describeSchemaTable(i, t, shown[t.Key.Object()]))
	}
	for _, l := range g.Links {
		from, to, columns := &out.Tables[l.From], &out.Tables[l.To], strings.Join(l.Columns, ", ")
		from.Refers = append(from.Refers, schemaLink{to.Anchor, to.Name, columns})
		to.Referred = append(to.Referred, schemaLink{from.Anchor, from.Name, columns})
	}
	t, err := template.New("schema").Funcs(template.FuncMap{"show": EscapeText}).Parse(schemaHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, out)
}

func describeSchemaTable(i int, box *diagram.Table, t *lint.Table) schemaTable {
	out := schemaTable{Anchor: fmt.Sprintf("t%d", i), Name: box.Name, Comment: t.Comment}
	var marks []string
	for _, m := range []struct {
		has  bool
		text string
	}{{t.Partitioned, "partitioned"}, {t.Partition, "a partition"}, {t.Inherits, "inherits"}, {t.Foreign, "foreign"}, {t.Unlogged, "unlogged"}, {t.RowSecurity, "row level security"}, {t.Strict, "strict"}, {t.WithoutRowID, "without rowid"}} {
		if m.has {
			marks = append(marks, m.text)
		}
	}
	out.Marks = strings.Join(marks, ", ")
	for n, c := range t.Columns {
		shown := schemaColumn{Name: c.Name, Type: c.Type, Default: c.Default, Comment: c.Comment}
		if !c.NotNull && !box.Columns[n].Primary {
			shown.Null = "null"
		}
		switch {
		case c.Identity:
			shown.Default = "identity"
		case c.Generated:
			shown.Default = "generated"
		}
		var keys []string
		for _, k := range []struct {
			has  bool
			text string
		}{{box.Columns[n].Primary, "primary"}, {box.Columns[n].Unique && !box.Columns[n].Primary, "unique"}, {box.Columns[n].Foreign, "foreign"}} {
			if k.has {
				keys = append(keys, k.text)
			}
		}
		shown.Key = strings.Join(keys, ", ")
		out.Commented = out.Commented || c.Comment != ""
		out.Columns = append(out.Columns, shown)
	}
	out.Parts = schemaParts(t)
	return out
}

// schemaParts are the keys of several columns, the indexes, checks and policies of a table.
func schemaParts(t *lint.Table) []schemaPart {
	var out []schemaPart
	index := func(kind string, x *lint.Index) {
		text := strings.TrimSpace(x.Name + " (" + strings.Join(x.Text, ", ") + ")")
		if x.Method != "" && x.Method != "btree" {
			text += " using " + x.Method
		}
		if x.Partial {
			text += " WHERE " + x.Where
		}
		out = append(out, schemaPart{kind, text})
	}
	if t.Primary != nil && len(t.Primary.Columns) > 1 {
		index("primary key", t.Primary)
	}
	for _, x := range t.Uniques {
		index("unique", x)
	}
	for _, x := range t.Indexes {
		index(map[bool]string{true: "unique index", false: "index"}[x.Unique], x)
	}
	for _, c := range t.Checks {
		out = append(out, schemaPart{"check", cmp.Or(c.Expr, c.Name)})
	}
	for _, p := range t.Policies {
		out = append(out, schemaPart{"policy", strings.TrimSpace(p.Name + " " + p.Text)})
	}
	return out
}
