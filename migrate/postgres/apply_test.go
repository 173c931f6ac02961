package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect"
	pg "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

const (
	before = "CREATE TABLE users (id bigint PRIMARY KEY, name text); INSERT INTO users VALUES (1, 'ann'), (2, 'bob')"
	after  = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, age int); CREATE INDEX ON users (lower(name))"

	columns = "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0"
)

func apply(t *testing.T, url string, p *plan.Plan, o Options) (*migrate.Report, error) {
	t.Helper()
	o.URL = url
	return Apply(t.Context(), p, o)
}

func TestApply(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	var seen []string
	report, err := apply(t, url, p, Options{Progress: func(e migrate.Event) { seen = append(seen, e.What) }})
	if err != nil {
		t.Fatal(err)
	}
	if report.Steps != len(p.Steps) || len(seen) != len(p.Steps) {
		t.Errorf("%d steps, %d reported, want %d", report.Steps, len(seen), len(p.Steps))
	}
	if got := value(t, url, columns); got != "id name age" {
		t.Errorf("columns: %s", got)
	}
	if again := planned(t, url, after); len(again.Steps) > 0 {
		t.Errorf("planned again: %v", again.Steps)
	}
}

func TestDryRun(t *testing.T) {
	url := server(t).Database(t, before)
	if _, err := apply(t, url, planned(t, url, after), Options{DryRun: true}); err != nil {
		t.Fatal(err)
	}
	if got := value(t, url, columns); got != "id name" {
		t.Errorf("columns: %s", got)
	}
}

// A value that is added to an enum must be committed before it is used.
func TestStepsThatCommit(t *testing.T) {
	const enum = "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (m mood DEFAULT 'sad')"
	const more = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (m mood DEFAULT 'ok')"
	url := server(t).Database(t, enum)
	p := planned(t, url, more)
	if _, err := apply(t, url, p, Options{DryRun: true}); err == nil || !strings.Contains(err.Error(), "one transaction") {
		t.Errorf("dry run: %v", err)
	}
	if _, err := apply(t, url, p, Options{}); err != nil {
		t.Fatal(err)
	}
	if again := planned(t, url, more); len(again.Steps) > 0 {
		t.Errorf("planned again: %v", again.Steps)
	}
}

func TestMovedOn(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	if err := dbtest.Exec(url, "CREATE INDEX other ON users (id)"); err != nil {
		t.Fatal(err)
	}
	var moved *migrate.MovedOnError
	if _, err := apply(t, url, p, Options{}); !errors.As(err, &moved) || moved.Have == p.To {
		t.Errorf("got %v", err)
	}
	if got := value(t, url, columns); got != "id name" {
		t.Errorf("columns: %s", got)
	}
}

// Of two applies at once one finds that all is done.
func TestMovedToTheEnd(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	if _, err := apply(t, url, p, Options{}); err != nil {
		t.Fatal(err)
	}
	var moved *migrate.MovedOnError
	if _, err := apply(t, url, p, Options{}); !errors.As(err, &moved) || moved.Have != p.To {
		t.Errorf("got %v", err)
	}
}

// An object that is not managed may come and go.
func TestOtherSchemasMayMove(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	if err := dbtest.Exec(url, "CREATE SCHEMA other; CREATE TABLE other.t (a int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := apply(t, url, p, Options{}); err != nil {
		t.Error(err)
	}
}

func TestFailingStatement(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	last := &p.Steps[len(p.Steps)-1]
	last.Statements = append(last.Statements, plan.Statement{SQL: "INSERT INTO public.users VALUES (1, 'ann')"})
	_, err := apply(t, url, p, Options{})
	var failed *migrate.StepError
	if !errors.As(err, &failed) || failed.Step != len(p.Steps)-1 || failed.Committed != 0 {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"INSERT INTO public.users", "SQLSTATE 23505", "Key (id)=(1) already exists", "rolled back"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not contain %q", err, want)
		}
	}
	if got := value(t, url, columns); got != "id name" {
		t.Errorf("columns: %s", got)
	}
}

// Where the result is not what was planned, nothing stays.
func TestProof(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	p.Steps = p.Steps[:len(p.Steps)-1]
	var proof *migrate.ProofError
	if _, err := apply(t, url, p, Options{}); !errors.As(err, &proof) || !proof.RolledBack || !strings.Contains(err.Error(), "public.users") {
		t.Fatalf("got %v", err)
	}
	p.Want = nil // as of a saved plan
	if _, err := apply(t, url, p, Options{}); !errors.As(err, &proof) {
		t.Fatalf("got %v", err)
	}
	if got := value(t, url, columns); got != "id name" {
		t.Errorf("columns: %s", got)
	}
}

// held runs a function while another session holds a lock.
func held(t *testing.T, url, lock string, do func()) {
	t.Helper()
	conn, err := pg.Connect(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t.Context(), conn)
	if _, err := conn.Exec(t.Context(), "BEGIN; "+lock); err != nil {
		t.Fatal(err)
	}
	do()
	if _, err := conn.Exec(t.Context(), "ROLLBACK"); err != nil { // a server ends a closed session when it gets to it
		t.Error(err)
	}
}

func TestLocked(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	for lock, want := range map[string]string{
		"LOCK TABLE users IN ACCESS SHARE MODE":                         "public.users",
		fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", int64(lockKey)): "another apply",
	} {
		held(t, url, lock, func() {
			_, err := apply(t, url, p, Options{LockTimeout: 200 * time.Millisecond})
			var busy *introspect.BusyError
			if !errors.As(err, &busy) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v", lock, err)
			}
		})
	}
	if _, err := apply(t, url, p, Options{LockTimeout: time.Second}); err != nil {
		t.Error(err)
	}
}

func TestInterrupted(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	p.Steps[0].Statements = append(p.Steps[0].Statements, plan.Statement{SQL: "SELECT pg_sleep(30)"})
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := Apply(ctx, p, Options{URL: url}); err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("got %v after %s", err, time.Since(start))
	}
	if got := value(t, url, columns); got != "id name" {
		t.Errorf("columns: %s", got)
	}
}

func TestStatementTimeout(t *testing.T) {
	url := server(t).Database(t, before)
	p := planned(t, url, after)
	p.Steps[0].Statements = append(p.Steps[0].Statements, plan.Statement{SQL: "SELECT pg_sleep(30)"})
	var failed *migrate.StepError
	if _, err := apply(t, url, p, Options{StatementTimeout: 300 * time.Millisecond}); !errors.As(err, &failed) || !strings.Contains(err.Error(), "57014") {
		t.Errorf("got %v", err)
	}
}
