package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

func downCommand() *cli.Command {
	return &cli.Command{
		Name:  "down",
		Usage: "take back the last migration, or all behind one",
		Description: "schemadiff down --db sqlite:app.db\n" +
			"schemadiff down --db postgres://localhost/app --to 0003 --allow drop-column\n\n" +
			"NNNN_name.down.sql is run where there is one, else what leads from the schema with the migration to the one\n" +
			"without it. What is lost is told first, and refused without --allow. The journal keeps the migration as rolled\n" +
			"back; migrate applies it again. In production a new migration that goes forward is the safer way. Exit status:\n" +
			"0; 1 a statement failed; 3 refused; 75 locked or interrupted.",
		Flags: append(migrationFlags(),
			&cli.StringFlag{Name: "to", Usage: "take back all migrations behind the one with this `ID`; 0 for all (default: the last one alone)"},
			&cli.StringSliceFlag{Name: "allow", Usage: "permit what is lost: `RULE`, RULE:OBJECT, destructive or all; may be repeated"},
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
			&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to wait for locks, and for others that migrate"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a statement may wait for a lock, and others behind it (PostgreSQL)"},
			&cli.StringFlag{Name: "on-drift", Value: "error", Usage: "error: refuse a database that is not what the migrations lead to; warn: go on"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print the statements that would be run"},
		),
		Action: inSession(0, "--to names the migration that is the last to stay", runDown),
	}
}

func runDown(s *session) error {
	s.plain = true // it is one transaction
	m := &migrator{session: s}
	if err := m.look(s.Context.Context); err != nil {
		return err
	}
	back, err := m.toTakeBack()
	if err != nil {
		return err
	}
	if len(back) == 0 {
		_, err := fmt.Fprintf(s.App.Writer, "Nothing to take back: %s has no migration behind that one.\n", render.Escape(m.name))
		return err
	}
	return m.down(s.Context.Context, back)
}

// toTakeBack are the migrations behind the last that is to stay, the newest first.
func (m *migrator) toTakeBack() ([]folder.File, error) {
	st := m.standing
	switch {
	case len(st.Started) > 0:
		return nil, &refusal{st.Started[0].File.Name + " is applied in part: schemadiff migrate brings it to its end first"}
	case len(st.Missing) > 0:
		return nil, &refusal{fmt.Sprintf("the folder lacks %s, which the database has: nobody knows what is behind it", st.Missing[0].Name)}
	case len(st.Applied) == 0:
		return nil, nil
	}
	files := make([]folder.File, 0, len(st.Applied))
	for _, p := range st.Applied {
		files = append(files, p.File)
	}
	keep := len(files) - 1
	if to := m.String("to"); strings.Trim(to, "0") == "" && to != "" {
		keep = 0
	} else if to != "" {
		last := m.folder.Find(to)
		keep = slices.IndexFunc(files, func(f folder.File) bool { return last != nil && f.ID == last.ID }) + 1
		if keep == 0 {
			return nil, &usage{msg: fmt.Sprintf("%s is no migration that %s has", to, m.name)}
		}
	}
	back := slices.Clone(files[keep:])
	slices.Reverse(back)
	return back, nil
}

// down takes migrations back, the last one first.
func (m *migrator) down(ctx context.Context, back []folder.File) error {
	allow, err := m.allow()
	if err != nil {
		return err
	}
	var jobs []migrate.FileJob
	var told bytes.Buffer
	for i, f := range back {
		job, lost, err := m.reverse(ctx, f, len(m.standing.Applied)-i-1, allow)
		if err != nil {
			return err
		}
		jobs = append(jobs, *job)
		fmt.Fprintf(&told, "%s is taken back", f.Name)
		for _, l := range lost {
			fmt.Fprintf(&told, "\n  DESTRUCTIVE, loses %s", l)
		}
		told.WriteByte('\n')
	}
	if m.Bool("dry-run") {
		for _, j := range jobs {
			fmt.Fprintf(m.App.Writer, "%s\n%s\n", render.Comment("takes back "+j.Name), j.SQL)
		}
		return nil
	}
	fmt.Fprint(m.App.ErrWriter, render.EscapeText(told.String()))
	if err := m.confirmDown(ctx, len(jobs)); err != nil {
		return err
	}
	bar := newProgress(m.App.ErrWriter)
	files := m.run(ctx, jobs)
	files.Waiting = bar.waiting
	files.Applied = func(f *migrate.FileJob, took time.Duration) {
		bar.printf(m.App.Writer, "took back %s in %s\n", render.Escape(f.Name), took.Round(time.Millisecond))
	}
	files.Warn = func(text string) { bar.printf(m.App.ErrWriter, "warning: %s\n", render.Escape(text)) }
	n, err := m.target.Journal().Migrate(ctx, m.database, files)
	bar.close()
	if err != nil {
		return m.explained(ctx, n, jobs, err)
	}
	return nil
}

