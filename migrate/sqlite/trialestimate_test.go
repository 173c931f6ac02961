package sqlite

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

// estimateRowsEnv is how many rows the tables of TestEstimates have, where somebody wants more than the
// test takes by itself.
const estimateRowsEnv = "SCHEMADIFF_ESTIMATE_ROWS"

// TestEstimates compares the range of each step, from a sample, with the time that it then takes.
func TestEstimates(t *testing.T) {
	rows, _ := strconv.Atoi(cmp.Or(os.Getenv(estimateRowsEnv), "20000"))
	table := func(name, a, more string) string {
		return fmt.Sprintf("CREATE TABLE %s (id INTEGER PRIMARY KEY, a %s, b TEXT, ref INTEGER%s);\n", name, a, more)
	}
	var before, after, data string
	wides := map[string]string{"narrow": "hex(randomblob(4))", "medium": "hex(randomblob(50))", "broad": "hex(randomblob(200))"}
	for name, wide := range wides {
		before += table(name, "TEXT", "")
		after += table(name, "INTEGER", " REFERENCES narrow") + fmt.Sprintf("CREATE INDEX %s_b ON %[1]s (b);\nCREATE UNIQUE INDEX %[1]s_u ON %[1]s (ref, id);\n", name)
		data += fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO %s SELECT i, i, %s, 1 + i %% 1000 FROM n;", rows, name, wide)
	}
	path := database(t, before, data)
	made := prepared(t, path, "3.54.1", after)
	out, err := Try(t.Context(), made, TrialOptions{Path: path, Sample: int64(max(rows/100, 2000))})
	if err != nil || out.Failed() {
		t.Fatalf("%v %+v", err, out)
	}
	if out.Space == nil || out.Space.Needs < int64(rows)*500 || out.Around == nil {
		t.Errorf("space %+v, around %+v", out.Space, out.Around)
	}
	truth := make([]time.Duration, len(made.Steps))
	start := time.Now()
	report, err := Apply(t.Context(), made, Options{Path: path, stepDone: func(i int, took time.Duration, _ error) { truth[i] = took }})
	if err != nil {
		t.Fatal(report, err)
	}
	whole := time.Since(start)
	var low, high time.Duration
	far := 0
	for i, s := range out.Steps {
		e := s.Estimate
		low, high = low+e.Low, high+e.High
		t.Logf("%-30s copy %v: %v to %v, truth %v", made.Steps[i].Kind, s.Duration, e.Low, e.High, truth[i])
		if e.Unknown || !near(e, truth[i]) {
			far++
		}
		if e.Rows > 0 && e.Copied >= e.Rows {
			t.Errorf("step %d: %+v is no sample", i+1, e)
		}
	}
	if far > 1+len(truth)/10 {
		t.Errorf("%d of %d estimates are far from the truth", far, len(truth))
	}
	t.Logf("all: %v to %v, truth %v", low+out.Around.Low, high+out.Around.High, whole)
	if !near(&plan.Estimate{Low: low + out.Around.Low, High: high + out.Around.High}, whole) {
		t.Errorf("the whole takes %v", whole)
	}
}

// near reports whether a time is in a range or not far from it: other programs run on the machine too.
func near(e *plan.Estimate, took time.Duration) bool {
	const slack = 30 * time.Millisecond
	return e.Low/3-slack <= took && took <= 3*e.High+slack
}
