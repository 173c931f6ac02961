package cli

// This file is the command adopt: its flags become the options of internal/app/adopt, and what was
// adopted is printed.

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/adopt"
	"github.com/schemadiff/schemadiff/render"
)

func adoptCommand() *cli.Command {
	return &cli.Command{
		Name:  "adopt",
		Usage: "take over a database that was made without migrations, or another tool's history",
		Description: "schemadiff adopt --db postgres://db/app\n" +
			"schemadiff adopt --db sqlite:app.db --from drizzle --migrations drizzle\n\n" +
			"Records migrations as applied without running them. Without --from the database must have the schema that the folder\n" +
			"leads to; where the folder is empty, 0001_baseline.sql is written from the database. With --from the tool's table and\n" +
			"folder are read where they are, its checksums are compared, and defects of its history are reported: entries\n" +
			"that were skipped, files that were edited, versions that are dirty. Nothing of it is changed. Exit status: 0;\n" +
			"3 refused: the database differs, or the history has defects.",
		Flags: append(migrationFlags(),
			&cli.StringFlag{Name: "from", Usage: "the `TOOL` whose history it is: " + strings.Join(adopt.ToolNames(), ", ")},
			&cli.StringFlag{Name: "table", Usage: "the tool's `TABLE`, with its schema if it has one, where it is not where the tool puts it by itself"},
			&cli.StringFlag{Name: "to", Usage: "adopt no migration after the one with this `ID`"},
			&cli.BoolFlag{Name: "accept-defects", Usage: "adopt what is recorded as applied, whatever is wrong with the history"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print what would be adopted, and write nothing"},
			&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to wait for locks"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long an attempt may wait for a lock (PostgreSQL)"},
		),
		Action: inSession(0, "--from names the tool, --migrations its folder", runAdopt),
	}
}

func runAdopt(s *session) error {
	m, err := s.adoptedDatabase()
	if err != nil {
		return err
	}
	o := adopt.Options{Migrations: m, To: s.String("to"), Run: s.runOptions(), DryRun: s.Bool("dry-run"), FoundTable: func(table string, tools []string) {
		app.Notify(s.notify).Note("%s has the table %s: --from %s takes over what that tool has recorded", m.Name, table, strings.Join(tools, " or "))
	}}
	tool := s.String("from")
	if tool == "" && s.String("table") != "" {
		return &usage{msg: "--table without --from", hint: "--from names the tool whose table it is: " + strings.Join(adopt.ToolNames(), ", ")}
	}
	out, err := s.adopt(s.Context.Context, o, tool)
	if err != nil {
		if out != nil && out.Written != "" {
			fmt.Fprintln(s.App.Writer, app.Slashed(out.Written))
		}
		return err
	}
	s.printAdopted(o, out, tool)
	return nil
}

// adoptedDatabase is the database, which must exist, and the folder.
func (s *session) adoptedDatabase() (app.Migrations, error) {
	if _, _, err := s.writtenDatabase(false); err != nil {
		return app.Migrations{}, err
	}
	return s.migrations()
}

// adopt adopts what the flags ask for.
func (s *session) adopt(ctx context.Context, o adopt.Options, tool string) (*adopt.Result, error) {
	switch {
	case tool != "":
		return adopt.Tool(ctx, adopt.ToolOptions{Options: o, Tool: tool, Table: s.String("table"), AcceptDefects: s.Bool("accept-defects")})
	case len(o.Folder.Files) == 0:
		return adopt.Baseline(ctx, o)
	}
	return adopt.Files(ctx, o)
}

// printAdopted prints what was, or would be, adopted; nil is nothing of a tool.
func (s *session) printAdopted(o adopt.Options, out *adopt.Result, tool string) {
	w, name := s.people(), render.Escape(o.Name)
	switch {
	case out == nil:
		fmt.Fprintf(w, "Nothing to adopt: %s has applied no migration of %s.\n", tool, render.Escape(o.Folder.Path))
		return
	case out.Empty:
		fmt.Fprintf(w, "Nothing to adopt: %s holds nothing.\n", name)
		return
	case out.Objects > 0:
		fmt.Fprintf(w, "0001_baseline would be written: %s.\n", app.Count(out.Objects, "object"))
		return
	}
	if out.Written != "" {
		fmt.Fprintln(w, app.Slashed(out.Written))
	}
	if len(out.Adopted) == 0 {
		fmt.Fprintf(w, "Nothing to adopt: %s has all of %s.\n", name, app.Count(out.Asked, "migration"))
	}
	verb := "adopted"
	if o.DryRun {
		verb = "would adopt"
	}
	for _, migration := range out.Adopted {
		fmt.Fprintf(w, "%s %s\n", verb, render.Escape(migration))
	}
}
