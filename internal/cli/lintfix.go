package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	udiff "github.com/aymanbagabas/go-udiff"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/source"
)

// edit writes or prints the safe changes, where asked to; done says that there is
// nothing more to do.
func (l *linter) edit(ctx context.Context) (done bool, err error) {
	switch {
	case !l.Bool("fix") && !l.Bool("diff"):
		return false, nil
	case l.Bool("fix") && l.Bool("staged"):
		return true, &usage{msg: "--fix cannot change what is staged", hint: "--diff prints a patch: schemadiff lint --staged --diff | git apply --cached"}
	}
	changed := map[string]string{}
	fixed := map[string]int{}
	for _, f := range l.files {
		if l.Bool("fix") && f.kind == lint.Migration && source.Committed(ctx, f.source.Name) {
			l.notes = append(l.notes, f.source.Name+" is committed, so that a database may have run it: --diff prints what could be safer")
			continue
		}
		text, n := edited(l.texts[f.source.Name], l.findings, f.source.Name)
		if n > 0 {
			changed[f.source.Name], fixed[f.source.Name] = text, n
		}
	}
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if l.Bool("diff") {
			if _, err := io.WriteString(l.App.Writer, udiff.Unified("a/"+name, "b/"+name, l.texts[name], changed[name])); err != nil {
				return true, err
			}
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return true, fmt.Errorf("fix: %w", err)
		}
		if err := os.WriteFile(name, []byte(changed[name]), info.Mode()); err != nil {
			return true, fmt.Errorf("fix: %w", err)
		}
		fmt.Fprintf(l.App.ErrWriter, "changed %s: %s\n", name, count(fixed[name], "safe change"))
	}
	if l.Bool("fix") && !l.Bool("diff") {
		l.findings = slices.DeleteFunc(l.findings, func(f lint.Finding) bool { return changed[f.Pos.File] != "" && len(f.Edits) > 0 })
	}
	return l.Bool("diff"), nil
}

// edited is a text with the edits of its findings, those that overlap left out.
func edited(text string, findings []lint.Finding, file string) (string, int) {
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
