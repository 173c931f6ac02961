package app

// This file refuses migrations that must not run: a database and its folder come in compared,
// a typed error goes out, or a notice of what a run may go on with. Nothing is changed.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
)

// ChangedFilesError are migrations whose statements are not the ones that were applied.
type ChangedFilesError struct {
	Paths   []string
	Applied []string // the text that was applied, by the order of Paths; "" where it is not known
	Now     []string
}

// Error names the files.
func (e *ChangedFilesError) Error() string {
	return strings.Join(e.Paths, ", ") + ": edited after the database had applied it; put the text back, and write a new migration for what is to change"
}

// MissingFilesError are applied migrations that the folder lacks.
type MissingFilesError struct {
	Database string
	Folder   string // "" where it has no name
	Names    []string
	Pending  string // a migration that is pending although later ones are applied; "" for none
}

// Error names the migrations.
func (e *MissingFilesError) Error() string {
	lacks := "the folder"
	if e.Folder != "" {
		lacks = e.Folder
	}
	return fmt.Sprintf("%s has %s that %s lacks: %s", e.Database, Count(len(e.Names), "migration"), lacks, strings.Join(e.Names, ", "))
}

// LateFilesError are pending migrations that sort before an applied one.
type LateFilesError struct {
	Names  []string
	Differ bool // both orders were tried and lead to different schemas
}

// Error names the migrations.
func (e *LateFilesError) Error() string {
	text := strings.Join(e.Names, ", ") + " would run out of order: a later migration has been applied"
	if e.Differ {
		text += ", and the two orders lead to different schemas"
	}
	return text
}

// refuse is an error for what no run may go on with.
func (o MigrateOptions) refuse(ctx context.Context, st journal.Status) error {
	if err := o.changed(ctx, st.Edited); err != nil {
		return err
	}
	if err := o.missing(st); err != nil {
		return err
	}
	if len(st.Late) > 0 && len(st.Pending) > 0 {
		return o.late(ctx, st)
	}
	return nil
}

// changed refuses migrations that were edited after they were applied. Comments and white
// space between statements are only reported.
func (o MigrateOptions) changed(ctx context.Context, edited []journal.Pair) error {
	if len(edited) == 0 {
		return nil
	}
	entries, err := o.Plan.Target.Journal().Entries(ctx, o.Database, o.Plan.Patience, true)
	if err != nil {
		return err
	}
	refused := &ChangedFilesError{}
	for _, p := range edited {
		i := slices.IndexFunc(entries, func(e journal.Entry) bool { return e.ID == p.Entry.ID })
		if i < 0 || entries[i].State == journal.Running {
			continue // the run that goes on with it refuses it
		}
		same, err := o.sameStatements(ctx, entries[i].SQL, p.File)
		if err != nil {
			return err
		}
		if same {
			o.Notify.Warn("%s was edited after it was applied: comments or empty lines", Slashed(p.File.Path))
			continue
		}
		refused.Paths = append(refused.Paths, p.File.Path)
		refused.Applied, refused.Now = append(refused.Applied, entries[i].SQL), append(refused.Now, p.File.Text)
	}
	if len(refused.Paths) == 0 {
		return nil
	}
	return refused
}

// sameStatements reports whether an applied text and a migration have the same statements.
func (o MigrateOptions) sameStatements(ctx context.Context, applied string, f folder.File) (bool, error) {
	if applied == "" {
		return false, nil
	}
	up, _ := folder.Parts(applied)
	before, err := o.statements(ctx, folder.File{Path: f.Path, SQL: up})
	if err != nil {
		return false, err
	}
	now, err := o.statements(ctx, f)
	return err == nil && slices.Equal(before, now), err
}

func (o MigrateOptions) statements(ctx context.Context, f folder.File) ([]string, error) {
	judged, err := o.Plan.Target.Language().Analyze(ctx, nil, []parse.Source{{Name: f.Path, Text: f.SQL}}, true)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, st := range judged.Statements {
		out = append(out, strings.TrimSpace(st.SQL))
	}
	return out, nil
}

// missing reports migrations that the database has and the folder lacks: an old program that
// starts after a newer one has nothing to do.
func (o MigrateOptions) missing(st journal.Status) error {
	if len(st.Missing) == 0 {
		return nil
	}
	e := &MissingFilesError{Database: o.Name, Folder: o.Folder.Path}
	for _, m := range st.Missing {
		e.Names = append(e.Names, m.Name)
		if len(st.Pending) > 0 && folder.Order(m.ID, st.Pending[0].ID) > 0 {
			e.Pending = st.Pending[0].Name
		}
	}
	if o.RefuseMore || e.Pending != "" { // both sides have what the other lacks
		return e
	}
	o.Notify.Warn("%v; a newer version has been deployed, or they were removed", e)
	return nil
}

// late refuses migrations that sort before an applied one, unless the order is allowed not to
// matter and does not.
func (o MigrateOptions) late(ctx context.Context, st journal.Status) error {
	e := &LateFilesError{}
	for _, f := range st.Late {
		e.Names = append(e.Names, f.Name)
	}
	switch o.Late {
	case ApplyLate:
		o.Notify.Warn("%v", e)
		return nil
	case ApplyCommuting:
		same, err := o.Plan.Replayer().Commutes(ctx, o.Folder.Files, st)
		if err != nil {
			return err
		}
		if same {
			o.Notify.Warn("%v; both orders lead to the same schema", e)
			return nil
		}
		e.Differ = true
	}
	return e
}
