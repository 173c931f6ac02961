package render

// Names, comments and messages come from files and catalogs of others. Here they lose what a
// terminal would obey or what hides text from a reviewer (control characters, bidirectional
// overrides, invisible characters) before they are printed.

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Escape makes text from a file or a catalog safe for one line of a terminal:
// line ends and tabs are shown as \n and \t, other controls and everything that
// changes the direction of text or is invisible as \u{1b}.
func Escape(s string) string { return escape(s, false) }

// EscapeText is Escape for text of several lines: line ends and tabs stay, and CR LF becomes LF.
func EscapeText(s string) string { return escape(s, true) }

// Comment is one line of SQL comment, whatever s holds. No semicolon stands in it, at which
// programs that run migrations may cut a file.
func Comment(s string) string {
	return "-- " + strings.ReplaceAll(strings.TrimRight(Escape(s), ";"), ";", ",")
}

func escape(s string, keepLines bool) string {
	if isPrintableASCII(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if keepLines && (r == '\n' || r == '\t') {
			b.WriteRune(r)
		} else if !keepLines || !strings.HasPrefix(s, "\r\n") { // lines of Windows end as others do
			b.WriteString(escapeRune(r, s[:size]))
		}
		s = s[size:]
	}
	return b.String()
}

// isPrintableASCII is the common case: printable ASCII only.
func isPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// escapeRune is how one character is shown; raw is its bytes. A byte that is no
// UTF-8 is shown as \x9b: some terminals obey it as a control.
func escapeRune(r rune, raw string) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\t':
		return `\t`
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case unsafeRune(r):
		return fmt.Sprintf(`\u{%x}`, r)
	}
	return raw
}

// unsafeRune reports whether a terminal obeys a character or hides it: controls, marks
// and overrides of direction, zero widths, line separators, the byte order mark.
func unsafeRune(r rune) bool {
	switch {
	case r < ' ', 0x7f <= r && r <= 0x9f:
		return true
	case 0x200b <= r && r <= 0x200f, 0x2028 <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return true
	}
	return r == 0x061c || r == 0xfeff
}

// clip shortens text to so many characters, with a mark where more stood.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
