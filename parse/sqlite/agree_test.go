package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// corpusSchemas are the schemas of the files of SCHEMADIFF_CORPUS that can be loaded.
func corpusSchemas(t *testing.T) map[string]*schema.Schema {
	t.Helper()
	root := os.Getenv("SCHEMADIFF_CORPUS")
	if root == "" {
		t.Skip("SCHEMADIFF_CORPUS is not set: real schemas are not tried")
	}
	out := map[string]*schema.Schema{}
	for _, pattern := range []string{"sqlite/*.sql", "pairs/sqlite/*/*.sql"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Load(context.Background(), []parse.Source{{Name: file, Text: string(text)}})
			if err != nil {
				t.Logf("%s: %v", file, err)
				continue
			}
			out[file] = s
		}
	}
	return out
}

// The columns that a view or trigger uses are the same by its tree and by SQLite's
// authorizer: two witnesses that have nothing in common.
func TestTreeAgreesWithTheAuthorizer(t *testing.T) {
	views, triggers := 0, 0
	for file, s := range corpusSchemas(t) {
		e, err := NewEngine(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		names := scopeOf(s)
		for o := range s.All() {
			switch o.(type) {
			case *litemodel.View:
				views++
			case *litemodel.Trigger:
				triggers++
			default:
				continue
			}
			byTree, err := treeColumns(names, o)
			if err != nil {
				t.Errorf("%s %s: %v", filepath.Base(file), o.Key(), err)
				continue
			}
			byAuthorizer := authorizedColumns(t, e, s, o)
			if !slices.Equal(byTree, byAuthorizer) {
				t.Errorf("%s %s\ntree       %v\nauthorizer %v", filepath.Base(file), o.Key(), byTree, byAuthorizer)
			}
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d views and %d triggers agree", views, triggers)
	if views < 60 || triggers < 60 {
		t.Errorf("only %d views and %d triggers were compared", views, triggers)
	}
}

// treeColumns are the columns that a view or trigger uses by its tree, without the columns
// of an INSERT, on which the authorizer is silent.
func treeColumns(names *scope, o schema.Object) ([]string, error) {
	t, err := tree.Parse(createSQL(*litemodel.SourceOf(o)))
	if err != nil {
		return nil, err
	}
	inserted := map[string]bool{}
	for _, a := range t.Acts() {
		for _, c := range a.Columns {
			inserted[Fold(a.Table)+"."+c] = true
		}
	}
	var out []string
	for _, r := range t.Resolve(names.columnsOf).References {
		if own := names.tables[r.Table]; own != nil && r.Column == "rowid" && own.Options.RowIDAlias != "" {
			r.Column = own.Options.RowIDAlias
		}
		if column := r.Table + "." + r.Column; !r.Written || !inserted[column] {
			out = append(out, column)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// authorizedColumns are those that the authorizer reports, in the same spelling.
func authorizedColumns(t *testing.T, e *Engine, s *schema.Schema, o schema.Object) []string {
	recorder, err := uses.NewRecorder(e.conn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = recorder.Close() }()
	used, err := recorder.Compile(t.Context(), e.compiles(t.Context(), s, o))
	if err != nil {
		t.Errorf("%s: %v", o.Key(), err)
		return nil
	}
	var out []string
	for _, c := range used.Columns {
		by := Fold(c.By)
		own := by == Fold(o.Display()) || by != "" && s.Get(schema.Key{Kind: schema.KindView, Name: by}) == nil && s.Get(schema.Key{Kind: schema.KindTrigger, Name: by}) == nil
		if own && c.Column != "" && !strings.HasPrefix(Fold(c.Table), "sqlite_") {
			out = append(out, Fold(c.Table)+"."+Fold(c.Column))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
