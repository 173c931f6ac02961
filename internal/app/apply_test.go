package app

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

const (
	before = "CREATE TABLE a (x, y); INSERT INTO a VALUES (1, 2);"
	after  = "CREATE TABLE a (x, y, z);"
)

// deployment is how a file becomes DDL.
func deployment(t *testing.T, file, sql string, items ...string) *Deployment {
	t.Helper()
	o := planOptions()
	o.Allow = allowed(t, items...)
	from := live(t, file)
	p := planned(t, from, sql, o)
	return &Deployment{Target: target, Plan: p.Plan, Allow: o.Allow, Items: items, From: from, Close: from.Live.Close,
		Execution: engine.ApplyOptions{Progress: func(migrate.Event) {}}}
}

// run runs a deployment, which must end in this way.
func run(t *testing.T, d *Deployment, want Outcome) *Deployed {
	t.Helper()
	out, err := d.Run(ctx)
	if err != nil || out.Outcome != want {
		t.Fatalf("got %+v, %v, want outcome %d", out, err, want)
	}
	return out
}

func TestDeployment(t *testing.T) {
	file := dbtest.File(t, before)
	d := deployment(t, file, after)
	shown := 0
	d.Show = func(*Deployment) { shown++ }
	if out := run(t, d, Applied); out.Report.Steps != 1 || shown != 1 {
		t.Errorf("got %+v, shown %d times", out.Report, shown)
	}
	if got := query(t, file, "SELECT x, y, z IS NULL FROM a"); got == "" {
		t.Error("the row is gone")
	}
	d = deployment(t, file, after)
	d.Approve = func(context.Context, *Deployment) (bool, error) {
		t.Error("nothing to do was to be approved")
		return true, nil
	}
	run(t, d, NothingToDo)
}

func TestDeploymentDryRun(t *testing.T) {
	file := dbtest.File(t, before)
	d := deployment(t, file, after)
	d.Execution.DryRun = true
	run(t, d, Applied)
	if got := query(t, file, "SELECT count(*) FROM pragma_table_info('a')"); !strings.Contains(got, "2") {
		t.Errorf("a dry run changed the table: %s columns", got)
	}
}

func TestDeploymentRefused(t *testing.T) {
	file := dbtest.File(t, before)
	var refused *RefusedError
	if _, err := deployment(t, file, "CREATE TABLE a (x);").Run(ctx); !errors.As(err, &refused) || refused.Findings[0].Rule != "drop-column" || !strings.Contains(err.Error(), "drop-column") {
		t.Errorf("got %v", err)
	}
	var unused *UnusedAllowError
	if _, err := deployment(t, file, "CREATE TABLE a (x);", "drop-table").Run(ctx); !errors.As(err, &unused) {
		t.Errorf("got %v", err)
	}
	run(t, deployment(t, file, "CREATE TABLE a (x);", "drop-column:a.y"), Applied)
}

func TestDeploymentNotApproved(t *testing.T) {
	file := dbtest.File(t, before)
	d := deployment(t, file, after)
	no := errors.New("no")
	d.Approve = func(context.Context, *Deployment) (bool, error) { return true, no }
	if _, err := d.Run(ctx); !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
	d = deployment(t, file, after)
	broken := errors.New("broken")
	d.Close = func() error { return broken }
	if _, err := d.Run(ctx); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// What a person has approved is one plan, and not another that the database needs since.
func TestDatabaseChangesWhileAPersonThinks(t *testing.T) {
	file := dbtest.File(t, before)
	d := deployment(t, file, after)
	d.Approve = func(context.Context, *Deployment) (bool, error) {
		exec(t, file, "CREATE TABLE later (x)")
		return true, nil
	}
	var changed *ChangedMeanwhileError
	if _, err := d.Run(ctx); !errors.As(err, &changed) || !strings.Contains(err.Error(), "app.db") {
		t.Errorf("got %v", err)
	}
	d = deployment(t, file, after, "drop-table")
	d.Approve = func(context.Context, *Deployment) (bool, error) {
		run(t, deployment(t, file, after, "drop-table"), Applied)
		return true, nil
	}
	run(t, d, Overtaken)
}

// Where no person was asked, another plan is made.
func TestApplyFreshPlansAgain(t *testing.T) {
	file := dbtest.File(t, before)
	tries, again := 0, 0
	prepare := func(context.Context) (*Deployment, error) {
		tries++
		d := deployment(t, file, after+"CREATE TABLE later (x);")
		if tries == 1 {
			d.Approve = func(context.Context, *Deployment) (bool, error) {
				exec(t, file, "CREATE TABLE later (x)")
				return false, nil
			}
		}
		return d, nil
	}
	out, err := ApplyFresh(ctx, prepare, func() { again++ })
	if err != nil || out.Outcome != Applied || tries != 2 || again != 1 {
		t.Errorf("got %+v, %v after %d tries", out, err, tries)
	}
}

func TestApplyFreshGivesUp(t *testing.T) {
	file := dbtest.File(t, before)
	tries := 0
	_, err := ApplyFresh(ctx, func(context.Context) (*Deployment, error) {
		tries++
		d := deployment(t, file, after, "drop-table")
		d.Items = nil
		d.Approve = func(context.Context, *Deployment) (bool, error) {
			exec(t, file, "CREATE TABLE t"+strings.Repeat("t", tries)+" (x)")
			return false, nil
		}
		return d, nil
	}, func() {})
	var moved *migrate.MovedOnError
	if !errors.As(err, &moved) || tries != mostPlans {
		t.Errorf("got %v after %d tries", err, tries)
	}
	var none *NoDatabaseError
	_, err = ApplyFresh(ctx, func(context.Context) (*Deployment, error) { return &Deployment{From: &Endpoint{}}, nil }, nil)
	if !errors.As(err, &none) || none.Verify {
		t.Errorf("got %v", err)
	}
}

func TestApplyOfNothing(t *testing.T) {
	report, err := Apply(ctx, target, &plan.Plan{}, nil, engine.ApplyOptions{})
	if err != nil || report.Steps != 0 {
		t.Errorf("got %+v, %v", report, err)
	}
	blocked := &plan.Plan{Findings: []plan.Finding{{Rule: "r", Severity: plan.Error, Blocks: true}}}
	var refused *RefusedError
	if _, err := Apply(ctx, target, blocked, nil, engine.ApplyOptions{}); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
	if got := (&RefusedError{Migration: "0001_a", Findings: blocked.Findings}).Error(); !strings.HasPrefix(got, "0001_a: refused") {
		t.Errorf("got %s", got)
	}
}
