// Package rebase puts the migrations of a branch after those of another one: a folder in a git
// repository comes in, and what is to be renamed and rewritten goes out. Where the migrations
// no longer fit, a new one is generated for them; what was written by hand is never replaced.
// Only Rewrite.Write changes files.
package rebase

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/source"
)

// Options say what is rebased onto what.
type Options struct {
	Generate generate.Options // for the migration that replaces others
	Path     string           // of the folder
	Onto     string           // the commit whose migrations come first; "" for the main branch
	// Desired opens the desired schema; nil where none is known.
	Desired func(context.Context) (*app.Endpoint, error)
	// Journal reads the name and the journal of a database that must not have applied what
	// would change; nil where no database counts.
	Journal func(context.Context) (string, []journal.Entry, error)
	Notify  app.Notify
}

// Rebase is a folder as it is here, on the other branch, and where the two parted.
type Rebase struct {
	Options
	tip       *folder.Folder
	texts     map[string]string // of tip and of the files beside its migrations, by their names in the folder
	fork      *folder.Folder    // as of where the branch left; empty where that is not known
	now       *folder.Folder
	theirs    []folder.File
	ours      []*renumbered
	restored  []string      // names of migrations that are to be put back
	to        *app.Endpoint // nil where no desired schema is known
	notMerged bool          // the desired schema lacks what the other branch has
}

// Read reads the folder and gives its migrations their new numbers.
func Read(ctx context.Context, o Options) (*Rebase, error) {
	r := &Rebase{Options: o, fork: &folder.Folder{}}
	if err := r.readTip(ctx); err != nil {
		return nil, err
	}
	if commit, err := source.MergeBase(ctx, r.Onto); err == nil {
		texts, err := source.AsOf(ctx, commit, r.Path, folder.Keeps)
		if err != nil {
			return nil, err
		}
		r.fork = folder.Of(r.Path, texts)
	}
	var err error
	if r.now, err = folder.ReadAll(r.Path); err != nil {
		return nil, err
	}
	for _, note := range r.now.Notes() {
		r.Notify.Note("%s", note)
	}
	if err := conflictMarks(r.now.Files); err != nil {
		return nil, err
	}
	if err := r.divide(); err != nil {
		return nil, err
	}
	if err := r.conflictsBeside(); err != nil {
		return nil, err
	}
	r.committedFirst(ctx)
	r.renumberOurs()
	r.notMerged = slices.ContainsFunc(r.restored, func(name string) bool { return review.ByName(r.fork, name) == nil }) && !source.Merged(ctx, r.Onto)
	if r.notMerged || r.Desired == nil {
		return r, nil
	}
	r.to, err = r.Desired(ctx)
	return r, err
}

// readTip reads the migrations that come first.
func (r *Rebase) readTip(ctx context.Context) (err error) {
	branch, err := source.Main(ctx)
	if err != nil {
		return &RefusedError{Reason: NoRepository, Err: err}
	}
	if r.Onto == "" {
		r.Onto = branch
	}
	if r.Onto == "" {
		return &RefusedError{Reason: NoBranch}
	}
	if r.texts, err = source.AsOf(ctx, r.Onto, r.Path, folder.Keeps); err != nil {
		return err
	}
	r.tip = folder.Of(r.Path, r.texts)
	for i := 1; i < len(r.tip.Files); i++ {
		a, b := &r.tip.Files[i-1], &r.tip.Files[i]
		if folder.Order(a.ID, b.ID) == 0 {
			return &RefusedError{Reason: SameNumber, Onto: r.Onto, File: a.Base(), Other: b.Base()}
		}
	}
	return nil
}

