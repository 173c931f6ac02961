package expr

// Canonical text casts a constant to its type wherever the server does, so the constants of
// two texts can be compared by value: what is around them must be equal, their types too,
// and whether two spellings of a value are the same is the server's to say
// (sql-syntax-lexical.html, "Constants of Other Types").

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
)

// Constant is a string constant that is cast to a type, both as canonical text writes them.
type Constant struct{ Literal, Type string }

// IsInterval reports whether a constant is an interval, with or without a modifier.
func (c Constant) IsInterval() bool {
	return c.Type == "interval" || !strings.HasSuffix(c.Type, "]") && (strings.HasPrefix(c.Type, "interval ") || strings.HasPrefix(c.Type, "interval("))
}

// Constants splits canonical text into its typed string constants, in order, and the frame
// around them, which has a zero byte in place of each literal, and no modifier of an interval,
// which the server drops in some places.
func Constants(text string) (frame string, list []Constant) {
	var b strings.Builder
	end := 0 // of what the frame has
	for i := 0; ; {
		x, ok := syntax.NextToken(text, i)
		if !ok {
			break
		}
		i = int(x.End)
		if x.Kind != syntax.String {
			continue
		}
		cast, ok := syntax.NextToken(text, i)
		if !ok || !cast.IsPunct(text, "::") {
			continue
		}
		stop := TypeEnd(text, int(cast.End))
		c := Constant{Literal: text[x.Start:x.End], Type: text[cast.End:stop]}
		list = append(list, c)
		b.WriteString(text[end:x.Start])
		b.WriteByte(0)
		if end, i = i, stop; c.IsInterval() {
			b.WriteString("::interval")
			end = stop
		}
	}
	b.WriteString(text[end:])
	return b.String(), list
}

// LooseConstants splits loose text into its string constants and the frame around them. Loose
// text has no casts: the types are the ones of the constants in the canonical text of the same
// expression, "" where it gives none. ok is false where the two do not have the same constants.
func LooseConstants(canonical, loose string) (frame string, list []Constant, ok bool) {
	for _, c := range stringsOf(canonical) {
		if !isNumber(strings.Trim(c.Literal, "'")) { // loose text has that without quotes
			list = append(list, c.Constant)
		}
	}
	var b strings.Builder
	end := 0 // of what the frame has
	for i, c := range stringsOf(loose) {
		if i == len(list) || looseLiteral(list[i].Literal) != c.Literal {
			return "", nil, false
		}
		b.WriteString(loose[end:c.start])
		b.WriteByte(0)
		end = c.start + len(c.Literal)
	}
	return b.String() + loose[end:], list, true
}

// looseLiteral is a literal of the canonical text as the loose text has it.
func looseLiteral(literal string) string {
	return looseTime(strings.TrimSuffix(literal, "'")) + "'"
}

// placedConstant is a string constant with its offset in a text.
type placedConstant struct {
	Constant
	start int
}

// stringsOf are the string constants of a text, with the types that they are cast to.
func stringsOf(text string) []placedConstant {
	var list []placedConstant
	for i := 0; ; {
		x, ok := syntax.NextToken(text, i)
		if !ok {
			return list
		}
		i = int(x.End)
		if x.Kind != syntax.String {
			continue
		}
		c := placedConstant{Constant{Literal: text[x.Start:x.End]}, int(x.Start)}
		if cast, ok := syntax.NextToken(text, i); ok && cast.IsPunct(text, "::") {
			i = TypeEnd(text, int(cast.End))
			c.Type = text[cast.End:i]
		}
		list = append(list, c)
	}
}

// longTypes are the first words of the types that are written as several.
var longTypes = []string{"double", "character", "bit", "timestamp", "time", "interval"}

// typeWords are the words that follow those.
var typeWords = []string{"precision", "varying", "with", "without", "time", "zone", "year", "month", "day", "hour", "minute", "second", "to"}

// TypeEnd returns the offset after the name of a type that begins at an offset, its modifier
// and its brackets included.
func TypeEnd(text string, start int) int {
	first, ok := syntax.NextToken(text, start)
	if !ok || !first.IsName() {
		return start
	}
	long := isOneOf(first, text, longTypes)
	end, brackets := int(first.End), 0
	for {
		x, ok := syntax.NextToken(text, end)
		switch {
		case !ok:
			return end
		case x.IsPunct(text, "."):
			name, ok := syntax.NextToken(text, int(x.End))
			if !ok || !name.IsName() {
				return end
			}
			end = int(name.End)
		case x.IsPunct(text, "(") && brackets == 0:
			closing := strings.IndexByte(text[x.Start:], ')')
			if closing < 0 {
				return end
			}
			end = int(x.Start) + closing + 1
		case x.IsPunct(text, "["):
			closing, ok := syntax.NextToken(text, int(x.End))
			if !ok || !closing.IsPunct(text, "]") {
				return end // a subscript
			}
			end, brackets = int(closing.End), brackets+1
		case long && brackets == 0 && isOneOf(x, text, typeWords):
			end = int(x.End)
		default:
			return end
		}
	}
}

func isOneOf(x syntax.Token, text string, words []string) bool {
	for _, w := range words {
		if x.Is(text, w) {
			return true
		}
	}
	return false
}
