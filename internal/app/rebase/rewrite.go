package rebase

// This file changes a folder of migrations: what is to be renamed, written and removed is
// gathered first, so that a refusal leaves everything as it was and a caller can show it.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/plan"
)

// Rewrite holds the changes of a folder by a rebase. Names are relative to it.
type Rewrite struct {
	Lines    []string // what is done, for people; none where there is nothing to do
	Warnings []plan.Finding

	path    string
	renames []rename  // in the order of the numbers
	texts   []newText // that are written when the files have their names
	removed []string
	sum     string // the text of schemadiff.sum, "" if it stays as it is
}

type rename struct{ from, to string }

type newText struct{ name, text string }

func (w *Rewrite) line(format string, args ...any) {
	w.Lines = append(w.Lines, fmt.Sprintf(format, args...))
}

// rename has a file or folder renamed.
func (w *Rewrite) rename(from, to string) {
	if from == to {
		return
	}
	w.line("%s -> %s", from, to)
	if path.Base(from) == "migration.sql" { // the folder has the number
		from, to = path.Dir(from), path.Dir(to)
	}
	w.renames = append(w.renames, rename{from, to})
}

// put has a text written unless it is the same as before.
func (w *Rewrite) put(name, before, now string) {
	if before != now {
		w.texts = append(w.texts, newText{name, now})
	}
}

// chain has the checksums of files written.
func (w *Rewrite) chain(files []folder.File) error {
	before, err := os.ReadFile(w.onDisk(folder.SumName))
	if errors.Is(err, fs.ErrNotExist) && !slices.ContainsFunc(files, func(f folder.File) bool { return generate.HeaderFrom(f.Text) != "" }) {
		return nil // a folder without checksums
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("checksums: %w", err)
	}
	if now := folder.SumText(folder.Chain(files)); now != string(before) {
		w.sum = now
		w.line("wrote %s", folder.SumName)
	}
	return nil
}

// onDisk is the path of a file in the folder.
func (w *Rewrite) onDisk(name string) string { return filepath.Join(w.path, filepath.FromSlash(name)) }

// checkFree refuses to put a file where another one is that stays there.
func (w *Rewrite) checkFree() error {
	leaves := map[string]bool{}
	for _, r := range w.renames {
		leaves[r.from] = true
	}
	for _, name := range w.removed {
		leaves[name] = true
	}
	for _, r := range w.renames {
		if _, err := os.Lstat(w.onDisk(r.to)); err == nil && !leaves[r.to] {
			return &RefusedError{Reason: Occupied, File: app.Slashed(w.onDisk(r.from)), Other: r.to}
		}
	}
	return nil
}

// Write carries it out. Numbers only grow, so that the last file is renamed first; the next
// run goes on with one that was interrupted.
func (w *Rewrite) Write() error {
	for _, r := range slices.Backward(w.renames) {
		if err := os.Rename(w.onDisk(r.from), w.onDisk(r.to)); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
	}
	for _, t := range w.texts {
		if err := os.MkdirAll(filepath.Dir(w.onDisk(t.name)), 0o755); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
		if err := app.WriteFile(w.onDisk(t.name), []byte(t.text)); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
	}
	for _, name := range w.removed {
		if slices.ContainsFunc(w.texts, func(t newText) bool { return t.name == name }) {
			continue // another one has its name now
		}
		if err := os.Remove(w.onDisk(name)); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
	}
	if w.sum == "" {
		return nil
	}
	if err := app.WriteFile(w.onDisk(folder.SumName), []byte(w.sum)); err != nil {
		return fmt.Errorf("checksums: %w", err)
	}
	return nil
}
