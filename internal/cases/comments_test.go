package cases

import (
	"strings"
	"testing"
)

// Programs that run migrations cut files at semicolons, wherever they stand: none is in a comment that schemadiff
// writes, in any form of a plan.
func TestNoSemicolonInComments(t *testing.T) {
	eachCase(t, func(t *testing.T, c *testCase) {
		for _, runner := range []string{"script", "transaction", "no-fk-switch"} {
			got := schemadiff(t, c.workspace(t), c.command("plan", "--format", "sql", "--runner", runner)...)
			for _, line := range commentsAbove(got.Out) {
				if strings.Contains(line, ";") {
					t.Errorf("%s: %s", runner, line)
				}
			}
		}
	})
}

// commentsAbove are the lines of comments that stand above statements, and not within one.
func commentsAbove(script string) (out []string) {
	within := false
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		comment := strings.HasPrefix(line, "--")
		if comment && !within {
			out = append(out, line)
		}
		within = within && comment || !comment && line != "" && !strings.HasSuffix(line, ";")
	}
	return out
}
