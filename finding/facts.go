package finding

// What is known of the rows of a table changes what a finding about it means: a change of
// an empty table does no harm, and one that rows are known to break is an error.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/schema"
)

// ApplyFacts adjusts a finding to what is known of the rows of its table. violators is
// the answer to its probe; -1 where there is none or it was not answered. Exact answers may lower a
// severity; estimates and sizes only do so for the time that locks are held. small is
// the size in bytes under which a table is locked for an unnoticeable time.
func (f *Finding) ApplyFacts(t schema.TableFacts, violators int64, small int64) {
	data := f.Category == "data"
	lower := func(to Severity) {
		if f.Severity.Rank() > to.Rank() {
			f.Severity = to
		}
	}
	switch {
	case t.Empty:
		f.Message += " (the table is empty)"
		if f.Category == "destructive" {
			lower(Warning)
		} else {
			lower(Info)
		}
	case violators > 0:
		f.Severity = Error
		f.Message += " (" + rowsAre(violators) + " in the way)"
	case violators == 0 && t.Bytes >= 0 && t.Bytes < small:
		f.Message += " (no row is in the way, and the table is small)"
		lower(Info)
	case violators == 0:
		f.Message += " (no row is in the way)"
		lower(Warning)
	case data && f.Probe != "" && t.Rows > 0:
		f.Message += " (about " + rowCount(t.Rows) + "; whether they are in the way is unknown)"
	case data && f.Probe != "":
		f.Message += " (rows unknown)"
	case f.Category == "lock" && t.Bytes >= 0 && t.Bytes < small:
		f.Message += fmt.Sprintf(" (the table has %d kB)", t.Bytes>>10)
		lower(Info)
	case t.Rows > 0:
		f.Message += " (about " + amount(t) + ")"
	}
}

func rowsAre(n int64) string {
	if n == 1 {
		return "1 row is"
	}
	return fmt.Sprintf("%d rows are", n)
}

func rowCount(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// amount is how much a table holds; the size of a small one is nothing to mention.
func amount(t schema.TableFacts) string {
	if t.Bytes < 1<<20 {
		return rowCount(t.Rows)
	}
	return fmt.Sprintf("%s, %d MB", rowCount(t.Rows), t.Bytes>>20)
}
