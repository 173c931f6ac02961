package render

// What came of a plan that was run on a copy of the database with its rows: for people as a table
// of steps and a line for each difference, for machines as an object of the plan's JSON. No value
// of a row is printed but the keys of some rows that differ, and what was asked for.

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

// Trial writes for people what came of a plan on a copy with rows.
func Trial(w io.Writer, p *plan.Plan, trial *plan.Trial, st Style) {
	ended := trialEnd(trial)
	if trial.Failed() {
		ended = st.Red(ended)
	}
	fmt.Fprintln(w, st.Bold("Rehearsal on "+rehearsedOn(trial)+": ")+ended+" ("+roundTime(trial.Duration)+")")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range trialTable(p, trial) {
		for i := range row {
			row[i] = Escape(row[i])
		}
		fmt.Fprintln(table, "  "+strings.Join(row, "\t"))
	}
	_ = table.Flush()
	for _, l := range trialLines(trial) {
		indent := "  "
		if l.inner {
			indent = "    "
		}
		switch l.kind {
		case trialError:
			fmt.Fprintln(w, indent+st.Red("error")+" "+Escape(l.text))
		case trialNote:
			fmt.Fprintln(w, indent+st.Dim("note: "+Escape(l.text)))
		default:
			fmt.Fprintln(w, indent+Escape(l.text))
		}
	}
}

// trialEnd says how a rehearsal ended.
func trialEnd(t *plan.Trial) string {
	if t.Failed() {
		return "failed"
	}
	return "every " + t.Word() + " worked"
}

// trialLine is a line about a rehearsal as a whole.
type trialLine struct {
	kind, text string
	inner      bool // it is about the rows
}

const (
	trialError = "error"
	trialNote  = "note"
)

// trialLines are the lines below the table of the steps.
func trialLines(t *plan.Trial) (lines []trialLine) {
	add := func(kind, text string) { lines = append(lines, trialLine{kind: kind, text: text}) }
	if text := wholeEstimate(t); text != "" {
		add("", text)
	}
	if text := spaceLine(t.Space); text != "" {
		add("", text)
	}
	if t.Problem != "" {
		add(trialError, t.Fault())
	}
	add("", rowsLine(t))
	for _, d := range t.Differences {
		kind, tail := "", ", as the plan says"
		switch {
		case !d.Claimed:
			kind, tail = trialError, ", and no "+t.Word()+" says so"
		case t.Files > 0:
			tail = ", by the migrations"
		}
		lines = append(lines, trialLine{kind, t.Describe(d) + tail + examples(d), true})
	}
	for _, note := range t.Notes {
		add(trialNote, note)
	}
	return lines
}

// examples reads ": id=2 ('a', now 'b'); id=3 ('c', now 'd'); …".
func examples(d plan.Difference) string {
	if len(d.Keys) == 0 {
		return ""
	}
	keys := slices.Clone(d.Keys)
	for i := range min(len(keys), len(d.Values)) {
		keys[i] += " (" + d.Values[i].Before + ", now " + d.Values[i].After + ")"
	}
	text := ": " + strings.Join(keys, "; ")
	if d.Count > int64(len(keys)) {
		text += "; …"
	}
	return text
}

// rehearsedOn reads "a copy with all rows".
func rehearsedOn(t *plan.Trial) string {
	if t.Sample > 0 {
		return "a sample of at most " + plural(t.Sample, "row") + " a table, with what they refer to"
	}
	return "a copy with all rows"
}

// rowsLine reads "rows: 12 tables, 1 234 rows, unchanged but for 2 differences".
func rowsLine(t *plan.Trial) string {
	text := "rows: " + plural(int64(t.Tables), "table") + ", " + plural(t.Rows, "row")
	switch {
	case t.Problem != "":
		return text + ", not compared"
	case len(t.Differences) > 0:
		return text + ", unchanged but for:"
	}
	return text + ", unchanged"
}

