package render

// Who gains and who loses access by a plan, as a table: for a terminal, for Markdown, and as JSON.
// Each row is one role and one object; which rows there are is decided in plan/postgres/access.

import (
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/plan"
)

// maxCell bounds the width of a column of a table of text; longer cells push the rest of
// their row to the right.
const maxCell = 48

// accessHead are the columns of the table.
var accessHead = [4]string{"who", "gains or loses", "on", "why"}

func accessRow(a plan.Access) [4]string {
	verb, why := "loses ", a.Why
	if a.Gains {
		verb = "gains "
	}
	if a.Unclear {
		why += " (cannot be shown to narrow)"
	}
	return [4]string{a.Who, verb + a.What, string(a.On.Kind) + " " + a.On.Object(), why}
}

// Access lists which roles gain and lose access, in aligned columns; nothing where none does.
func Access(list []plan.Access) []string {
	if len(list) == 0 {
		return nil
	}
	rows := [][4]string{accessHead}
	for i := range rows[0] {
		rows[0][i] = strings.ToUpper(rows[0][i])
	}
	for _, a := range list {
		row := accessRow(a)
		for i, cell := range row {
			row[i] = Escape(cell)
		}
		rows = append(rows, row)
	}
	var wide [3]int
	for _, row := range rows {
		for i := range wide {
			wide[i] = min(maxCell, max(wide[i], utf8.RuneCountInString(row[i])))
		}
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		for c, w := range wide {
			lines[i] += row[c] + strings.Repeat(" ", max(0, w-utf8.RuneCountInString(row[c]))+2)
		}
		lines[i] += row[3]
	}
	return lines
}

type accessJSON struct {
	Who     string     `json:"who"`
	Gains   bool       `json:"gains"`
	What    string     `json:"what"`
	Object  objectJSON `json:"object"`
	Why     string     `json:"why"`
	Unclear bool       `json:"unclear"`
	Source  *PlaceJSON `json:"source"`
	Rule    string     `json:"rule"`
}

func accessToJSON(list []plan.Access) []accessJSON {
	out := make([]accessJSON, 0, len(list))
	for _, a := range list {
		out = append(out, accessJSON{a.Who, a.Gains, a.What, objectToJSON(a.On), a.Why, a.Unclear, PlaceOf(a.Pos), a.Rule})
	}
	return out
}
