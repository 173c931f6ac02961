package dbtest

// This file has names that are hard to quote, to escape and to print.

import "strings"

// HostileNames are names that someone, some day, gives an object: quotes,
// comments, line ends, escapes of terminals, other scripts, what is long, what
// looks like a number, a parameter or a template. Keywords are not among them.
func HostileNames() []string {
	return []string{" ", "  ", "a b", `a"b`, `"`, `""`, "a'b", "'", "''", "a`b", "[a]", "a]b", "--", "-- x", "/*", "*/", "/* x */", ";", "a;b",
		"a\nb", "\n", "a\r\nb", "a\tb", "\x1b[31mred", "\x1b]0;title\x07", "\x01", "\x7f", "\u202eevil", "\u2066x\u2069", "\u200b", "\u2028", "\ufeffbom",
		"😀", "👩‍👩‍👧‍👦", "é", "e\u0301", "ß", "İ", "ı", "名前", "العربية", "Ω", "\u0085", "a\u00a0b", "%s", "%n%n", "$1", "?1", ":a", "@a", "\\", "\\n", "a\\",
		"a.b", "main.t", "a,b", "(", ")", "()", "a(b", "1", "1a", "0x1F", "-1", "+", "1.5", "1e5", "NULL", "null", "true", "false", "rowid", "oid", "_rowid_",
		"current_timestamp", "schemadiff", "_schemadiff_new_t", "sd_guard", "t;DROP TABLE x", "x\nDROP TABLE y;", "\n-- ", "--\n", "*", "a*b", "%", "_", "__", "a_b",
		strings.Repeat("n", 255), strings.Repeat("é", 127), strings.Repeat(`"`, 60), strings.Repeat("\n", 20), strings.Repeat("a b", 50), "{{.}}", "<b>", "&amp;", "|", "a|b", "`code`", "~", "^", "#", "!", "=", "==", "<>"}
}
