package main

// The pages of the site: which files they are made of, and where the links between them lead.

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/russross/blackfriday/v2"
)

// repository has what is no page of the site.
const repository = "https://github.com/schemadiff/schemadiff/blob/main/"

// site is the pages by their path in the repository, and the order of the menu.
type site struct {
	root  string
	pages map[string]*page
	menu  []entry
}

// entry is a line of the menu.
type entry struct{ File, Title string }

// page is a file of Markdown.
type page struct {
	file, title string
	tree        *blackfriday.Node
	anchors     map[string]bool
}

// read parses all pages. The menu is the list that llms.txt has, whose test wants every page of docs in it.
func read(root string) (*site, error) {
	s := &site{root: root, pages: map[string]*page{}}
	var files []string
	for _, pattern := range []string{"*.md", "docs/*.md", "lint/rules/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return nil, err
		}
		p := parse(filepath.ToSlash(name), text)
		s.pages[p.file] = p
	}
	list, err := os.ReadFile(filepath.Join(root, "llms.txt"))
	if err != nil {
		return nil, err
	}
	for _, m := range regexp.MustCompile(`(?m)^- \[([^\]]+)\]\(([^)]+\.md)\)`).FindAllStringSubmatch(string(list), -1) {
		s.menu = append(s.menu, entry{m[2], m[1]})
	}
	s.menu = append(s.menu, entry{rulesPage, "Rules"})
	return s, nil
}

// rulesPage lists the rules, which have a page each.
const rulesPage = "lint/rules/index.md"

// parse reads a page, with the anchors that GitHub gives its headings.
func parse(file string, text []byte) *page {
	p := &page{file: file, title: strings.TrimSuffix(path.Base(file), ".md"), anchors: map[string]bool{}}
	p.tree = blackfriday.New(blackfriday.WithExtensions(blackfriday.CommonExtensions &^ blackfriday.DefinitionLists)).Parse(text)
	p.tree.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		if !entering || n.Type != blackfriday.Heading {
			return blackfriday.GoToNext
		}
		if n.Level == 1 && len(p.anchors) == 0 {
			p.title = plain(n)
		}
		n.HeadingID = anchor(plain(n), p.anchors)
		p.anchors[n.HeadingID] = true
		return blackfriday.SkipChildren
	})
	return p
}

// plain is the text of a node without its markup.
func plain(n *blackfriday.Node) string {
	var b strings.Builder
	n.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		if entering {
			b.Write(n.Literal)
		}
		return blackfriday.GoToNext
	})
	return b.String()
}

// anchor is the name that GitHub gives a heading: a second one of the same text gets a number.
func anchor(title string, taken map[string]bool) string {
	name := strings.ReplaceAll(regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(title), ""), " ", "-")
	out := name
	for i := 1; taken[out]; i++ {
		out = fmt.Sprintf("%s-%d", name, i)
	}
	return out
}

// files are all files of the site, by their paths in it.
func (s *site) files() (map[string][]byte, error) {
	out := map[string][]byte{}
	copied, err := filepath.Glob(filepath.Join(s.root, "docs", "*.schema.json"))
	if err != nil {
		return nil, err
	}
	for _, file := range append(copied, filepath.Join(s.root, "llms.txt")) {
		name, err := filepath.Rel(s.root, file)
		if err != nil {
			return nil, err
		}
		if out[filepath.ToSlash(name)], err = os.ReadFile(file); err != nil {
			return nil, err
		}
	}
	var errs []error
	for _, p := range s.pages {
		errs = append(errs, s.lead(p))
		out[target(p.file)] = s.html(p.file, p.title, render(p.tree))
	}
	out[target(rulesPage)] = s.html(rulesPage, "Rules", s.rules())
	return out, errors.Join(errs...)
}

// target is the path of a page in the site.
func target(file string) string {
	if file == "README.md" {
		return "index.html"
	}
	return strings.TrimSuffix(file, ".md") + ".html"
}

// lead has the links of a page lead to pages of the site, and what the site does not have to the repository. One
// that leads nowhere is an error.
func (s *site) lead(p *page) error {
	var errs []error
	p.tree.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		if !entering || n.Type != blackfriday.Link && n.Type != blackfriday.Image {
			return blackfriday.GoToNext
		}
		link, err := s.link(p, string(n.LinkData.Destination))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.file, err))
		}
		n.LinkData.Destination = []byte(link)
		return blackfriday.GoToNext
	})
	return errors.Join(errs...)
}

// link is where a link of a page leads in the site.
func (s *site) link(p *page, link string) (string, error) {
	if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
		return link, nil
	}
	file, fragment, _ := strings.Cut(link, "#")
	to := path.Join(path.Dir(p.file), file)
	if file == "" {
		to = p.file
	}
	if other := s.pages[to]; other != nil {
		if fragment != "" && !other.anchors[fragment] {
			return link, fmt.Errorf("%s has no heading %q", to, fragment)
		}
		return withFragment(relative(p.file, target(to)), fragment), nil
	}
	if _, err := os.Stat(filepath.Join(s.root, filepath.FromSlash(to))); err != nil {
		return link, fmt.Errorf("the link %s leads nowhere", link)
	}
	if strings.HasSuffix(to, ".schema.json") || to == "llms.txt" {
		return relative(p.file, to), nil
	}
	return withFragment(repository+to, fragment), nil
}

func withFragment(link, fragment string) string {
	if fragment == "" {
		return link
	}
	return link + "#" + fragment
}

// relative is a path in the site as a page of it has to write it.
func relative(from, to string) string {
	return strings.Repeat("../", strings.Count(from, "/")) + to
}

// rules is the list of the rules' pages.
func (s *site) rules() string {
	var names []string
	for file := range s.pages {
		if path.Dir(file) == "lint/rules" {
			names = append(names, file)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("<h1>Rules</h1>\n<ul>\n")
	for _, file := range names {
		fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a></li>\n", relative(rulesPage, target(file)), escape(s.pages[file].title))
	}
	return b.String() + "</ul>\n"
}
