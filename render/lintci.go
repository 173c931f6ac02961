package render

// The linter's findings in the formats of CI systems: workflow commands of GitHub, GitLab's code
// quality, checkstyle, JUnit and reviewdog. Each writes what its reader documents and leaves out
// what it would refuse.

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
)

// githubLimit is how many annotations of a level GitHub shows of a step.
const githubLimit = 10

// lintGitHub writes workflow commands, the worst findings first. Where there are more of a level
// than GitHub shows, the last annotation counts them, and they are in the log below it.
func lintGitHub(w io.Writer, r *Report) {
	c := r.condense(false)
	for _, level := range []struct {
		severity lint.Severity
		command  string
	}{{lint.Error, "error"}, {lint.Warning, "warning"}, {lint.Info, "notice"}} {
		var list []entry
		for _, e := range c.entries {
			if e.Severity == level.severity {
				list = append(list, e)
			}
		}
		listed := len(list)
		if listed > githubLimit {
			listed = githubLimit - 1
		}
		for i := range list[:listed] {
			list[i].annotate(w, level.command, r.inRepository(list[i].Finding).Pos.File)
		}
		if left := list[listed:]; len(left) > 0 {
			fmt.Fprintf(w, "::%s title=schemadiff lint::%s\n", level.command, githubData(fmt.Sprintf("%d more like these are in the log of the step", len(left))))
			for i := range left {
				left[i].compact(w)
			}
		}
	}
	for _, line := range c.closing() {
		fmt.Fprintln(w, Escape(line))
	}
}

// annotate prints the workflow command of an entry about a file.
func (e *entry) annotate(w io.Writer, command, file string) {
	text := e.message()
	if e.Hint != "" {
		text += "\nfix: " + e.Hint
	}
	place := ""
	if !e.Pos.IsZero() {
		place = fmt.Sprintf("file=%s,line=%d,col=%d,", githubProperty(file), e.Pos.Line, e.Pos.Col)
	}
	fmt.Fprintf(w, "::%s %stitle=%s::%s\n", command, place, githubProperty(e.Rule), githubData(text))
}

// githubData is the message of a workflow command.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(escapeLines(s))
}

// githubProperty is the value of a property of a workflow command.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData(s))
}

// escapeLines is text without control characters but for line ends.
func escapeLines(s string) string { return EscapeText(s) }

