package parse

// Comments with which the author of a migration declares what no parser can see: that a statement
// must run outside of a transaction, is safe to repeat, or changes rows alone.

import "strings"

// Marks are the properties that comments above a statement of a migration declare:
//
//	-- schemadiff:step no-tx idempotent rows-only
//	-- schemadiff:probe SELECT count(*) FROM jobs WHERE name = 'fill'
type Marks struct {
	NoTx       bool   // it must run outside of a transaction
	Idempotent bool   // running it again does no harm
	RowsOnly   bool   // it changes rows and no schema, whatever it looks like
	Probe      string // a query of one value: not 0 if the statement has done its work
}

// ReadMarks reads the marks between two offsets of a text: the end of the statement
// before and the start of the one that they are about. An unknown word is an error.
func ReadMarks(src Source, from, to int) (Marks, *Error) {
	var m Marks
	at := from
	for line := range strings.Lines(src.Text[from:to]) {
		text, ok := strings.CutPrefix(strings.TrimSpace(line), "-- schemadiff:")
		if probe, is := strings.CutPrefix(text, "probe "); ok && is {
			m.Probe = strings.TrimRight(strings.TrimSpace(probe), ";")
		}
		if words, is := strings.CutPrefix(text, "step "); ok && is {
			for _, word := range strings.Fields(words) {
				switch word {
				case "no-tx":
					m.NoTx = true
				case "idempotent":
					m.Idempotent = true
				case "rows-only":
					m.RowsOnly = true
				default:
					e := At(src, at, "schemadiff:step %s", word)
					e.Hint = "it can be no-tx, idempotent, rows-only"
					return m, e
				}
			}
		}
		at += len(line)
	}
	return m, nil
}
