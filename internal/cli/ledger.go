package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// ledger is a folder of migrations with its checksums, and what the base has of it.
type ledger struct {
	folder *folder.Folder
	sum    []folder.Line
	base   *folder.Folder // as of the base; nil where there is none
}

// readBase reads what a commit has of the folder; "" is no commit.
func (b *ledger) readBase(ctx context.Context, commit string) error {
	if commit == "" {
		return nil
	}
	texts, err := source.AsOf(ctx, commit, b.folder.Path, folder.Keeps)
	if err != nil {
		return err
	}
	b.base = folder.Of(b.folder.Path, texts)
	return nil
}

// inBase is the migration as the base has it; nil if it does not.
func (b *ledger) inBase(name string) *folder.File {
	if b.base == nil {
		return nil
	}
	return byBase(b.base, name)
}

// finding is one about a file, of a rule that only the folder can tell of.
func (l *linter) finding(rule, path, message, fix string) lint.Finding {
	r := l.rules[slices.IndexFunc(l.rules, func(r *lint.Rule) bool { return r.Name == rule })]
	return lint.Finding{Rule: rule, Category: r.Category, Severity: r.Severity, Pos: schema.Pos{File: path, Line: 1, Col: 1}, Object: filepath.Base(path), Message: message, Why: r.Why(), Hint: fix}
}

// faults are what is wrong with the checksums and numbers of a folder.
func (l *linter) faults(b *ledger) []lint.Finding {
	out := l.duplicates(b)
	for _, f := range folder.Faults(b.sum, b.folder.Files) {
		if len(b.sum) == 0 {
			break // a folder without checksums
		}
		path := filepath.Join(b.folder.Path, f.Name)
		switch f.Kind {
		case folder.Edited:
			if was := b.inBase(f.Name); was == nil || was.Checksum == byBase(b.folder, f.Name).Checksum {
				found := l.finding("migration-edited", path, "it was edited after it was generated", "schemadiff check --accept writes its checksum")
				found.Severity = lint.Info
				out = append(out, found)
			}
		case folder.Disorder:
			out = append(out, l.finding("migration-out-of-order", path, f.Text, "schemadiff rebase gives it the next number"))
		case folder.Unlisted:
			out = append(out, l.finding("migration-out-of-order", path, f.Text+": nobody knows where it belongs", "schemadiff check --accept lists it, if no database has it; schemadiff rebase mends what a merge left"))
		case folder.Missing:
			out = append(out, l.finding("migration-edited", path, f.Text, "put it back: databases have applied it"))
		default:
			out = append(out, l.finding("migration-out-of-order", path, f.Text, "schemadiff rebase mends what a merge left"))
		}
	}
	return append(out, l.againstBase(b)...)
}

// duplicates are migrations with the number of another one: the order of the two is
// nobody's decision. That of the base is not told of.
func (l *linter) duplicates(b *ledger) []lint.Finding {
	var out []lint.Finding
	for i := 1; i < len(b.folder.Files); i++ {
		first, second := &b.folder.Files[i-1], &b.folder.Files[i]
		if folder.Order(first.ID, second.ID) != 0 {
			continue
		}
		if b.inBase(second.Base()) != nil {
			first, second = second, first
		}
		out = append(out, l.finding("migration-out-of-order", second.Path, "it has the same number as "+first.Base(), "schemadiff rebase gives the newer one the next number"))
	}
	return out
}

// againstBase are migrations of the base that were changed or are gone, and new ones
// that sort before them.
func (l *linter) againstBase(b *ledger) []lint.Finding {
	if b.base == nil {
		return nil
	}
	var out []lint.Finding
	last := ""
	for _, was := range b.base.Files {
		last = was.ID
		switch now := byBase(b.folder, was.Base()); {
		case now == nil:
			out = append(out, l.finding("migration-edited", was.Path, "the base has it and it is gone", "put it back: databases have applied it"))
		case now.Checksum != was.Checksum:
			out = append(out, l.finding("migration-edited", was.Path, "it differs from that of the base, which databases may have applied", "put it back, and write a new migration: schemadiff generate"))
		}
	}
	for _, f := range b.folder.Files {
		if b.inBase(f.Base()) == nil && last != "" && folder.Order(f.ID, last) < 0 {
			out = append(out, l.finding("migration-out-of-order", f.Path, "it is new and sorts before migrations that the base has", "schemadiff rebase gives it the next number"))
		}
	}
	return out
}

// lacking tells where migrations do not lead to the desired schema.
func (l *linter) lacking(ctx context.Context, path string, replayed *schema.Schema, to *app.Endpoint) ([]lint.Finding, error) {
	p, err := l.between(ctx, &app.Endpoint{Name: "the migrations", Schema: replayed, Replayed: true}, to)
	if err != nil {
		return nil, err
	}
	if notes := render.Notes(p.Plan.Notes); notes != "" {
		l.notes = append(l.notes, notes)
	}
	var out []lint.Finding
	for _, st := range p.Plan.Steps {
		pos := st.Pos
		if pos.IsZero() {
			pos = schema.Pos{File: path, Line: 1, Col: 1}
		}
		f := l.finding("schema-migrations-drift", pos.File, "the migrations lack: "+strings.Join(st.Reasons, "; "), "schemadiff generate writes the migration")
		f.Pos, f.Object = pos, st.Key.Object()
		out = append(out, f)
	}
	if len(p.Plan.Steps) > 0 {
		return out, nil
	}
	for _, f := range plan.Blocking(p.Plan, p.Allow) {
		out = append(out, l.finding("schema-migrations-drift", path, f.Message, f.Hint))
	}
	return out, nil
}
