package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// hostileReport has a finding about each hostile name, in a file of that name.
func hostileReport() *Report {
	rule := &lint.Rule{Name: "drop-table", Category: "destructive", Severity: lint.Error, Page: "# drop-table\n\nA table goes.\n\nIts rows go too.\n"}
	r := &Report{Version: "1", Rules: []*lint.Rule{rule}, Texts: map[string]string{}}
	for i, name := range dbtest.HostileNames() {
		file := name + ".sql"
		r.Files = append(r.Files, file)
		r.Texts[file] = "DROP TABLE " + name + ";\n"
		severity := []lint.Severity{lint.Error, lint.Warning, lint.Info}[i%3]
		f := lint.Finding{Rule: rule.Name, Category: rule.Category, Severity: severity, Pos: schema.Pos{File: file, Line: 1, Col: 1}, Object: name,
			Message: "dropping " + name, Why: "why " + name, Hint: "fix " + name, Edits: []lint.Edit{{Start: 0, End: 4, Text: name}}}
		r.Findings = append(r.Findings, f)
		r.Suppressed = append(r.Suppressed, f)
	}
	return r
}

// TestLintFormatsStayValid writes hostile names in every format.
func TestLintFormatsStayValid(t *testing.T) {
	r := hostileReport()
	for _, format := range LintFormats() {
		var out bytes.Buffer
		if err := Lint(&out, r, format, Style{}); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if format == "json" {
			if err := validate(t, "lint.schema.json", out.String()); err != nil {
				t.Error(err)
			}
		}
		switch format {
		case "json", "sarif", "gitlab", "rdjson":
			if !json.Valid(out.Bytes()) {
				t.Errorf("%s is no JSON", format)
			}
			harmless(t, format, out.String())
		case "checkstyle", "junit":
			wellFormed(t, format, out.Bytes())
		case "github", "compact":
			c := r.condense(false)
			if lines := strings.Count(out.String(), "\n"); lines < len(c.entries) || lines > len(c.entries)+4 {
				t.Errorf("%s: %d lines for %d entries", format, lines, len(c.entries))
			}
			printable(t, format, out.String())
		default:
			printable(t, format, out.String())
		}
	}
}

func wellFormed(t *testing.T, format string, text []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s is no XML: %v", format, err)
		}
	}
}

func printable(t *testing.T, format, text string) {
	t.Helper()
	for _, c := range text {
		if c != '\n' && c != '\t' && (unicode.IsControl(c) || c >= 0x202a && c <= 0x202e) {
			t.Fatalf("%s lets %U through", format, c)
		}
	}
}

// TestGitLabCountsFromOne and has no fingerprint twice.
func TestGitLabCountsFromOne(t *testing.T) {
	f := lint.Finding{Rule: "x", Severity: lint.Error, Pos: schema.Pos{File: "a.sql", Line: 1, Col: 1}, Message: "m"}
	var out bytes.Buffer
	if err := Lint(&out, &Report{Findings: []lint.Finding{f, f}}, "gitlab", Style{}); err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Fingerprint string
		Location    struct{ Lines struct{ Begin int } }
	}
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Fingerprint == list[1].Fingerprint || list[0].Location.Lines.Begin != 1 {
		t.Errorf("%+v", list)
	}
}

// Columns count as the reader of each format does: bytes for reviewdog, characters for others. A
// finding ends after the word at its place.
func TestPlacesOfFindings(t *testing.T) {
	const text = "\ufeffSELECT 'größe', straße FROM t;\r\n  \"a b\" x\n"
	find := func(line, col int) lint.Finding {
		return lint.Finding{Rule: "r", Severity: lint.Error, Pos: schema.Pos{File: "a.sql", Line: line, Col: col}, Message: "m"}
	}
	p := newPlaces(map[string]string{"a.sql": text})
	for _, c := range []struct {
		found      lint.Finding
		start, end place
	}{
		{find(1, 1), place{1, 1, 4}, place{1, 7, 10}},
		{find(1, 17), place{1, 17, 22}, place{1, 23, 29}},
		{find(2, 3), place{2, 3, 3}, place{2, 8, 8}},
		{find(2, 20), place{2, 20, 10}, place{2, 20, 10}},
		{find(9, 2), place{9, 2, 1}, place{9, 2, 1}},
		{lint.Finding{}, place{1, 1, 1}, place{1, 1, 1}},
	} {
		if start, end := p.of(c.found); start != c.start || end != c.end {
			t.Errorf("%v: from %v to %v, want %v and %v", c.found.Pos, start, end, c.start, c.end)
		}
	}
	r := &Report{Findings: []lint.Finding{find(1, 17)}, Texts: map[string]string{"a.sql": text}, Rules: []*lint.Rule{{Name: "r", Page: "# r\n\nR.\n\nBecause.\n"}}}
	for format, want := range map[string]string{"rdjson": `"column": 22`, "json": `"endColumn": 23`, "sarif": `"helpUri": "https://github.com/schemadiff/schemadiff/blob/main/lint/rules/r.md"`} {
		if got := lintWritten(t, r, format); !strings.Contains(got, want) {
			t.Errorf("%s lacks %s:\n%s", format, want, got)
		}
	}
}

// A comment on a pull request holds no link, image or element of somebody else's, and is not too long.
func TestMarkdownOfFindings(t *testing.T) {
	bad := "![i](http://x/y) [l](u) <b> `c` a|b www.x.org @all"
	r := &Report{Findings: []lint.Finding{found("r", bad+".sql", 1, lint.Error, bad)}}
	got := lintWritten(t, r, "markdown")
	row := strings.Split(got, "\n")[4]
	if strings.Count(row, "|")-strings.Count(row, `\|`) != 4 {
		t.Errorf("not three cells: %s", row)
	}
	_, prose, _ := strings.Cut(row, " | ")
	for _, raw := range []string{"](", "<b>", " `c`", "://", " www.", "@all"} {
		if strings.Contains(strings.NewReplacer(`\]`, "", `\[`, "", `\:`, "", `www\.`, "").Replace(prose), raw) {
			t.Errorf("%q gets out: %s", raw, prose)
		}
	}
	r.Findings = nil
	for rule := range 40 {
		for i := range 30 {
			r.Findings = append(r.Findings, found(strings.Repeat("r", rule+1), "a.sql", i+1, lint.Error, strings.Repeat("t", i+200)))
		}
	}
	if got := lintWritten(t, r, "markdown"); len(got) > 65_536 || !strings.Contains(got, "are too long for a comment") {
		t.Errorf("%d bytes", len(got))
	}
}
