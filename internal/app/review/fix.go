package review

// This file makes the changes that findings carry: texts before and after go out, and only Write
// changes files. A change can bring up another finding, as a column of another type does with the
// columns that refer to it, so that the caller judges the new texts and asks again.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/source"
)

// Fix is the change of one file.
type Fix struct {
	Name          string
	Before, After string
	Changes       int
}

// FixRounds is how often changes are made at most until no finding has one any more.
const FixRounds = 10

// Fixes are the changes that the findings of files have, by the names of the files; unsafe ones where
// a finding has no safe one and they are asked for. Files that skip names are left as they are.
func (r *Review) Fixes(unsafe bool, skip func(name string) bool) []Fix {
	groups, names := map[string][][]lint.Edit{}, []string{}
	for _, f := range r.Findings {
		edits := f.Edits
		if len(edits) == 0 && unsafe {
			edits = f.Unsafe
		}
		name := f.Pos.File
		if len(edits) == 0 || skip(name) {
			continue
		}
		if _, judged := r.Texts[name]; !judged {
			continue
		}
		if groups[name] == nil {
			names = append(names, name)
		}
		groups[name] = append(groups[name], edits)
	}
	slices.Sort(names)
	var fixes []Fix
	for _, name := range names {
		if text, made := lint.ApplyEdits(r.Texts[name], groups[name]); text != r.Texts[name] {
			fixes = append(fixes, Fix{name, r.Texts[name], text, len(made)})
		}
	}
	return fixes
}

// Applied reports whether a database may have run a file: it is a migration that is committed, or one
// whose checksum its folder keeps.
func (r *Review) Applied(ctx context.Context, name string) bool {
	i := slices.IndexFunc(r.Files, func(f File) bool { return f.Source.Name == name })
	if i < 0 || r.Files[i].Kind != lint.Migration {
		return false
	}
	return source.Committed(ctx, name) || hasChecksum(name)
}

// hasChecksum reports whether the folder of a migration keeps its checksum.
func hasChecksum(name string) bool {
	dir := folderOf(name)
	lines, err := folder.ReadSum(dir)
	if err != nil { // damaged: nothing is known of any file
		return true
	}
	base, err := filepath.Rel(dir, name)
	return err == nil && slices.ContainsFunc(lines, func(l folder.Line) bool { return l.Name == filepath.ToSlash(base) })
}

// Write writes a fix into its file.
func (f *Fix) Write() error {
	info, err := os.Stat(f.Name)
	if err != nil {
		return fmt.Errorf("fix: %w", err)
	}
	if err := os.WriteFile(f.Name, []byte(f.After), info.Mode()); err != nil {
		return fmt.Errorf("fix: %w", err)
	}
	return nil
}
