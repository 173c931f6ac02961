package layers

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ARCHITECTURE.md names files and packages; this test fails when one of them is gone.

// TestArchitectureNamesWhatIsThere looks up each path in backquotes. A "*" is a pattern,
// "X" a dialect and NAME the name of a rule.
func TestArchitectureNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile("`([A-Za-z_./*]+/[A-Za-z_.*]+|[a-z]+/[a-z]+)`").FindAllSubmatch(text, -1)
	if len(paths) < 40 {
		t.Fatalf("only %d paths found", len(paths))
	}
	for _, m := range paths {
		pattern := strings.ReplaceAll(strings.ReplaceAll(string(m[1]), "/X", "/*"), "NAME", "drop_table")
		if found, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern))); len(found) == 0 {
			t.Errorf("ARCHITECTURE.md names %s, which is not there", m[1])
		}
	}
}
