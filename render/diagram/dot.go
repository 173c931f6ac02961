package diagram

// A graph in the language of Graphviz (graphviz.org/doc/info/lang.html). Tables are its HTML-like labels,
// which have a port for each column, so that references begin and end at columns.

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Dot writes a graph for Graphviz.
func Dot(w io.Writer, g *Graph) error {
	var b strings.Builder
	b.WriteString("digraph schema {\n  graph [rankdir=RL];\n  node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n  edge [color=\"#606060\"];\n")
	for i, t := range g.Tables {
		fmt.Fprintf(&b, "  t%d [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">", i)
		fmt.Fprintf(&b, "<tr><td colspan=\"2\" bgcolor=\"#e8eef7\"><b>%s</b></td></tr>", dotText(t.Name))
		for n, c := range t.Columns {
			fmt.Fprintf(&b, "<tr><td align=\"left\" port=\"c%d\">%s</td><td align=\"left\" port=\"r%d\">%s</td></tr>", n, dotColumn(c), n, dotText(c.Type))
		}
		b.WriteString("</table>>];\n")
	}
	for _, l := range g.Links {
		head := "tee"
		if l.Optional {
			head = "odottee"
		}
		tail := "crow"
		if l.One {
			tail = "tee"
		}
		fmt.Fprintf(&b, "  %s -> %s [dir=both, arrowhead=%s, arrowtail=%s];\n", end(g, l.From, l.Columns, "c%d:w"), end(g, l.To, l.Referenced, "r%d:e"), head, tail)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func dotColumn(c Column) string {
	text := dotText(c.Name)
	if c.Primary {
		text = "<u>" + text + "</u>"
	}
	if c.Foreign {
		text = "<i>" + text + "</i>"
	}
	return text
}

// end is where a reference begins or ends: the cell of its first column, or the table.
func end(g *Graph, table int, columns []string, port string) string {
	text := fmt.Sprintf("t%d", table)
	if len(columns) > 0 {
		if i := slices.IndexFunc(g.Tables[table].Columns, func(c Column) bool { return c.Name == columns[0] }); i >= 0 {
			text += ":" + fmt.Sprintf(port, i)
		}
	}
	return text
}

// dotText is text in a label. An empty cell is an error to Graphviz, and so is a control character.
func dotText(s string) string {
	if s == "" {
		return " "
	}
	return html.EscapeString(visible(s))
}

// visible is text without characters that hide others or are obeyed.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
