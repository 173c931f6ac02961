package source

// Text that is no SQL is refused before a parser sees it: UTF-16, binary data, and bytes that are
// not UTF-8, with the position of the first.

import (
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/parse"
)

// checkText refuses what is no UTF-8 text, with the place where that shows.
func checkText(src parse.Source) error {
	switch {
	case strings.HasPrefix(src.Text, "SQLite format 3\x00"):
		return &parse.Error{Msg: src.Name + ": is a SQLite database: name it with --db or sqlite:PATH"}
	case strings.HasPrefix(src.Text, "\xff\xfe"), strings.HasPrefix(src.Text, "\xfe\xff"):
		return &parse.Error{Msg: src.Name + ": is UTF-16: save it as UTF-8"}
	}
	nul, bad := strings.IndexByte(src.Text, 0), invalidOffset(src.Text)
	switch {
	case nul >= 0 && (bad < 0 || nul < bad):
		return parse.At(src, nul, "NUL byte: this is no text")
	case bad >= 0:
		return parse.At(src, bad, "byte 0x%02X is not UTF-8: save the file as UTF-8", src.Text[bad])
	}
	return nil
}

// invalidOffset is the offset of the first byte that is not UTF-8, or -1.
func invalidOffset(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return i
		}
	}
	return -1
}

// readable returns the text in bytes that are no text: each that is no UTF-8 counts as a letter, so
// that all others keep their places; nothing of other encodings and of binary data.
func readable(text string) string {
	if strings.IndexByte(text, 0) >= 0 || strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return ""
	}
	out := []byte(text)
	for i := 0; i < len(out); {
		r, size := utf8.DecodeRune(out[i:])
		if r == utf8.RuneError && size == 1 {
			out[i] = 'x'
		}
		i += size
	}
	return string(out)
}
