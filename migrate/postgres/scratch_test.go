package postgres

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/plan"
)

func TestVerify(t *testing.T) {
	p := server(t)
	url := p.Database(t, before, "CREATE EXTENSION pg_trgm; CREATE SCHEMA other; CREATE VIEW other.v AS SELECT 1 AS a")
	made := planned(t, url, after)
	scratch := Scratch{URL: p.URL("postgres")}
	if err := scratch.Verify(t.Context(), url, made); err != nil {
		t.Error(err)
	}
	made.Steps = made.Steps[:len(made.Steps)-1]
	if err := scratch.Verify(t.Context(), url, made); err == nil || !strings.Contains(err.Error(), "public.users") {
		t.Errorf("a plan that ends elsewhere: %v", err)
	}
	made.Steps = append(made.Steps, plan.Step{Statements: []plan.Statement{{SQL: "ALTER TABLE missing ADD a int"}}})
	if err := scratch.Verify(t.Context(), url, made); err == nil || !strings.Contains(err.Error(), "42P01") {
		t.Errorf("a plan that fails: %v", err)
	}
	if got := value(t, url, columns); got != "id name" {
		t.Errorf("columns: %s", got)
	}
	if got := value(t, url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'schemadiff_scratch_%'"); got != "0" {
		t.Errorf("%s scratch databases are left", got)
	}
}

func TestVerifyNeedsThePrivilege(t *testing.T) {
	p := server(t)
	url := p.Database(t, before)
	made := planned(t, url, after)
	_ = dbtest.Exec(p.URL("postgres"), "CREATE ROLE no_creator LOGIN")
	err := Scratch{URL: p.URLAs("no_creator", "postgres")}.Verify(t.Context(), url, made)
	if err == nil || !strings.Contains(err.Error(), "permission denied to create database") {
		t.Errorf("got %v", err)
	}
}
