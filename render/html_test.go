package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func htmlPage(t testing.TB, p *plan.Plan, in Info) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, p, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// evilHTML tries to be more than a name in each place of a page.
const evilHTML = `</script></style></pre><script>window.ran=1</script><img src="http://192.0.2.1/x" onerror="window.ran=1">" onfocus="window.ran=1" autofocus x='{{.}}` + "\u202e\x1b"

// hostilePage has that name wherever a name can be.
func hostilePage() (*plan.Plan, Info) {
	p, in := hostilePlan(), hostileInfo()
	in.From, in.To, in.Version = evilHTML, evilHTML, evilHTML
	for i := range p.Steps {
		s := &p.Steps[i]
		s.Key.Table, s.Key.Name, s.Reasons, s.Why, s.Lost, s.Lock, s.UndoNote = evilHTML, evilHTML, []string{evilHTML}, evilHTML, evilHTML, evilHTML, evilHTML
		s.Kind = plan.Kind("create " + evilHTML)
		s.Statements, s.Undo = []plan.Statement{{SQL: "CREATE VIEW '" + evilHTML + "' -- " + evilHTML}}, []string{"CREATE VIEW " + evilHTML}
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		f.Rule, f.Message, f.Hint, f.Pos.File = evilHTML, evilHTML, evilHTML, evilHTML
	}
	p.Access = []plan.Access{{Who: evilHTML, What: evilHTML, Why: evilHTML, On: litemodel.TableKey(evilHTML)}}
	p.Notes = []schema.Note{{Class: schema.Unsupported, Subject: evilHTML, Reason: evilHTML}}
	in.Line = func(schema.Pos) string { return evilHTML }
	in.Tables = func() (before, after []*lint.Table) {
		return nil, []*lint.Table{{Key: litemodel.TableKey(evilHTML), Name: evilHTML, Columns: []*lint.Column{{Name: evilHTML, Type: evilHTML}}}}
	}
	return p, in
}

// A page has no element, attribute or character of somebody else's.
func TestHostileNamesInHTML(t *testing.T) {
	p, in := hostilePage()
	got := htmlPage(t, p, in)
	harmless(t, "html", strings.ReplaceAll(got, "�", ""))
	for _, bad := range []string{"<img", `" onfocus="`, "<script>window", "\u202e"} {
		if strings.Contains(got, bad) {
			i := strings.Index(got, bad)
			t.Errorf("%q gets out: %s", bad, got[max(0, i-200):i+50])
		}
	}
	if strings.Count(got, "<script>") != 1 || strings.Count(got, "<style>") != 1 {
		t.Error("not one script and one sheet")
	}
}

