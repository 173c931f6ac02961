package render

import (
	"bytes"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func someTrial() *plan.Trial {
	users := schema.Key{Kind: schema.KindTable, Name: "users"}
	return &plan.Trial{Tables: 2, Rows: 1234, Duration: 1234567 * time.Nanosecond, Notes: []string{"no statistics"}, Steps: []plan.TrialStep{
		{Result: plan.StepWorked, Duration: 12345 * time.Microsecond, Rewritten: []string{"users"}, Locks: []string{"ACCESS EXCLUSIVE on users"}},
		{Result: plan.StepWorked, Duration: time.Minute},
		{Result: plan.StepWorked},
	}, Differences: []plan.Difference{
		{Kind: plan.ValuesChanged, Table: users, Column: "age", Count: 1, Keys: []string{"id=2"}, Claimed: true},
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
  step                   result  time    locks                      rewritten
  1 create table posts   worked  12.3ms  ACCESS EXCLUSIVE on users  users
  2 rebuild table users  worked  1m0s    -                          -
  3 drop table old       worked  0s      -                          -
  rows: 2 tables, 1 234 rows, unchanged but for:
    table users: values of age changed in 1 row, as the plan says: id=2
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
