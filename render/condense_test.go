package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// found is a finding of a rule about an object on a line of a file.
func found(rule, file string, line int, severity lint.Severity, object string) lint.Finding {
	return lint.Finding{Rule: rule, Category: "lock", Severity: severity, Pos: schema.Pos{File: file, Line: line, Col: 1}, Object: object,
		Message: rule + " of " + object, Why: "why " + rule, Hint: "instead of " + rule}
}

func lintWritten(t *testing.T, r *Report, format string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Lint(&out, r, format, Style{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Information is a number for people until they ask for it, and all of it for programs.
func TestInformationIsHidden(t *testing.T) {
	r := &Report{Files: []string{"a.sql"}, Findings: []lint.Finding{
		found("loud", "a.sql", 1, lint.Warning, "t"), found("low", "a.sql", 2, lint.Info, "t"), found("low", "a.sql", 3, lint.Info, "u"), found("soft", "a.sql", 4, lint.Info, "t")}}
	const summed = "3 info not shown (low 2, soft 1); --info shows them"
	for _, format := range LintFormats() {
		text := lintWritten(t, r, format)
		if !strings.Contains(text, "loud") {
			t.Errorf("%s lacks the warning:\n%s", format, text)
		}
		switch format {
		case "json", "sarif":
			if strings.Count(text, `"low"`) < 2 {
				t.Errorf("%s lacks information:\n%s", format, text)
			}
		case "text", "compact", "github", "markdown":
			if !strings.Contains(text, summed) {
				t.Errorf("%s does not say what is hidden:\n%s", format, text)
			}
			fallthrough
		default:
			if strings.Contains(text, "low of") {
				t.Errorf("%s shows information:\n%s", format, text)
			}
		}
	}
	r.ShowInfo = func(f lint.Finding) bool { return f.Rule == "low" }
	for _, format := range LintFormats() {
		if text := lintWritten(t, r, format); !strings.Contains(text, "low of u") {
			t.Errorf("%s lacks the information that was asked for:\n%s", format, text)
		}
	}
}

// The findings of a rule about one object are one with their number.
func TestOneObjectIsOneFinding(t *testing.T) {
	r := &Report{Findings: []lint.Finding{found("lock", "a.sql", 1, lint.Error, "t"), found("lock", "a.sql", 4, lint.Error, "t"), found("lock", "a.sql", 9, lint.Error, "t"),
		found("lock", "a.sql", 9, lint.Error, "u"), found("lock", "b.sql", 2, lint.Error, "t")}}
	want := "a.sql:1:1: error: lock of t (3 times, also on lines 4, 9) [lock]\na.sql:9:1: error: lock of u [lock]\nb.sql:2:1: error: lock of t [lock]\n"
	if got := lintWritten(t, r, "compact"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	r.Findings[1].Message = "another thing of t"
	if got := lintWritten(t, r, "compact"); !strings.Contains(got, "a.sql:1:1: error: lock of t (2 times, also on line 9) [lock]\na.sql:4:1: error: another thing of t [lock]\n") {
		t.Errorf("what differs has no line of its own:\n%s", got)
	}
	if got := lintWritten(t, r, "github"); !strings.Contains(got, "lock of t (and line 4: another thing of t; line 9: lock of t)%0A") {
		t.Errorf("what differs is lost:\n%s", got)
	}
	if got := lintWritten(t, r, "text"); !strings.Contains(got, "  also: 4:1 another thing of t\n") || strings.Count(got, "why lock") != 1 {
		t.Errorf("got\n%s", got)
	}
	var all struct{ Findings []json.RawMessage }
	if err := json.Unmarshal([]byte(lintWritten(t, r, "json")), &all); err != nil || len(all.Findings) != 5 {
		t.Errorf("a program gets %d of 5 findings, %v", len(all.Findings), err)
	}
}

// A file that breaks a rule over and over is a line; so are the rules of a large folder.
func TestManyFindingsAreOneLine(t *testing.T) {
	r := &Report{}
	for i := range 60 {
		r.Findings = append(r.Findings, found("keys", "big.sql", i+1, lint.Warning, fmt.Sprint("t", i)))
	}
	if got, want := lintWritten(t, r, "compact"), "big.sql:1:1: warning: keys of t0 (and 59 more of this rule in the file) [keys]\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	r.Findings = nil
	for i := range 900 {
		file := fmt.Sprintf("migrations/20240101%06d_a_migration_of_ours/migration.sql", i)
		r.Files = append(r.Files, file)
		for rule := range 10 {
			r.Findings = append(r.Findings, found(fmt.Sprintf("a-rule-with-a-name-%d", rule), file, 1, lint.Warning, fmt.Sprint("public.some_table_", i)))
		}
	}
	for _, format := range []string{"text", "compact", "github", "markdown"} {
		got := lintWritten(t, r, format)
		if len(got) > 200_000 || !strings.Contains(got, "860 warnings more of a-rule-with-a-name-3 in 860 files") {
			t.Errorf("%s has %d bytes, and ends\n%s", format, len(got), got[len(got)-500:])
		}
	}
}

// GitHub shows ten annotations of a level: the worst come first, and the last counts the rest.
func TestGitHubAnnotations(t *testing.T) {
	r := &Report{}
	for i := range 14 {
		r.Findings = append(r.Findings, found("w", "a.sql", i+1, lint.Warning, fmt.Sprint("t", i)), found("e", "a.sql", i+1, lint.Error, fmt.Sprint("t", i)))
	}
	lines := strings.Split(strings.TrimSpace(lintWritten(t, r, "github")), "\n")
	annotations := 0
	for _, line := range lines[:15] {
		if strings.HasPrefix(line, "::error ") {
			annotations++
		}
	}
	if annotations != 10 || lines[9] != "::error title=schemadiff lint::5 more like these are in the log of the step" || lines[10] != "a.sql:10:1: error: e of t9 [e]" {
		t.Errorf("%d annotations of\n%s", annotations, strings.Join(lines, "\n"))
	}
	if !strings.HasPrefix(lines[15], "::warning file=a.sql,line=1,col=1,title=w::w of t0%0Afix: ") {
		t.Errorf("got %s", lines[15])
	}
}
