package render

// The linter's report for people and as plain lists. The formats that other programs read are in
// lintci.go and lintsarif.go; formats is the one list that the command's help and its check of
// --format read.

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
)

// Report holds the linter's findings.
type Report struct {
	Version    string // of this program
	Findings   []lint.Finding
	Suppressed []lint.Finding // allowed by comments
	Known      int            // in the baseline
	Files      []string       // that were looked at
	Rules      []*lint.Rule
	Texts      map[string]string // of the files, for excerpts
	Notes      []string          // what could not be analyzed

	ShowInfo func(lint.Finding) bool // information that people asked for; nil for none
	Path     func(string) string     // a file's path from the root of its repository; nil for the name as it is
}

// inRepository is a finding with the path of its file as services that show findings beside files look
// for it, so that it is the same one wherever the linter was started.
func (r *Report) inRepository(f lint.Finding) lint.Finding {
	if f.Pos.File == "" {
		return f
	}
	f.Pos.File = filepath.ToSlash(filepath.Clean(f.Pos.File))
	if r.Path != nil {
		f.Pos.File = r.Path(f.Pos.File)
	}
	return f
}

// lintFormat is a format of the linter: the name for --format, and its writer.
type lintFormat struct {
	name  string
	write func(io.Writer, *Report, Style) error
}

// lintFormats lists the formats, the first is for people. A new one is its writer and a row
// here: help, completion and the check of --format read this list.
func lintFormats() []lintFormat {
	return []lintFormat{
		{"text", func(w io.Writer, r *Report, st Style) error { lintText(w, r, st); return nil }},
		{"json", func(w io.Writer, r *Report, _ Style) error { return lintJSON(w, r) }},
		{"compact", func(w io.Writer, r *Report, _ Style) error { lintCompact(w, r); return nil }},
		{"github", func(w io.Writer, r *Report, _ Style) error { lintGitHub(w, r); return nil }},
		{"sarif", func(w io.Writer, r *Report, _ Style) error { return lintSARIF(w, r) }},
		{"gitlab", func(w io.Writer, r *Report, _ Style) error { return lintGitLab(w, r) }},
		{"checkstyle", func(w io.Writer, r *Report, _ Style) error { return lintCheckstyle(w, r) }},
		{"junit", func(w io.Writer, r *Report, _ Style) error { return lintJUnit(w, r) }},
		{"rdjson", func(w io.Writer, r *Report, _ Style) error { return lintRDJSON(w, r) }},
		{"markdown", func(w io.Writer, r *Report, _ Style) error { lintMarkdown(w, r); return nil }},
	}
}

// LintFormats are the names of the linter's formats; the first is for people.
func LintFormats() []string {
	var names []string
	for _, f := range lintFormats() {
		names = append(names, f.name)
	}
	return names
}

// Lint writes a report in one of the formats; a name that is none means the first.
func Lint(w io.Writer, r *Report, format string, st Style) error {
	formats := lintFormats()
	i := max(0, slices.IndexFunc(formats, func(f lintFormat) bool { return f.name == format }))
	return formats[i].write(w, r, st)
}

