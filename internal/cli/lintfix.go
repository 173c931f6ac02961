package cli

// This file is lint --fix and --diff. Files are judged, changed in memory and judged again until no
// finding has a change any more; then they are written, or printed as a patch. A migration that a
// database may have run is never written: its patch goes to standard error.

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/source"
)

// fixMode is the value of --fix: "" for none, "safe", or "unsafe" for all changes.
type fixMode string

// String is the mode.
func (m *fixMode) String() string { return string(*m) }

// IsBoolFlag lets the flag stand without a value.
func (m *fixMode) IsBoolFlag() bool { return true }

// Set reads a value; "true" is that of a flag without one.
func (m *fixMode) Set(text string) error {
	switch text {
	case "true", "safe":
		*m = "safe"
	case "false":
		*m = ""
	case "unsafe":
		*m = "unsafe"
	default:
		return fmt.Errorf("want --fix or --fix=unsafe")
	}
	return nil
}

// fixFlag is a flag whose value follows an equals sign or is left out.
type fixFlag struct{ *cli.GenericFlag }

// TakesValue is false: what comes after the flag is a file.
func (fixFlag) TakesValue() bool { return false }

// fixMode is how files are changed; "" for not at all.
func (s *session) fixMode() fixMode {
	if m, ok := s.Generic("fix").(*fixMode); ok && m != nil {
		return *m
	}
	return ""
}

// fixes is the outcome of --fix and --diff.
type fixes struct {
	files   []review.Fix // to write or print
	applied []review.Fix // of migrations that a database may have run
}

// reviewAndFix judges the files that were asked for, and changes their texts where asked to.
func (s *session) reviewAndFix(ctx context.Context) (*review.Review, fixes, error) {
	facts, err := s.savedFacts()
	if err != nil {
		return nil, fixes{}, err
	}
	sources, err := s.lintSources(ctx)
	if err != nil {
		return nil, fixes{}, err
	}
	if err := s.dialectOfStart(facts); err != nil {
		return nil, fixes{}, err
	}
	if s.fixMode() == "" && !s.Bool("diff") {
		r, err := s.reviewFiles(ctx, sources, facts)
		return r, fixes{}, err
	}
	return s.fixTexts(ctx, sources, facts)
}

// fixTexts judges texts and makes the changes of their findings, until there are none any more.
func (s *session) fixTexts(ctx context.Context, sources []parse.Source, facts *app.FactsFile) (*review.Review, fixes, error) {
	var out fixes
	unsafe, first := s.fixMode() == "unsafe", map[string]review.Fix{}
	applied := map[string]bool{}
	for round := 0; ; round++ {
		r, err := s.reviewFiles(ctx, slices.Clone(sources), facts)
		if err != nil {
			return nil, out, err
		}
		open := *r // without what the baseline knows, which stays as it is
		open.Findings = slices.Clone(r.Findings)
		if s.String("write-baseline") == "" {
			if err := s.leaveOutKnown(&open); err != nil {
				return nil, out, err
			}
		}
		isApplied := func(name string) bool {
			known, ok := applied[name]
			if !ok && !s.Bool("diff") {
				known = r.Applied(ctx, name)
				applied[name] = known
			}
			return known
		}
		made := open.Fixes(unsafe, isApplied)
		if len(made) == 0 || round == review.FixRounds {
			out.applied = open.Fixes(unsafe, func(name string) bool { return !isApplied(name) })
			out.files = fixed(sources, first)
			return r, out, nil
		}
		for _, f := range made {
			before, known := first[f.Name]
			if !known {
				before = f
				before.Changes = 0
			}
			before.After, before.Changes = f.After, before.Changes+f.Changes
			first[f.Name] = before
			i := slices.IndexFunc(sources, func(src parse.Source) bool { return src.Name == f.Name })
			sources[i].Text = f.After
		}
	}
}

// fixed are the changes of files in the order of the files.
func fixed(sources []parse.Source, byName map[string]review.Fix) []review.Fix {
	var out []review.Fix
	for _, src := range sources {
		if f, ok := byName[src.Name]; ok && f.Before != f.After {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b review.Fix) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// writeFixes writes or prints the changes; with done there is nothing more to do. The text of standard
// input goes to standard output, and the findings to standard error then.
func (s *session) writeFixes(r *review.Review, f fixes) (done bool, err error) {
	if s.fixMode() != "" && s.Bool("staged") && !s.Bool("diff") {
		return true, &usage{msg: "--fix cannot change what is staged", hint: "--diff prints a patch: schemadiff lint --staged --diff | git apply --cached"}
	}
	if s.Bool("diff") {
		return true, writePatch(s.App.Writer, f.files)
	}
	for _, fix := range f.files {
		if fix.Name == source.Stdin {
			continue
		}
		if err := fix.Write(); err != nil {
			return true, err
		}
		fmt.Fprintf(s.remarks(), "changed %s: %s\n", fix.Name, app.Count(fix.Changes, changeWord(s.fixMode())))
	}
	for _, fix := range f.applied {
		fmt.Fprintf(s.App.ErrWriter, "%s is committed or has a checksum, so that a database may have run it: it is not changed. What would be safer:\n", fix.Name)
	}
	if err := writePatch(s.App.ErrWriter, f.applied); err != nil || s.fixMode() == "" {
		return false, err
	}
	return false, s.writeStdin(r)
}

// changeWord is the noun for the changes of a mode.
func changeWord(m fixMode) string {
	if m == "unsafe" {
		return "change"
	}
	return "safe change"
}

// writeStdin prints the text of standard input, changed or not, where it was judged.
func (s *session) writeStdin(r *review.Review) error {
	text, ok := r.Texts[source.Stdin]
	if !ok {
		return nil
	}
	_, err := io.WriteString(s.App.Writer, text)
	s.App.Writer = s.App.ErrWriter
	return err
}

// writePatch prints changes for git apply.
func writePatch(w io.Writer, list []review.Fix) error {
	for _, f := range list {
		if _, err := io.WriteString(w, udiff.Unified("a/"+f.Name, "b/"+f.Name, f.Before, f.After)); err != nil {
			return err
		}
	}
	return nil
}
