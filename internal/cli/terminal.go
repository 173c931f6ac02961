package cli

// This file knows what a terminal is and what may be written to one: colours, and no control
// characters that a name of an object contains.

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"

	"github.com/schemadiff/schemadiff/render"
)

// colorKey is where the app remembers --color, for errors that come after it.
const colorKey = "color"

// hasColor reports whether output to w has colours; standard output and standard error need
// not be the same terminal.
func hasColor(mode string, w any) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w) && showsColors(w.(*os.File))
}

// isTerminal knows terminals, also that of Git Bash on Windows, which is a pipe.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// forTerminal is SQL as it goes to a writer. A name can hold characters that a terminal obeys:
// there they are shown as escapes, and only there, for a file or a pipe gets the statements as
// they are.
func forTerminal(w io.Writer, sql []byte) []byte {
	if isTerminal(w) {
		return []byte(render.EscapeText(string(sql)))
	}
	return sql
}
