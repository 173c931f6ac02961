package postgres

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/parse"
)

// cpuTime is what this process has computed so far, whatever else the machine does.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Statements whose canonical form grows without measure are errors that name them.
func TestWhatGrowsWithoutMeasureIsRefused(t *testing.T) {
	doubled := func(n int) string {
		var b strings.Builder
		b.WriteString("CREATE VIEW v AS WITH c0 AS (SELECT 1 AS x)")
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, ", c%d AS (SELECT a.* FROM c%d a, c%d b) , d%d AS (SELECT * FROM c%d a, c%d b)", i, i-1, i-1, i, i-1, i-1)
		}
		return b.String() + fmt.Sprintf(" SELECT * FROM c%d", n)
	}
	squared := "CREATE VIEW v AS WITH c0 AS (SELECT 1 AS x)"
	for i := 1; i <= 40; i++ {
		squared += fmt.Sprintf(", c%d AS (SELECT * FROM c%d a, c%d b)", i, i-1, i-1)
	}
	between := "a"
	for range 30 {
		between = "(" + between + " BETWEEN SYMMETRIC 1 AND 2)::int"
	}
	in := "a"
	for range 40 {
		in = "(" + in + " IN (a, b))::int"
	}
	for _, c := range []struct{ name, sql, want string }{
		{"stars over a query joined with itself", squared + " SELECT 1", "more than 1,664 columns"},
		{"a view of 41 queries of two", doubled(40), ""},
		{"BETWEEN SYMMETRIC of BETWEEN SYMMETRIC", "CREATE TABLE t (a int, b int, CHECK (" + between + " > 0))", "steps to compare"},
		{"IN of IN", "CREATE TABLE t (a int, b int, CHECK (" + in + " > 0))", "steps to compare"},
		{"IN of IN in an index", "CREATE TABLE t (a int, b int);\nCREATE INDEX i ON t ((" + in + "))", "steps to compare"},
	} {
		start := cpuTime(t)
		_, err := Load(t.Context(), []parse.Source{{Name: "a.sql", Text: c.sql + ";\nSELECT 1;"}})
		if took := cpuTime(t) - start; took > 20*time.Second {
			t.Errorf("%s: took %s", c.name, took)
		}
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %.300v", c.name, err)
		}
	}
}
