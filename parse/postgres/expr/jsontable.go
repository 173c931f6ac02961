package expr

// What the text of a carried SQL/JSON function shows: its type, and the columns of JSON_TABLE: name FOR ORDINALITY, name type PATH …,
// name type EXISTS …, and NESTED … COLUMNS (…), whose columns are columns of the table too
// (functions-json.html, JSON_TABLE).

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// jsonTableColumns are the columns of a carried JSON_TABLE; ok is false for another text.
func (w *writer) jsonTableColumns(text string) (list []Column, ok bool) {
	if !strings.HasPrefix(strings.ToLower(text), "json_table") {
		return nil, false
	}
	t := newTokenReader(text)
	for t.i = 0; t.i < len(t.list) && !t.is("columns"); t.i++ {
	}
	t.i++
	return w.jsonColumns(t), true
}

// jsonColumns reads the list in the parentheses that are next.
func (w *writer) jsonColumns(t *tokenReader) (list []Column) {
	for t.i++; t.i < len(t.list) && !t.is(")"); t.i++ {
		if t.is("nested") {
			for ; t.i < len(t.list) && !t.is("columns"); t.i++ {
			}
			t.i++
			list = append(list, w.jsonColumns(t)...)
		} else if t.list[t.i].IsName() {
			name := t.list[t.i].Name(t.text)
			t.i++
			list = append(list, Column{name, w.jsonColumnType(t)})
		}
		for depth := 0; t.i < len(t.list) && (depth > 0 || !t.is(",", ")")); t.i++ {
			switch {
			case t.is("("):
				depth++
			case t.is(")"):
				depth--
			}
		}
		if t.is(")") {
			break
		}
	}
	t.i++
	return list
}

// jsonColumnType is the type that is next.
func (w *writer) jsonColumnType(t *tokenReader) string {
	if t.is("for") {
		return "integer"
	}
	if t.i >= len(t.list) {
		return ""
	}
	from, end := t.list[t.i].Start, t.list[t.i].Start
	for depth := 0; t.i < len(t.list); t.i++ {
		zone := t.is("with", "without") && t.at(1, "time") // a part of the type
		if depth == 0 && !zone && t.is("path", "format", "exists", "with", "without", "keep", "omit", "null", "error", "empty", "default", "true", "false", "unknown", ",", ")") {
			break
		}
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		}
		end = t.list[t.i].End
	}
	n, ok := ParseText("NULL::"+t.text[from:end], false)
	if !ok || n.GetTypeCast() == nil {
		return ""
	}
	typ, _ := TypeName(n.GetTypeCast().TypeName, w.ns)
	return typ
}

// carriedType is the type that a carried SQL/JSON function returns; "" where the text does not show
// it.
func (w *writer) carriedType(text string) string {
	t := newTokenReader(text)
	if !t.isCall() {
		return ""
	}
	depth := 0
	for t.i = 0; t.i < len(t.list); t.i++ {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 1 && t.is("returning"): // one further in is for an argument
			t.i++
			return w.jsonColumnType(t)
		}
	}
	name, _, _ := strings.Cut(strings.ToLower(text), "(")
	name = strings.TrimSpace(name)
	return map[string]string{"json_value": "text", "json_query": "jsonb", "json_exists": "boolean", "json_serialize": "text", "json_scalar": "json", "json": "json"}[name]
}

// carriedColumns are the columns of an item of FROM that is carried as text.
func (w *writer) carriedColumns(f *pg.FuncCall) (selectColumns, bool) {
	text, _, ok := carriedText(f)
	if !ok {
		return selectColumns{}, false
	}
	list, ok := w.jsonTableColumns(text)
	return selectColumns{list: list, known: ok}, true
}
