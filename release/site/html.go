package main

// The form of a page: its menu, and the one sheet of style that all have.

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"strings"

	"github.com/russross/blackfriday/v2"
)

//go:embed site.css
var sheet string

// render is a page's Markdown as HTML; elements that are written in it are left out.
func render(tree *blackfriday.Node) string {
	r := blackfriday.NewHTMLRenderer(blackfriday.HTMLRendererParameters{Flags: blackfriday.SkipHTML})
	var b bytes.Buffer
	tree.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus { return r.RenderNode(&b, n, entering) })
	return b.String()
}

// html is a whole page.
func (s *site) html(file, title, body string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"+
		"<title>%s</title>\n<style>%s</style></head><body>\n<nav><ul>\n", escape(siteTitle(title)), sheet)
	for _, e := range s.menu {
		current := ""
		if e.File == file {
			current = " aria-current=\"page\""
		}
		fmt.Fprintf(&b, "<li><a href=\"%s\"%s>%s</a></li>\n", relative(file, target(e.File)), current, escape(e.Title))
	}
	fmt.Fprintf(&b, "</ul></nav>\n<main>\n%s</main></body></html>\n", body)
	return []byte(b.String())
}

// siteTitle is the title of a page in a tab of a browser.
func siteTitle(title string) string {
	if title == "schemadiff" {
		return title
	}
	return title + " · schemadiff"
}

func escape(text string) string { return html.EscapeString(text) }
