package value

// What every file of types uses: the signature of a reader, limits on length, and the classes of
// characters that the server's input functions know, which are those of the C locale.

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The longest text that is read, and that is printed for an array. A constant of a schema is far
// shorter.
const (
	maxLength = 1 << 18
	maxOutput = 1 << 23
)

// reader returns the output text of a type's value that is written as text; mods are the
// modifiers of the type, such as the length of character(10).
type reader func(text string, mods []int) (string, bool)

// plain makes a reader of a function that needs no modifiers.
func plain(read func(string) (string, bool)) reader {
	return func(text string, _ []int) (string, bool) { return read(text) }
}

// space is the white space of the C locale, which input functions trim.
const space = " \t\n\v\f\r"

func trim(text string) string { return strings.Trim(text, space) }

func isSpace(c byte) bool { return strings.IndexByte(space, c) >= 0 }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// allDigits reports whether a text is digits, and has one at least.
func allDigits(text string) bool {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return false
		}
	}
	return text != ""
}

// cutSign cuts a sign off; a plus is left out.
func cutSign(text string) (sign, rest string) {
	switch {
	case strings.HasPrefix(text, "-"):
		return "-", text[1:]
	case strings.HasPrefix(text, "+"):
		return "", text[1:]
	}
	return "", text
}

func isDigitOf(c byte, base int) bool {
	v := hexDigit(c)
	return v >= 0 && v < base
}

// hexDigit is the value of a hexadecimal digit, -1 for another character.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// decimal reads an unsigned decimal without leading zeros.
func decimal(text string, bits int) (uint64, bool) {
	if !allDigits(text) || len(text) > 1 && text[0] == '0' {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, bits)
	return n, err == nil
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
