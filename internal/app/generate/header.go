package generate

// This file is about the header above the statements of a migration: it describes what the
// file is for and how to run it without schemadiff. Nothing of it is needed to run the file.
// Its fingerprints and the checksum of the body show later whether the file was edited.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

// header is the comment above the statements of a migration.
type header struct {
	id, name       string
	engine, target string
	from, to       string // fingerprints
	steps          int
	single         bool   // one transaction has all steps
	run            string // how to run it without schemadiff
	wrangler       bool   // it runs the file
	notes          []string
}

// file is the name of the file.
func (h header) file() string { return h.id + "_" + h.name + ".sql" }

// bodyMark begins the line that shows whether a body was edited.
const bodyMark = "-- plan: p1:"

func (h header) text(body string) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		b.WriteString(render.Comment(fmt.Sprintf(format, args...)) + "\n")
	}
	engine := h.engine
	if h.target != "" {
		engine += ">=" + h.target
	}
	mode := "one transaction"
	if !h.single {
		mode = "several transactions"
	}
	line("schemadiff 1  engine: %s  id: %s  name: %s", engine, h.id, h.name)
	line("from: %s", h.from)
	line("to: %s", h.to)
	if body == "" {
		line("write the statements below; schemadiff check reports what they lead to")
		return b.String()
	}
	line("plan: p1:%s  steps: %d  mode: %s", folder.Checksum(body), h.steps, mode)
	if h.wrangler {
		line("run without schemadiff: wrangler d1 migrations apply DATABASE")
	} else {
		line("run without schemadiff: %s %s", h.run, h.file())
	}
	for _, note := range h.notes {
		line("%s", note)
	}
	return b.String() + "\n" + body
}

// BodyEdited reports whether the statements of a migration differ from the generated ones;
// known is false for one that was written by hand.
func BodyEdited(text string) (edited, known bool) {
	_, rest, ok := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n"+bodyMark)
	if !ok {
		return false, false
	}
	sum, rest, _ := strings.Cut(rest, " ")
	_, body, ok := strings.Cut(rest, "\n\n")
	return !ok || folder.Checksum(body) != sum, true
}

// headerMark begins the first line of a header.
const headerMark = "-- schemadiff 1 "

// HeaderFrom is the fingerprint of the schema that a migration starts from, as its header has
// it; "" if it has no header.
func HeaderFrom(text string) string {
	if !strings.HasPrefix(text, headerMark) {
		return ""
	}
	for line := range strings.Lines(text) {
		if from, ok := strings.CutPrefix(line, "-- from: "); ok {
			return strings.TrimSpace(from)
		}
		if !strings.HasPrefix(line, "--") {
			break
		}
	}
	return ""
}

// Place is where a migration stands among the others.
type Place struct {
	ID, File string
	From, To string // fingerprints
}

// WithHeader is the text of a migration with its header rewritten for another place. A text
// without a header stays as it is.
func WithHeader(text string, p Place) string {
	if !strings.HasPrefix(text, headerMark) {
		return text
	}
	var b strings.Builder
	head := true
	for line := range strings.Lines(text) {
		if head = head && strings.HasPrefix(line, "--"); head {
			content := strings.TrimRight(line, "\r\n")
			line = p.headerLine(content) + line[len(content):]
		}
		b.WriteString(line)
	}
	return b.String()
}

func (p Place) headerLine(line string) string {
	if rest, ok := strings.CutPrefix(line, headerMark); ok {
		if before, after, ok := strings.Cut(rest, "  id: "); ok {
			_, after, _ = strings.Cut(after, "  ")
			return headerMark + before + "  id: " + p.ID + "  " + after
		}
	}
	for _, field := range []struct{ mark, value string }{{"-- from: ", p.From}, {"-- to: ", p.To}} {
		if strings.HasPrefix(line, field.mark) {
			return field.mark + field.value
		}
	}
	if i := strings.LastIndexByte(line, ' '); i > 0 && strings.HasPrefix(line, "-- run without schemadiff: ") {
		return line[:i+1] + render.Escape(p.File)
	}
	return line
}