// count is how many findings have a severity.
func (r *Report) count(s lint.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// summary reads "2 errors, 1 warning in 3 files".
func (r *Report) summary() string {
	var parts []string
	for _, s := range []lint.Severity{lint.Error, lint.Warning} {
		if n := r.count(s); n > 0 {
			parts = append(parts, plural(int64(n), string(s)))
		}
	}
	if n := r.count(lint.Info); n > 0 {
		parts = append(parts, fmt.Sprintf("%d info", n))
	}
	if len(parts) == 0 {
		parts = []string{"no findings"}
	}
	text := strings.Join(parts, ", ") + " in " + plural(int64(len(r.Files)), "file")
	if n := len(r.Suppressed); n > 0 {
		text += fmt.Sprintf("; %d allowed by comments", n)
	}
	if r.Known > 0 {
		text += fmt.Sprintf("; %d in the baseline", r.Known)
	}
	return text
}

// lintText is for people: place, message, the line with a caret, why, and what to write. The
// reason of a rule is printed with its first finding.
func lintText(w io.Writer, r *Report, st Style) {
	c := r.condense(false)
	explained := map[string]bool{}
	for i := range c.entries {
		e := &c.entries[i]
		if explained[e.Why] {
			e.Why = ""
		}
		explained[e.Why] = true
		e.text(w, r.Texts[e.Pos.File], st)
	}
	for _, n := range append(r.Notes, c.closing()...) {
		fmt.Fprintf(w, "%s %s\n", st.Dim("note:"), Escape(n))
	}
	fmt.Fprintln(w, r.summary())
}

// text prints an entry about a file with a text.
func (e *entry) text(w io.Writer, file string, st Style) {
	paint := map[lint.Severity]func(string) string{lint.Error: st.Red, lint.Warning: st.Yellow}[e.Severity]
	if paint == nil {
		paint = st.Cyan
	}
	others := e.others()
	differ := e.more == 0 && e.differ()
	if differ {
		others = ""
	}
	fmt.Fprintf(w, "%s: %s %s\n", st.Bold(Escape(placeOfFinding(e.Finding))), paint(string(e.Severity)+"["+e.Rule+"]"), Escape(e.Message+others))
	if line, caret := excerpt(lineOf(file, e.Pos.Line), e.Pos.Col); line != "" {
		fmt.Fprintf(w, "  %s\n  %s%s\n", line, caret, paint("^"))
	}
	if differ {
		e.listOthers(w, st)
	}
	if e.Why != "" {
		fmt.Fprintf(w, "  %s %s\n", st.Dim("why:"), Escape(e.Why))
	}
	if e.Hint != "" {
		fmt.Fprintf(w, "  %s %s\n", st.Cyan("fix:"), Escape(e.Hint))
	}
	fmt.Fprintln(w)
}

// listOthers prints the other messages of an entry.
func (e *entry) listOthers(w io.Writer, st Style) {
	for i, f := range e.also {
		if i == lineLimit {
			fmt.Fprintf(w, "  %s %d more\n", st.Dim("also:"), len(e.also)-i)
			return
		}
		fmt.Fprintf(w, "  %s %d:%d %s\n", st.Dim("also:"), f.Pos.Line, f.Pos.Col, Escape(f.Message))
	}
}

// placeOfFinding is where a finding is: in a file, or somewhere in a database.
func placeOfFinding(f lint.Finding) string {
	if f.Pos.IsZero() {
		return f.Pos.File
	}
	return f.Pos.String()
}

func lineOf(text string, n int) string {
	for ; n > 1; n-- {
		_, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return ""
		}
		text = rest
	}
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimPrefix(strings.TrimSuffix(line, "\r"), "\ufeff")
}

// lintCompact is one line a finding, as compilers write them. Different messages stay apart, for an
// editor shows each at its line.
func lintCompact(w io.Writer, r *Report) {
	c := r.condense(true)
	for i := range c.entries {
		c.entries[i].compact(w)
	}
	for _, line := range c.closing() {
		fmt.Fprintln(w, Escape(line))
	}
}

// compact prints an entry on a line.
func (e *entry) compact(w io.Writer) {
	fmt.Fprintf(w, "%s: %s: %s [%s]\n", Escape(placeOfFinding(e.Finding)), e.Severity, Escape(e.message()), e.Rule)
}

// jsonFinding is one finding of the stable machine interface, docs/lint.schema.json.
type jsonFinding struct {
	Rule        string     `json:"rule"`
	Category    string     `json:"category"`
	Severity    string     `json:"severity"`
	File        string     `json:"file"`
	Line        int        `json:"line"`
	Column      int        `json:"column"`
	EndLine     int        `json:"endLine"`
	EndColumn   int        `json:"endColumn"`
	Offset      int        `json:"offset"`
	Object      string     `json:"object,omitempty"`
	Message     string     `json:"message"`
	Why         string     `json:"why,omitempty"`
	Fix         string     `json:"fix,omitempty"`
	Edits       []jsonEdit `json:"edits,omitempty"`
	Fingerprint string     `json:"fingerprint"`
}

type jsonEdit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

func lintJSON(w io.Writer, r *Report) error {
	type summary struct {
		Errors   int `json:"errors"`
		Warnings int `json:"warnings"`
		Infos    int `json:"infos"`
		Files    int `json:"files"`
		Allowed  int `json:"allowed"`
		Known    int `json:"known"`
	}
	out := struct {
		Version  int           `json:"version"`
		Tool     string        `json:"tool"`
		Summary  summary       `json:"summary"`
		Findings []jsonFinding `json:"findings"`
		Notes    []string      `json:"notes,omitempty"`
	}{1, "schemadiff " + r.Version, summary{r.count(lint.Error), r.count(lint.Warning), r.count(lint.Info), len(r.Files), len(r.Suppressed), r.Known}, []jsonFinding{}, r.Notes}
	at := newPlaces(r.Texts)
	for _, f := range r.Findings {
		_, end := at.of(f)
		if f.Pos.IsZero() {
			end = place{}
		}
		j := jsonFinding{f.Rule, f.Category, string(f.Severity), f.Pos.File, f.Pos.Line, f.Pos.Col, end.line, end.column, f.At, f.Object, f.Message, f.Why, f.Hint, nil, f.Fingerprint()}
		for _, e := range f.Edits {
			j.Edits = append(j.Edits, jsonEdit(e))
		}
		out.Findings = append(out.Findings, j)
	}
	return WriteJSON(w, out)
}
