package check

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

// checked reads a folder of files that must lead to a schema.
func checked(t *testing.T, desired string, pairs ...string) *Check {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, pairs[i]), []byte(pairs[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	target := sqlite.File{}
	o := review.Options{Linter: app.Linter{Language: target.Language(), Rules: rules.All(), Settings: lint.Settings{Rules: map[string]lint.Severity{}}},
		Plan: app.PlanOptions{Target: target, Scope: schema.Scope{Declared: true}}}
	o.Desired = func(ctx context.Context) (*app.Endpoint, error) {
		e, err := app.OpenText(ctx, target.Language(), "schema.sql", []parse.Source{{Name: "schema.sql", Text: desired}})
		if err != nil {
			return nil, err
		}
		return e, e.Fold(nil)
	}
	t.Chdir(dir) // outside of git there is no base
	c, err := Read(ctx, o, dir, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheck(t *testing.T) {
	c := checked(t, "CREATE TABLE a (x);", "0001_a.sql", "CREATE TABLE a (x);", "0002_b.sql", "CREATE TABLE b (x);", "0003_b.sql", "DROP TABLE b;")
	if err := c.Run(ctx); err != nil || c.Differs || c.Unknown != nil {
		t.Fatalf("got %+v, %v", c, err)
	}
	judged := false
	for _, f := range c.Findings {
		judged = judged || f.Rule == "drop-table" && strings.HasSuffix(f.Pos.File, "0003_b.sql")
	}
	if !judged {
		t.Errorf("the migrations were not judged: %+v", c.Findings)
	}
}

// Without a base nobody knows which migrations are old: the last one is judged, or all on demand.
func TestCheckWithoutBase(t *testing.T) {
	files := []string{"0001_a.sql", "CREATE TABLE a (x);", "0002_b.sql", "CREATE TABLE b (x);", "0003_b.sql", "DROP TABLE b;", "0004_c.sql", "CREATE TABLE c (x);"}
	for _, all := range []bool{false, true} {
		c := checked(t, "CREATE TABLE a (x);\nCREATE TABLE c (x);", files...)
		c.All = all
		if err := c.Run(ctx); err != nil || c.Differs {
			t.Fatalf("got %+v, %v", c, err)
		}
		judged := map[string]bool{}
		for _, f := range c.Findings {
			judged[filepath.Base(f.Pos.File)] = true
		}
		if !judged["0004_c.sql"] || judged["0003_b.sql"] != all || (len(c.Notes) == 1) == all {
			t.Errorf("with all = %v the findings are of %v, and the notes %q", all, judged, c.Notes)
		}
	}
}

func TestCheckDiffers(t *testing.T) {
	c := checked(t, "CREATE TABLE a (x);\nCREATE TABLE b (x);", "0001_a.sql", "CREATE TABLE a (x);")
	if err := c.Run(ctx); err != nil || !c.Differs || c.Findings[0].Rule != "schema-migrations-drift" || c.Findings[0].Pos.Line != 2 {
		t.Errorf("got %+v, %v", c.Findings, err)
	}
}

// What a folder leads to is not known where two migrations have one number, or do not work.
func TestCheckUnknown(t *testing.T) {
	c := checked(t, "", "0001_a.sql", "CREATE TABLE a (x);", "0001_b.sql", "CREATE TABLE b (x);")
	var unknown *UnknownResultError
	if err := c.Run(ctx); err != nil || !errors.As(c.Unknown, &unknown) || !strings.Contains(unknown.Error(), "same number") {
		t.Errorf("got %v, %v", c.Unknown, err)
	}
	one := folder.File{ID: "0001", Path: "0001_a.sql", Checksum: folder.Sum("CREATE TABLE a (x);")}
	gone := folder.File{ID: "0002", Path: "0002_b.sql", Checksum: folder.Sum("x")}
	c = checked(t, "", "0001_a.sql", "CREATE TABLE a (x);", "0003_c.sql", "DROP TABLE b;", folder.SumName, folder.SumText(folder.Chain([]folder.File{one, gone})))
	if err := c.Run(ctx); err != nil || !errors.As(c.Unknown, &unknown) || len(app.FileErrors(c.Unknown)) == 0 {
		t.Errorf("got %v, %v", c.Unknown, err)
	}
	c = checked(t, "", "0001_a.sql", "DROP TABLE b;")
	if err := c.Run(ctx); len(app.FileErrors(err)) == 0 {
		t.Errorf("got %v", err)
	}
}

func TestAccept(t *testing.T) {
	old := folder.File{ID: "0001", Path: "0001_a.sql", Checksum: folder.Sum("CREATE TABLE a (y);")}
	c := checked(t, "CREATE TABLE a (x);", "0001_a.sql", "CREATE TABLE a (x);", folder.SumName, folder.SumText(folder.Chain([]folder.File{old})))
	if err := c.Accept(); err != nil {
		t.Fatal(err)
	}
	sum, err := folder.ReadSum(c.Folder.Path)
	if err != nil || len(folder.Faults(sum, c.Folder.Files)) != 0 {
		t.Errorf("got %v, %v", sum, err)
	}
	var refused *NotAcceptableError
	c = checked(t, "", "0001_a.sql", "CREATE TABLE a (x);", "0001_b.sql", "CREATE TABLE b (x);")
	if err := c.Accept(); !errors.As(err, &refused) || refused.Order {
		t.Errorf("two of one number: %v", err)
	}
	c = checked(t, "", "0002_b.sql", "CREATE TABLE b (x);", folder.SumName, folder.SumText(folder.Chain([]folder.File{old})))
	if err := c.Accept(); !errors.As(err, &refused) || !refused.Order || refused.File != "0001_a.sql" {
		t.Errorf("one is missing: %v", err)
	}
}

func TestChecksumsThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, folder.SumName), []byte("<<<<<<< HEAD\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var sums *ChecksumsError
	if _, err := Read(ctx, review.Options{}, dir, ""); !errors.As(err, &sums) || sums.Error() == "" {
		t.Errorf("got %v", err)
	}
}