// reverse is a migration the other way round. applied is how many migrations stay.
func (m *migrator) reverse(ctx context.Context, f folder.File, applied int, allow plan.Allow) (*migrate.FileJob, []string, error) {
	var stay []folder.File
	for _, p := range m.standing.Applied[:applied] {
		stay = append(stay, p.File)
	}
	before, err := m.known(ctx, append(slices.Clone(stay), f))
	if err != nil {
		return nil, nil, err
	}
	after, err := m.known(ctx, stay)
	if err != nil {
		return nil, nil, err
	}
	after.Dialect = m.language().Name()
	p, err := m.between(ctx, &app.Endpoint{Schema: before.Clone(), Replayed: true}, &app.Endpoint{Schema: after.Clone()})
	if err != nil {
		return nil, nil, fmt.Errorf("the way back from %s: %w", f.Name, err)
	}
	if err := refuse(plan.Refusals(p.Plan, allow)); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	text := f.Down
	if text == "" {
		if text, err = m.wayBack(ctx, f, p); err != nil {
			return nil, nil, err
		}
	}
	var lost []string
	for _, st := range p.Plan.Steps {
		if st.Lost != "" {
			lost = append(lost, st.Lost)
		}
	}
	job, err := m.backJob(ctx, f, text, before, after)
	return job, lost, err
}

// wayBack is what takes a migration back that has no text for it.
func (m *migrator) wayBack(ctx context.Context, f folder.File, p *app.Planned) (string, error) {
	if len(p.Plan.Steps) > 0 {
		return p.Planner.Migration(p.Plan), nil
	}
	statements, err := m.replayer().Split(ctx, f)
	if err != nil {
		return "", err
	}
	for _, st := range statements.Statements {
		for _, a := range st.Acts {
			switch a.Verb {
			case schema.Inserts, schema.Updates, schema.Deletes, schema.Truncates:
				return "", &refusal{fmt.Sprintf("%s changes rows, and nobody knows what they were: write %s.down.sql", f.Name, strings.TrimSuffix(f.Path, ".sql"))}
			}
		}
	}
	return "", nil
}

func (m *migrator) backJob(ctx context.Context, f folder.File, text string, before, after *schema.Schema) (*migrate.FileJob, error) {
	path := strings.TrimSuffix(f.Path, ".sql") + ".down.sql"
	judged, err := m.language().Analyze(ctx, before, []parse.Source{{Name: path, Text: text}}, true)
	if err != nil {
		return nil, err
	}
	if errs := append(judged.Syntax, judged.Broken...); len(errs) > 0 {
		return nil, errs
	}
	back := f
	back.Path, back.SQL = path, text
	return &migrate.FileJob{File: back, Statements: judged.Statements, Before: before, After: after, Down: true}, nil
}

// confirmDown asks on a terminal; elsewhere only --yes will do.
func (m *migrator) confirmDown(ctx context.Context, n int) error {
	if m.Bool("yes") {
		return nil
	}
	if !isTerminal(m.App.Reader) || !isTerminal(m.App.ErrWriter) {
		return &usage{msg: "down asks before it takes anything back, and this is no terminal", hint: "--yes answers it"}
	}
	fmt.Fprintf(m.App.ErrWriter, "Take back %s of %s? [y/N] ", count(n, "migration"), render.Escape(m.name))
	if answer, err := m.answer(ctx, count(n, "migration")); err != nil {
		return err
	} else if answer != "y" && answer != "yes" {
		return &refusal{"nothing was taken back"}
	}
	return nil
}
