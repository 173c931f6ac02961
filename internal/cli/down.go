package cli

// This file is the command down: it shows which migrations are to be reverted and what that loses,
// asks, and has them reverted.

import (
	"context"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/revert"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/render"
)

func downCommand() *cli.Command {
	return &cli.Command{
		Name:  "down",
		Usage: "revert the last migration, or all after one",
		Description: "schemadiff down --db sqlite:app.db\n" +
			"schemadiff down --db postgres://localhost/app --to 0003 --allow drop-column\n\n" +
			"NNNN_name.down.sql is run where there is one, else a plan from the schema with the migration to the one\n" +
			"without it. What is lost is printed first, and refused without --allow. The journal keeps the migration as rolled\n" +
			"back; migrate applies it again. In production a new migration that goes forward is the safer way. Exit status:\n" +
			"0; 1 a statement failed; 3 refused; 75 locked or interrupted.",
		Flags: append(migrationFlags(),
			&cli.StringFlag{Name: "to", Usage: "revert all migrations after the one with this `ID`; 0 for all (default: the last one alone)"},
			&cli.StringSliceFlag{Name: "allow", Usage: "permit what is lost: `RULE`, RULE:OBJECT, destructive or all; may be repeated"},
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
			confirmFlag(),
			&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to wait for locks, and for others that migrate"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a statement may wait for a lock, and others wait for it (PostgreSQL)"},
			&cli.StringFlag{Name: "on-drift", Value: "error", Usage: "error: refuse a database that is not what the migrations lead to; warn: go on"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print the statements that would be run"},
		),
		Action: inSession(0, "--to names the migration that is the last to stay", runDown),
	}
}

func runDown(s *session) error {
	if err := s.checkValues("on-drift", "error", "warn"); err != nil {
		return err
	}
	if _, _, err := s.writtenDatabase(false); err != nil {
		return err
	}
	m, err := s.existingMigrations()
	if err != nil {
		return err
	}
	ctx := s.Context.Context
	st, err := m.Status(ctx, true)
	if err != nil {
		return err
	}
	reverted, err := revert.Prepare(ctx, revert.Options{Migrations: m, To: s.String("to")}, st)
	switch {
	case err != nil:
		return err
	case len(reverted) == 0:
		_, err := fmt.Fprintf(s.people(), "Nothing to revert: %s has no migration after that one.\n", render.Escape(m.Name))
		return err
	case s.Bool("dry-run"):
		for _, r := range reverted {
			fmt.Fprintf(s.App.Writer, "%s\n%s\n", render.Comment("reverts "+r.Name), r.Job.SQL)
		}
		return nil
	}
	return s.revert(ctx, m, reverted)
}

// revert asks, and reverts migrations.
func (s *session) revert(ctx context.Context, m app.Migrations, reverted []revert.Reverted) error {
	var jobs []migrate.FileJob
	for _, r := range reverted {
		jobs = append(jobs, r.Job)
		fmt.Fprintf(s.App.ErrWriter, "%s is reverted\n", render.Escape(r.Name))
		for _, lost := range r.Lost {
			fmt.Fprintf(s.App.ErrWriter, "  DESTRUCTIVE, loses %s\n", render.Escape(lost))
		}
	}
	what := app.Count(len(jobs), "migration")
	if _, err := s.confirmChange(ctx, question{Text: fmt.Sprintf("Revert %s of %s?", what, render.Escape(m.Name)), What: what,
		NoTerminal: "down asks before it reverts anything, and this is no terminal", No: "nothing was reverted"}); err != nil {
		return err
	}
	bar := s.newProgress()
	_, err := m.Execute(ctx, s.runOptions(), jobs, s.events(ctx, bar, "reverted"))
	bar.close()
	return err
}
