package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

func backfillCommand() *cli.Command {
	return &cli.Command{
		Name:      "backfill",
		Usage:     "fill rows in batches, apart from migrations; killed at any time, the next run goes on",
		ArgsUsage: "[NAME]",
		Description: "schemadiff backfill --db postgres://db/app 0004\n" +
			"schemadiff backfill --db sqlite:app.db --list\n\n" +
			"migrations/backfills/NNNN_name.sql holds one statement, and above it a line that declares its batches:\n\n" +
			"  -- schemadiff:batch table=posts key=id size=1000 pause=50ms\n" +
			"  UPDATE posts SET slug = lower(title) WHERE id BETWEEN :lo AND :hi AND slug IS NULL;\n\n" +
			"The key is a column with an index that tells the rows apart; :lo and :hi are the first and the last key of a\n" +
			"batch. Each batch is a transaction of its own that also records how far it is, so nothing is done twice or left\n" +
			"out whoever else runs it. Rows that come in while it runs are those of the application that already writes the\n" +
			"new form. Without a name all that are not done are run. Never run it before a server starts: it takes its time.\n" +
			"Exit status: 0 done; 1 a statement failed; 75 locked or interrupted: run it again.",
		Flags: append(migrationFlags(),
			&cli.BoolFlag{Name: "list", Usage: "tell which backfills there are and how far they are"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json, of --list"},
			&cli.DurationFlag{Name: "wait", Value: 5 * time.Minute, Usage: "how long to try again for locks"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a batch may wait for a lock (PostgreSQL)"},
		),
		Action: inSession(1, "schemadiff backfill 0004 --db sqlite:app.db", runBackfill),
	}
}

func runBackfill(s *session) error {
	format, err := s.format("text", "json")
	if err != nil {
		return err
	}
	name, database, err := s.database()
	if err != nil {
		return err
	}
	list, err := folder.Backfills(s.migrationsPath())
	if err != nil {
		return err
	}
	done, err := s.target.Journal().Fills(s.Context.Context, database, s.patience())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if s.Bool("list") {
		return printFills(s.App.Writer, format, list, done)
	}
	return s.backfill(s.Context.Context, name, database, list, done)
}

// backfill runs the one that was asked for, or all that are not done.
func (s *session) backfill(ctx context.Context, name, database string, list []folder.Backfill, done []folder.Fill) error {
	asked := s.Args().First()
	ran := 0
	for _, b := range list {
		if asked != "" && asked != b.Name && folder.Order(asked, b.ID) != 0 {
			continue
		}
		ran++
		if i := slices.IndexFunc(done, func(f folder.Fill) bool { return f.ID == b.ID }); i >= 0 && done[i].Done {
			fmt.Fprintf(s.App.Writer, "%s is done: %s.\n", render.Escape(b.Name), rowsChanged(done[i]))
			continue
		}
		bar := newProgress(s.App.ErrWriter)
		run := &migrate.BackfillRun{Backfill: b, Wait: s.Duration("wait"), LockTimeout: s.lockLimit(), Waiting: bar.waiting, Point: failAt(ctx), Progress: func(f folder.Fill) {
			bar.event(migrate.Event{What: b.Name + ": " + rowsChanged(f), Done: -1})
		}}
		fill, err := s.target.Journal().Fill(ctx, database, run)
		bar.close()
		if err != nil {
			return err
		}
		fmt.Fprintf(s.App.Writer, "%s is done: %s.\n", render.Escape(b.Name), rowsChanged(*fill))
	}
	switch {
	case ran > 0:
		return nil
	case asked != "":
		return &usage{msg: fmt.Sprintf("%s has no backfill %s", s.migrationsPath(), asked), hint: "schemadiff backfill --list tells which there are"}
	}
	_, err := fmt.Fprintf(s.App.Writer, "Nothing to do: %s has no backfills.\n", render.Escape(s.migrationsPath()))
	return err
}

func rowsChanged(f folder.Fill) string {
	return fmt.Sprintf("%s in %s", count(int(f.Rows), "row"), batches(f.Batches))
}

func batches(n int64) string {
	if n == 1 {
		return "1 batch"
	}
	return fmt.Sprintf("%d batches", n)
}

func printFills(w io.Writer, format string, list []folder.Backfill, done []folder.Fill) error {
	if format == "json" {
		pending := []string{}
		for _, b := range list {
			if !slices.ContainsFunc(done, func(f folder.Fill) bool { return f.ID == b.ID }) {
				pending = append(pending, b.Name)
			}
		}
		return writeJSON(w, map[string]any{"version": 1, "backfills": append([]folder.Fill{}, done...), "pending": pending})
	}
	if len(list)+len(done) == 0 {
		_, err := fmt.Fprintln(w, "There are no backfills.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, b := range list {
		state, note := "pending", ""
		if i := slices.IndexFunc(done, func(f folder.Fill) bool { return f.ID == b.ID }); i >= 0 {
			if state, note = "running", rowsChanged(done[i])+", up to "+done[i].Cursor; done[i].Done {
				state = "done"
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", state, render.Escape(b.Name), render.Escape(note))
	}
	return t.Flush()
}
