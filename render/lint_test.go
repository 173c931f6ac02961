package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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

// TestSARIFIsValid asks the validator of the format's authors, where it is installed
// (npm install @microsoft/sarif-multitool).
func TestSARIFIsValid(t *testing.T) {
	validator, err := exec.LookPath("sarif-multitool")
	if err != nil {
		t.Skip("sarif-multitool is not on the PATH")
	}
	var out bytes.Buffer
	if err := Lint(&out, hostileReport(), "sarif", Style{}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "report.sarif")
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(validator, "validate", path).CombinedOutput(); err != nil || bytes.Contains(text, []byte(": error ")) {
		t.Errorf("%v\n%s", err, text)
	}
}