// trialTable are the steps, the first row is the head. An empty column is left out.
func trialTable(p *plan.Plan, trial *plan.Trial) [][]string {
	rows := [][]string{{trial.Word(), "result", "time", "on the database", "locks", "rewritten"}}
	used := []bool{true, true, true, false, false, false}
	for i, s := range trial.Steps {
		took := roundTime(s.Duration)
		if s.Result == plan.StepNotRun {
			took = ""
		}
		row := []string{strconv.Itoa(i+1) + " " + stepName(p, trial, i), string(s.Result), took, EstimateText(s.Estimate), orDash(s.Locks), orDash(s.Rewritten)}
		rows = append(rows, row)
		used[3], used[4], used[5] = used[3] || s.Estimate != nil, used[4] || len(s.Locks) > 0, used[5] || len(s.Rewritten) > 0
	}
	for i, row := range rows {
		var cells []string
		for c, cell := range row {
			if used[c] {
				cells = append(cells, cell)
			}
		}
		rows[i] = cells
	}
	return rows
}

// stepName reads "create table posts", and of a statement of a migration "migrations/2.sql:3 posts".
func stepName(p *plan.Plan, t *plan.Trial, i int) string {
	return strings.TrimSpace(string(p.Steps[i].Kind) + " " + t.Name(p.Steps[i].Key))
}

func orDash(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, ", ")
}

// roundTime is a time with three digits.
func roundTime(d time.Duration) string {
	for unit := time.Microsecond; unit < time.Hour; unit *= 10 {
		if d < unit*1000 {
			return d.Round(unit).String()
		}
	}
	return d.Round(time.Minute).String()
}

type trialJSON struct {
	Failed       bool             `json:"failed"`
	Problem      string           `json:"problem"`
	Sample       int64            `json:"sample"`
	Tables       int              `json:"tables"`
	Rows         int64            `json:"rows"`
	Milliseconds float64          `json:"milliseconds"`
	Steps        []trialStepJSON  `json:"steps"`
	Differences  []differenceJSON `json:"differences"`
	Notes        []string         `json:"notes"`

	Estimate *estimateJSON `json:"estimate,omitempty"`
	Space    *spaceJSON    `json:"space,omitempty"`
}

type trialStepJSON struct {
	Name         string   `json:"name"`
	Result       string   `json:"result"`
	Error        string   `json:"error"`
	Milliseconds float64  `json:"milliseconds"`
	Locks        []string `json:"locks"`
	Rewritten    []string `json:"rewritten"`

	Estimate *estimateJSON `json:"estimate,omitempty"`
}

type valueJSON struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

type differenceJSON struct {
	Kind   string      `json:"kind"`
	Table  objectJSON  `json:"table"`
	Column string      `json:"column"`
	Rows   *int64      `json:"rows"`
	Keys   []string    `json:"keys"`
	Values []valueJSON `json:"values,omitempty"`
	Claims bool        `json:"claimed"`
}

// TrialJSON describes for machines how migrations ended on a copy.
func TrialJSON(p *plan.Plan, t *plan.Trial) any { return trialToJSON(p, t) }

// trialToJSON is the object of a plan's JSON; nil where no trial was asked for.
func trialToJSON(p *plan.Plan, t *plan.Trial) *trialJSON {
	if t == nil {
		return nil
	}
	out := &trialJSON{Failed: t.Failed(), Problem: t.Problem, Sample: t.Sample, Tables: t.Tables, Rows: t.Rows, Milliseconds: milliseconds(t.Duration), Estimate: wholeToJSON(t), Space: spaceToJSON(t.Space),
		Steps: []trialStepJSON{}, Differences: []differenceJSON{}, Notes: orEmpty(t.Notes)}
	for i, s := range t.Steps {
		out.Steps = append(out.Steps, trialStepJSON{stepName(p, t, i), string(s.Result), s.Error, milliseconds(s.Duration), orEmpty(s.Locks), orEmpty(s.Rewritten), estimateToJSON(s.Estimate)})
	}
	for _, d := range t.Differences {
		diff := differenceJSON{string(d.Kind), objectToJSON(d.Table), d.Column, nonNegative(d.Count), orEmpty(d.Keys), nil, d.Claimed}
		for _, v := range d.Values {
			diff.Values = append(diff.Values, valueJSON(v))
		}
		out.Differences = append(out.Differences, diff)
	}
	return out
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
