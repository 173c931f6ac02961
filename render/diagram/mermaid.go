package diagram

// A graph as an entity-relationship diagram of mermaid (mermaid.js.org/syntax/entityRelationshipDiagram),
// which GitHub and GitLab draw inside of Markdown. Its grammar has no quotes for columns and types: what
// it would not read gets another spelling, with the name itself as the comment of the column.

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// MermaidLimit is how many characters mermaid draws unless it is configured otherwise.
const MermaidLimit = 50_000

// Mermaid writes a graph as text for mermaid.
func Mermaid(w io.Writer, g *Graph) error {
	var b strings.Builder
	b.WriteString("erDiagram\n")
	ids := make([]string, len(g.Tables))
	for i, t := range g.Tables {
		declared := `"` + t.Name + `"`
		ids[i] = declared
		if !plain(t.Name) {
			ids[i] = fmt.Sprintf("table_%d", i)
			declared = ids[i] + `["` + coded(t.Name) + `"]`
		}
		if len(t.Columns) == 0 {
			b.WriteString("    " + declared + "\n")
			continue
		}
		b.WriteString("    " + declared + " {\n")
		for _, c := range t.Columns {
			b.WriteString("        " + mermaidColumn(c) + "\n")
		}
		b.WriteString("    }\n")
	}
	for _, l := range g.Links {
		many, one := "}o", "||"
		if l.One {
			many = "|o"
		}
		if l.Optional {
			one = "o|"
		}
		fmt.Fprintf(&b, "    %s %s--%s %s : \"%s\"\n", ids[l.From], many, one, ids[l.To], codedList(l.Columns))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func mermaidColumn(c Column) string {
	kind, name := word(c.Type, "any"), word(c.Name, "_")
	text := kind + " " + name
	var keys []string
	if c.Primary {
		keys = append(keys, "PK")
	}
	if c.Foreign {
		keys = append(keys, "FK")
	}
	if c.Unique && !c.Primary {
		keys = append(keys, "UK")
	}
	if len(keys) > 0 {
		text += " " + strings.Join(keys, ", ")
	}
	if name != c.Name {
		text += ` "` + coded(c.Name) + `"`
	}
	return text
}

// word is a name as a word of mermaid's grammar: a letter or underscore, then letters, digits and a few signs.
func word(s, empty string) string {
	if s == "" {
		return empty
	}
	out := strings.Map(func(r rune) rune {
		if isWordRune(r) || strings.ContainsRune("-[]()", r) {
			return r
		}
		return '_'
	}, s)
	first := rune(out[0])
	if first < 0x80 && first != '_' && !unicode.IsLetter(first) || strings.EqualFold(out, "pk") || strings.EqualFold(out, "fk") || strings.EqualFold(out, "uk") {
		out = "_" + out
	}
	return out
}

func isWordRune(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || 0xc0 <= r && r <= 0xffff && unicode.IsLetter(r)
}

// plain reports whether a name can stand in quotes as it is, in every version. The text is Markdown,
// in which an underscore before a word has a meaning.
func plain(s string) bool {
	return s != "" && s[0] != '_' && strings.IndexFunc(s, func(r rune) bool { return !isWordRune(r) && r != '.' }) < 0
}

// coded is text inside of quotes: what may have a meaning is written as mermaid's entity codes.
func coded(s string) string {
	if s == "" {
		return "#160;" // an empty text is none to the grammar
	}
	if plain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r != '_' && isWordRune(r) || strings.ContainsRune(".,-()[]", r):
			b.WriteRune(r)
		case unicode.IsPrint(r):
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteString("#65533;") // a replacement character: it is invisible or obeyed
		}
	}
	return b.String()
}

func codedList(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = coded(name)
	}
	return strings.Join(list, ", ")
}
