package sqlite

import (
	"context"
	"errors"
	"testing"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

func TestRehearse(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	from := read(t, path)
	to, err := Rehearse(context.Background(), from, p)
	if err != nil {
		t.Fatal(err)
	}
	if to.Fingerprint() != p.To {
		t.Error("the rehearsal ends in another schema")
	}
	if from.Fingerprint() != p.From {
		t.Error("the rehearsal changed what it started from")
	}
}

func TestRehearsalOfABadStep(t *testing.T) {
	path, _ := blog(t)
	p := &plan.Plan{Steps: []plan.Step{alter("users", "ALTER TABLE users DROP COLUMN nothing", plan.Rewrite)}}
	_, err := Rehearse(context.Background(), read(t, path), p)
	if !errors.As(err, new(*migrate.StepError)) {
		t.Errorf("got %v", err)
	}
}
