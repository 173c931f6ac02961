package cli

// Warnings of a migration that is written are printed as well as kept in its header:
// whoever runs generate reads the terminal, and the file later if at all.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
)

// warn prints the warnings among findings on standard error, each once.
func (s *session) warn(lists ...[]plan.Finding) {
	var seen []string
	for _, f := range slices.Concat(lists...) {
		text := fmt.Sprintf("warning[%s] %s", f.Rule, render.Escape(f.Message))
		if f.Severity != lint.Warning || slices.Contains(seen, text) {
			continue
		}
		seen = append(seen, text)
		fmt.Fprintln(s.App.ErrWriter, text)
		if f.Hint != "" {
			fmt.Fprintf(s.App.ErrWriter, "  hint: %s\n", render.Escape(f.Hint))
		}
	}
}
