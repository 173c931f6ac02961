package cli

// This file is the command migrate: its flags become app.MigrateOptions, and what a run applies is
// printed as it happens.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

func migrateCommand() *cli.Command {
	return &cli.Command{
		Name:  "migrate",
		Usage: "apply the pending migrations, each exactly once; for the start of a container",
		Description: "schemadiff migrate --db sqlite:app.db\n" +
			"schemadiff migrate --db postgres://db/app --migrations migrations --wait 60s && exec app\n\n" +
			"Pending migrations are applied in the order of their numbers, each in a transaction together with its entry in the\n" +
			"database's journal. Before the first one the database must have the schema that the migrations before it lead to,\n" +
			"and after each the one that it leads to, or it is rolled back. A migration that no transaction can hold is continued\n" +
			"by the next run. With nothing pending no lock is taken and nothing is written. --rehearse runs them on a copy with\n" +
			"the rows, and changes nothing. Exit status: 0 all are applied; 1 a statement failed; 3 refused: edited, out of\n" +
			"order, or the database differs from its migrations; 75 locked, interrupted or not there yet: run again.",
		Flags: append(slices.Concat(migrationFlags(), rehearseFilesFlags()),
			&cli.StringFlag{Name: "to", Usage: "stop after the migration with this `ID`"},
			&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to wait for a server that starts, for locks, and for others that migrate"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a statement may wait for a lock, and others wait for it (PostgreSQL)"},
			&cli.StringFlag{Name: "on-drift", Value: "error", Usage: "error: refuse a database that is not what the migrations lead to; warn: go on"},
			&cli.StringFlag{Name: "out-of-order", Value: "error", Usage: "what to do with a migration that sorts before an applied one: error, if-commutes, apply"},
			&cli.BoolFlag{Name: "takeover", Usage: "end what a run that was killed still has running on the server, and do not wait for it (PostgreSQL)"},
			&cli.BoolFlag{Name: "strict", Usage: "fail if the database has migrations that the folder lacks"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print what would be applied"},
			confirmFlag(), runFormatFlag(),
		),
		Action: inSession(0, "--migrations names the folder, --to the last migration", runMigrate),
	}
}

func runMigrate(s *session) error {
	if err := s.checkValues("on-drift", "error", "warn"); err != nil {
		return err
	}
	if err := s.checkSample(); err != nil {
		return err
	}
	if s.Bool("rehearse") && s.Bool("dry-run") {
		return &usage{msg: "--dry-run runs nothing, and --rehearse runs the migrations on a copy", hint: "leave out one of them"}
	}
	if err := s.checkValues("out-of-order", "error", "if-commutes", "apply"); err != nil {
		return err
	}
	return s.reported(s.migrate)
}

// migrate brings the database that the flags name up to date.
func (s *session) migrate(r *runReport) error {
	if !s.Bool("rehearse") {
		if _, _, err := s.writtenDatabase(true); err != nil {
			return err
		}
	}
	m, err := s.existingMigrations()
	if err != nil {
		return err
	}
	r.Database = m.Name
	if !s.Bool("rehearse") {
		s.noteAbsent(m)
	}
	return s.migrateAll(s.Context.Context, m)
}

// checkValues refuses another value of a flag.
func (s *session) checkValues(flag string, values ...string) error {
	if value := s.String(flag); value != "" && !slices.Contains(values, value) {
		return &usage{msg: fmt.Sprintf("--%s %q", flag, value), hint: "want " + strings.Join(values, " or ")}
	}
	return nil
}

// approveMigrations asks before migrations are applied to a protected environment.
func (s *session) approveMigrations(ctx context.Context, pending int) error {
	_, err := s.confirmChange(ctx, question{What: app.Count(pending, "migration"), No: "nothing was applied"})
	return err
}

// migrateAll applies what is pending, and prints it.
func (s *session) migrateAll(ctx context.Context, m app.Migrations) error {
	late := map[string]app.LatePolicy{"if-commutes": app.ApplyCommuting, "apply": app.ApplyLate}
	bar := s.newProgress()
	done, err := app.Migrate(ctx, app.MigrateOptions{Migrations: m, To: s.String("to"), Run: s.runOptions(), Late: late[s.String("out-of-order")],
		RefuseMore: s.Bool("strict"), DryRun: s.Bool("dry-run"), Approve: s.approveMigrations, Events: s.run.watch(s.events(ctx, bar, "applied"))})
	bar.close()
	if done != nil {
		s.run.pending(done.Pending, err == nil && !s.Bool("rehearse"))
		s.printTrial(done)
	}
	if err != nil {
		return err
	}
	w, name := s.people(), render.Escape(m.Name)
	switch {
	case len(done.Pending) == 0:
		verb := "are"
		if done.Before == 1 {
			verb = "is"
		}
		s.run.Outcome = outcomeNothing
		fmt.Fprintf(w, "Nothing to do: %s of %s %s applied.\n", app.Count(done.Before, "migration"), name, verb)
	case s.Bool("rehearse"):
	case s.Bool("dry-run"):
		for _, f := range done.Pending {
			fmt.Fprintf(w, "%s would be applied\n", app.Slashed(f.Path))
		}
	case done.Applied == 0:
		s.run.Outcome = outcomeNothing
		fmt.Fprintln(w, "Nothing to do: others have applied the pending migrations meanwhile.")
	default:
		fmt.Fprintf(w, "Applied %s to %s.\n", app.Count(done.Applied, "migration"), name)
	}
	return nil
}

// printTrial prints what came of migrations on a copy.
func (s *session) printTrial(done *app.MigrateResult) {
	if done.Trial == nil {
		return
	}
	render.Trial(s.people(), done.Steps, done.Trial, s.style)
	s.run.Rehearsal = render.TrialJSON(done.Steps, done.Trial)
}

// watch has what a run applies and warns of put into its report too.
func (r *runReport) watch(e app.Events) app.Events {
	applied, warn := e.Applied, e.Warn
	e.Applied = func(name string, took time.Duration) {
		r.Migrations = append(r.Migrations, migrationJSON{Name: name, State: "applied", DurationMS: took.Milliseconds()})
		applied(name, took)
	}
	e.Warn = func(text string) {
		r.Warnings = append(r.Warnings, text)
		warn(text)
	}
	return e
}

// pending lists what was pending, with the duration of what this run has applied; a run that is done has left
// nothing pending.
func (r *runReport) pending(files []folder.File, done bool) {
	applied := r.Migrations
	r.Migrations = []migrationJSON{}
	for _, f := range files {
		m := migrationJSON{ID: f.ID, Name: f.Name, State: "pending"}
		if done && !r.DryRun {
			m.State = "applied" // by this run, or by others meanwhile
		}
		if i := slices.IndexFunc(applied, func(a migrationJSON) bool { return a.Name == f.Name }); i >= 0 {
			m.State, m.DurationMS = applied[i].State, applied[i].DurationMS
		}
		r.Migrations = append(r.Migrations, m)
	}
}
