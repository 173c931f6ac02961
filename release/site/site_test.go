package main

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"testing"
)

// The site of this repository has a page for each file, every link in it leads to a file of it and to a heading
// that is there, nothing is loaded and nothing runs, and a second one has the same bytes.
func TestSite(t *testing.T) {
	s, err := read("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := s.files()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if strings.HasSuffix(name, ".html") {
			checkPage(t, files, name, string(text))
		}
	}
	for _, name := range []string{"index.html", "docs/migrations.html", "lint/rules/index.html", "lint/rules/drop-table.html", "docs/plan.schema.json", "llms.txt"} {
		if len(files[name]) == 0 {
			t.Errorf("no %s", name)
		}
	}
	again, err := read("../..")
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.files()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if !bytes.Equal(text, second[name]) {
			t.Errorf("%s is not the same twice", name)
		}
	}
}

func checkPage(t *testing.T, files map[string][]byte, name, text string) {
	t.Helper()
	for _, bad := range []string{"<script", "<link", "<img", "<iframe", " onload="} {
		if strings.Contains(text, bad) {
			t.Errorf("%s has %s", name, bad)
		}
	}
	if n := strings.Count(text, "<h1"); n != 1 {
		t.Errorf("%s has %d titles", name, n)
	}
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		file, fragment, _ := strings.Cut(m[1], "#")
		if strings.Contains(file, "://") {
			continue
		}
		to := path.Join(path.Dir(name), file)
		if file == "" {
			to = name
		}
		if there, ok := files[to]; !ok || fragment != "" && !strings.Contains(string(there), `id="`+fragment+`"`) {
			t.Errorf("%s leads to %s", name, m[1])
		}
	}
}

// A link that leads nowhere is an error that names it.
func TestLinksLeadSomewhere(t *testing.T) {
	s, err := read("../..")
	if err != nil {
		t.Fatal(err)
	}
	p := parse("docs/x.md", []byte("# X\n\n[a](gone.md) [b](lint.md#nowhere) [c](#y) [d](lint.md#hooks) [e](#x) [f](../examples/blog) [g](https://example.com)\n"))
	s.pages[p.file] = p
	err = s.lead(p)
	if err == nil {
		t.Fatal("no error")
	}
	if got := err.Error(); strings.Count(got, "docs/x.md: ") != 3 || !strings.Contains(got, "gone.md leads nowhere") || !strings.Contains(got, `docs/lint.md has no heading "nowhere"`) || !strings.Contains(got, `no heading "y"`) {
		t.Error(got)
	}
	if got := render(p.tree); !strings.Contains(got, `href="../docs/lint.html#hooks"`) || !strings.Contains(got, repository+"examples/blog") {
		t.Error(got)
	}
}

// Headings have the anchors of GitHub, so that a link works in both.
func TestAnchors(t *testing.T) {
	taken := map[string]bool{"twice": true}
	for title, want := range map[string]string{"A comment that is kept up to date": "a-comment-that-is-kept-up-to-date", "`[env.NAME]`, and more": "envname-and-more", "Twice": "twice-1", "snake_case": "snake_case"} {
		if got := anchor(title, taken); got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
}
