package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

func migrateCommand() *cli.Command {
	return &cli.Command{
		Name:  "migrate",
		Usage: "apply the pending migrations, each exactly once; for the start of a container",
		Description: "schemadiff migrate --db sqlite:app.db\n" +
			"schemadiff migrate --db postgres://db/app --migrations migrations --wait 60s && exec app\n\n" +
			"What is pending is applied in the order of its numbers, a file a transaction, with its entry in the database's\n" +
			"journal inside. Before the first one the database must be what the migrations before it lead to, and after each\n" +
			"what it leads to, or it is rolled back. What cannot be in a transaction is gone on with by the next run. Nothing\n" +
			"pending takes no lock and writes nothing. Exit status: 0 all are applied; 1 a statement failed; 3 refused: edited,\n" +
			"out of order, or another database than the migrations tell; 75 locked, interrupted or not there yet: run again.",
		Flags: append(migrationFlags(),
			&cli.StringFlag{Name: "to", Usage: "stop behind the migration with this `ID`"},
			&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to wait for a server that starts, for locks, and for others that migrate"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a statement may wait for a lock, and others behind it (PostgreSQL)"},
			&cli.StringFlag{Name: "on-drift", Value: "error", Usage: "error: refuse a database that is not what the migrations lead to; warn: go on"},
			&cli.StringFlag{Name: "out-of-order", Value: "error", Usage: "what to do with a migration that sorts before an applied one: error, if-commutes, apply"},
			&cli.BoolFlag{Name: "takeover", Usage: "end what a run that was killed still has running on the server, and do not wait for it (PostgreSQL)"},
			&cli.BoolFlag{Name: "strict", Usage: "fail if the database has migrations that the folder lacks"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print what would be applied"},
		),
		Action: inSession(0, "--migrations names the folder, --to the last migration", runMigrate),
	}
}

// migration is one run of migrate.
type migrator struct {
	*session
	name, database string
	folder         *folder.Folder
	standing       folder.Status
}

func runMigrate(s *session) error {
	m := &migrator{session: s}
	if err := m.look(s.Context.Context); err != nil {
		return err
	}
	if err := m.refuse(s.Context.Context); err != nil {
		return err
	}
	if len(m.standing.Pending) == 0 {
		verb := "are"
		if len(m.standing.Applied) == 1 {
			verb = "is"
		}
		_, err := fmt.Fprintf(s.App.Writer, "Nothing to do: %s of %s %s applied.\n", count(len(m.standing.Applied), "migration"), render.Escape(m.name), verb)
		return err
	}
	if s.Bool("dry-run") {
		for _, f := range m.standing.Pending {
			fmt.Fprintf(s.App.Writer, "%s would be applied\n", shown(f.Path))
		}
		return nil
	}
	return m.migrate(s.Context.Context)
}

// look reads the folder and the journal.
func (m *migrator) look(ctx context.Context) (err error) {
	for _, o := range []struct {
		flag   string
		values []string
	}{{"on-drift", []string{"error", "warn"}}, {"out-of-order", []string{"error", "if-commutes", "apply"}}} {
		if m.String(o.flag) != "" && !slices.Contains(o.values, m.String(o.flag)) {
			return &usage{msg: fmt.Sprintf("--%s %q", o.flag, m.String(o.flag)), hint: "want " + strings.Join(o.values, " or ")}
		}
	}
	if m.name, m.database, err = m.session.database(); err != nil {
		return err
	}
	if m.folder, err = m.migrations(); err != nil {
		return err
	}
	if _, err := os.Stat(m.folder.Path); err != nil {
		return &usage{msg: fmt.Sprintf("there is no folder of migrations %s", m.folder.Path), hint: "--migrations FOLDER, or migrations = \"…\" in schemadiff.toml; schemadiff generate makes the first"}
	}
	journal, err := app.Entries(ctx, m.target, m.database, m.patience(), m.Duration("wait"), m.Command.Name != "migrate")
	if err != nil {
		return err
	}
	files := m.folder.Files
	if to := m.String("to"); to != "" && m.Command.Name == "migrate" {
		last := m.folder.Find(to)
		if last == nil {
			return &usage{msg: fmt.Sprintf("%s has no migration %s", m.folder.Path, to)}
		}
		files = files[:slices.IndexFunc(files, func(f folder.File) bool { return f.ID == last.ID })+1]
	}
	m.standing = folder.Compare(m.folder.Files, journal)
	m.standing.Pending = slices.DeleteFunc(m.standing.Pending, func(f folder.File) bool {
		return !slices.ContainsFunc(files, func(g folder.File) bool { return g.ID == f.ID })
	})
	return nil
}

// refuse stops at what no run may go on with, and tells of what it may.
func (m *migrator) refuse(ctx context.Context) error {
	st := m.standing
	if len(st.Edited) > 0 {
		return m.edited(ctx)
	}
	if err := m.missing(); err != nil {
		return err
	}
	if len(st.Late) > 0 && len(st.Pending) > 0 {
		return m.late(ctx)
	}
	return nil
}

// missing tells of migrations that the database has and the folder lacks: an old image
// that starts behind a newer one has nothing to do.
func (m *migrator) missing() error {
	st := m.standing
	if len(st.Missing) == 0 {
		return nil
	}
	var names []string
	newer := false
	for _, e := range st.Missing {
		names = append(names, e.Name)
		newer = newer || len(st.Pending) > 0 && folder.Order(e.ID, st.Pending[0].ID) > 0
	}
	text := fmt.Sprintf("%s has %s that %s lacks: %s", m.name, count(len(names), "migration"), m.folder.Path, strings.Join(names, ", "))
	switch {
	case m.Bool("strict"):
		return &refusal{text}
	case newer:
		return &refusal{text + "\n  and " + m.standing.Pending[0].Name + " is pending: the two come from different branches. Merge them, and give the pending one the next number (schemadiff rebase)"}
	}
	fmt.Fprintf(m.App.ErrWriter, "warning: %s; a newer version has been deployed, or they were removed\n", render.Escape(text))
	return nil
}

