package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// evil is a name that tries to end a line, a cell, a code span and an element,
// and to move the cursor or the direction of text.
const evil = "x\nDROP TABLE y;--\r\x1b[2J\u009b1m\u202e\u2066\u200f\u2028\x00|`````<b>@all[l](u)*_</details>"

// hostilePlan has the evil name wherever a name can be.
func hostilePlan() *plan.Plan {
	p := blockedPlan()
	p.Findings[1].Allow = ""
	bad := schema.Pos{File: evil, Line: 1, Col: 1}
	for i := range p.Steps {
		s := &p.Steps[i]
		s.Key, s.Pos, s.Reasons, s.Why, s.Lost, s.UndoNote = column(evil, evil), bad, []string{evil, evil}, evil, evil, evil
		s.Statements, s.Undo = []plan.Statement{{SQL: "DROP TABLE \"" + evil + "\""}}, []string{evil}
		s.Rules = []plan.Rule{{Name: "drop-table", Key: litemodel.TableKey(evil)}}
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		f.Key, f.Pos, f.Message, f.Hint = litemodel.TableKey(evil), bad, evil, evil
	}
	p.Notes = []schema.Note{{Class: schema.Ignored, Subject: evil, Pos: bad, Reason: evil}, {Class: schema.Unsupported, Subject: evil, Reason: evil}}
	return p
}

func hostileInfo() Info { return Info{Version: evil, From: evil, To: evil} }

// harmless fails for characters that a terminal obeys.
func harmless(t *testing.T, what, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && r != '\t' && unsafeRune(r) {
			t.Fatalf("%s: %q gets out: %q", what, r, text[max(0, i-40):min(len(text), i+40)])
		}
	}
}

func TestHostileNamesInText(t *testing.T) {
	harmless(t, "text", text(hostilePlan(), hostileInfo()))
	p := emptyPlan()
	harmless(t, "text without steps", text(p, hostileInfo()))
}

func TestHostileNamesInComments(t *testing.T) {
	got := sql(hostilePlan(), hostileInfo())
	harmless(t, "sql", got)
	for _, line := range strings.Split(strings.TrimSuffix(got, "\n"), "\n") {
		if !strings.HasPrefix(line, "-- ") {
			t.Errorf("not a comment: %s", line)
		}
	}
}

func TestHostileNamesInErrors(t *testing.T) {
	e := &parse.Error{Pos: schema.Pos{File: evil, Line: 1, Col: 30}, Msg: evil, Line: evil, Hint: evil}
	got := shown(e)
	harmless(t, "error", got)
	if n := strings.Count(got, "\n"); n != 4 {
		t.Errorf("%d lines:\n%s", n, got)
	}
}

func TestHostileNamesInMarkdown(t *testing.T) {
	got := comment(hostilePlan(), hostileInfo())
	harmless(t, "markdown", got)
	for _, bad := range []string{"<b>", "@all", "</details>", "\nDROP", " [l](u)", "\x60\x60\x60"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q gets out:\n%s", bad, got)
		}
	}
	for _, line := range strings.Split(got, "\n") {
		cells := strings.Count(line, "|") - strings.Count(line, `\|`)
		if strings.HasPrefix(line, "|") && cells != 6 {
			t.Errorf("%d bars: %s", cells, line)
		}
	}
}

func TestHostileSQLStaysInItsFence(t *testing.T) {
	got := foldedSQL(evil)
	harmless(t, "fence", got)
	if !strings.Contains(got, "\n``````sql\n") || !strings.Contains(got, "\n``````\n\n</details>\n") || !strings.Contains(got, "escaped here") {
		t.Errorf("got:\n%s", got)
	}
}

// JSON escapes what a terminal would obey and still means the same.
func TestHostileNamesInJSON(t *testing.T) {
	got := planToJSON(t, hostilePlan(), hostileInfo())
	harmless(t, "json", got)
	var back planJSON
	if err := json.Unmarshal([]byte(got), &back); err != nil {
		t.Fatal(err)
	}
	compare(t, evil, back.Steps[0].Object.Name)
	if !strings.Contains(got, "</details>") {
		t.Error("< or > is escaped")
	}
}

// An --allow that a reader pastes must not run what a name says.
func TestAllowIsSafeToPaste(t *testing.T) {
	for name, want := range map[string]string{
		"users":   "--allow drop-table:users",
		"a b":     `--allow 'drop-table:"a b"'`,
		"$(rm)":   "--allow 'drop-table:$(rm)'",
		"it's":    `--allow 'drop-table:"it'\''s"'`,
		"a,b":     `--allow 'drop-table:"a,b"'`,
		"a\x1b[m": "--allow drop-table",
	} {
		if got := AllowFlag("drop-table", litemodel.TableKey(name)); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
