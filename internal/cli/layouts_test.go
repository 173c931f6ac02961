package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestLayouts lints folders as other tools keep them: what is found says in which order files are
// folded, that what reverts them is not, and in which transactions they run. A file that is judged by
// itself, as hooks pass it, is judged as with all others.
func TestLayouts(t *testing.T) {
	archives, err := filepath.Glob("../../testdata/layouts/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no layouts: %v", err)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.Mkdir(".git", 0o700); err != nil { // the end of the search for configurations
				t.Fatal(err)
			}
			var want, files []string
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = strings.FieldsFunc(string(f.Data), func(r rune) bool { return r == '\n' })
					continue
				}
				write(t, f.Name, string(f.Data))
				if strings.HasSuffix(f.Name, ".sql") {
					files = append(files, f.Name)
				}
			}
			slices.Sort(want)
			all := foundIn(t, ".")
			if !slices.Equal(all, want) {
				t.Errorf("the folder has\n%s\nwant\n%s", strings.Join(all, "\n"), strings.Join(want, "\n"))
			}
			for _, name := range files {
				got := foundIn(t, name)
				own := slices.DeleteFunc(slices.Clone(want), func(line string) bool { return !strings.HasPrefix(line, name+":") })
				if !slices.Equal(got, own) {
					t.Errorf("%s by itself has\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(own, "\n"))
				}
			}
		})
	}
}

// foundIn are the findings of lint, by file, line and rule.
func foundIn(t *testing.T, name string) []string {
	t.Helper()
	got := invoke(t, "lint", "--format", "compact", "--fail-on", "never", "--rule", "missing-lock-timeout=off", "--rule", "not-rerunnable=off", name)
	if got.code != exitDone {
		t.Errorf("%s: exit status %d\n%s%s", name, got.code, got.out, got.err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^(\S+:\d+):\d+: (?:error|warning): .* \[([a-z-]+)\]$`).FindAllStringSubmatch(got.out, -1) {
		out = append(out, m[1]+": "+m[2])
	}
	slices.Sort(out)
	return out
}