// Nothing is loaded, and the page says so to the browser.
func TestHTMLStandsAlone(t *testing.T) {
	got := htmlPage(t, somePlan(), someInfo())
	for _, bad := range []string{"http://", "https://", "@import", "url(", "<link", "src="} {
		if strings.Contains(strings.ReplaceAll(got, `xmlns="http://www.w3.org/2000/svg"`, ""), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if !strings.Contains(got, `default-src 'none'`) {
		t.Error("no policy")
	}
}

// Each step has what a reviewer asks for.
func TestHTMLOfAStep(t *testing.T) {
	in := someInfo()
	in.Line = func(schema.Pos) string { return "  CREATE TABLE users (" }
	got := htmlPage(t, blockedPlan(), in)
	for _, want := range []string{"rebuild table", "column users.age: type TEXT becomes INTEGER", "schema.sql:3:3", "CREATE TABLE users (", "SQLite cannot change a type in place",
		"1 234 567 rows, 12.3 MB, rewritten", "loses the values of users.email", "--allow drop-column:users.email", "the values are gone", "<b>DROP</b> <b>TABLE</b> users;", "refused: no statement", "3 values of users.age would be changed"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
}

// 1,000 tables from nothing are below 3 MB, 3,000 below 8.
func TestHTMLSize(t *testing.T) {
	for n, most := range map[int]int{1000: 3_000_000, 3000: 8_000_000} {
		p := manySteps(n)
		for i := range p.Steps { // as an index and a reference of each table are
			for range 2 {
				s := p.Steps[i]
				s.Statements = []plan.Statement{{SQL: strings.Repeat("ALTER TABLE t ADD c ", 10)}}
				p.Steps = append(p.Steps, s)
			}
		}
		if size := len(htmlPage(t, p, someInfo())); size > most {
			t.Errorf("%d tables: %d bytes", n, size)
		}
	}
}

func TestSideBySide(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []sideLine
	}{
		{"a\nb\nc", "a\nx\nc", []sideLine{{"a", "a", false, false}, {"b", "x", true, true}, {"c", "c", false, false}}},
		{"a\nb", "b", []sideLine{{"a", "", true, false}, {"b", "b", false, false}}},
		{"a", "x\na\ny", []sideLine{{"", "x", false, true}, {"a", "a", false, false}, {"", "y", false, true}}},
		{"a\nb\nc\nd", "b\nx\nd", []sideLine{{"a", "", true, false}, {"b", "b", false, false}, {"c", "x", true, true}, {"d", "d", false, false}}},
	} {
		if diff := cmp.Diff(c.want, sideBySide(c.before, c.after)); diff != "" {
			t.Errorf("%q and %q: %s", c.before, c.after, diff)
		}
	}
	long := strings.Repeat("line\nother\n", 3000)
	if got := sideBySide("x"+long, "y"+long); len(got) != 6001 {
		t.Errorf("%d lines", len(got))
	}
}

// The tokens of a statement are the statement.
func TestSQLTokens(t *testing.T) {
	for sql, want := range map[string][]sqlToken{
		`SELECT 'it''s', "NOT" FROM t -- NULL`: {{"SELECT", sqlKeyword}, {" ", sqlOther}, {"'it''s'", sqlString}, {`, "NOT" `, sqlOther}, {"FROM", sqlKeyword}, {" t ", sqlOther}, {"-- NULL", sqlComment}},
		"/* a */x 'open":                       {{"/* a */", sqlComment}, {"x ", sqlOther}, {"'open", sqlString}},
		"":                                     nil,
	} {
		got := sqlTokens(sql)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(sqlToken{})); diff != "" {
			t.Errorf("%s: %s", sql, diff)
		}
	}
}

// visit opens a page in Chromium and uses it.
func visit(t *testing.T, name, text string) (got struct {
	Usable, Steps, Found, AfterEscape, Risky, OfKind, Focus, Handlers, Requests int
	Counted, Light, Dark                                                        string
	Opens, Bar, Ran                                                             bool
	Elements, Messages                                                          []string
}) {
	t.Helper()
	folder, chromium, node := dbtest.ReaderFolder(t), dbtest.Reader(t, "chromium"), dbtest.Reader(t, "node")
	dbtest.ReaderFile(t, "playwright-core", "package.json")
	file := filepath.Join(t.TempDir(), name+".html")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{filepath.Join("testdata", "page.mjs"), folder, chromium, file}
	if dir := os.Getenv("SCHEMADIFF_SCREENSHOTS"); dir != "" {
		args = append(args, filepath.Join(dir, name+".png"))
	}
	out, err := exec.Command(node, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return got
}

// TestHTMLInABrowser filters, uses the keyboard, changes to dark and prints, and looks for what a hostile
// name has done.
func TestHTMLInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	p := manySteps(1000, 700, 31, 5)
	got := visit(t, "thousand", htmlPage(t, p, someInfo()))
	if got.Steps != 1000 || got.Found != 111 || got.Counted != "111 of 1000 steps" || got.AfterEscape != 1000 || got.Risky != 3 || got.OfKind != 997 {
		t.Errorf("the filter: %+v", got)
	}
	if got.Focus != 1 || !got.Opens {
		t.Errorf("the keyboard: %+v", got)
	}
	if got.Light == got.Dark || got.Bar {
		t.Errorf("dark and print: %+v", got)
	}
	if got.Usable > 2000 {
		t.Logf("usable after %d ms", got.Usable)
	}
	hostile, in := hostilePage()
	for name, text := range map[string]string{"hostile": htmlPage(t, hostile, in), "blocked": htmlPage(t, blockedPlan(), someInfo())} {
		got := visit(t, name, text)
		if got.Ran || got.Handlers > 0 || got.Requests != 1 || len(got.Messages) > 0 || slices.Contains(got.Elements, "img") {
			t.Errorf("%s: %s", name, fmt.Sprintf("%+v", got))
		}
	}
}
