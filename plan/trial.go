package plan

// What came of a plan that was run on a copy of the database with its rows: for each step whether
// it worked, how long it took and what it locked, and for the tables what differs between the rows
// before and after. It is data for reports; nothing is run here.

import (
	"fmt"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/schema"
)

// Trial reports a run of a plan on a copy with rows.
type Trial struct {
	Steps       []TrialStep // as many as the plan has
	Files       int         // of migrations, whose statements the steps are; 0 for a plan
	Tables      int         // that were copied and compared
	Rows        int64       // in these tables before the first step
	Sample      int64       // the most rows of a table, beside what references ask for; 0 for all
	Differences []Difference
	Problem     string                // what is wrong with the result, or with a step; "" for nothing
	Notes       []string              // what the copy does not have
	Names       map[schema.Key]string // of objects that are spelled otherwise than their keys
	Duration    time.Duration

	Around *Estimate // of what comes before the first step and after the last one, proofs above all; nil where that is nothing
	Space  *Space    // that the steps need beside the database; nil for none
}

// Space is room on a disk, in bytes.
type Space struct {
	Needs int64
	Free  int64 // -1 where it is not known
}

// StepResult is how a step ended.
type StepResult string

// The results of a step.
const (
	StepWorked StepResult = "worked"
	StepFailed StepResult = "failed"
	StepNotRun StepResult = "not run" // another one failed before
)

// TrialStep is one step of a trial.
type TrialStep struct {
	Result    StepResult
	Error     string // of StepFailed
	Duration  time.Duration
	Locks     []string  // that it took, each a mode and a relation
	Rewritten []string  // tables whose rows were written again
	Estimate  *Estimate // of its time on the database; nil where there is none
}

// DifferenceKind says in what the rows of a table differ.
type DifferenceKind string

// The kinds of differences.
const (
	RowsMissing   DifferenceKind = "rows missing"
	RowsAdded     DifferenceKind = "rows added"
	ValuesChanged DifferenceKind = "values changed"
	TableDropped  DifferenceKind = "table dropped"
)

// Difference names rows of a table that differ before a plan and after it.
type Difference struct {
	Kind    DifferenceKind
	Table   schema.Key // as it is called after the plan; before it where it is dropped
	Column  string     // of ValuesChanged; "" where it is not known which
	Count   int64      // rows; -1 if it is not known how many
	Keys    []string   // of some of the rows
	Values  []Changed  // of the same rows, where they are asked for
	Claimed bool       // a step says so
}

// Changed is a value before a plan and after it, as SQL spells it, or Masked.
type Changed struct{ Before, After string }

// Failed reports whether the plan does not do what it says.
func (t *Trial) Failed() bool {
	if t.Problem != "" {
		return true
	}
	for _, d := range t.Differences {
		if !d.Claimed {
			return true
		}
	}
	return false
}

// Fault is the first thing that is wrong, on one line; "" if nothing is.
func (t *Trial) Fault() string {
	for i, s := range t.Steps {
		if s.Result == StepFailed {
			return fmt.Sprintf("%s %d fails: %s", t.Word(), i+1, s.Error)
		}
	}
	if t.Problem != "" {
		return t.Problem
	}
	for _, d := range t.Differences {
		if !d.Claimed {
			return t.Describe(d) + ", and no " + t.Word() + " says so"
		}
	}
	return ""
}

// Word names a step: that of a plan, or a statement of a migration.
func (t *Trial) Word() string {
	if t.Files > 0 {
		return "statement"
	}
	return "step"
}

// Spell keeps how the objects of the steps and the differences are spelled in the first of some
// schemas that has them.
func (t *Trial) Spell(p *Plan, schemas ...*schema.Schema) {
	t.Names = map[schema.Key]string{}
	keep := func(k schema.Key) {
		for _, s := range schemas {
			if name := spelled(s, k); name != "" {
				if name != k.Object() {
					t.Names[k] = name
				}
				return
			}
		}
	}
	for i := range p.Steps {
		keep(p.Steps[i].Key)
	}
	for _, d := range t.Differences {
		keep(d.Table)
		if d.Column != "" {
			keep(columnKey(d.Table, d.Column))
		}
	}
}

// spelled is the name of an object as a schema spells it; "" where it does not have it.
func spelled(s *schema.Schema, k schema.Key) string {
	if !k.IsPart() {
		if o := s.Get(k); o != nil {
			return schema.Key{Kind: k.Kind, Schema: k.Schema, Name: o.Display()}.Object()
		}
		return ""
	}
	table, ok := s.Get(schema.TableOfPart(k)).(schema.Composite)
	if !ok {
		return ""
	}
	for _, part := range table.Parts() {
		if part.Key() == k && part.Display() != "" {
			k.Name = part.Display()
		}
	}
	k.Table = table.Display()
	return k.Object()
}

// Name is the name of an object as it is spelled.
func (t *Trial) Name(k schema.Key) string {
	if name, ok := t.Names[k]; ok {
		return name
	}
	return k.Object()
}

// Describe reads "table Users: values of Name changed in 3 rows".
func (t *Trial) Describe(d Difference) string {
	column := d.Column
	if name, ok := t.Names[columnKey(d.Table, d.Column)]; ok {
		column = name[strings.LastIndex(name, ".")+1:]
	}
	return d.describe(t.Name(d.Table), column)
}

// String is Describe with the names of keys.
func (d Difference) String() string { return d.describe(d.Table.Object(), d.Column) }

func (d Difference) describe(table, column string) string {
	rows := fmt.Sprintf("%d rows", d.Count)
	switch d.Count {
	case 1:
		rows = "1 row"
	case -1:
		rows = "rows"
	}
	table = "table " + table
	switch d.Kind {
	case RowsMissing:
		return table + ": " + rows + " missing"
	case RowsAdded:
		return table + ": " + rows + " added"
	case TableDropped:
		return table + ": dropped with " + rows
	}
	if column == "" {
		return table + ": values changed in " + rows
	}
	return table + ": values of " + column + " changed in " + rows
}
