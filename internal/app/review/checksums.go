package review

// This file judges a folder of migrations by its checksums and numbers, and by what the base
// has of it: the commit where the branch left the main one. Migrations of the base must not
// change, since databases may have applied them, and new ones come after them.

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// The advice of several findings.
const (
	renumberHint = "schemadiff rebase gives it the next number"
	rebaseHint   = "schemadiff rebase corrects what a merge left"
)

// Checksums are a folder of migrations with its checksums, and what the base has of it.
type Checksums struct {
	Folder *folder.Folder
	Sum    []folder.Line
	Base   *folder.Folder // as of the base; nil where there is none
}

// ReadBase reads what a commit has of the folder; "" is no commit.
func (c *Checksums) ReadBase(ctx context.Context, commit string) error {
	if commit == "" {
		return nil
	}
	texts, err := source.AsOf(ctx, commit, c.Folder.Path, folder.Keeps)
	if err != nil {
		return err
	}
	c.Base = folder.Of(c.Folder.Path, texts)
	return nil
}

// InBase is the migration as the base has it; nil if it does not.
func (c *Checksums) InBase(name string) *folder.File {
	if c.Base == nil {
		return nil
	}
	return ByName(c.Base, name)
}

// ByName is the migration of a folder by its name there; nil if there is none.
func ByName(f *folder.Folder, name string) *folder.File {
	i := slices.IndexFunc(f.Files, func(f folder.File) bool { return f.Base() == name })
	if i < 0 {
		return nil
	}
	return &f.Files[i]
}

// Finding is one about a file, of a rule that only the folder can break.
func (r *Review) Finding(rule, path, message, fix string) lint.Finding {
	found := r.Linter.Rules[slices.IndexFunc(r.Linter.Rules, func(r *lint.Rule) bool { return r.Name == rule })]
	return lint.Finding{Rule: rule, Category: found.Category, Severity: found.Severity, Pos: schema.Pos{File: path, Line: 1, Col: 1}, Object: filepath.Base(path), Message: message, Why: found.Why(), Hint: fix}
}

// Faults are the defects of the checksums and numbers of a folder.
func (r *Review) Faults(c *Checksums) []lint.Finding {
	out := r.Duplicates(c.Folder, c)
	for _, f := range folder.Faults(c.Sum, c.Folder.Files) {
		if len(c.Sum) == 0 {
			break // a folder without checksums
		}
		if f.Kind == folder.Edited {
			out = append(out, r.editedSince(c, f.Name)...)
			continue
		}
		out = append(out, r.fault(f, filepath.Join(c.Folder.Path, f.Name)))
	}
	return append(out, r.AgainstBase(c)...)
}

// fault is a fault of the checksums as a finding.
func (r *Review) fault(f folder.Fault, path string) lint.Finding {
	switch f.Kind {
	case folder.Disorder:
		return r.Finding("migration-out-of-order", path, f.Text, renumberHint)
	case folder.Unlisted:
		return r.Finding("migration-out-of-order", path, f.Text+": its place among the others is not known", "schemadiff check --accept lists it, if no database has it; "+rebaseHint)
	case folder.Missing:
		return r.Finding("migration-edited", path, f.Text, "put it back: databases have applied it")
	}
	return r.Finding("migration-out-of-order", path, f.Text, rebaseHint)
}

// editedSince is a migration that was edited after it was generated, and that the base does
// not have in another text.
func (r *Review) editedSince(c *Checksums, name string) []lint.Finding {
	if base := c.InBase(name); base != nil && base.Checksum != ByName(c.Folder, name).Checksum {
		return nil
	}
	found := r.Finding("migration-edited", filepath.Join(c.Folder.Path, name), "it was edited after it was generated", "schemadiff check --accept writes its checksum")
	found.Severity = lint.Info
	return []lint.Finding{found}
}

