package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// judgeFolders tells what the checksums of a folder, and the base, say of the migrations
// that are judged.
func (l *linter) judgeFolders(ctx context.Context) error {
	asked := map[string]bool{}
	var folders []string
	for _, f := range l.files {
		if f.kind != lint.Migration {
			continue
		}
		asked[filepath.Clean(f.source.Name)] = true
		if dir := folderOf(f.source.Name); hasSum(dir) && !slices.Contains(folders, dir) {
			folders = append(folders, dir)
		}
	}
	for _, dir := range folders {
		findings, err := l.judgeFolder(ctx, dir, asked)
		if err != nil {
			return err
		}
		l.findings = append(l.findings, l.wanted(findings)...)
	}
	return nil
}

// folderOf is the folder that a migration belongs to.
func folderOf(name string) string {
	dir := filepath.Dir(filepath.Clean(name))
	if strings.EqualFold(filepath.Base(name), "migration.sql") {
		return filepath.Dir(dir)
	}
	return dir
}

func hasSum(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, folder.SumName))
	return err == nil && info.Mode().IsRegular()
}

// judgeFolder are the findings about the files that were asked for, and about those that
// are gone where all of the folder was.
func (l *linter) judgeFolder(ctx context.Context, dir string, asked map[string]bool) ([]lint.Finding, error) {
	b := &ledger{}
	var err error
	if b.folder, err = folder.ReadAll(dir); err != nil {
		return nil, err
	}
	if b.sum, err = folder.ReadSum(dir); err != nil {
		return []lint.Finding{l.finding("migration-out-of-order", filepath.Join(dir, folder.SumName), err.Error(), "schemadiff rebase mends what a merge left")}, nil
	}
	base := source.Base(ctx)
	if ref := l.String("since"); ref != "" {
		if base, err = source.MergeBase(ctx, ref); err != nil {
			return nil, err
		}
	}
	if err := b.readBase(ctx, base); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		l.notes = append(l.notes, fmt.Sprintf("%s is not compared with the base: %v", shown(dir), err)) // it may lie in another repository
	}
	all := !slices.ContainsFunc(b.folder.Files, func(f folder.File) bool { return !asked[filepath.Clean(f.Path)] })
	return slices.DeleteFunc(l.faults(b), func(f lint.Finding) bool {
		name := filepath.Clean(f.Pos.File)
		there := slices.ContainsFunc(b.folder.Files, func(f folder.File) bool { return filepath.Clean(f.Path) == name })
		return !asked[name] && (there || !all)
	}), nil
}

// wanted gives findings their severities, and leaves out those of rules that are off.
func (l *linter) wanted(findings []lint.Finding) []lint.Finding {
	if len(l.config.Lint.Overrides) == 0 {
		on := l.settings.On(l.rules)
		findings = slices.DeleteFunc(findings, func(f lint.Finding) bool {
			return !slices.ContainsFunc(on, func(r *lint.Rule) bool { return r.Name == f.Rule })
		})
	}
	return l.settle(findings)
}

// judgeDrift compares what the migrations lead to with the desired schema, where all of
// both is judged and the effect of every statement is known.
func (l *linter) judgeDrift(ctx context.Context) error {
	if len(l.config.Schema) == 0 || l.config.Migrations == "" || l.Bool("staged") || l.String("from") != "" || l.String("db") != "" {
		return nil
	}
	f, err := folder.ReadAll(l.config.Migrations)
	if err != nil || len(f.Files) == 0 || len(l.duplicates(&ledger{folder: f})) > 0 || !l.judges(f.Files) {
		return err
	}
	replayed, to, err := l.ends(ctx, f.Files)
	if replayed == nil || err != nil {
		return err
	}
	findings, err := l.lacking(ctx, f.Path, replayed, to)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		l.notes = append(l.notes, fmt.Sprintf("the migrations are not compared with the desired schema: %v", err))
	}
	l.findings = append(l.findings, l.wanted(findings)...)
	return nil
}

// judges says whether all of some migrations are judged.
func (l *linter) judges(files []folder.File) bool {
	asked := map[string]bool{}
	for _, f := range l.files {
		asked[absolute(f.source.Name)] = true
	}
	return !slices.ContainsFunc(files, func(f folder.File) bool { return !asked[absolute(f.Path)] })
}

// ends are what migrations lead to and what is desired; nil where that is not known, not
// all that is desired is judged, or does not work, which other rules tell.
func (l *linter) ends(ctx context.Context, files []folder.File) (*schema.Schema, *app.Endpoint, error) {
	sources, err := source.ReadAny(ctx, l.config.Schema, nil)
	if err != nil {
		return nil, nil, err
	}
	var desired []folder.File
	for _, s := range sources {
		desired = append(desired, folder.File{Path: s.Name})
	}
	if !l.judges(desired) {
		return nil, nil, nil
	}
	judged, err := l.language().Analyze(ctx, nil, sources, false)
	if err != nil || len(judged.Syntax)+len(judged.Broken) > 0 ||
		slices.ContainsFunc(judged.Statements, func(s schema.Statement) bool { return s.Opaque != "" }) {
		return nil, nil, err
	}
	var errs parse.Errors
	replayed, err := l.replay(ctx, nil, files)
	if errors.As(err, &errs) {
		return nil, nil, nil
	}
	if err != nil || replayed.Schema == nil {
		return nil, nil, err
	}
	to, err := l.opened(ctx, l.config.Schema, false)
	if errors.As(err, &errs) {
		return nil, nil, nil
	}
	return replayed.Schema, to, err
}
