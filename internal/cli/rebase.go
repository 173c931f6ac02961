package cli

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

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/source"
)

func rebaseCommand() *cli.Command {
	var flags []cli.Flag
	for _, f := range slices.Concat(sourceFlags(), planFlags(), waitFlags()) {
		switch f.Names()[0] {
		case "from", "to", "verify":
		case "db":
			flags = append(flags, &cli.StringFlag{Name: "db", Usage: "a `DATABASE` that must not have applied what would get another number"})
		default:
			flags = append(flags, f)
		}
	}
	return &cli.Command{
		Name:  "rebase",
		Usage: "put the migrations of this branch behind those of another, before a merge or after one",
		Description: "schemadiff rebase --schema schema/ --dialect postgres\n" +
			"schemadiff rebase --onto origin/release --schema schema/ --dry-run\n\n" +
			"The migrations of the other branch stay as they are there. Those that it lacks get the next numbers behind them, in\n" +
			"their old order, and schemadiff.sum is written anew, also where git has left a conflict in it. Then all are\n" +
			"replayed: where they do not work behind the others, or do not lead to the desired schema, and nobody has edited\n" +
			"them, a new one takes their place; what was written by hand is left to you, and nothing is changed. Run it before\n" +
			"a database has the migrations. Exit status: 0; 1 if files do not work or this is no git repository; 3 refused.",
		Flags: append(flags, migrationsFlag(),
			&cli.StringFlag{Name: "onto", Usage: "the `REF` whose migrations come first (default: the main branch, of the server if it has one)"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print what would be done"}),
		Action: inSession(0, "--onto names the branch, --migrations the folder", runRebase),
	}
}

// rebaser is one run of rebase.
type rebaser struct {
	*session
	onto   string
	path   string // the folder
	tip    *folder.Folder
	texts  map[string]string // of tip and of the files beside its migrations, by their names in the folder
	fork   *folder.Folder    // as of where the branch left; empty where that is not known
	now    *folder.Folder
	theirs []folder.File
	ours   []*moving
	lost   []string      // names of migrations that are to be put back
	to     *app.Endpoint // nil where no desired schema is known
	apart  bool          // the other branch is not merged: the desired schema lacks what it has
}

// moving is a migration of this branch.
type moving struct {
	folder.File
	id, base string   // its new number, and the new name in the folder
	beside   []string // the files that go with it
	text     string   // with the new header
}

func runRebase(s *session) error {
	if err := s.detect(s.String("db"), s.String("dev-db")); err != nil {
		return err
	}
	r := &rebaser{session: s, path: s.migrationsPath()}
	if err := r.read(s.Context.Context); err != nil {
		return err
	}
	m, err := r.mend(s.Context.Context)
	if err != nil {
		return err
	}
	if len(m.lines) > 0 {
		fmt.Fprintf(s.App.ErrWriter, "behind the migrations of %s:\n", render.Escape(r.onto))
	}
	if err := m.print(s.App.Writer, s.App.ErrWriter); err != nil || s.Bool("dry-run") {
		return err
	}
	return m.write()
}

// read reads the folder as it is here, on the other branch, and where the two parted.
func (r *rebaser) read(ctx context.Context) (err error) {
	if err := r.readTip(ctx); err != nil {
		return err
	}
	r.fork = &folder.Folder{}
	if commit, err := source.MergeBase(ctx, r.onto); err == nil {
		texts, err := source.AsOf(ctx, commit, r.path, folder.Keeps)
		if err != nil {
			return err
		}
		r.fork = folder.Of(r.path, texts)
	}
	if r.now, err = folder.ReadAll(r.path); err != nil {
		return err
	}
	for _, note := range r.now.Notes() {
		fmt.Fprintf(r.App.ErrWriter, "note: %s\n", render.Escape(note))
	}
	if err := unmerged(r.now.Files); err != nil {
		return err
	}
	if err := r.sort(); err != nil {
		return err
	}
	if err := r.unmergedBeside(); err != nil {
		return err
	}
	r.committedFirst(ctx)
	r.number()
	r.apart = slices.ContainsFunc(r.lost, func(name string) bool { return byBase(r.fork, name) == nil }) && !source.Merged(ctx, r.onto)
	if r.apart || len(r.StringSlice("schema")) == 0 && len(r.config.Schema) == 0 {
		return nil
	}
	r.to, err = r.session.to(ctx)
	return err
}

// readTip reads the migrations that come first.
func (r *rebaser) readTip(ctx context.Context) (err error) {
	branch, err := source.Main(ctx)
	if err != nil {
		return &usage{msg: "rebase: " + err.Error(), hint: "it puts migrations behind those of another branch: run it inside the repository that holds the folder"}
	}
	if r.onto = r.String("onto"); r.onto == "" {
		r.onto = branch
	}
	if r.onto == "" {
		return &usage{msg: "rebase finds no main branch", hint: "--onto REF names the commit or branch whose migrations come first"}
	}
	if r.texts, err = source.AsOf(ctx, r.onto, r.path, folder.Keeps); err != nil {
		return err
	}
	r.tip = folder.Of(r.path, r.texts)
	for i := 1; i < len(r.tip.Files); i++ {
		a, b := &r.tip.Files[i-1], &r.tip.Files[i]
		if folder.Order(a.ID, b.ID) == 0 {
			return &refusal{fmt.Sprintf("%s and %s have the same number in %s itself\n  --onto names the commit whose migrations come first: behind a merge, --onto HEAD^1", a.Base(), b.Base(), r.onto)}
		}
	}
	return nil
}

// unmerged are the marks that git leaves in migrations.
func unmerged(files []folder.File) error {
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

// unmergedBeside are the marks in the files that go with our migrations.
func (r *rebaser) unmergedBeside() error {
	var files []folder.File
	for _, m := range r.ours {
		for _, name := range m.beside {
			file := filepath.Join(r.path, filepath.FromSlash(name))
			text, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("migrations: %w", err)
			}
			files = append(files, folder.File{Path: file, Text: string(text)})
		}
	}
	return unmerged(files)
}

// committedFirst orders those of ours that share a number: in a git rebase, commits that
// are already replayed come first.
func (r *rebaser) committedFirst(ctx context.Context) {
	same := func(a, b *moving) bool { return folder.Order(a.ID, b.ID) == 0 }
	if len(slices.CompactFunc(slices.Clone(r.ours), same)) == len(r.ours) {
		return
	}
	texts, err := source.AsOf(ctx, "HEAD", r.path, folder.Keeps)
	if err != nil { // there is no commit yet
		return
	}
	later := func(m *moving) int {
		if _, ok := texts[m.Base()]; ok {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(r.ours, func(a, b *moving) int {
		return cmp.Or(folder.Order(a.ID, b.ID), later(a)-later(b))
	})
}

func byBase(f *folder.Folder, name string) *folder.File {
	i := slices.IndexFunc(f.Files, func(f folder.File) bool { return f.Base() == name })
	if i < 0 {
		return nil
	}
	return &f.Files[i]
}

// sort tells the migrations of this branch from those of the other.
func (r *rebaser) sort() error {
	for _, f := range r.now.Files {
		name := f.Base()
		theirs, fork := byBase(r.tip, name), byBase(r.fork, name)
		switch {
		case theirs != nil && theirs.Checksum == f.Checksum:
		case theirs != nil && fork != nil:
			return &refusal{fmt.Sprintf("%s differs from that of %s, which databases may have applied\n  put it back (git checkout %s -- %s), and write a new migration for what is to change: schemadiff generate",
				shown(f.Path), r.onto, r.onto, shown(f.Path))}
		case theirs == nil && fork != nil:
			return &refusal{fmt.Sprintf("%s is gone from %s, and this branch did not make it\n  merge %s, or remove it here too", shown(f.Path), r.onto, r.onto)}
		default:
			beside, err := folder.Beside(r.path, &f)
			if err != nil {
				return err
			}
			r.ours = append(r.ours, &moving{File: f, beside: beside})
		}
	}
	for _, f := range r.tip.Files {
		if have := byBase(r.now, f.Base()); have == nil || have.Checksum != f.Checksum {
			r.lost = append(r.lost, f.Base())
			f.Path = r.onto + ":" + shown(f.Path) // which file errors are about
		}
		r.theirs = append(r.theirs, f)
	}
	return nil
}

// number gives our migrations the next numbers, where theirs are not behind already.
func (r *rebaser) number() {
	last := ""
	if len(r.theirs) > 0 {
		last = r.theirs[len(r.theirs)-1].ID
	}
	for _, m := range r.ours {
		m.id, m.base = m.ID, m.Base()
		if last != "" && folder.Order(m.id, last) <= 0 {
			m.id = next(last)
			m.base = folder.Renumbered(m.base, m.id)
		}
		last = m.id
	}
}

// applied refuses what a database has applied already.
func (r *rebaser) applied(ctx context.Context, touched []*moving) error {
	if r.String("db") == "" && r.String("env") == "" || len(touched) == 0 {
		return nil
	}
	name, database, err := r.database()
	if err != nil {
		return err
	}
	journal, err := r.target.Journal().Entries(ctx, database, r.patience(), false)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var names []string
	for _, m := range touched {
		theirs := byBase(r.tip, m.Base()) != nil
		if slices.ContainsFunc(journal, func(e folder.Entry) bool {
			return e.State != folder.RolledBack && (e.Checksum == m.Checksum || e.Name == m.Name && !theirs)
		}) {
			names = append(names, m.Base())
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &refusal{fmt.Sprintf("%s has applied %s, which would get another number or text\n"+
		"  a database for trials: make it anew behind the rebase; one that counts: keep the number, and apply the migrations of %s with migrate --out-of-order if-commutes",
		name, strings.Join(names, ", "), r.onto)}
}

// companion is the new name of a file that goes with a migration.
func (m *moving) companion(name string) string {
	return filepath.ToSlash(filepath.Join(filepath.Dir(name), folder.Renumbered(filepath.Base(name), m.id)))
}
