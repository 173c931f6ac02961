package main

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

// header is what stands above the statements of a migration, for people: nothing of it
// is needed to run the file, and nothing is believed.
type header struct {
	id, name       string
	engine, target string
	from, to       string // fingerprints
	steps          int
	whole          bool   // one transaction holds it
	run            string // how to run it without schemadiff
	notes          []string
}

// file is the name of the file.
func (h header) file() string { return h.id + "_" + h.name + ".sql" }

// bodyMark begins the line that tells whether a body was edited.
const bodyMark = "-- plan: p1:"

func (h header) text(body string) string {
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(render.Comment(fmt.Sprintf(format, args...)) + "\n") }
	engine := h.engine
	if h.target != "" {
		engine += ">=" + h.target
	}
	mode := "one transaction"
	if !h.whole {
		mode = "several transactions"
	}
	line("schemadiff 1  engine: %s  id: %s  name: %s", engine, h.id, h.name)
	line("from: %s", h.from)
	line("to: %s", h.to)
	if body == "" {
		line("write the statements below; schemadiff check tells what they lead to")
		return b.String()
	}
	line("plan: p1:%s  steps: %d  mode: %s", folder.Sum(body), h.steps, mode)
	line("run without schemadiff: %s %s", h.run, h.file())
	for _, note := range h.notes {
		line("%s", note)
	}
	return b.String() + "\n" + body
}

// bodyEdited says whether the statements of a migration are not those that were
// generated; known is false for one that was written by hand.
func bodyEdited(text string) (edited, known bool) {
	_, rest, ok := strings.Cut(text, "\n"+bodyMark)
	if !ok {
		return false, false
	}
	sum, rest, _ := strings.Cut(rest, " ")
	_, body, ok := strings.Cut(rest, "\n\n")
	return !ok || folder.Sum(body) != sum, true
}
