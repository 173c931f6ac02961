package diagram

// A graph as a picture in SVG, by itself or inside of a page. Nothing is loaded for it, it has no script,
// and its colours follow the reader's choice of light or dark.

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
)

// Style is the sheet of a picture, for a page that has several.
const Style = `.erd{--box:#fff;--head:#e8eef7;--line:#8a94a3;--text:#1b1f24;--dim:#57606a;font:12px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
.erd rect{fill:var(--box);stroke:var(--line)}.erd .head{fill:var(--head)}.erd text{fill:var(--text)}.erd .type{fill:var(--dim)}.erd .name{font-weight:bold}
.erd .key{text-decoration:underline}.erd path{fill:none;stroke:var(--line);stroke-width:1.3}.erd .end{fill:var(--line);stroke:none}
.erd .new .head{fill:#c9efd3}.erd .changed .head{fill:#fdeab8}.erd .dropped .head{fill:#f9d0cf}
@media(prefers-color-scheme:dark){.erd{--box:#161b22;--head:#263347;--line:#6e7a8a;--text:#e6edf3;--dim:#9aa6b2}.erd .new .head{fill:#1d4d2b}.erd .changed .head{fill:#5a4710}.erd .dropped .head{fill:#6b2524}}
`

// SVG writes a graph as a picture that stands by itself.
func SVG(w io.Writer, g *Graph) error {
	_, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+picture(g, "<style>"+Style+"</style>\n")+"\n")
	return err
}

// Picture is the element of a picture for a page that has the sheet.
func Picture(g *Graph) string { return picture(g, "") }

func picture(g *Graph, sheet string) string {
	const margin = 12
	boxes, width, height := layout(g)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="erd" role="img" aria-label="tables and their references" width="%d" height="%d" viewBox="%d %d %d %d">`+"\n",
		width+2*margin, height+2*margin, -margin, -margin, width+2*margin, height+2*margin)
	b.WriteString(sheet)
	for _, l := range g.Links {
		b.WriteString(curve(g, boxes, l))
	}
	for i := range boxes {
		boxes[i].draw(&b, g.Tables[i])
	}
	b.WriteString("</svg>")
	return b.String()
}

// draw writes the box of a table.
func (x *box) draw(b *strings.Builder, t *Table) {
	fmt.Fprintf(b, `<g class="%s" transform="translate(%d %d)"><title>%s</title><rect width="%d" height="%d" rx="3"/><rect class="head" width="%d" height="%d" rx="3"/>`,
		html.EscapeString("table "+t.Class), x.x, x.y, svgText(t.Name, 200), x.width, x.height, x.width, headHeight)
	fmt.Fprintf(b, `<text class="name" x="8" y="17">%s</text>`, svgText(t.Name, textLimit))
	y := headHeight + 14
	for _, n := range x.rows {
		c := t.Columns[n]
		class := ""
		if c.Primary {
			class = ` class="key"`
		}
		fmt.Fprintf(b, `<text%s x="8" y="%d">%s</text><text class="type" x="%d" y="%d" text-anchor="end">%s</text>`, class, y, svgText(c.Name, textLimit), x.width-8, y, svgText(c.Type, textLimit))
		y += rowHeight
	}
	if more := len(t.Columns) - len(x.rows); more > 0 {
		fmt.Fprintf(b, `<text class="type" x="8" y="%d">and %d more</text>`, y, more)
	}
	b.WriteString("</g>\n")
}

// curve is the line of a reference: from the column that refers to the one that is referred to, with a
// circle at the end of the many.
func curve(g *Graph, boxes []box, l Link) string {
	from, to := boxes[l.From], boxes[l.To]
	y1, y2 := from.y+from.row(g.Tables[l.From], l.Columns), to.y+to.row(g.Tables[l.To], l.Referenced)
	x1, x2 := from.x, to.x+to.width // what is referred to stands to the left
	bend := max(gapX/2, (x1-x2)/2)
	bend1, bend2 := x1-bend, x2+bend
	switch {
	case l.From != l.To && x1 >= x2:
	case to.x > from.x+from.width: // to the right
		x1, x2 = from.x+from.width, to.x
		bend1, bend2 = x1+gapX/2, x2-gapX/2
	default: // above, below or the same table: around the right side
		x1 = from.x + from.width
		bend1 = max(x1, x2) + gapX/2
		bend2 = bend1
	}
	return fmt.Sprintf("<path d=\"M%d %d C%d %d %d %d %d %d\"/><circle class=\"end\" cx=\"%d\" cy=\"%d\" r=\"3.5\"/>\n", x1, y1, bend1, y1, bend2, y2, x2, y2, x1, y1)
}

// row is how far below the top of a box a column stands; the head for one that is not shown.
func (x *box) row(t *Table, columns []string) int {
	if len(columns) > 0 {
		for i, n := range x.rows {
			if t.Columns[n].Name == columns[0] {
				return headHeight + i*rowHeight + rowHeight/2
			}
		}
	}
	if i := slices.IndexFunc(x.rows, func(n int) bool { return t.Columns[n].Primary }); i >= 0 && len(columns) == 0 {
		return headHeight + i*rowHeight + rowHeight/2
	}
	return headHeight / 2
}

// svgText is text of at most so many characters as the content of an element.
func svgText(s string, most int) string {
	r := []rune(visible(s))
	if len(r) > most {
		r = append(r[:most-1:most-1], '…')
	}
	return html.EscapeString(string(r))
}
