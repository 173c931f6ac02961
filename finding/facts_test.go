package finding

// These tests are about what the rows of a table make of a finding: which severities fall,
// which rise, and how it is said.

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func TestKnow(t *testing.T) {
	const small = 1 << 20
	for _, c := range []struct {
		what      string
		finding   Finding
		facts     schema.TableFacts
		violators int64
		severity  Severity
		message   string
	}{
		{"an empty table loses nothing", Finding{Category: "data", Severity: Error}, schema.TableFacts{Empty: true}, -1, Info, "x (the table is empty)"},
		{"a table is lost, empty or not", Finding{Category: "destructive", Severity: Error}, schema.TableFacts{Empty: true}, -1, Warning, "x (the table is empty)"},
		{"nothing is raised by an empty table", Finding{Category: "lock", Severity: Info}, schema.TableFacts{Empty: true}, -1, Info, "x (the table is empty)"},
		{"one row in the way", Finding{Category: "data", Severity: Warning}, schema.TableFacts{Rows: 5, Bytes: 1}, 1, Error, "x (1 row is in the way)"},
		{"rows in the way", Finding{Category: "data", Severity: Warning}, schema.TableFacts{Rows: 5, Bytes: 1}, 3, Error, "x (3 rows are in the way)"},
		{"none in the way of a small table", Finding{Category: "data", Severity: Error}, schema.TableFacts{Rows: 5, Bytes: 8192}, 0, Info, "x (no row is in the way, and the table is small)"},
		{"none in the way of a large one", Finding{Category: "data", Severity: Error}, schema.TableFacts{Rows: 5, Bytes: 2 << 20}, 0, Warning, "x (no row is in the way)"},
		{"a probe without an answer", Finding{Category: "data", Severity: Error, Probe: "SELECT 1"}, schema.TableFacts{Rows: 1, Bytes: -1}, -1, Error, "x (about 1 row; whether they are in the way is unknown)"},
		{"a probe and unknown rows", Finding{Category: "data", Severity: Error, Probe: "SELECT 1"}, schema.TableFacts{Rows: -1, Bytes: -1}, -1, Error, "x (rows unknown)"},
		{"a lock on a small table", Finding{Category: "lock", Severity: Error}, schema.TableFacts{Rows: 9, Bytes: 16 << 10}, -1, Info, "x (the table has 16 kB)"},
		{"a lock on a large table", Finding{Category: "lock", Severity: Error}, schema.TableFacts{Rows: 9, Bytes: 3 << 20}, -1, Error, "x (about 9 rows, 3 MB)"},
		{"rows of a table that goes", Finding{Category: "destructive", Severity: Error}, schema.TableFacts{Rows: 9, Bytes: 8192}, -1, Error, "x (about 9 rows)"},
		{"nothing is known", Finding{Category: "lock", Severity: Error}, schema.TableFacts{Rows: -1, Bytes: -1}, -1, Error, "x"},
	} {
		f := c.finding
		f.Message = "x"
		f.ApplyFacts(c.facts, c.violators, small)
		if f.Severity != c.severity || f.Message != c.message {
			t.Errorf("%s: %s %q, want %s %q", c.what, f.Severity, f.Message, c.severity, c.message)
		}
	}
}

func TestSeveritiesAreOrdered(t *testing.T) {
	for i, s := range []Severity{Off, Info, Warning, Error} {
		if s.Rank() != i {
			t.Errorf("%s has rank %d, want %d", s, s.Rank(), i)
		}
	}
	if Severity("loud").Rank() != -1 {
		t.Error("loud is a severity")
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		f    Finding
		want bool
	}{{Finding{Severity: Error}, true}, {Finding{Severity: Warning}, false}, {Finding{Severity: Info, Blocks: true}, true}} {
		if c.f.Refuses() != c.want {
			t.Errorf("%+v refuses: %v", c.f, c.f.Refuses())
		}
	}
}

// A finding is the same one when lines are added above it.
func TestFingerprintHasNoLine(t *testing.T) {
	a := Finding{Rule: "r", Object: "o", Message: "m", Pos: schema.Pos{File: "f", Line: 1, Col: 1}}
	b, c := a, a
	b.Pos.Line, c.Object = 9, "p"
	if a.Fingerprint() != b.Fingerprint() || a.Fingerprint() == c.Fingerprint() {
		t.Errorf("%s, %s, %s", a.Fingerprint(), b.Fingerprint(), c.Fingerprint())
	}
}
