package parse

// A parser may be left out of a program: PostgreSQL's is C, and a build without a C compiler has
// none. The error names it where something needs that parser.

// MissingParserError is the error of everything that needs a parser which was not built in.
type MissingParserError struct {
	Language string // as it is called, such as PostgreSQL
}

func (e *MissingParserError) Error() string {
	return "this schemadiff was built without the parser of " + e.Language + ", which is C and needs a C compiler; all else works without it"
}
