package render

import (
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain ü 日本":            "plain ü 日本",
		"a\nb\tc\rd":            `a\nb\tc\u{d}d`,
		"\x1b[31m\x00\x7f":      `\u{1b}[31m\u{0}\u{7f}`,
		"\u009b31m\u0085":       `\u{9b}31m\u{85}`,
		"\u202e\u2066\u200b":    `\u{202e}\u{2066}\u{200b}`,
		"\u2028\u2029\ufeffend": `\u{2028}\u{2029}\u{feff}end`,
		"\x9b\xff":              `\x9b\xff`,
		"\ufffd":                "\ufffd",
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestEscapeTextKeepsLinesAndTabs(t *testing.T) {
	compare(t, "a\n\tb\\u{d}\\u{1b}", EscapeText("a\n\tb\r\x1b"))
	compare(t, "a\nb\\u{d}", EscapeText("a\r\nb\r"))
}

func TestCommentIsOneLine(t *testing.T) {
	compare(t, `-- a\nDROP TABLE b`, Comment("a\nDROP TABLE b"))
}

func TestNumbers(t *testing.T) {
	got := strings.Join([]string{count(0), count(999), count(1000), count(1234567), count(-123456), plural(1, "row"),
		decimalSize(999), decimalSize(1000), decimalSize(4096), decimalSize(999_949), decimalSize(999_950), decimalSize(12_345_678), decimalSize(5e15)}, "|")
	compare(t, "0|999|1 000|1 234 567|-123 456|1 row|999 B|1.0 kB|4.1 kB|999.9 kB|1.0 MB|12.3 MB|5.0 PB", got)
}
