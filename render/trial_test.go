package render

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func someTrial() *plan.Trial {
	users := schema.Key{Kind: schema.KindTable, Name: "users"}
	return &plan.Trial{Tables: 2, Rows: 1234, Duration: 1234567 * time.Nanosecond, Notes: []string{"no statistics"}, Steps: []plan.TrialStep{
		{Result: plan.StepWorked, Duration: 12345 * time.Microsecond, Rewritten: []string{"users"}, Locks: []string{"ACCESS EXCLUSIVE on users"},
			Estimate: &plan.Estimate{Low: 41 * time.Second, High: 118 * time.Second, Rows: 12_000_000, Bytes: 1_400_000_000, Copied: 10_000}},
		{Result: plan.StepWorked, Duration: time.Minute, Estimate: &plan.Estimate{Low: 0, High: 5 * time.Hour / 2, Rows: 7000, Bytes: 3000, Copied: 7000}},
		{Result: plan.StepWorked, Estimate: &plan.Estimate{Unknown: true, Rows: 1000, Copied: 3}},
	}, Differences: []plan.Difference{
		{Kind: plan.ValuesChanged, Table: users, Column: "age", Count: 1, Keys: []string{"id=2"}, Claimed: true, Values: []plan.Changed{{Before: "7", After: plan.Masked}}},
		{Kind: plan.RowsMissing, Table: users, Count: 4, Keys: []string{"id=2", "id=3", "id=\x1b4"}},
	}}
}

func TestTrial(t *testing.T) {
	p := somePlan()
	p.Steps = append(p.Steps, p.Steps...)[:3]
	var out bytes.Buffer
	Trial(&out, p, someTrial(), Style{})
	compare(t, `
Rehearsal on a copy with all rows: failed (1.23ms)
  step                   result  time    on the database                                             locks                      rewritten
  1 create table posts   worked  12.3ms  41 s to 2 min (12 000 000 rows, 1.4 GB; sampled 10 000)     ACCESS EXCLUSIVE on users  users
  2 rebuild table users  worked  1m0s    at most 2.5 h (7 000 rows, 3.0 kB)                          -                          -
  3 drop table old       worked  0s      not known, the sample is too small (1 000 rows; sampled 3)  -                          -
  on the database: 41 s to 2.6 h for all steps, without waiting for others, and 1 step of which it is not known
  rows: 2 tables, 1 234 rows, unchanged but for:
    table users: values of age changed in 1 row, as the plan says: id=2 (7, now ***)
    error table users: 4 rows missing, and no step says so: id=2; id=3; id=\u{1b}4; …
  note: no statistics
`, out.String())
}

func TestTrialInJSON(t *testing.T) {
	p := somePlan()
	in := someInfo()
	in.Trial = someTrial()
	in.Trial.Differences[1].Count = -1
	valid(t, "plan.schema.json", planToJSON(t, p, in))
}

// There is no estimate for all steps where one has not run.
func TestTrialThatFailedHasNoWholeEstimate(t *testing.T) {
	trial := someTrial()
	trial.Steps[1].Result = plan.StepFailed
	if text := wholeEstimate(trial); text != "" || wholeToJSON(trial) != nil {
		t.Errorf("got %q", text)
	}
}

// Every format has the rehearsal, with nothing in it that the format does not escape.
func TestTrialInMarkdownAndHTML(t *testing.T) {
	p, in := somePlan(), someInfo()
	p.Steps = append(p.Steps, p.Steps...)[:3]
	in.Trial = someTrial()
	in.Trial.Notes = []string{"<b>*x*</b>"}
	comment := written(func(b *bytes.Buffer) { Markdown(b, p, script, in) })
	page := written(func(b *bytes.Buffer) {
		if err := HTML(b, p, in); err != nil {
			t.Error(err)
		}
	})
	for _, text := range []string{comment, page} {
		for _, want := range []string{"Rehearsal", "41 s to 2 min", "at most 2.5 h", "not known", "12 000 000 rows", "id=2", "4 rows missing"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in %s", want, text)
			}
		}
		if strings.Contains(text, "<b>*x*</b>") {
			t.Errorf("a note is not escaped: %s", text)
		}
	}
}
