package ddl

// Names, literals and signatures as SQL. Which names need quotes is decided in pgmodel, for
// schemas and plans alike; here are the lists and forms that statements are assembled from.

import (
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Qualified is the name of an object with its schema.
func Qualified(k schema.Key) string { return pgmodel.Qualified(k.Schema, k.Name) }

// Quote is an identifier, quoted where it must be.
func Quote(n string) string { return pgmodel.Quote(n) }

// Names is a list of identifiers, each quoted where it must be.
func Names(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = Quote(n)
	}
	return strings.Join(quoted, ", ")
}

// Literals is a list of string constants.
func Literals(list []string) string {
	quoted := make([]string, len(list))
	for i, l := range list {
		quoted[i] = pgmodel.Literal(l)
	}
	return strings.Join(quoted, ", ")
}

// If is one of two texts.
func If(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// DollarQuoted is a text between dollar signs, with a tag that it does not hold.
func DollarQuoted(body string) string {
	for i := 0; ; i++ {
		tag := "$$"
		if i == 1 {
			tag = "$body$"
		} else if i > 1 {
			tag = "$body" + strconv.Itoa(i) + "$"
		}
		if strings.Index(body+tag, tag) == len(body) {
			return tag + body + tag
		}
	}
}

// CutSignature is the name in a signature, and its argument types in parentheses.
func CutSignature(n string) (word, args string) {
	i := strings.LastIndexByte(n, '(')
	if i < 0 {
		return n, ""
	}
	return n[:i], n[i:]
}

// Routine is a routine with its argument types, for all statements but CREATE.
func Routine(k schema.Key) string {
	word, args := CutSignature(k.Name)
	return pgmodel.Qualified(k.Schema, word) + args
}

// LiteralOrNull is a text as a literal; NULL for "".
func LiteralOrNull(text string) string {
	if text == "" {
		return "NULL"
	}
	return pgmodel.Literal(text)
}
