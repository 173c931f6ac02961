package lint

// The texts that rules rewrite: what a rule may ask of them is the tokens of a statement and the few
// things around it that decide how a change looks, such as line ends and the marks of the tool that
// runs the file.

import "github.com/schemadiff/schemadiff/schema"

// Source answers for the texts of the files that are judged.
type Source struct {
	Text   func(file string) string
	Tokens func(text string) []schema.Token
	// Marks returns the marks of the tool that runs a file; nil where none is known.
	Marks func(file string) Marks
}

// Marks are instructions to a tool in the comments of a migration.
type Marks struct {
	IsMark func(line string) bool // the tool reads a line, which must stay above the statements; nil for none
	NoTx   []Edit                 // makes the tool begin no transaction; nil where it has no mark for that
	Whole  bool                   // it sends a file at once, which is one transaction if it has several statements
	Break  string                 // the comment that it wants between two statements; "" for none
}

// MarksOf returns the marks of the tool that runs a file.
func (s *Source) MarksOf(file string) Marks {
	if s.Marks == nil {
		return Marks{}
	}
	return s.Marks(file)
}
