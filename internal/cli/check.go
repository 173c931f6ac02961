package cli

// This file is the command check: its flags become the options of internal/app/check, and the findings
// are printed as those of lint are.

import (
	"context"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/check"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/render"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:  "check",
		Usage: "check, without a database, that the migrations lead to the desired schema; for CI",
		Description: "schemadiff check --schema schema/ --dialect postgres\n" +
			"schemadiff check --schema schema/ --base origin/main --format github\n" +
			"schemadiff check --schema schema/ --compatible-with git:v1.8:schema/\n\n" +
			"The folder is replayed in memory and compared with the desired schema; numbers and the chain of checksums in\n" +
			"schemadiff.sum are checked; migrations that the base does not have are linted (--lint-all: all). The base is the commit where the\n" +
			"branch left the main one, unless --base names another; migrations of it must not change. Exit status: 0; 2 if the\n" +
			"migrations do not lead to the desired schema; 3 for findings at or above --fail-on; 1 if the files do not work.",
		Flags: append(append(slices.Concat(without(sourceFlags(), "db", "from"), waitFlags()), migrationsFlag(),
			&cli.StringFlag{Name: "base", Usage: "the commit or branch to compare with: its migrations must not change (default: where the branch left the main one)"},
			&cli.StringSliceFlag{Name: "compatible-with", Usage: "a release that still runs, by the `SOURCE` of its schema: what its statements no longer find in the desired one is reported; may be repeated (default: [compat] releases of the configuration)"},
			&cli.BoolFlag{Name: "accept", Usage: "write the checksums of migrations that were edited since they were generated and that the base does not have"},
			&cli.BoolFlag{Name: "lint-all", Usage: "lint the migrations of the base too, not the new ones alone"},
			&cli.StringFlag{Name: "dev-db", Usage: "the `DATABASE` of a server to run migrations on that cannot be known by reading (PostgreSQL)"},
		), reportFlags()...),
		Action: inSession(0, "--schema names the desired schema, --migrations the folder", runCheck),
	}
}

func runCheck(s *session) error {
	format, err := s.lintFormat()
	if err != nil {
		return err
	}
	o, failOn, err := s.reviewOptions()
	if err != nil {
		return err
	}
	o.Linter.ForMigrations()
	o.Desired = s.openTo
	ctx := s.Context.Context
	c, err := check.Read(ctx, o, s.migrationsPath(), s.String("base"))
	if c != nil {
		for _, note := range c.Folder.Notes() {
			app.Notify(s.notify).Note("%s", note)
		}
	}
	if err != nil {
		return err
	}
	c.All = s.Bool("lint-all")
	c.Releases = s.releases()
	if s.Bool("accept") {
		if err := c.Accept(); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.App.Writer, "wrote the checksums of %s.\n", app.Count(len(c.Folder.Files), "migration"))
		return err
	}
	if err := c.Run(ctx); err != nil {
		return err
	}
	return s.printCheck(c, format, failOn)
}

// remarkChecked says what was compared, and with what.
func (s *session) remarkChecked(c *check.Check, folder string) {
	if !c.WithoutFolder() {
		fmt.Fprintf(s.remarks(), "%s: %s, which lead to the desired schema\n", folder, app.Count(len(c.Folder.Files), "migration"))
	}
	if n := len(c.Releases); n > 0 {
		fmt.Fprintf(s.remarks(), "the desired schema was compared with %s\n", app.Count(n, "release"))
	}
}

// releases have to work on the desired schema; each is named by the source of its own.
func (s *session) releases() []check.Release {
	names := s.StringSlice("compatible-with")
	if len(names) == 0 {
		names = s.config.Compat.Releases
	}
	list := make([]check.Release, len(names))
	for i, name := range names {
		list[i] = check.Release{Name: name, Open: func(ctx context.Context) (*app.Endpoint, error) {
			return s.openSource(ctx, []string{name}, sourceRole{})
		}}
	}
	return list
}

// printCheck prints what was found, and is the exit status of check.
func (s *session) printCheck(c *check.Check, format string, failOn lint.Severity) error {
	if err := s.printFindings(c.Review, format); err != nil {
		return err
	}
	name := render.Escape(app.Slashed(c.Folder.Path))
	switch {
	case c.Unknown != nil:
		return c.Unknown
	case c.Differs:
		fmt.Fprintf(s.App.ErrWriter, "%s: the migrations do not lead to the desired schema\n", name)
		return status(exitDifferences)
	}
	s.remarkChecked(c, name)
	if c.Reaches(failOn) {
		return status(exitRefused)
	}
	return nil
}