// late refuses migrations that sort before one that is applied, unless the order does
// not matter.
func (m *migrator) late(ctx context.Context) error {
	var names []string
	for _, f := range m.standing.Late {
		names = append(names, f.Name)
	}
	text := fmt.Sprintf("%s would run out of order: a migration behind has been applied", strings.Join(names, ", "))
	switch m.String("out-of-order") {
	case "apply":
		fmt.Fprintf(m.App.ErrWriter, "warning: %s\n", render.Escape(text))
		return nil
	case "if-commutes":
		same, err := m.replayer().Commutes(ctx, m.folder.Files, m.standing)
		if err != nil {
			return err
		}
		if same {
			fmt.Fprintf(m.App.ErrWriter, "warning: %s; both orders lead to the same schema\n", render.Escape(text))
			return nil
		}
		text += ", and the two orders lead to different schemas"
	}
	return &refusal{text + "\n  give it the next number (schemadiff rebase), or --out-of-order if-commutes, or --out-of-order apply"}
}

// migrate carries out what is pending.
func (m *migrator) migrate(ctx context.Context) error {
	work, err := m.replayer().Work(ctx, m.standing)
	if work != nil {
		for _, opaque := range work.Opaque {
			m.tellOpaque(opaque)
		}
	}
	if err != nil {
		return err
	}
	jobs := work.Jobs
	bar := newProgress(m.App.ErrWriter)
	files := m.run(ctx, jobs)
	files.Progress, files.Waiting = bar.event, bar.waiting
	files.Warn = func(text string) { bar.printf(m.App.ErrWriter, "warning: %s\n", render.Escape(text)) }
	files.Applied = func(f *migrate.FileJob, took time.Duration) {
		bar.printf(m.App.Writer, "applied %s in %s\n", render.Escape(f.Name), took.Round(time.Millisecond))
	}
	n, err := m.target.Journal().Migrate(ctx, m.database, files)
	bar.close()
	if err != nil {
		return m.explained(ctx, n, jobs, err)
	}
	if n == 0 {
		fmt.Fprintf(m.App.Writer, "Nothing to do: others have applied the pending migrations meanwhile.\n")
		return nil
	}
	fmt.Fprintf(m.App.Writer, "Applied %s to %s.\n", count(n, "migration"), render.Escape(m.name))
	return nil
}

// before is what the applied migrations lead to; nil where nobody knows.
func (m *migrator) before(ctx context.Context) (*schema.Schema, error) {
	r, err := m.replayer().Before(ctx, m.standing)
	if err != nil || r == nil {
		return nil, err
	}
	m.tellOpaque(r.Opaque)
	return r.Schema, nil
}

// tellOpaque tells why a database is not compared.
func (s *session) tellOpaque(opaque *parse.Error) {
	if opaque != nil {
		fmt.Fprintf(s.App.ErrWriter, "note: the database is not compared with what the migrations lead to: %s\n", render.Escape(opaque.Error()))
	}
}

// run is what a run of jobs needs to know.
func (s *session) run(ctx context.Context, jobs []migrate.FileJob) *migrate.Files {
	o := app.RunOptions{Tool: version(), Wait: s.Duration("wait"), LockTimeout: s.lockLimit(), TakeOver: s.Bool("takeover"), Drift: migrate.DriftPolicy(s.String("on-drift"))}
	files := o.Files(jobs, s.differences)
	files.Point = failAt(ctx)
	return files
}

// explained puts an error at its place in the file.
func (m *migrator) explained(ctx context.Context, applied int, jobs []migrate.FileJob, err error) error {
	var failed *migrate.FileError
	if errors.Is(err, context.Canceled) {
		return m.interrupted(ctx, applied, len(jobs), err)
	}
	if errors.As(err, &failed) {
		for _, j := range jobs {
			if j.Path == failed.File {
				at := parse.At(parse.Source{Name: j.Path, Text: j.SQL}, j.Statements[failed.Index].Start, "%v", failed.Err)
				at.Hint = failed.Rest()
				return at
			}
		}
	}
	var drift *migrate.DriftedError
	if errors.As(err, &drift) {
		return fmt.Errorf("%w\n  schemadiff generate --db takes up what was changed by hand; schemadiff adopt takes over a database that was made without migrations; --on-drift warn goes on", err)
	}
	return m.interrupted(ctx, applied, len(jobs), err)
}

// interrupted is the error of a run that a signal has ended, with what of it stays.
func (m *migrator) interrupted(ctx context.Context, applied, of int, err error) error {
	var unanswered *migrate.UnansweredError
	if ctx.Err() == nil || errors.As(err, &unanswered) {
		return err
	}
	out := &migrate.InterruptedError{Done: fmt.Sprintf("%d of %s", applied, count(of, "migration")), Stays: applied > 0, GoOn: "run " + m.Command.Name + " again", Err: err}
	var within *migrate.InterruptedError
	if errors.As(err, &within) {
		out.Left = within.Left
		if within.Stays {
			out.Done, out.Stays = out.Done+", and "+within.Done+",", true
		}
	}
	return out
}
