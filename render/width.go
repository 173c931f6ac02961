package render

// How many columns a terminal gives a character, for the caret below a line of source. A table of
// blocks is enough: a mistake moves the caret by one.

import "unicode"

// runeWidth is how many columns a terminal gives a character: 2 for what East
// Asian scripts and emoji draw wide, 0 for marks on the character before.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case isWideRune(r):
		return 2
	}
	return 1
}

// isWideRune holds the blocks that EastAsianWidth.txt marks W or F nearly throughout.
func isWideRune(r rune) bool {
	for _, block := range [...][2]rune{
		{0x1100, 0x115f},   // Hangul initial consonants
		{0x2e80, 0x303e},   // CJK radicals and punctuation
		{0x3041, 0xa4cf},   // kana, CJK ideographs, Yi
		{0xac00, 0xd7a3},   // Hangul syllables
		{0xf900, 0xfaff},   // CJK compatibility ideographs
		{0xfe30, 0xfe6f},   // CJK compatibility forms
		{0xff00, 0xff60},   // full-width forms
		{0xffe0, 0xffe6},   // full-width signs
		{0x1f300, 0x1f64f}, // pictographs, emoticons
		{0x1f680, 0x1f6ff}, // transport
		{0x1f900, 0x1f9ff}, // more pictographs
		{0x20000, 0x3fffd}, // CJK extensions
	} {
		if block[0] <= r && r <= block[1] {
			return true
		}
	}
	return false
}
