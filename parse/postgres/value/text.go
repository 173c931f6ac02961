package value

// Booleans, character strings, bytes, bits and UUIDs (datatype-boolean.html, datatype-character.html,
// datatype-binary.html, datatype-bit.html, datatype-uuid.html). Where a cast and the input function
// treat a text that is too long differently, one cutting and one refusing, it is not ok.

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

func unchanged(text string) (string, bool) { return text, true }

// booleanText reads the unique prefixes that bool.c takes.
func booleanText(text string) (string, bool) {
	text = strings.ToLower(trim(text))
	switch {
	case text == "":
	case strings.HasPrefix("true", text), strings.HasPrefix("yes", text), text == "on", text == "1":
		return "t", true
	case strings.HasPrefix("false", text), strings.HasPrefix("no", text), text == "of", text == "off", text == "0":
		return "f", true
	}
	return "", false
}

// varcharText cuts spaces off the end of a text that is too long.
func varcharText(text string, mods []int) (string, bool) {
	if len(mods) == 0 {
		return text, true
	}
	return fit(text, mods[0])
}

// fit is a text with at most n characters, of which it may lose spaces at the end.
func fit(text string, n int) (string, bool) {
	if n < 1 {
		return "", false
	}
	if len(text) <= n {
		return text, true
	}
	i := 0
	for range n {
		if i == len(text) {
			return text, true
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return text[:i], strings.Trim(text[i:], " ") == ""
}

// charText pads to the length of the type. The name without a length means one character or any
// number, by where it stands.
func charText(text string, mods []int) (string, bool) {
	if len(mods) == 0 || mods[0] > 10000 {
		return "", false
	}
	text, ok := fit(text, mods[0])
	if missing := mods[0] - utf8.RuneCountInString(text); ok && missing > 0 {
		text += strings.Repeat(" ", missing)
	}
	return text, ok
}

// nameText cuts a name at 63 bytes, which depends on the server's encoding for other letters than
// those of ASCII (datatype-character.html, NAMEDATALEN).
func nameText(text string) (string, bool) {
	if len(text) <= 63 {
		return text, true
	}
	return text[:63], isASCII(text)
}

// byteCharText is the first byte of a text. A backslash starts an octal number since version 16.
func byteCharText(text string) (string, bool) {
	if text == "" || len(text) > 1 && text[0] == '\\' || text[0] >= utf8.RuneSelf {
		return "", text == ""
	}
	return text[:1], true
}

// byteaText prints the bytes of both input formats in hexadecimal digits.
func byteaText(text string) (string, bool) {
	if !isASCII(text) {
		return "", false
	}
	var out []byte
	ok := false
	if strings.HasPrefix(text, `\x`) {
		out, ok = hexBytes(text[2:])
	} else {
		out, ok = escapedBytes(text)
	}
	return `\x` + hex.EncodeToString(out), ok
}

// hexBytes reads pairs of digits with white space between the pairs.
func hexBytes(text string) ([]byte, bool) {
	out := make([]byte, 0, len(text)/2)
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(" \n\t\r", text[i]) >= 0 {
			continue
		}
		if i+1 == len(text) || hexDigit(text[i]) < 0 || hexDigit(text[i+1]) < 0 {
			return nil, false
		}
		out = append(out, byte(hexDigit(text[i])<<4|hexDigit(text[i+1])))
		i++
	}
	return out, true
}

// escapedBytes reads \\ and \ooo beside characters that stand for themselves.
func escapedBytes(text string) ([]byte, bool) {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch rest := text[i:]; {
		case rest[0] != '\\':
			out = append(out, rest[0])
		case strings.HasPrefix(rest, `\\`):
			out = append(out, '\\')
			i++
		case len(rest) >= 4 && rest[1] <= '3' && isDigitOf(rest[1], 8) && isDigitOf(rest[2], 8) && isDigitOf(rest[3], 8):
			out = append(out, (rest[1]-'0')<<6|(rest[2]-'0')<<3|(rest[3]-'0'))
			i += 3
		default:
			return nil, false
		}
	}
	return out, true
}

// bitsText reads a bit string of any length, as the type without a length takes it.
func bitsText(text string) (string, bool) { return bitText(text, nil) }

// bitText reads a bit string of exactly the type's length.
func bitText(text string, mods []int) (string, bool) {
	bits, ok := bitString(text)
	return bits, ok && (len(mods) == 0 || len(bits) == mods[0])
}

// varbitText reads a bit string of at most the type's length.
func varbitText(text string, mods []int) (string, bool) {
	bits, ok := bitString(text)
	return bits, ok && (len(mods) == 0 || len(bits) <= mods[0])
}

// bitString reads binary digits, or hexadecimal ones after an x (varbit.c).
func bitString(text string) (string, bool) {
	if text == "" || text[0]|0x20 != 'x' {
		if text != "" && text[0]|0x20 == 'b' {
			text = text[1:]
		}
		return text, strings.Trim(text, "01") == ""
	}
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		v := hexDigit(text[i])
		if v < 0 {
			return "", false
		}
		for bit := 8; bit > 0; bit >>= 1 {
			out.WriteByte('0' + byte(min(v&bit, 1)))
		}
	}
	return out.String(), true
}

// uuidText reads 32 digits, in braces or not, with a hyphen after any four of them (uuid.c).
func uuidText(text string) (string, bool) {
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		text = text[1 : len(text)-1]
	}
	var digits []byte
	for i := range len(text) {
		switch c := text[i]; {
		case hexDigit(c) >= 0:
			digits = append(digits, c)
		case c != '-', len(digits) == 0, len(digits)%4 != 0, len(digits) >= 32, text[i-1] == '-':
			return "", false
		}
	}
	if len(digits) != 32 {
		return "", false
	}
	s := strings.ToLower(string(digits))
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:], true
}
