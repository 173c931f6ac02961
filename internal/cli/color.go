package cli

import (
	"fmt"
	"os"

	"github.com/mattn/go-isatty"
)

// colorKey is where the app remembers --color, for errors that come after it.
const colorKey = "color"

// chooseColor checks --color and applies it to standard output.
func (s *session) chooseColor() error {
	mode := s.String("color")
	switch mode {
	case "always", "never", "auto", "":
	default:
		return &usage{msg: fmt.Sprintf("--color %q: want auto, always or never", mode)}
	}
	if s.App.Metadata == nil {
		s.App.Metadata = map[string]any{}
	}
	s.App.Metadata[colorKey] = mode
	s.style.Color = painted(mode, s.App.Writer)
	return nil
}

// painted says whether what goes to w is painted; standard output and standard
// error need not be the same terminal.
func painted(mode string, w any) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
