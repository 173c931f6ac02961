package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// The helpers of the tests of this package: real SQLite files in temporary folders.

var (
	ctx    = context.Background()
	target = sqlite.File{}
	wait   = introspect.Patience{Connect: time.Second, LockTimeout: time.Second, Wait: time.Second}
)

// ddl is desired DDL as an endpoint.
func ddl(t *testing.T, sql string) *Endpoint {
	t.Helper()
	e, err := OpenText(ctx, target.Language(), "schema.sql", []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Fold(nil); err != nil {
		t.Fatal(err)
	}
	return e
}

// live is a database as an endpoint, which is closed with the test at the latest.
func live(t *testing.T, file string) *Endpoint {
	t.Helper()
	e, err := OpenDatabase(ctx, target, "app.db", file, wait)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Live.Close() })
	if err := e.Fold(nil); err != nil {
		t.Fatal(err)
	}
	return e
}

func planOptions() PlanOptions {
	return PlanOptions{Target: target, Patience: wait, Scope: schema.Scope{Declared: true}}
}

// planned plans how a database becomes DDL.
func planned(t *testing.T, from *Endpoint, sql string, o PlanOptions) *Planned {
	t.Helper()
	p, err := Plan(ctx, from, ddl(t, sql), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func allowed(t *testing.T, items ...string) plan.Allow {
	t.Helper()
	allow, err := plan.ParseAllow(items, AllowNames())
	if err != nil {
		t.Fatal(err)
	}
	return allow
}

// query is the rows of a query, as text.
func query(t *testing.T, file, sql string) string {
	t.Helper()
	lines, err := dbtest.Query(file, sql)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, l := range lines {
		out += l + "\n"
	}
	return out
}

// exec runs SQL on a file.
func exec(t *testing.T, file, sql string) {
	t.Helper()
	if err := dbtest.Create(file, sql); err != nil {
		t.Fatal(err)
	}
}

// migrationFiles is a folder with files of the given names and texts.
func migrationFiles(t *testing.T, pairs ...string) *folder.Folder {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		file := filepath.Join(dir, filepath.FromSlash(pairs[i]))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(pairs[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := folder.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// collect gathers notices.
func collect(into *[]Notice) Notify { return func(n Notice) { *into = append(*into, n) } }

func linter() *Linter {
	return &Linter{Language: target.Language(), Rules: rules.All(), Settings: lint.Settings{Rules: map[string]lint.Severity{}}}
}
