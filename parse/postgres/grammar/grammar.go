// Package grammar is PostgreSQL's own parser: text becomes a syntax tree, and a tree becomes text.
//
// The parser is C. Where the program is built without a C compiler (CGO_ENABLED=0) this package
// is all that changes: Missing says what is not there, and every call returns that error. Syntax
// trees are plain Go in both builds, so that nothing else asks how it was built.
package grammar

// Error is a mistake that the parser found in a text.
type Error struct {
	Message string
	Cursor  int // the character at which it was found, from 1; 0 where the parser does not say
	Line    int // of the body in which it was found, from 1; 0 outside of bodies
}

func (e *Error) Error() string { return e.Message }
