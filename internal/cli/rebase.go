package cli

// This file is the command rebase: its flags become the options of internal/app/rebase, what is done to
// the folder is printed, and then written.

import (
	"context"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app/rebase"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/render"
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
		Usage: "put the migrations of this branch after the ones of another, before a merge or after it",
		Description: "schemadiff rebase --schema schema/ --dialect postgres\n" +
			"schemadiff rebase --onto origin/release --schema schema/ --dry-run\n\n" +
			"The migrations of the other branch stay as they are there. Migrations that it lacks get the next numbers, in their\n" +
			"old order, and schemadiff.sum is written again, also where git has left a conflict in it. Then all are replayed:\n" +
			"where they do not work after the others, or do not lead to the desired schema, and were not edited, a new one\n" +
			"replaces them; one that was written by hand is left to you, and nothing is changed. Run it before a database has\n" +
			"the migrations. Exit status: 0; 1 if files do not work or this is no git repository; 3 refused.",
		Flags: append(flags, migrationsFlag(),
			&cli.StringFlag{Name: "onto", Usage: "the `REF` whose migrations come first (default: the main branch, of the server if it has one)"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print what would be done"}),
		Action: inSession(0, "--onto names the branch, --migrations the folder", runRebase),
	}
}

func runRebase(s *session) error {
	if err := s.detectDialect(s.String("db"), s.String("dev-db")); err != nil {
		return err
	}
	g, err := s.generateOptions("")
	if err != nil {
		return err
	}
	o := rebase.Options{Generate: *g, Path: s.migrationsPath(), Onto: s.String("onto"), Notify: s.notify}
	if len(s.StringSlice("schema")) > 0 || len(s.config.Schema) > 0 {
		o.Desired = s.openTo
	}
	if s.String("db") != "" || s.environmentName() != "" {
		o.Journal = s.readJournal
	}
	ctx := s.Context.Context
	r, err := rebase.Read(ctx, o)
	if err != nil {
		return err
	}
	w, err := r.Prepare(ctx)
	if err != nil {
		return err
	}
	s.printWarnings(w.Warnings)
	if len(w.Lines) == 0 {
		fmt.Fprintln(s.remarks(), "nothing to do: the migrations are in order")
	} else {
		fmt.Fprintf(s.remarks(), "after the migrations of %s:\n", render.Escape(r.Onto))
	}
	for _, line := range w.Lines {
		if _, err := fmt.Fprintln(s.App.Writer, render.Escape(line)); err != nil {
			return err
		}
	}
	if s.Bool("dry-run") {
		return nil
	}
	return w.Write()
}

// readJournal reads the journal of the database that --db or --env names.
func (s *session) readJournal(ctx context.Context) (string, []journal.Entry, error) {
	name, database, err := s.database()
	if err != nil {
		return "", nil, err
	}
	entries, err := s.target.Journal().Entries(ctx, database, s.patience(), false)
	return name, entries, err
}
