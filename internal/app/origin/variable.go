package origin

// This file takes variables out of SQL that have no braces: $NAME of goose's ENVSUB, and :name of psql.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

var (
	// substituted turns on and off what goose fills in from the environment.
	substituted = lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+goose[ \t]+envsub[ \t]+(on|off)\b`)
	environment = lazyregexp.New(`\$[A-Za-z_]\w*`)
	// command is one of psql's own, by which a text shows that psql runs it.
	command = lazyregexp.New(`(?m)^[ \t]*\\(?:set|gset|if|elif|else|endif|connect|c|i|ir|include|echo|prompt|unset|copy|o|qecho|timing|pset|t|x|q|quit|!)\b`)
	// variable is a value of psql: :name, :'name' or :"name". Casts, assignments and slices have another
	// character before the colon.
	variable = lazyregexp.New(`(?:^|[\s(,.=])(:(?:'\w+'|"\w+"|[A-Za-z_]\w*))`)
	// constant is a variable in capitals, which programs fill in too: nothing of SQL is written so. The
	// subscripts of an array have none before the colon.
	constant = lazyregexp.New(`(?:^|[\s(,.=])(:"?[A-Z][A-Z0-9_]{2,}\b"?)`)
)

// variables are the offsets of the variables of a text.
func variables(text string) [][]int {
	return append(ofEnvironment(text), ofPsql(text)...)
}

// ofEnvironment are the variables between goose's marks. What stands between dollar signs or in quotes is
// filled in too, and left alone here: it makes no name.
func ofEnvironment(text string) [][]int {
	if !strings.Contains(text, "+goose") {
		return nil
	}
	var out [][]int
	code, from := Code(text), -1
	inside := func(to int) {
		if from < 0 {
			return
		}
		for _, at := range environment.FindAllStringIndex(code[from:to], -1) {
			out = append(out, []int{from + at[0], from + at[1]})
		}
		from = -1
	}
	for _, m := range substituted.FindAllStringSubmatchIndex(text, -1) {
		inside(m[0])
		if strings.EqualFold(text[m[2]:m[3]], "on") {
			from = m[1]
		}
	}
	inside(len(text))
	return out
}

// ofPsql are the variables of a text with commands of psql; of another text, those in capitals, as
// graphile-migrate fills in.
func ofPsql(text string) [][]int {
	if !strings.Contains(text, ":") {
		return nil
	}
	form := constant
	if strings.Contains(text, "\\") && command.MatchString(text) {
		form = variable
	} else if !form.MatchString(text) {
		return nil
	}
	code := colons(text)
	var out [][]int
	for _, m := range form.FindAllStringSubmatchIndex(code, -1) {
		out = append(out, []int{m[2], m[3]})
	}
	return out
}

// colons is the code of a text, in which strings are blank unless a colon stands before them.
func colons(text string) string {
	out := []byte(text)
	for _, s := range spans(text) {
		if s.kind == remark || s.kind == body || s.kind == quoted && (s.from == 0 || text[s.from-1] != ':' || s.from > 1 && text[s.from-2] == ':') {
			blank(out[s.from:s.end])
		}
	}
	return string(out)
}