// Duplicates are migrations with the number of another one, whose order is therefore not
// defined. The one that the base has is not reported.
func (r *Review) Duplicates(f *folder.Folder, c *Checksums) []lint.Finding {
	var out []lint.Finding
	for i := 1; i < len(f.Files); i++ {
		first, second := &f.Files[i-1], &f.Files[i]
		if folder.Order(first.ID, second.ID) != 0 {
			continue
		}
		if c.InBase(second.Base()) != nil {
			first, second = second, first
		}
		out = append(out, r.Finding("migration-out-of-order", second.Path, "it has the same number as "+first.Base(), "schemadiff rebase gives the newer one the next number"))
	}
	return out
}

// AgainstBase are migrations of the base that were changed or are gone, and new ones that sort
// before them.
func (r *Review) AgainstBase(c *Checksums) []lint.Finding {
	if c.Base == nil {
		return nil
	}
	var out []lint.Finding
	last := ""
	for _, base := range c.Base.Files {
		last = base.ID
		switch now := ByName(c.Folder, base.Base()); {
		case now == nil:
			out = append(out, r.Finding("migration-edited", base.Path, "the base has it and it is gone", "put it back: databases have applied it"))
		case now.Checksum != base.Checksum:
			out = append(out, r.Finding("migration-edited", base.Path, "it differs from that of the base, which databases may have applied", "put it back, and write a new migration: schemadiff generate"))
		}
	}
	for _, f := range c.Folder.Files {
		if c.InBase(f.Base()) == nil && last != "" && folder.Order(f.ID, last) < 0 {
			out = append(out, r.Finding("migration-out-of-order", f.Path, "it is new and sorts before migrations that the base has", renumberHint))
		}
	}
	return out
}

// judgeFolders judges the checksums of the folders that the judged migrations lie in.
func (r *Review) judgeFolders(ctx context.Context) error {
	asked := map[string]bool{}
	var folders []string
	for _, f := range r.Files {
		if f.Kind != lint.Migration {
			continue
		}
		asked[filepath.Clean(f.Source.Name)] = true
		if dir := folderOf(f.Source.Name); hasSum(dir) && !slices.Contains(folders, dir) {
			folders = append(folders, dir)
		}
	}
	for _, dir := range folders {
		findings, err := r.judgeFolder(ctx, dir, asked)
		if err != nil {
			return err
		}
		r.Findings = append(r.Findings, r.Enabled(findings)...)
	}
	return nil
}

// judgeFolder are the findings about the files that were asked for, and about missing files
// where the whole folder was.
func (r *Review) judgeFolder(ctx context.Context, dir string, asked map[string]bool) ([]lint.Finding, error) {
	c := &Checksums{}
	var err error
	if c.Folder, err = folder.ReadAll(dir); err != nil {
		return nil, err
	}
	if c.Sum, err = folder.ReadSum(dir); err != nil {
		return []lint.Finding{r.Finding("migration-out-of-order", filepath.Join(dir, folder.SumName), err.Error(), rebaseHint)}, nil
	}
	base := source.Base(ctx)
	if r.Since != "" {
		if base, err = source.MergeBase(ctx, r.Since); err != nil {
			return nil, err
		}
	}
	if err := c.ReadBase(ctx, base); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		r.Notes = append(r.Notes, fmt.Sprintf("%s is not compared with the base: %v", filepath.ToSlash(dir), err)) // it may lie in another repository
	}
	all := !slices.ContainsFunc(c.Folder.Files, func(f folder.File) bool { return !asked[filepath.Clean(f.Path)] })
	return slices.DeleteFunc(r.Faults(c), func(f lint.Finding) bool {
		name := filepath.Clean(f.Pos.File)
		there := slices.ContainsFunc(c.Folder.Files, func(f folder.File) bool { return filepath.Clean(f.Path) == name })
		return !asked[name] && (there || !all)
	}), nil
}

// Enabled gives findings their severities, without the findings of rules that are off.
func (r *Review) Enabled(findings []lint.Finding) []lint.Finding {
	if len(r.Linter.Overrides) == 0 {
		on := r.Linter.Settings.On(r.Linter.Rules)
		findings = slices.DeleteFunc(findings, func(f lint.Finding) bool {
			return !slices.ContainsFunc(on, func(r *lint.Rule) bool { return r.Name == f.Rule })
		})
	}
	return r.Linter.SetSeverities(findings)
}
