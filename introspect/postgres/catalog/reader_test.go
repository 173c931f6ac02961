package catalog

import "testing"

// A byte that older servers print for a "char" becomes a character that begins with it.
func TestWholeCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"c = 'x' AND d = 'é'":           "c = 'x' AND d = 'é'",
		"'\xc3'::\"char\", 'é', '\xdf'": "'\u00c0'::\"char\", 'é', '\u07c0'",
		"'\xe0' '\xe2' '\xed'":          "'\u0800' '\u2000' '\ud000'",
		"'\xf0' '\xf4'":                 "'\U00010000' '\U00100000'",
		"'\uFFFD' '\xc3'":               "'\uFFFD' '\u00c0'",
		"'\x80' a\xc3b":                 "'\x80' a\xc3b", // begins no character, stands elsewhere
	} {
		if got := wholeCharacters(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
