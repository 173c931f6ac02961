package statements

// Changes to statements, word by word: deleted, repeated, swapped, wrapped in parentheses, or
// replaced by something of the same kind. Changing words and not bytes gets more of the results
// past the lexer; the length is bounded, since repetitions multiply.

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// maxText is how long a text may get by repetitions.
const maxText = 20_000

// mutate changes a text in one to four places.
func mutate(r *rand.Rand, g *grammar, text string) string {
	words := wordsOf(text)
	for range 1 + r.IntN(4) {
		words = changeWords(r, g, words)
	}
	out := strings.Join(words, "")
	return out[:min(len(out), maxText)]
}

// changeWords is one change of a list of words.
func changeWords(r *rand.Rand, g *grammar, words []string) []string {
	if len(words) == 0 {
		return []string{g.statement()}
	}
	i := r.IntN(len(words))
	j := min(len(words), i+1+r.IntN(8))
	words = slices.Clone(words)
	switch r.IntN(9) {
	case 0:
		return slices.Delete(words, i, j)
	case 1:
		return slices.Insert(words, i, " "+g.expr()+" ")
	case 2:
		k := r.IntN(len(words))
		words[i], words[k] = words[k], words[i]
	case 3:
		words[i] = words[r.IntN(len(words))]
	case 4: // the same again, some times
		run := slices.Clone(words[i:j])
		for range 1 + r.IntN(30) {
			words = slices.Insert(words, j, run...)
		}
	case 5: // deeper
		n := 1 + r.IntN(40)
		words[i] = strings.Repeat("(", n) + words[i] + strings.Repeat(")", n)
	case 6:
		replaceWord(r, words, isNumber, g.number)
	case 7:
		replaceWord(r, words, isType, func() string { return " " + g.typ() + " " })
	case 8:
		return slices.Insert(words, i, "\n;\n"+g.statement()+"\n")
	}
	return words
}

// replaceWord puts something else in the place of one of the words of a kind.
func replaceWord(r *rand.Rand, words []string, kind func(string) bool, with func() string) {
	var at []int
	for i, w := range words {
		if kind(w) {
			at = append(at, i)
		}
	}
	if len(at) > 0 {
		words[at[r.IntN(len(at))]] = with()
	}
}

func isNumber(w string) bool { return w[0] >= '0' && w[0] <= '9' }

func isType(w string) bool {
	switch strings.ToLower(w) {
	case "int", "integer", "bigint", "text", "numeric", "real", "smallint", "boolean", "precision", "varchar", "timestamptz", "jsonb", "uuid", "date":
		return true
	}
	return false
}

// wordsOf cuts a text into words, runs of white space, and single other characters.
func wordsOf(text string) []string {
	class := func(c rune) int {
		switch {
		case unicode.IsSpace(c):
			return 1
		case c == '_' || c == '.' || unicode.IsLetter(c) || unicode.IsDigit(c):
			return 2
		}
		return 0
	}
	var out []string
	start, last := 0, -1
	for i, c := range text {
		k := class(c)
		if i > start && (k != last || k == 0) {
			out = append(out, text[start:i])
			start = i
		}
		last = k
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}
