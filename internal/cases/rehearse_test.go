package cases

import (
	"encoding/json"
	"hash/fnv"
	"strings"
	"testing"
)

// TestRehearse rehearses each case with its rows, and with a sample of them: a right plan has no fault,
// and the database is the same afterwards.
func TestRehearse(t *testing.T) {
	eachCase(t, func(t *testing.T, c *testCase) {
		if testing.Short() && !eighth(c.path) {
			t.Skip("every eighth shows it")
		}
		for _, more := range [][]string{nil, {"--target", "3.54", "--sample", "2"}} {
			c.rehearse(t, more)
		}
	})
}

// eighth reports whether a case is one of the eighth that short runs take.
func eighth(path string) bool {
	h := fnv.New32()
	_, _ = h.Write([]byte(path))
	return h.Sum32()%8 == 0
}

func (c *testCase) rehearse(t *testing.T, more []string) {
	t.Helper()
	dir := c.workspace(t)
	got := schemadiff(t, dir, c.command("plan", append([]string{"--allow", c.allow(), "--format", "json", "--rehearse"}, more...)...)...)
	if wrong := untouched(c.from, database(dir), c.order); wrong != nil {
		t.Errorf("a rehearsal wrote to the database:\n%s", strings.Join(wrong, "\n"))
	}
	if c.has("refused") {
		return // its plan may not even exist
	}
	var out struct {
		Steps     []json.RawMessage
		Rehearsal *struct{ Failed bool }
	}
	if err := json.Unmarshal([]byte(got.Out), &out); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	if got.Code != exitDone || len(out.Steps) > 0 && (out.Rehearsal == nil || out.Rehearsal.Failed) {
		t.Errorf("a right plan fails its rehearsal %v: %s", more, got)
	}
}
