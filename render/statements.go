package render

// SQL statements as a file that people read: short ones on lines of their own, long ones set apart
// by blank lines.

import (
	"fmt"
	"io"
	"strings"
)

// Statements writes SQL, a blank line between statements of more than one line
// and what stands beside them.
func Statements(w io.Writer, list []string) {
	for i, sql := range list {
		if i > 0 && (strings.Contains(sql, "\n") || strings.Contains(list[i-1], "\n")) {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s;\n", strings.TrimRight(sql, "; \t\r\n"))
	}
}
