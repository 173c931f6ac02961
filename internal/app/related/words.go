package related

// Texts are split into words here: those of objects and those of migrations, whose statements say
// by their first words whether what they name is changed or only mentioned.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// wordsOf are the words in the attributes of an object and of its parts, sorted, in a list that is
// used again.
func (s *State) wordsOf(o schema.Object) []string {
	out := s.list[:0]
	add := func(text string) {
		for w := range words(text) {
			out = append(out, w)
		}
	}
	fields := func(o schema.Object) {
		s.fields = schema.FieldsInto(s.fields, o)
		for _, f := range s.fields {
			if f.Value != "" {
				add(f.Value)
			}
		}
	}
	fields(o)
	if c, ok := o.(schema.Composite); ok {
		for _, p := range c.Parts() {
			add(p.Key().Name)
			fields(p)
		}
	}
	for _, k := range o.Needs() {
		add(k.Name)
	}
	add(schema.RelationOf(o).Name)
	slices.Sort(out)
	s.list = slices.Compact(out)
	return s.list
}

// words yields the words of a text in lower case.
func words(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		text = strings.ToLower(text)
		start := -1
		for i := 0; i <= len(text); i++ {
			if i < len(text) && inWord(text[i]) {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && !yield(text[start:i]) {
				return
			}
			start = -1
		}
	}
}

// inWord reports whether a byte is part of a word; all letters outside ASCII are.
func inWord(b byte) bool {
	return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '_' || b == '$' || b >= 0x80
}

// firstWord is the word that a name is found by: "" for one without any.
func firstWord(name string) string {
	for w := range words(name) {
		return w
	}
	return ""
}

// wanted has the names in a migration, by what may happen to their objects.
type wanted struct {
	mentioned  map[string]bool
	changed    map[string]bool
	compiles   bool // SQLite compiles all views and triggers
	everything bool // it may change objects that it does not name
}

// readWanted reads a migration. A semicolon inside of a body ends a statement too early; the
// text after it then counts as a change, which makes the part larger.
func readWanted(sql string) *wanted {
	w := &wanted{mentioned: map[string]bool{}, changed: map[string]bool{}}
	w.everything = strings.Contains(strings.ToLower(sql), `u&"`) // names in escapes
	for statement := range strings.SplitSeq(sql, ";") {
		w.statement(statement)
	}
	return w
}

// mentions are the first words of statements that change nothing of what they name but its rows
// and what belongs to it.
var mentions = []string{"create", "insert", "select", "with", "update", "delete", "set", "begin", "commit", "end", "pragma", "grant"}

func (w *wanted) statement(text string) {
	list := slices.Collect(words(withoutComments(text)))
	if len(list) == 0 {
		return
	}
	w.everything = w.everything || isGlobal(list)
	w.compiles = w.compiles || list[0] == "alter" && (slices.Contains(list, "rename") || slices.Contains(list, "drop"))
	only := slices.Contains(mentions, list[0]) && !(list[0] == "create" && len(list) > 1 && list[1] == "or")
	for i, word := range list {
		if only || i > 0 && list[i-1] == "references" {
			w.mentioned[word] = true
		} else {
			w.changed[word] = true
		}
	}
}

// isGlobal reports whether a statement may change objects that it does not name.
func isGlobal(list []string) bool {
	has := func(pair ...string) bool {
		for i := range list {
			if i+len(pair) <= len(list) && slices.Equal(list[i:i+len(pair)], pair) {
				return true
			}
		}
		return false
	}
	switch list[0] {
	case "do", "call", "reassign", "import":
		return true
	case "drop", "truncate", "revoke":
		if slices.Contains(list, "cascade") {
			return true
		}
	case "alter":
		for i, word := range list {
			if word == "cascade" && list[i-1] != "delete" && list[i-1] != "update" {
				return true
			}
		}
	}
	return has("schema") && (has("in", "schema") || has("set", "schema") || list[1] == "schema") || has("owned") && list[0] == "drop" ||
		len(list) > 1 && list[1] == "extension"
}

// withoutComments leaves out the comments that a statement begins with.
func withoutComments(text string) string {
	for {
		text = strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(text, "--"):
			_, text, _ = strings.Cut(text, "\n")
		case strings.HasPrefix(text, "/*"):
			_, text, _ = strings.Cut(text, "*/")
		default:
			return text
		}
	}
}
