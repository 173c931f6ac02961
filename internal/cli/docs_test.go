package cli

// The pages in docs list by hand what the program knows in tables of its own: an entry on one
// side alone is a lie to somebody.

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/render"
)

// page is the text of a page of docs, from a heading to the next.
func page(t *testing.T, name, heading string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("docs/%s has no section %q", name, heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	return section
}

// The first paragraph on outputs names every format of the linter, in the order of --help.
func TestDocsListFormats(t *testing.T) {
	paragraph, _, _ := strings.Cut(strings.TrimSpace(page(t, "lint.md", "Outputs")), "\n\n")
	var got []string
	for _, m := range regexp.MustCompile("`(?:--format )?([a-z]+)`").FindAllStringSubmatch(paragraph, -1) {
		got = append(got, m[1])
	}
	if want := render.LintFormats(); !slices.Equal(got, want) {
		t.Errorf("docs/lint.md lists the formats %q, lint has %q", got, want)
	}
}

// The page on reading has a row for each format of a plan, and names each format of a picture.
func TestDocsListPlanFormats(t *testing.T) {
	text, err := os.ReadFile("../../docs/reading.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range render.PlanFormats() {
		if !strings.Contains(string(text), "\n| `"+format+"` |") {
			t.Errorf("docs/reading.md has no row for %s", format)
		}
	}
	for _, format := range pictureFormats() {
		if !strings.Contains(string(text), "--format "+format+" ") {
			t.Errorf("docs/reading.md does not show --format %s", format)
		}
	}
}

// The table of tools has a row for each whose history can be taken over, with its table.
func TestDocsListTools(t *testing.T) {
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z][a-z-]*)` \\| (.*)$").FindAllStringSubmatch(page(t, "migrations.md", "Taking over"), -1) {
		rows[m[1]] = m[2]
	}
	tools := history.Tools()
	for _, tool := range tools {
		if !strings.Contains(rows[tool.Name], "`"+tool.Table+"`") {
			t.Errorf("docs/migrations.md: adopt --from %s reads %s, and the row of the table is %q", tool.Name, tool.Table, rows[tool.Name])
		}
	}
	if len(rows) != len(tools) {
		t.Errorf("docs/migrations.md lists %d tools, adopt has %d", len(rows), len(tools))
	}
}

// llms.txt leads agents to every page and format, and to nothing that is not there.
func TestLLMSText(t *testing.T) {
	text, err := os.ReadFile("../../llms.txt")
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1) {
		linked[m[1]] = true
		if _, err := os.Stat("../../" + m[1]); err != nil {
			t.Errorf("llms.txt leads to %s: %v", m[1], err)
		}
	}
	pages, err := os.ReadDir("../../docs")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if name := "docs/" + p.Name(); (strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".schema.json")) && !linked[name] {
			t.Errorf("llms.txt does not list %s", name)
		}
	}
}
