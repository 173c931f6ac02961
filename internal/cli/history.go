package cli

// This file is the command history: the journal of a database as a table, JSON, or the SQL as it ran.

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/render"
)

func historyCommand() *cli.Command {
	return &cli.Command{
		Name:  "history",
		Usage: "show who applied which migration when, and the SQL as it ran",
		Description: "schemadiff history --db postgres://db/app\n" +
			"schemadiff history --db sqlite:app.db --format json\n\n" +
			"All of it is read from the database: no file of migrations is needed. Failed attempts and migrations that were\n" +
			"reverted are in the list. Times are the database's. Exit status: 0; 1 if it cannot be read.",
		Flags: append(slices.Concat(migrationFlags(), waitFlags()),
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"},
			&cli.BoolFlag{Name: "sql", Usage: "print the migrations as they ran, in their order"},
		),
		Action: inSession(0, "--db names the database", runHistory),
	}
}

func runHistory(s *session) error {
	format, err := s.format("text", "json")
	if err != nil {
		return err
	}
	name, database, err := s.database()
	if err != nil {
		return err
	}
	list, err := s.target.Journal().Entries(s.Context.Context, database, s.patience(), true)
	if err != nil {
		return err
	}
	events, err := s.target.Journal().Events(s.Context.Context, database, s.patience())
	if err != nil {
		return err
	}
	switch {
	case format == "json":
		return render.WriteJSON(s.App.Writer, map[string]any{"version": 1, "database": name, "migrations": append([]journal.Entry{}, list...), "events": append([]journal.Event{}, events...)})
	case s.Bool("sql"):
		for _, e := range list {
			fmt.Fprintf(s.App.Writer, "%s\n%s\n", render.Comment(e.Name+" ("+string(e.State)+")"), e.SQL)
		}
		return nil
	case len(events) == 0 && len(list) == 0:
		fmt.Fprintf(s.App.Writer, "%s has no migrations.\n", render.Escape(name))
		return nil
	}
	return printHistory(s.App.Writer, list, events)
}

func printHistory(w io.Writer, list []journal.Entry, events []journal.Event) error {
	entries := map[string]journal.Entry{}
	for _, e := range list {
		entries[e.ID] = e
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range events {
		entry, took := entries[e.ID], ""
		name := entry.Name
		if name == "" {
			name = e.ID
		}
		if e.Event == "applied" && entry.Run == e.Run {
			took = fmt.Sprintf("%d ms", entry.DurationMS)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s@%s\t%s\n", e.At.UTC().Format("2006-01-02 15:04:05 UTC"), e.Event, render.Escape(name), took,
			render.Escape(e.AppliedBy), render.Escape(e.Host), render.Escape(e.Error))
	}
	for _, e := range list {
		if e.State == journal.Running { // its run was broken off before it could log anything, or goes on
			fmt.Fprintf(t, "%s\t%s\t%s\t%d of %d steps\t%s@%s\t\n", e.Started.UTC().Format("2006-01-02 15:04:05 UTC"), "in part", render.Escape(e.Name), e.StepsDone, e.Steps,
				render.Escape(e.AppliedBy), render.Escape(e.Host))
		}
	}
	return t.Flush()
}
