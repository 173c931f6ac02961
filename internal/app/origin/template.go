package origin

// This file takes template marks out of SQL: {{ .Schema }} of Go, Jinja and dbt, {% if %} of Jinja,
// ${schema} of Flyway, {name} of format strings, and variables without braces. Braces outside of quotes are in the grammar of no
// dialect, so that what they hold is never SQL.

import (
	"bytes"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// controls are the first words of marks that stand for no text of their own.
var controls = lazyregexp.New(`(?i)^[{$]*[-~]?\s*(?:[%#/!]|(?:if|else|elseif|elif|end|range|with|define|template|block|for|set|config|macro|each|unless)\b)`)

// double is a mark within a body between dollar signs, where single braces without a dollar sign are code.
var double = lazyregexp.New(`"\{\{[^{}\n:;]*\}\}"|\{\{[^{}\n:;]*\}\}|\$\{[^{}\n:;]*\}`)

// nameLimit is the length in bytes of the names that marks become; servers cut longer ones.
const nameLimit = 60

// WithoutTemplates is a text in which names stand in place of template marks, and blanks in place of
// the marks that control others, and how many of them there were. Lengths and lines stay.
func WithoutTemplates(text string) (plain string, marks int) {
	out := []byte(text)
	for _, at := range variables(text) {
		marks++
		if quote := out[at[0]+1]; quote == '\'' || quote == '"' { // its value is quoted by psql
			out[at[0]] = ' '
			continue
		}
		name(out, at[0], at[1])
	}
	if !strings.Contains(text, "{") {
		return string(out), marks
	}
	for _, s := range spans(text) {
		fill := func(from, to int) {
			marks++
			if controls.MatchString(text[from:to]) {
				blank(out[from:to])
				return
			}
			name(out, from, to)
		}
		switch s.kind {
		case mark:
			fill(s.from, s.end)
		case body:
			for _, at := range double.FindAllStringIndex(text[s.from:s.end], -1) {
				fill(s.from+at[0], s.from+at[1])
			}
		}
	}
	if marks == 0 {
		return text, 0
	}
	return string(out), marks
}

// markLimit is the length in bytes up to which the end of a mark is looked for.
const markLimit = 4 << 10

// braceEnd is the offset after the brace that closes the first one of a text; 0 where none does.
func braceEnd(text string) int {
	depth := 0
	for i := range min(len(text), markLimit) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// name puts a name in place of the mark between two offsets: its words, with an underscore so that no
// keyword comes out. Equal marks become equal names. The rest of the mark becomes blank on the side
// where no more of the name stands, or underscores between two parts of one.
func name(text []byte, from, end int) {
	mark := text[from:end]
	words := strings.FieldsFunc(strings.ToLower(string(mark)), func(c rune) bool { return !isWord(c) })
	made := strings.Join(words, "_")
	if made == "" || '0' <= made[0] && made[0] <= '9' {
		made = "_" + made
	} else {
		made += "_"
	}
	goesOn := end < len(text) && isWord(rune(text[end]))
	pad := byte(' ')
	if goesOn && from > 0 && isWord(rune(text[from-1])) {
		pad = '_'
	}
	lines := bytes.FieldsFunc(mark, func(c rune) bool { return c == '\n' || c == '\r' })
	room := len(lines[0])
	if goesOn {
		room = len(lines[len(lines)-1])
	}
	made = made[:min(len(made), nameLimit, room)]
	at := 0
	if goesOn {
		at = len(mark) - len(made)
	}
	for i, c := range mark {
		switch {
		case at <= i && i < at+len(made):
			mark[i] = made[i-at]
		case c != '\n' && c != '\r':
			mark[i] = pad
		}
	}
}

func isWord(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// Made are the names of a text without templates that stand in place of marks, alone or with words of the
// text beside them.
func Made(text, plain string) []string {
	var names []string
	for from := 0; from < len(plain); {
		end := from
		for end < len(plain) && isWord(rune(plain[end])) {
			end++
		}
		if word := plain[from:end]; word != "" && len(text) == len(plain) && text[from:end] != word {
			names = append(names, word)
		}
		from = end + 1
	}
	slices.Sort(names)
	return slices.Compact(names)
}
