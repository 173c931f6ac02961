// Package check checks a folder of migrations without a database: its numbers and checksums, that
// it leads to the desired schema, and by the linter what the base does not have yet. The only
// thing that it writes are checksums, by Accept.
package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// Check is a folder of migrations to check, and what was found.
type Check struct {
	*review.Review
	review.Checksums
	All      bool      // migrations of the base are linted too
	Releases []Release // that have to work on the desired schema
	Differs  bool      // the migrations do not lead to the desired schema
	Unknown  error     // why what they lead to is not known, where findings say what is wrong
}

// ChecksumsError is a file of checksums that cannot be read.
type ChecksumsError struct{ Err error }

// Error is that of the file.
func (e *ChecksumsError) Error() string { return e.Err.Error() }

// UnknownResultError is a folder whose findings keep its result from being known.
type UnknownResultError struct{ Folder, Reason string }

// Error says why.
func (e *UnknownResultError) Error() string {
	return fmt.Sprintf("%s: what the migrations lead to is not known: %s", e.Folder, e.Reason)
}

// NotAcceptableError is a file whose checksum must not be written again.
type NotAcceptableError struct {
	File, Problem string
	Order         bool // the folder is in disorder, as after a merge
}

// Error names the file.
func (e *NotAcceptableError) Error() string { return e.File + ": " + e.Problem }

// Read reads a folder, its checksums, and what a base has of it; without a base, that is the
// commit where the branch left the main one.
func Read(ctx context.Context, o review.Options, path, base string) (*Check, error) {
	c := &Check{Review: &review.Review{Options: o, Texts: map[string]string{}}}
	var err error
	if c.Folder, err = folder.ReadAll(path); err != nil {
		return nil, err
	}
	if c.Sum, err = folder.ReadSum(c.Folder.Path); err != nil {
		return c, &ChecksumsError{err}
	}
	for _, f := range c.Folder.Files {
		c.Texts[f.Path] = f.SQL
		c.Files = append(c.Files, review.File{Source: parse.Source{Name: f.Path, Text: f.SQL}, Kind: lint.Migration, InFolder: true})
	}
	if base == "" {
		base = source.Base(ctx)
	} else if base, err = source.MergeBase(ctx, base); err != nil {
		return c, err
	}
	return c, c.ReadBase(ctx, base)
}

// Run checks everything.
func (c *Check) Run(ctx context.Context) error {
	if c.WithoutFolder() {
		to, err := c.Desired(ctx)
		if err != nil {
			return err
		}
		c.Files = append(c.Files, review.File{Source: parse.Source{Name: to.Name}, Kind: lint.Schema})
		return c.compatible(ctx, to)
	}
	c.Findings = append(c.Findings, c.Faults(&c.Checksums)...)
	if len(c.duplicates()) > 0 {
		c.Unknown = c.unknown("two have the same number")
		return nil
	}
	replayed, err := c.Plan.Replayer().Known(ctx, c.Folder.Files)
	broken := slices.ContainsFunc(c.Findings, func(f lint.Finding) bool { return f.Severity == lint.Error })
	if errs := app.FileErrors(err); len(errs) > 0 && broken {
		c.Unknown = errors.Join(err, c.unknown("they do not work as they are"))
		return nil
	}
	if err != nil {
		return err
	}
	if err := c.compare(ctx, replayed); err != nil {
		return err
	}
	return c.judgeNew(ctx)
}

func (c *Check) duplicates() []lint.Finding { return c.Duplicates(c.Folder, &c.Checksums) }

func (c *Check) unknown(why string) error {
	return &UnknownResultError{filepath.ToSlash(c.Folder.Path), why}
}

// compare finds where the migrations do not lead to the desired schema.
func (c *Check) compare(ctx context.Context, replayed *schema.Schema) error {
	to, err := c.Desired(ctx)
	if err != nil {
		return err
	}
	findings, err := c.Lacking(ctx, c.Folder.Path, replayed, to)
	c.Findings = append(c.Findings, findings...)
	c.Differs = len(findings) > 0
	if err != nil {
		return err
	}
	return c.compatible(ctx, to)
}

// judgeNew judges the migrations that the base does not have, or all where that was asked for.
// Without a base it is unknown which are old, and the last one alone is judged.
func (c *Check) judgeNew(ctx context.Context) error {
	files := c.Folder.Files
	isNew := func(i int) bool {
		return c.All || c.Base != nil && c.InBase(files[i].Base()) == nil || c.Base == nil && i == len(files)-1
	}
	first := 0
	for first < len(files) && !isNew(first) {
		first++
	}
	if first == len(files) {
		return nil
	}
	if c.Base == nil && !c.All && first > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("there is no base to compare with, so that of %d migrations only %s is linted: --base names one, --lint-all lints all", len(files), files[first].Base()))
	}
	before, err := c.Plan.Replayer().Known(ctx, files[:first])
	if err != nil {
		return err
	}
	chain := c.Files[first:]
	var asked []review.File
	for i, f := range chain {
		if isNew(first + i) {
			asked = append(asked, f)
		}
	}
	return c.JudgeChain(ctx, before, true, chain, asked)
}

// Accept writes the checksums of migrations that were edited since they were generated, where
// none of the base was changed.
func (c *Check) Accept() error {
	for _, f := range append(c.duplicates(), c.AgainstBase(&c.Checksums)...) {
		return &NotAcceptableError{f.Pos.File, f.Message, false}
	}
	for _, f := range folder.Faults(c.Sum, c.Folder.Files) {
		if f.Kind == folder.Missing || f.Kind == folder.Broken || f.Kind == folder.Disorder {
			return &NotAcceptableError{f.Name, f.Text, true}
		}
	}
	text := folder.SumText(folder.Chain(c.Folder.Files))
	if err := app.WriteFile(filepath.Join(c.Folder.Path, folder.SumName), []byte(text)); err != nil {
		return fmt.Errorf("checksums: %w", err)
	}
	return nil
}
