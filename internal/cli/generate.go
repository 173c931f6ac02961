package cli

// This file is the command generate: it has the next migration written, and prints its path. Warnings
// go to the terminal as well as into the file, since the file may be read late or never.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
)

func generateCommand() *cli.Command {
	return &cli.Command{
		Name:      "generate",
		Usage:     "write the next migration file",
		ArgsUsage: "[NAME]",
		Description: "schemadiff generate --schema schema/ --dialect sqlite\n" +
			"schemadiff generate add_posts --schema schema/ --migrations db/migrations --dialect postgres\n" +
			"schemadiff generate fill_slugs --empty --dialect sqlite\n\n" +
			"No database is needed: the migrations are replayed in memory and compared with the desired schema, and the steps\n" +
			"that are missing are written to NNNN_name.sql, plain SQL that psql and sqlite3 run too. The file is yours: read it,\n" +
			"change it, commit it. Its path goes to standard output. --db compares with a live database instead, to take up what\n" +
			"was changed by hand. Destructive steps need --allow. Exit status: 0, also if there is nothing to do, which writes\n" +
			"no file; 1 if the files do not work; 3 refused.",
		Flags: append(slices.Concat(sourceFlags(), planFlags(), waitFlags()), migrationsFlag(),
			&cli.BoolFlag{Name: "empty", Usage: "an empty migration, to be written by hand"},
			&cli.StringFlag{Name: "runner", Usage: "who runs the file: d1 (wrangler), rqlite, no-fk-switch (others with foreign keys on for good); without it sqlite3, psql and schemadiff"},
			&cli.BoolFlag{Name: "down", Usage: "write NNNN_name.down.sql too, which reverts the migration"},
			&cli.StringFlag{Name: "id", Value: "number", Usage: "number: the next one; timestamp: the time in UTC"}),
		Action: inSession(1, "schemadiff generate add_posts --schema schema/", runGenerate),
	}
}

func runGenerate(s *session) error {
	for _, name := range []string{s.String("db"), s.String("from"), s.String("dev-db")} {
		if name != "" {
			if err := s.detectDialect(name); err != nil {
				return err
			}
		}
	}
	read, err := s.readFolder()
	if err != nil {
		return err
	}
	f, err := generate.ReadFolder(read)
	if err != nil {
		return err
	}
	id, err := s.migrationID(f)
	if err != nil {
		return err
	}
	ctx := s.Context.Context
	m, err := s.newMigration(ctx, f, id)
	if err != nil || m == nil {
		return err
	}
	path, err := f.Save(m)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.App.Writer, app.Slashed(path))
	return err
}

// migrationID is the ID of the next migration.
func (s *session) migrationID(f *generate.Folder) (string, error) {
	switch s.String("id") {
	case "number":
		return f.NextID(), nil
	case "timestamp":
		return generate.TimestampID(time.Now()), nil
	}
	return "", &usage{msg: fmt.Sprintf("--id %q: want number or timestamp", s.String("id"))}
}

// generateOptions are the flags about a migration that is generated.
func (s *session) generateOptions(id string) (*generate.Options, error) {
	o := &generate.Options{ID: id, Items: s.StringSlice("allow"), Down: s.Bool("down")}
	var err error
	if o.Plan, err = s.planOptions(); err != nil {
		return nil, err
	}
	if o.Linter, err = s.linter(rules.All()); err != nil {
		return nil, err
	}
	o.Linter.ForMigrations()
	return o, nil
}

// newMigration makes the migration; nil where there is nothing to do.
func (s *session) newMigration(ctx context.Context, f *generate.Folder, id string) (*generate.Migration, error) {
	name := s.Args().First()
	if s.Bool("empty") && name == "" {
		return nil, &usage{msg: "an empty migration needs a name", hint: "schemadiff generate fill_slugs --empty"}
	}
	o, err := s.generateOptions(id)
	if err != nil {
		return nil, err
	}
	if s.Bool("empty") {
		return o.Empty(ctx, name, f)
	}
	from, err := s.startingSide(ctx, o, f)
	if err != nil {
		return nil, err
	}
	to, err := s.openTo(ctx)
	if err != nil {
		return nil, err
	}
	if o, err = s.generateOptions(id); err != nil { // the sides may have chosen the dialect
		return nil, err
	}
	m, p, err := o.Next(ctx, name, from, to, f)
	if p != nil {
		if notes := render.Notes(p.Plan.Notes); notes != "" {
			fmt.Fprintf(s.remarks(), "note: %s\n", notes)
		}
	}
	if err != nil {
		return nil, err
	}
	if m == nil {
		fmt.Fprintln(s.remarks(), "nothing to do: the migrations lead to the desired schema")
		return nil, nil
	}
	s.printWarnings(m.Warnings)
	return m, nil
}

// startingSide is the side that the migration starts from: a database if one is named, else the
// migrations.
func (s *session) startingSide(ctx context.Context, o *generate.Options, f *generate.Folder) (*app.Endpoint, error) {
	if s.String("db") == "" && s.String("from") == "" {
		return o.Start(ctx, f)
	}
	e, err := s.openFrom(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.close(); err != nil {
		return nil, err
	}
	for _, d := range o.StartAt(ctx, e, f) {
		app.Notify(s.notify).Note("the database is not what the migrations lead to: %s", d)
	}
	return e, nil
}

// printWarnings prints warnings on standard error, each once.
func (s *session) printWarnings(findings []plan.Finding) {
	var seen []string
	for _, f := range findings {
		text := fmt.Sprintf("warning[%s] %s", f.Rule, render.Escape(f.Message))
		if slices.Contains(seen, text) {
			continue
		}
		seen = append(seen, text)
		fmt.Fprintln(s.App.ErrWriter, text)
		if f.Hint != "" {
			fmt.Fprintf(s.App.ErrWriter, "  hint: %s\n", render.Escape(f.Hint))
		}
	}
}
