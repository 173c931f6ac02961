package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/schema"
)

// An estimate grows by what grows, is wider where less is known, and says where nothing is.
func TestEstimateOf(t *testing.T) {
	ms := time.Millisecond
	table := func(copied, real int64) []TableWork {
		return []TableWork{{Touched: float64(copied), Copied: TableSize{copied, copied * 100}, Real: TableSize{real, real * 100}}}
	}
	middle := func(w Work, l Limits) (time.Duration, *Estimate) {
		e := EstimateOf(w, l)
		return (e.Low + e.High) / 2, e
	}
	for name, c := range map[string]struct {
		work     Work
		low      time.Duration // the range must contain the time between
		high     time.Duration
		atMost   bool
		noRange  bool
		rows, of int64
	}{
		"no table":                       {work: Work{Took: 3 * ms}, low: 2 * ms, high: 5 * ms},
		"a copy of all rows":             {work: Work{Took: 30 * ms, Fixed: -1, Tables: table(1000, 1000)}, low: 20 * ms, high: 50 * ms, rows: 1000, of: 1000},
		"a hundredth":                    {work: Work{Took: 12 * ms, Fixed: 2 * ms, Tables: table(10_000, 1_000_000)}, low: 800 * ms, high: 1200 * ms, rows: 1_000_000, of: 10_000},
		"a hundredth, nothing is fixed":  {work: Work{Took: 12 * ms, Fixed: -1, Tables: table(10_000, 1_000_000)}, low: 600 * ms, high: 1200 * ms, rows: 1_000_000, of: 10_000},
		"hardly longer than without":     {work: Work{Took: 2 * ms, Fixed: 2 * ms, Tables: table(10_000, 1_000_000)}, low: 0, high: 10 * ms, atMost: true, rows: 1_000_000, of: 10_000},
		"shorter than without":           {work: Work{Took: ms, Fixed: 3 * ms, Tables: table(10_000, 1_000_000)}, low: 0, high: 10 * ms, atMost: true, rows: 1_000_000, of: 10_000},
		"a handful of rows":              {work: Work{Took: 2 * ms, Fixed: ms, Tables: table(20, 1_000_000)}, noRange: true, rows: 1_000_000, of: 20},
		"a handful of rows, and no more": {work: Work{Took: 2 * ms, Fixed: ms, Tables: table(20, 20)}, low: 2 * ms, high: 3 * ms, rows: 20, of: 20},
	} {
		e := EstimateOf(c.work, Limits{})
		if e.Unknown != c.noRange || !e.Unknown && (e.Low > c.low && !c.atMost || e.High < c.high) || (e.Low == 0) != (c.atMost || c.noRange) || e.Rows != c.rows || e.Copied != c.of {
			t.Errorf("%s: %+v", name, e)
		}
	}
	work := Work{Took: 50 * ms, Fixed: ms, Tables: table(10_000, 10_000_000)}
	plain, _ := middle(work, Limits{Cache: 1 << 40, Sort: 1 << 40, Log: 1 << 40, Buffers: 1 << 40})
	for name, l := range map[string]Limits{"cache": {Cache: 1 << 20}, "buffers": {Buffers: 1 << 20}} {
		if more, _ := middle(work, l); more <= plain {
			t.Errorf("%s: %v, and %v without a limit", name, more, plain)
		}
	}
	work.Builds = true
	sorted, _ := middle(work, Limits{})
	if _, e := middle(work, Limits{Sort: 1 << 20, Log: 1 << 20}); sorted <= plain || e.High <= sorted {
		t.Errorf("building: %v, sorted in files: %+v", sorted, e)
	}
	if _, e := middle(work, Limits{Parallel: 1 << 20, Workers: 2}); e.Low >= EstimateOf(work, Limits{}).Low {
		t.Errorf("several processes: %+v", e)
	}
}

// A mask covers a column by each of its names, and says where it covers none.
func TestMask(t *testing.T) {
	email := schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "users", Name: "email"}
	for pattern, want := range map[string]bool{"email": true, "users.email": true, "public.users.email": true, "*.email": true, "users.*": true, "*.e*l": true, "*": true,
		"users": false, "name": false, "other.email": false, "app.users.email": false, "mail": false} {
		m := Mask{pattern}
		if m.Covers(email) != want {
			t.Errorf("%s covers %s: %v", pattern, email, !want)
		}
		unused := m.Unused([]StoredTable{{Key: schema.Key{Kind: schema.KindTable, Schema: "public", Name: "users"}, Columns: []StoredColumn{{Name: "email"}}}})
		if (len(unused) == 0) != want {
			t.Errorf("%s: %v", pattern, unused)
		}
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", pattern, err)
		}
	}
	if err := (Mask{"a", "[b"}).Check(); err == nil || !strings.Contains(err.Error(), `"[b"`) {
		t.Errorf("a pattern that cannot be read: %v", err)
	}
	if (Mask{}).Covers(email) {
		t.Error("no pattern covers something")
	}
}