// conflictMarks are the marks that git leaves in migrations.
func conflictMarks(files []folder.File) error {
	var errs parse.Errors
	for _, f := range files {
		at := 0
		for line := range strings.Lines(f.Text) {
			if strings.HasPrefix(line, "<<<<<<< ") {
				e := parse.At(parse.Source{Name: f.Path, Text: f.Text}, at, "a merge conflict: both branches have a file of this name")
				e.Hint = "keep the text of this branch (git checkout --ours in a merge, --theirs in a git rebase) and run schemadiff rebase again: it gets the next number, and the other comes back"
				errs = append(errs, e)
				break
			}
			at += len(line)
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// conflictsBeside are the marks in the files that go with our migrations.
func (r *Rebase) conflictsBeside() error {
	var files []folder.File
	for _, m := range r.ours {
		for _, name := range m.beside {
			file := filepath.Join(r.Path, filepath.FromSlash(name))
			text, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("migrations: %w", err)
			}
			files = append(files, folder.File{Path: file, Text: string(text)})
		}
	}
	return conflictMarks(files)
}

// divide separates the migrations of this branch from the ones of the other.
func (r *Rebase) divide() error {
	for _, f := range r.now.Files {
		name := f.Base()
		theirs, fork := review.ByName(r.tip, name), review.ByName(r.fork, name)
		switch {
		case theirs != nil && theirs.Checksum == f.Checksum:
		case theirs != nil && fork != nil:
			return &RefusedError{Reason: Changed, Onto: r.Onto, File: app.Slashed(f.Path)}
		case theirs == nil && fork != nil:
			return &RefusedError{Reason: Removed, Onto: r.Onto, File: app.Slashed(f.Path)}
		default:
			beside, err := folder.Beside(r.Path, &f)
			if err != nil {
				return err
			}
			r.ours = append(r.ours, &renumbered{File: f, beside: beside})
		}
	}
	for _, f := range r.tip.Files {
		if have := review.ByName(r.now, f.Base()); have == nil || have.Checksum != f.Checksum {
			r.restored = append(r.restored, f.Base())
			f.Path = r.Onto + ":" + app.Slashed(f.Path) // for errors
		}
		r.theirs = append(r.theirs, f)
	}
	return nil
}

// committedFirst orders our migrations that share a number: in a git rebase, commits that are
// already replayed come first.
func (r *Rebase) committedFirst(ctx context.Context) {
	same := func(a, b *renumbered) bool { return folder.Order(a.ID, b.ID) == 0 }
	if len(slices.CompactFunc(slices.Clone(r.ours), same)) == len(r.ours) {
		return
	}
	texts, err := source.AsOf(ctx, "HEAD", r.Path, folder.Keeps)
	if err != nil { // there is no commit yet
		return
	}
	later := func(m *renumbered) int {
		if _, ok := texts[m.Base()]; ok {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(r.ours, func(a, b *renumbered) int {
		return cmp.Or(folder.Order(a.ID, b.ID), later(a)-later(b))
	})
}

// renumberOurs gives our migrations the next numbers, where they do not come after theirs already.
func (r *Rebase) renumberOurs() {
	last := ""
	if len(r.theirs) > 0 {
		last = r.theirs[len(r.theirs)-1].ID
	}
	for _, m := range r.ours {
		m.id, m.base = m.ID, m.Base()
		if last != "" && folder.Order(m.id, last) <= 0 {
			m.id = generate.After(last)
			m.base = folder.Renumbered(m.base, m.id)
		}
		last = m.id
	}
}

// checkApplied refuses to change what a database has applied already.
func (r *Rebase) checkApplied(ctx context.Context, touched []*renumbered) error {
	if r.Journal == nil || len(touched) == 0 {
		return nil
	}
	database, entries, err := r.Journal(ctx)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var names []string
	for _, m := range touched {
		theirs := review.ByName(r.tip, m.Base()) != nil
		if slices.ContainsFunc(entries, func(e journal.Entry) bool {
			return e.State != journal.RolledBack && (m.Has(e.Checksum) || e.Name == m.Name && !theirs)
		}) {
			names = append(names, m.Base())
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &RefusedError{Reason: AlreadyRun, Onto: r.Onto, File: strings.Join(names, ", "), Database: database}
}
