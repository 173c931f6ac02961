package pgcases

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestRehearse rehearses the plan from each state to the next with its rows, half of them with a sample: a
// right plan has no fault, and the database is the same afterwards.
func TestRehearse(t *testing.T) {
	everyNth(t, 32, func(t *testing.T, c *testCase) { // a copy for each takes long
		for _, d := range c.directions() {
			if d.from == base || open()[c.name+"/"+d.name] != "" {
				continue
			}
			t.Run(d.name, func(t *testing.T) { c.rehearse(t, d) })
		}
	})
}

// notCopied are the reasons for which a schema is not copied to a scratch database, for --verify
// neither.
var notCopied = []string{
	"a subscription of a scratch database would reach the publisher",
}

func (c *testCase) rehearse(t *testing.T, d direction) {
	url := c.database(t, d.from)
	before := rows(t, url)
	args := []string{"--allow", "all", "--format", "json", "--rehearse", "--trust", "app_owner"}
	if d.name == "back" || d.name == "drop" {
		args = append(args, "--sample", "2")
	}
	got := schemadiff(t, c.folder(t, d.to), c.command("plan", url, args...)...)
	if wrong := slices.Concat(dbtest.DumpDiff(c.dumps[d.from], c.dump(t, url)), dbtest.Kept(before, rows(t, url), dbtest.Changes{})); wrong != nil {
		t.Errorf("a rehearsal changed something:\n%s", strings.Join(wrong, "\n"))
	}
	var out struct {
		Steps     []json.RawMessage
		Rehearsal *struct{ Failed bool }
	}
	for _, why := range notCopied {
		if got.Code == exitFailed && strings.Contains(got.Err, why) {
			t.Skip(why)
		}
	}
	if err := json.Unmarshal([]byte(got.Out), &out); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	if got.Code != exitDone || len(out.Steps) > 0 && (out.Rehearsal == nil || out.Rehearsal.Failed) {
		t.Errorf("a right plan fails its rehearsal: %s", got)
	}
}
