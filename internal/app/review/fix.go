package review

// This file makes the safe changes that findings carry: texts before and after go out, and
// only Write changes files.

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/source"
)

// Fix is the change of one file.
type Fix struct {
	Name          string
	Before, After string
	Changes       int
}

// Fixes are the safe changes of the files that were judged, by their names. With write,
// migrations that are committed are left out and returned: a database may have run them.
func (r *Review) Fixes(ctx context.Context, write bool) (fixes []Fix, committed []string) {
	byName := map[string]Fix{}
	var names []string
	for _, f := range r.Files {
		name := f.Source.Name
		if write && f.Kind == lint.Migration && source.Committed(ctx, name) {
			committed = append(committed, name)
			continue
		}
		if text, n := withEdits(r.Texts[name], r.Findings, name); n > 0 {
			if _, known := byName[name]; !known {
				names = append(names, name)
			}
			byName[name] = Fix{name, r.Texts[name], text, n}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fixes = append(fixes, byName[name])
	}
	return fixes, committed
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

// Fixed removes the findings that written fixes have dealt with.
func (r *Review) Fixed(fixes []Fix) {
	r.Findings = slices.DeleteFunc(r.Findings, func(f lint.Finding) bool {
		return len(f.Edits) > 0 && slices.ContainsFunc(fixes, func(fix Fix) bool { return fix.Name == f.Pos.File && fix.After != "" })
	})
}

// withEdits is a text with the edits of its findings and how many there are; of two that
// overlap one is left out.
func withEdits(text string, findings []lint.Finding, file string) (string, int) {
	var edits []lint.Edit
	for _, f := range findings {
		if f.Pos.File == file {
			edits = append(edits, f.Edits...)
		}
	}
	slices.SortStableFunc(edits, func(a, b lint.Edit) int { return b.Start - a.Start })
	n, next := 0, len(text)+1
	var last lint.Edit
	for _, e := range edits {
		if e.End > next || e.Start < 0 || e.End > len(text) || n > 0 && e == last {
			continue
		}
		text = text[:e.Start] + e.Text + text[e.End:]
		n, next, last = n+1, e.Start, e
	}
	return text, n
}
