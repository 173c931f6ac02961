package tree

// The check compares what was read with the text. The parser reads some valid SQL wrongly
// without a word; a name it loses, invents or moves is found here, whatever the reason.

import (
	"fmt"

	"github.com/rqlite/sql"

	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// misread is the panic of a reader whose tree does not fit the text.
type misread struct{ why string }

func (e misread) Error() string { return "the tree does not fit the text: " + e.why }

// leaf marks the token at a place of the tree as read, and returns it.
func (r *reader) leaf(pos sql.Pos, want form, length int) int {
	i := r.mask.at(r.base + pos.Offset)
	if i < 0 {
		panic(misread{fmt.Sprintf("nothing begins at %d", r.base+pos.Offset)})
	}
	t := r.mask.tokens[i]
	switch {
	case r.seen[i]:
		panic(misread{"read twice: " + r.mask.spelling(i)})
	case !fits(t, want):
		panic(misread{"not what it is taken for: " + r.mask.spelling(i)})
	case length >= 0 && t.form != asIs && length != t.until-t.start:
		panic(misread{"cut: " + r.mask.spelling(i)})
	}
	r.seen[i] = true
	r.low, r.high = min(r.low, i), max(r.high, i)
	return i
}

// fits reports whether a token can be what the tree has it for.
func fits(t token, want form) bool {
	switch t.form {
	case asName:
		return want == asName
	case asValue, asParam:
		return want == asValue
	case filler:
		return true
	case asIs:
		return t.kind == scan.Word && t.stand == "" && (want == asName && fallback(t.word) || want == asValue && constant(t.word))
	}
	return false
}

// constant reports whether a keyword is a value.
func constant(folded string) bool { return folded == "null" || folded == "true" || folded == "false" }

// keyword makes sure that a clause begins where the tree has it.
func (r *reader) keyword(pos sql.Pos, word string) {
	if !pos.IsValid() {
		return
	}
	if i := r.mask.at(r.base + pos.Offset); i < 0 || !r.mask.is(i, word) || r.seen[i] {
		panic(misread{"no " + word + " where the tree has it"})
	} else {
		r.seen[i] = true
	}
}

// check finds what the tree has left out: a name, a value, or a clause that decides what a
// statement does.
func (r *reader) check() error {
	for i, t := range r.mask.tokens {
		if r.seen[i] || t.form == blank {
			continue
		}
		clause := t.kind == scan.Word && t.form == asIs && (t.word == "where" || t.word == "limit" || t.word == "returning")
		if t.form == asName || t.form == asValue || t.form == asParam || clause {
			return misread{"left out: " + r.mask.spelling(i)}
		}
	}
	return nil
}

// foldedName is the name that an identifier spells.
func (r *reader) foldedName(id *sql.Ident) string {
	if id == nil {
		return ""
	}
	return litemodel.Fold(r.mask.spelling(r.ident(id)))
}

// ident reads an identifier; -1 for none.
func (r *reader) ident(id *sql.Ident) int {
	if id == nil {
		return -1
	}
	return r.leaf(id.NamePos, asName, len(id.Name))
}

// idents reads a list of identifiers.
func (r *reader) idents(list []*sql.Ident) []int {
	var out []int
	for _, id := range list {
		out = append(out, r.ident(id))
	}
	return out
}
