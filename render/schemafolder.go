package render

// The tables of a schema as a folder of Markdown that stands in a repository: an overview and a file for each
// table, with links to and fro. The same schema gives the same bytes whatever it was read from, so that a
// change of the schema is a change of the lines about it and of no others.

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/render/diagram"
	"github.com/schemadiff/schemadiff/schema"
)

// SchemaMark is the first line of each file of such a folder: what begins with it may be written again, or
// removed with its table.
const SchemaMark = "<!-- written by schemadiff inspect: it is written again, and changes by hand are lost -->"

// DocFile is a file of a folder.
type DocFile struct{ Name, Text string }

// schemaOverview is the file that hosts of repositories show for its folder.
const schemaOverview = "README.md"

// SchemaFolder is the tables that a graph has as files.
func SchemaFolder(tables []*lint.Table, g *diagram.Graph) ([]DocFile, error) {
	d := &schemaDocs{graph: g, files: map[schema.Key]string{}, tables: map[schema.Key]*lint.Table{}}
	for _, t := range tables {
		d.tables[t.Key] = t
	}
	taken := map[string]bool{strings.ToLower(schemaOverview): true}
	for _, t := range g.Tables {
		d.files[t.Key] = schemaFile(t.Key, taken)
	}
	overview, err := d.overview()
	out := []DocFile{{schemaOverview, overview}}
	for i, t := range g.Tables {
		out = append(out, DocFile{d.files[t.Key], d.page(describeSchemaTable(i, t, d.tables[t.Key]), d.tables[t.Key])})
	}
	return out, err
}

// schemaDocs are the tables of such a folder.
type schemaDocs struct {
	graph  *diagram.Graph
	files  map[schema.Key]string
	tables map[schema.Key]*lint.Table
}

// overview is the list of all tables under their picture, where mermaid draws one of that size.
func (d *schemaDocs) overview() (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# Schema\n\n%s.\n", SchemaMark, plural(int64(len(d.graph.Tables)), "table"))
	var picture bytes.Buffer
	if err := diagram.Mermaid(&picture, d.graph); err != nil {
		return "", err
	}
	if len(d.graph.Tables) > 0 && picture.Len() <= diagram.MermaidLimit {
		fmt.Fprintf(&b, "\n```mermaid\n%s```\n", picture.String())
	}
	b.WriteString("\n| table | comment |\n|---|---|\n")
	for _, t := range d.graph.Tables {
		fmt.Fprintf(&b, "| %s | %s |\n", d.link(t.Key, t.Name), markdown(d.tables[t.Key].Comment))
	}
	return b.String(), nil
}

// page is the file of a table.
func (d *schemaDocs) page(shown schemaTable, t *lint.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# %s\n", SchemaMark, markdown(shown.Name))
	for _, text := range []string{markdown(shown.Comment), shown.Marks} {
		if text != "" {
			b.WriteString("\n" + text + "\n")
		}
	}
	head, rule := "| column | type | null | default | key |", "|---|---|---|---|---|"
	if shown.Commented {
		head, rule = head+" comment |", rule+"---|"
	}
	b.WriteString("\n" + head + "\n" + rule + "\n")
	for _, c := range shown.Columns {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |", markdown(c.Name), cellOf(c.Type), c.Null, cellOf(c.Default), c.Key)
		if shown.Commented {
			b.WriteString(" " + markdown(c.Comment) + " |")
		}
		b.WriteString("\n")
	}
	d.references(&b, t)
	writeParts(&b, shown.Parts)
	return b.String()
}

// cellOf is text as code in a cell, which stays empty without any.
func cellOf(s string) string {
	if s == "" {
		return ""
	}
	return codeCell(s)
}

// references lists what a table refers to, and what refers to it.
func (d *schemaDocs) references(b *strings.Builder, t *lint.Table) {
	if len(t.ForeignKeys) > 0 {
		b.WriteString("\n## Refers to\n\n")
	}
	for _, f := range t.ForeignKeys {
		fmt.Fprintf(b, "- %s: %s%s\n", d.link(f.References, f.References.Name), markdown(strings.Join(f.Columns, ", ")), referenced(f))
	}
	title := "\n## Referred to by\n\n"
	for _, from := range d.graph.Tables {
		for _, f := range d.tables[from.Key].ForeignKeys {
			if f.References == t.Key {
				fmt.Fprintf(b, "%s- %s: %s\n", title, d.link(from.Key, from.Name), markdown(strings.Join(f.Columns, ", ")))
				title = ""
			}
		}
	}
}

// referenced are the columns that a foreign key refers to, where it names them.
func referenced(f *lint.ForeignKey) string {
	if len(f.Referenced) == 0 {
		return ""
	}
	return " → " + markdown(strings.Join(f.Referenced, ", "))
}

// writeParts writes the keys, indexes, checks and policies of a table, each kind under its title.
func writeParts(b *strings.Builder, parts []schemaPart) {
	for _, section := range []struct {
		title string
		kinds []string
	}{{"Keys and indexes", []string{"primary key", "unique", "unique index", "index"}}, {"Checks", []string{"check"}}, {"Policies", []string{"policy"}}} {
		title := "\n## " + section.title + "\n\n"
		for _, p := range parts {
			for _, kind := range section.kinds {
				if p.Kind == kind {
					fmt.Fprintf(b, "%s- %s %s\n", title, p.Kind, codeSpan(Escape(p.Text)))
					title = ""
				}
			}
		}
	}
}

// link leads to the file of a table, where it has one.
func (d *schemaDocs) link(k schema.Key, name string) string {
	if file := d.files[k]; file != "" {
		return "[" + markdown(name) + "](" + file + ")"
	}
	return markdown(name)
}

// longestFile is how many bytes the name of a file has before its ending.
const longestFile = 180

// schemaFile is the file of a table, a name that every file system and every link takes as it is. Names that
// some file systems hold for the same, or reserve, are spelled out.
func schemaFile(k schema.Key, taken map[string]bool) string {
	name := fileWord(k.Name, fileRune)
	spelled := fileWord(k.Name, func(r rune) bool { return fileRune(r) && (r < 'A' || r > 'Z') })
	if !schema.IsDefaultSpace(k.Schema) {
		name, spelled = fileWord(k.Schema, fileRune)+"."+name, fileWord(k.Schema, fileRune)+"."+spelled
	}
	if taken[strings.ToLower(name)+".md"] || reservedFile(name) {
		name = spelled
	}
	if taken[strings.ToLower(name)+".md"] || reservedFile(name) || len(name) > longestFile {
		name = fmt.Sprintf("%s~~%x", name[:min(len(name), longestFile/2)], sha256.Sum256([]byte(k.Schema+"\x00"+k.Name)))[:min(len(name), longestFile/2)+10]
	}
	taken[strings.ToLower(name)+".md"] = true
	return name + ".md"
}

// reservedFile reports whether Windows takes a name, with whatever ending, for a device.
func reservedFile(name string) bool {
	first, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch first {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(first) == 4 && (strings.HasPrefix(first, "com") || strings.HasPrefix(first, "lpt"))
}

func fileRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// fileWord spells a name with the runes that are kept; of others it has their bytes.
func fileWord(name string, keep func(rune) bool) string {
	var b strings.Builder
	for i := range len(name) {
		if c := name[i]; keep(rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "~%02x", c)
		}
	}
	return cmp.Or(b.String(), "~")
}
