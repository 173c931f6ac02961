package cli

// This file is the command backfill: it runs backfills with their progress, or lists how far they are.

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/render"
)

func backfillCommand() *cli.Command {
	return &cli.Command{
		Name:      "backfill",
		Usage:     "fill rows in batches, outside of migrations; if it is killed, the next run continues",
		ArgsUsage: "[NAME]",
		Description: "schemadiff backfill --db postgres://db/app 0004\n" +
			"schemadiff backfill --db sqlite:app.db --list\n\n" +
			"migrations/backfills/NNNN_name.sql holds one statement, and above it a line that declares its batches:\n\n" +
			"  -- schemadiff:batch table=posts key=id size=1000 pause=50ms\n" +
			"  UPDATE posts SET slug = lower(title) WHERE id BETWEEN :lo AND :hi AND slug IS NULL;\n\n" +
			"The key is an indexed column with a different value in each row; :lo and :hi are the first and the last key of a\n" +
			"batch. Each batch is a transaction of its own that also records how far it is, so nothing is done twice or left\n" +
			"out whoever else runs it. Rows that are written while it runs must have the new form already, from the application.\n" +
			"Without a name all that are not done are run. Do not run it before a server starts: it takes its time.\n" +
			"Exit status: 0 done; 1 a statement failed; 75 locked or interrupted: run it again.",
		Flags: append(migrationFlags(),
			&cli.BoolFlag{Name: "list", Usage: "list the backfills and their progress"},
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
	_, database, err := s.writtenDatabase(s.Bool("list"))
	if err != nil {
		return err
	}
	ctx := s.Context.Context
	b, err := app.ReadBackfills(ctx, s.target, database, s.migrationsPath(), s.patience())
	if err != nil {
		return err
	}
	if s.Bool("list") {
		return printBackfills(s.App.Writer, format, b)
	}
	asked := s.Args().First()
	if len(b.All) == 0 && asked == "" {
		_, err := fmt.Fprintf(s.people(), "Nothing to do: %s has no backfills.\n", render.Escape(b.Folder))
		return err
	}
	return b.Run(ctx, app.BackfillOptions{Name: asked, Wait: s.Duration("wait"), LockTimeout: s.lockLimit(), Point: failurePoint(ctx), Start: s.showBackfill,
		Done: func(backfill folder.Backfill, fill journal.Fill) {
			fmt.Fprintf(s.people(), "%s is done: %s.\n", render.Escape(backfill.Name), rowsChanged(fill))
		}})
}

// showBackfill shows the progress of one backfill.
func (s *session) showBackfill(b folder.Backfill) (func(journal.Fill), func(introspect.Wait), func()) {
	bar := s.newProgress()
	progress := func(f journal.Fill) { bar.event(migrate.Event{What: b.Name + ": " + rowsChanged(f), Done: -1}) }
	return progress, bar.waiting, bar.close
}

// rowsChanged is how far a backfill is.
func rowsChanged(f journal.Fill) string {
	batches := "1 batch"
	if f.Batches != 1 {
		batches = fmt.Sprintf("%d batches", f.Batches)
	}
	return app.Count(int(f.Rows), "row") + " in " + batches
}

// printBackfills prints which backfills there are and how far they are.
func printBackfills(w io.Writer, format string, b *app.Backfills) error {
	if format == "json" {
		pending := []string{}
		for _, backfill := range b.All {
			if b.Fill(backfill.ID) == nil {
				pending = append(pending, backfill.Name)
			}
		}
		return render.WriteJSON(w, map[string]any{"version": 1, "backfills": append([]journal.Fill{}, b.Fills...), "pending": pending})
	}
	if len(b.All)+len(b.Fills) == 0 {
		_, err := fmt.Fprintln(w, "There are no backfills.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, backfill := range b.All {
		state, note := "pending", ""
		if fill := b.Fill(backfill.ID); fill != nil {
			if state, note = "running", rowsChanged(*fill)+", up to "+fill.Cursor; fill.Done {
				state = "done"
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", state, render.Escape(backfill.Name), render.Escape(note))
	}
	return t.Flush()
}
