package render

// What came of a plan that was run on a copy of the database with its rows: for people as a table
// of steps and a line for each difference, for machines as an object of the plan's JSON. No value
// of a row is printed but the keys of some rows that differ.

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

// Trial writes for people what came of a plan on a copy with rows.
func Trial(w io.Writer, p *plan.Plan, trial *plan.Trial, st Style) {
	ended := "every " + trial.Word() + " worked"
	if trial.Failed() {
		ended = st.Red("failed")
	}
	fmt.Fprintln(w, st.Bold("Rehearsal on "+rehearsedOn(trial)+": ")+ended+" ("+roundTime(trial.Duration)+")")
	writeTrialSteps(w, p, trial)
	if trial.Problem != "" {
		fmt.Fprintf(w, "  %s %s\n", st.Red("error"), Escape(trial.Fault()))
	}
	fmt.Fprintln(w, "  "+rowsLine(trial))
	for _, d := range trial.Differences {
		lead, tail := "  ", ", as the plan says"
		switch {
		case !d.Claimed:
			lead, tail = "  "+st.Red("error")+" ", ", and no "+trial.Word()+" says so"
		case trial.Files > 0:
			tail = ", by the migrations"
		}
		if len(d.Keys) > 0 {
			tail += ": " + strings.Join(d.Keys, "; ")
			if d.Count > int64(len(d.Keys)) {
				tail += "; …"
			}
		}
		fmt.Fprintln(w, "  "+lead+Escape(trial.Describe(d)+tail))
	}
	for _, note := range trial.Notes {
		fmt.Fprintln(w, "  "+st.Dim("note: "+Escape(note)))
	}
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

// writeTrialSteps writes the table of steps.
func writeTrialSteps(w io.Writer, p *plan.Plan, trial *plan.Trial) {
	locks, rewritten := false, false
	for _, s := range trial.Steps {
		locks, rewritten = locks || len(s.Locks) > 0, rewritten || len(s.Rewritten) > 0
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(step, result, took, lock, rewrite string) {
		cells := []string{step, result, took}
		if locks {
			cells = append(cells, lock)
		}
		if rewritten {
			cells = append(cells, rewrite)
		}
		fmt.Fprintln(table, "  "+strings.Join(cells, "\t"))
	}
	row(trial.Word(), "result", "time", "locks", "rewritten")
	for i, s := range trial.Steps {
		took := roundTime(s.Duration)
		if s.Result == plan.StepNotRun {
			took = ""
		}
		row(Escape(strconv.Itoa(i+1)+" "+stepName(p, trial, i)), string(s.Result), took,
			Escape(orDash(s.Locks)), Escape(orDash(s.Rewritten)))
	}
	_ = table.Flush()
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
}

type trialStepJSON struct {
	Name         string   `json:"name"`
	Result       string   `json:"result"`
	Error        string   `json:"error"`
	Milliseconds float64  `json:"milliseconds"`
	Locks        []string `json:"locks"`
	Rewritten    []string `json:"rewritten"`
}

type differenceJSON struct {
	Kind   string     `json:"kind"`
	Table  objectJSON `json:"table"`
	Column string     `json:"column"`
	Rows   *int64     `json:"rows"`
	Keys   []string   `json:"keys"`
	Claims bool       `json:"claimed"`
}

// TrialJSON describes for machines how migrations ended on a copy.
func TrialJSON(p *plan.Plan, t *plan.Trial) any { return trialToJSON(p, t) }

// trialToJSON is the object of a plan's JSON; nil where no trial was asked for.
func trialToJSON(p *plan.Plan, t *plan.Trial) *trialJSON {
	if t == nil {
		return nil
	}
	out := &trialJSON{Failed: t.Failed(), Problem: t.Problem, Sample: t.Sample, Tables: t.Tables, Rows: t.Rows, Milliseconds: milliseconds(t.Duration),
		Steps: []trialStepJSON{}, Differences: []differenceJSON{}, Notes: orEmpty(t.Notes)}
	for i, s := range t.Steps {
		out.Steps = append(out.Steps, trialStepJSON{stepName(p, t, i), string(s.Result), s.Error, milliseconds(s.Duration), orEmpty(s.Locks), orEmpty(s.Rewritten)})
	}
	for _, d := range t.Differences {
		out.Differences = append(out.Differences, differenceJSON{string(d.Kind), objectToJSON(d.Table), d.Column, nonNegative(d.Count), orEmpty(d.Keys), d.Claimed})
	}
	return out
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
