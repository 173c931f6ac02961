// Package adopt records migrations as applied without running them: a database that was made
// without migrations, or with those of another tool, comes in, and its journal has an entry for
// each afterwards. The database must be the schema that the migrations lead to.
package adopt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
)

// Options say which migrations are adopted by which database.
type Options struct {
	app.Migrations
	To     string // the ID of the last migration to adopt; "" for all
	Run    app.RunOptions
	DryRun bool
	// FoundTable reports a table in which other tools keep their history; nil is not called.
	FoundTable func(table string, tools []string)
}

// Result reports the migrations that were, or would be, adopted.
type Result struct {
	Asked   int      // how many migrations were asked for
	Adopted []string // the names of the ones that the database did not have
	Empty   bool     // the database holds nothing, so that there is no baseline
	Objects int      // of a baseline that would be written
	Written string   // the path of a baseline
}

// DifferentError is a database that is not what the migrations lead to.
type DifferentError struct {
	Database, Folder string
	Migrations       int
	Differences      []string
}

// Error lists the differences.
func (e *DifferentError) Error() string {
	return fmt.Sprintf("%s is not what the %s of %s lead to; nothing was adopted:\n  %s", e.Database, app.Count(e.Migrations, "migration"), e.Folder, strings.Join(e.Differences, "\n  "))
}

// IncompleteError is a baseline that would not lead to the schema of the database.
type IncompleteError struct {
	Database    string
	Differences []string
}

// Error lists what it would lack.
func (e *IncompleteError) Error() string {
	return fmt.Sprintf("a baseline of %s would lack something; nothing was written or adopted:\n  %s", e.Database, strings.Join(e.Differences, "\n  "))
}

// files are the migrations up to the last one to adopt.
func (o *Options) files() ([]folder.File, error) {
	if o.To == "" {
		return o.Folder.Files, nil
	}
	last := o.Folder.Find(o.To)
	if last == nil {
		return nil, &app.NoMigrationError{Folder: o.Folder.Path, ID: o.To}
	}
	return o.Folder.Files[:slices.IndexFunc(o.Folder.Files, func(f folder.File) bool { return f.ID == last.ID })+1], nil
}

// Files adopts the migrations of the folder.
func Files(ctx context.Context, o Options) (*Result, error) {
	files, err := o.files()
	if err != nil {
		return nil, err
	}
	have, differences, err := o.drift(ctx, files)
	if err != nil {
		return nil, err
	}
	o.noteTools(have)
	if len(differences) > 0 {
		return nil, &DifferentError{o.Name, o.Folder.Path, len(files), differences}
	}
	return o.record(ctx, files)
}

// drift is the schema of the database, and how it differs from what migrations lead to. Where
// the effect of one is not known there is nothing to compare, and the schema is nil.
func (o *Options) drift(ctx context.Context, files []folder.File) (*schema.Schema, []string, error) {
	r, err := o.Plan.Replayer().Replay(ctx, nil, files)
	if err != nil {
		return nil, nil, err
	}
	if r.Schema == nil {
		o.Notify.Opaque(r.Opaque)
		return nil, nil, nil
	}
	have, err := o.Schema(ctx)
	if err != nil {
		return nil, nil, err
	}
	return have, o.Plan.Differences(have, r.Schema), nil
}

// noteTools reports the records of other tools in a schema; it may be nil.
func (o *Options) noteTools(s *schema.Schema) {
	if s == nil || o.FoundTable == nil {
		return
	}
	for object := range s.All() {
		tools := slices.DeleteFunc(history.OwnersOf(object), func(tool string) bool { return !slices.Contains(ToolNames(), tool) })
		if len(tools) > 0 {
			o.FoundTable(object.Key().Name, tools)
		}
	}
}

// Baseline writes the first migration from the database, and adopts it.
func Baseline(ctx context.Context, o Options) (*Result, error) {
	have, err := o.Schema(ctx)
	if err != nil {
		return nil, err
	}
	o.noteTools(have)
	have, _ = history.Without(have, &schema.Schema{})
	to := &app.Endpoint{Name: o.Name, Schema: have.Clone(), Database: o.Database}
	to.Schema.Version = ""
	dialect := o.Plan.Target.Language().Name()
	p, err := app.Plan(ctx, &app.Endpoint{Schema: &schema.Schema{Dialect: dialect}}, to, o.Plan)
	switch {
	case err != nil:
		return nil, err
	case len(p.Plan.Steps) == 0:
		return &Result{Empty: true}, nil
	case o.DryRun:
		return &Result{Objects: len(p.Plan.Steps)}, nil
	}
	g := &generate.Options{Plan: o.Plan, ID: "0001"}
	m := g.Baseline(p)
	r, err := o.Plan.Replayer().Replay(ctx, nil, []folder.File{{Path: m.File, SQL: m.Text}})
	if err != nil {
		return nil, fmt.Errorf("the baseline does not work (a defect of schemadiff, please report it): %w", err)
	}
	if differences := o.Plan.Differences(have, r.Schema); len(differences) > 0 {
		return nil, &IncompleteError{o.Name, differences}
	}
	written, err := (&generate.Folder{Folder: o.Folder}).Save(m)
	if err != nil {
		return nil, err
	}
	if o.Folder, err = folder.Read(o.Folder.Path); err != nil {
		return nil, err
	}
	out, err := o.record(ctx, o.Folder.Files)
	if out != nil {
		out.Written = written
	}
	return out, err
}

// record writes migrations into the journal as adopted.
func (o *Options) record(ctx context.Context, files []folder.File) (*Result, error) {
	out := &Result{Asked: len(files)}
	have, err := o.Plan.Target.Journal().Entries(ctx, o.Database, o.Plan.Patience, false)
	if err != nil {
		return nil, err
	}
	run := o.Run.Files(nil, o.Plan, app.Events{})
	var list []folder.Entry
	for _, f := range files {
		list = append(list, folder.Entry{ID: f.ID, Name: f.Name, Checksum: f.Checksum, State: folder.Adopted, Run: run.Run, Attempt: 1,
			Tool: run.Tool, AppliedBy: run.By, Host: run.Host, SQL: f.Text})
	}
	list = folder.Absent(list, have)
	for _, e := range list {
		out.Adopted = append(out.Adopted, e.Name)
	}
	if len(list) == 0 || o.DryRun {
		return out, nil
	}
	patience := o.Plan.Patience
	patience.Connect = max(patience.Connect, run.Wait)
	return out, o.Plan.Target.Journal().Adopt(ctx, o.Database, patience, list)
}
