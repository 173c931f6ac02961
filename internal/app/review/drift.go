package review

// This file compares what migrations lead to with the desired schema: each step that is
// missing becomes a finding at the line of the desired DDL that asks for it.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// Lacking are the steps that lead from what the migrations of a folder lead to, to the desired schema.
func (r *Review) Lacking(ctx context.Context, path string, replayed *schema.Schema, to *app.Endpoint) ([]lint.Finding, error) {
	p, err := app.Plan(ctx, &app.Endpoint{Name: "the migrations", Schema: replayed, Replayed: true}, to, r.Plan)
	if err != nil {
		return nil, err
	}
	if notes := render.Notes(p.Plan.Notes); notes != "" {
		r.Notes = append(r.Notes, notes)
	}
	var out []lint.Finding
	for _, st := range p.Plan.Steps {
		pos := st.Pos
		if pos.IsZero() {
			pos = schema.Pos{File: path, Line: 1, Col: 1}
		}
		f := r.Finding("schema-migrations-drift", pos.File, "the migrations lack: "+strings.Join(st.Reasons, "; "), "schemadiff generate writes the migration")
		f.Pos, f.Object = pos, st.Key.Object()
		out = append(out, f)
	}
	if len(p.Plan.Steps) > 0 {
		return out, nil
	}
	for _, f := range plan.Blocking(p.Plan, p.Allow) {
		out = append(out, r.Finding("schema-migrations-drift", path, f.Message, f.Hint))
	}
	return out, nil
}

// judgeDrift compares what the migrations lead to with the desired schema, where all of both
// is judged and the effect of every statement is known.
func (r *Review) judgeDrift(ctx context.Context) error {
	if len(r.Schema) == 0 || r.Migrations == "" || r.Staged || r.OnTop {
		return nil
	}
	f, err := folder.ReadAll(r.Migrations)
	if err != nil || len(f.Files) == 0 || len(r.Duplicates(f, &Checksums{})) > 0 || !r.judgesAll(f.Files) {
		return err
	}
	replayed, to, err := r.results(ctx, f.Files)
	if replayed == nil || err != nil {
		return err
	}
	findings, err := r.Lacking(ctx, f.Path, replayed, to)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		r.Notes = append(r.Notes, fmt.Sprintf("the migrations are not compared with the desired schema: %v", err))
	}
	r.Findings = append(r.Findings, r.Enabled(findings)...)
	return nil
}

// judgesAll reports whether all of some files are judged.
func (r *Review) judgesAll(files []folder.File) bool {
	asked := map[string]bool{}
	for _, f := range r.Files {
		asked[absolute(f.Source.Name)] = true
	}
	return !slices.ContainsFunc(files, func(f folder.File) bool { return !asked[absolute(f.Path)] })
}

// results are the schema that migrations lead to, and the desired one; nil where one is not
// known, is not judged as a whole, or has errors that other rules report.
func (r *Review) results(ctx context.Context, files []folder.File) (*schema.Schema, *app.Endpoint, error) {
	sources, err := source.ReadAny(ctx, r.Schema, nil)
	if err != nil {
		return nil, nil, err
	}
	var desired []folder.File
	for _, s := range sources {
		desired = append(desired, folder.File{Path: s.Name})
	}
	if !r.judgesAll(desired) {
		return nil, nil, nil
	}
	judged, err := r.language().Analyze(ctx, nil, sources, false)
	if err != nil || len(judged.Syntax)+len(judged.Broken) > 0 ||
		slices.ContainsFunc(judged.Statements, func(s schema.Statement) bool { return s.Opaque != "" }) {
		return nil, nil, err
	}
	replayed, err := r.Plan.Replayer().Replay(ctx, nil, files)
	if len(app.FileErrors(err)) > 0 {
		return nil, nil, nil
	}
	if err != nil || replayed.Schema == nil {
		return nil, nil, err
	}
	to, err := r.Desired(ctx)
	if len(app.FileErrors(err)) > 0 {
		return nil, nil, nil
	}
	return replayed.Schema, to, err
}
