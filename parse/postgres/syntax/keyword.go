package syntax

// The words by which the splitter, the guard and the reader of newer clauses find their way. A
// word is looked up once, when the scanner meets it, and compared as a number from then on.

// keyword is a word that splitting or guarding asks for.
// Most words of a text are none, and cost one look each.
type keyword uint8

const (
	notKeyword keyword = iota
	wordApart          // what stands beside the expression before it: AND, OR, WHEN, WHERE, …
	wordAs
	wordAtomic
	wordBegin
	wordCase
	wordCopy
	wordCreate
	wordEnd
	wordExcept
	wordFrom
	wordFunction
	wordInfix // an operator that is a word: IS, LIKE, COLLATE, NOT, …
	wordIntersect
	wordJoin
	wordProcedure
	wordRule
	wordSelect
	wordStdin
	wordUnion
)

const longestKeyword = 10

func keywordOf(s string) keyword {
	if len(s) < 2 || len(s) > longestKeyword {
		return notKeyword
	}
	var buf [longestKeyword]byte
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	switch string(buf[:len(s)]) {
	case "as":
		return wordAs
	case "atomic":
		return wordAtomic
	case "begin":
		return wordBegin
	case "case":
		return wordCase
	case "copy":
		return wordCopy
	case "create":
		return wordCreate
	case "end":
		return wordEnd
	case "except":
		return wordExcept
	case "from":
		return wordFrom
	case "function":
		return wordFunction
	case "not", "is", "isnull", "notnull", "like", "ilike", "similar", "between", "in", "collate", "at", "operator":
		return wordInfix
	case "intersect":
		return wordIntersect
	case "join":
		return wordJoin
	case "and", "or", "when", "then", "else", "where", "on", "having", "by", "returning", "default":
		return wordApart
	case "procedure":
		return wordProcedure
	case "rule":
		return wordRule
	case "select":
		return wordSelect
	case "stdin":
		return wordStdin
	case "union":
		return wordUnion
	}
	return notKeyword
}
