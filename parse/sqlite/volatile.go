package sqlite

// Statements that are not computed alike everywhere: text comes in, and the tokens of it go to
// the model, which knows what reads the clock, random numbers or the machine.

import "github.com/schemadiff/schemadiff/schema/litemodel"

// Volatile is the first part of SQL text that is not computed alike everywhere, such as
// "random()"; "" where there is none.
func Volatile(sql string) string {
	var words []string
	for _, t := range lex(sql) {
		if t.kind != comment {
			words = append(words, t.of(sql))
		}
	}
	return litemodel.VolatileIn(words)
}