// lintGitLab writes a code quality report; its lines count from 1.
func lintGitLab(w io.Writer, r *Report) error {
	type lines struct {
		Begin int `json:"begin"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	out := []issue{}
	seen := map[string]int{}
	for _, f := range r.visible() {
		f = r.inRepository(f)
		severity := map[lint.Severity]string{lint.Error: "critical", lint.Warning: "major"}[f.Severity]
		if severity == "" {
			severity = "info"
		}
		print := f.Fingerprint()
		if seen[print]++; seen[print] > 1 { // they must differ
			print += fmt.Sprintf("-%d", seen[print])
		}
		out = append(out, issue{f.Message, f.Rule, print, severity, location{f.Pos.File, lines{max(f.Pos.Line, 1)}}})
	}
	return encode(w, out)
}

func encode(w io.Writer, v any) error { return WriteJSON(w, v) }

// byFile are the findings of each file that was looked at.
func (r *Report) byFile() (files []string, found map[string][]lint.Finding) {
	found = map[string][]lint.Finding{}
	files = slices.Clone(r.Files)
	known := map[string]bool{}
	for _, name := range files {
		known[name] = true
	}
	for _, f := range r.visible() {
		if !known[f.Pos.File] {
			known[f.Pos.File] = true
			files = append(files, f.Pos.File)
		}
		found[f.Pos.File] = append(found[f.Pos.File], f)
	}
	return files, found
}

func lintCheckstyle(w io.Writer, r *Report) error {
	type problem struct {
		XMLName  xml.Name `xml:"error"`
		Line     int      `xml:"line,attr"`
		Column   int      `xml:"column,attr"`
		Severity string   `xml:"severity,attr"`
		Message  string   `xml:"message,attr"`
		Source   string   `xml:"source,attr"`
	}
	type file struct {
		Name   string    `xml:"name,attr"`
		Errors []problem `xml:"error"`
	}
	doc := struct {
		XMLName xml.Name `xml:"checkstyle"`
		Version string   `xml:"version,attr"`
		Files   []file   `xml:"file"`
	}{Version: "4.3"}
	files, found := r.byFile()
	for _, name := range files {
		x := file{Name: name}
		for _, f := range found[name] {
			x.Errors = append(x.Errors, problem{Line: max(f.Pos.Line, 1), Column: max(f.Pos.Col, 1), Severity: string(f.Severity), Message: escapeLines(f.Message), Source: "schemadiff." + f.Rule})
		}
		doc.Files = append(doc.Files, x)
	}
	return encodeXML(w, doc)
}

func encodeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func lintJUnit(w io.Writer, r *Report) error {
	type failure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Failure *failure `xml:"failure,omitempty"`
	}
	type suite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	doc := struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []suite  `xml:"testsuite"`
	}{}
	files, found := r.byFile()
	for _, name := range files {
		s := suite{Name: name}
		for _, f := range found[name] {
			s.Cases = append(s.Cases, testcase{Name: fmt.Sprintf("%s at %d:%d", f.Rule, f.Pos.Line, f.Pos.Col), Class: name,
				Failure: &failure{string(f.Severity) + "[" + f.Rule + "]", escapeLines(f.Message), escapeLines("why: " + f.Why + "\nfix: " + f.Hint)}})
		}
		if s.Failures = len(s.Cases); s.Failures == 0 {
			s.Cases = []testcase{{Name: "schemadiff lint", Class: name}}
		}
		s.Tests = len(s.Cases)
		doc.Suites = append(doc.Suites, s)
	}
	return encodeXML(w, doc)
}

// lintRDJSON writes what reviewdog reads; safe edits become suggestions.
func lintRDJSON(w io.Writer, r *Report) error {
	type position struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	type span struct {
		Start position `json:"start"`
		End   position `json:"end,omitzero"`
	}
	type suggestion struct {
		Range span   `json:"range"`
		Text  string `json:"text"`
	}
	type diagnostic struct {
		Message  string `json:"message"`
		Location struct {
			Path  string `json:"path"`
			Range span   `json:"range"`
		} `json:"location"`
		Severity string `json:"severity"`
		Code     struct {
			Value string `json:"value"`
			URL   string `json:"url"`
		} `json:"code"`
		Suggestions []suggestion `json:"suggestions,omitempty"`
	}
	out := struct {
		Source struct {
			Name string `json:"name"`
			URL  string `json:"url"`
		} `json:"source"`
		Diagnostics []diagnostic `json:"diagnostics"`
	}{Diagnostics: []diagnostic{}}
	out.Source.Name, out.Source.URL = "schemadiff", "https://github.com/schemadiff/schemadiff"
	at := newPlaces(r.Texts)
	for _, f := range r.visible() {
		d := diagnostic{Message: f.Message, Severity: map[lint.Severity]string{lint.Error: "ERROR", lint.Warning: "WARNING", lint.Info: "INFO"}[f.Severity]}
		d.Location.Path, d.Code.Value, d.Code.URL = f.Pos.File, f.Rule, pageOf(f.Rule)
		start, end := at.of(f) // which reviewdog counts in bytes
		d.Location.Range = span{position{start.line, start.bytes}, position{end.line, end.bytes}}
		for _, e := range f.Edits {
			text := r.Texts[f.Pos.File]
			d.Suggestions = append(d.Suggestions, suggestion{span{placeOf(text, e.Start), placeOf(text, e.End)}, e.Text})
		}
		out.Diagnostics = append(out.Diagnostics, d)
	}
	return encode(w, out)
}

// placeOf is the line and the column in bytes, from 1, as reviewdog counts them.
func placeOf(text string, offset int) struct {
	Line   int `json:"line"`
	Column int `json:"column"`
} {
	head := text[:min(max(offset, 0), len(text))]
	return struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}{strings.Count(head, "\n") + 1, len(head) - strings.LastIndexByte(head, '\n')}
}

// markdownLimit is how many bytes a comment has at most: GitHub refuses one of more than 65,536
// characters, and something else may stand in it.
const markdownLimit = 60_000

// lintMarkdown is for a comment on a pull request.
func lintMarkdown(w io.Writer, r *Report) {
	fmt.Fprintf(w, "**schemadiff lint**: %s\n", r.summary())
	c := r.condense(false)
	if len(c.entries) > 0 {
		fmt.Fprint(w, "\n| where | what | instead |\n|---|---|---|\n")
	}
	written := 0
	for i := range c.entries {
		e := &c.entries[i]
		row := fmt.Sprintf("| %s | **%s** `%s`: %s | %s |\n", codeCell(placeOfFinding(e.Finding)), e.Severity, e.Rule, markdown(e.message()), markdown(e.Hint))
		if written += len(row); written > markdownLimit {
			fmt.Fprintf(w, "\n%d more are too long for a comment: --format text has them.\n", len(c.entries)-i)
			break
		}
		_, _ = io.WriteString(w, row)
	}
	for _, line := range c.closing() {
		fmt.Fprintf(w, "\n%s\n", markdown(line))
	}
}

// codeCell is text as code in a cell of a table, where a bar must be escaped all the same.
func codeCell(s string) string { return codeSpan(strings.ReplaceAll(Escape(s), "|", "\\|")) }

// codeSpan is text of one line as code.
func codeSpan(s string) string {
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}
