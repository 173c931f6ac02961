package cli

// This file is the command lint: its flags name files and what they are judged with, and findings are
// printed, fixed or kept in a baseline.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

func lintCommand() *cli.Command {
	return &cli.Command{
		Name:      "lint",
		Usage:     "find what destroys data, locks tables or will be regretted, in DDL files and migrations",
		ArgsUsage: "[PATH…]",
		Description: "schemadiff lint schema/ migrations/\n" +
			"schemadiff lint --staged\n" +
			"schemadiff lint --from git:main:schema/ change.sql\n" +
			"schemadiff lint --format sarif schema/ > lint.sarif\n\n" +
			"A file in a folder of migrations, or one that changes objects it does not create, is a migration and is\n" +
			"judged statement by statement on top of the files before it; all others together are a schema. A file opens no\n" +
			"connection and nothing is written. Exit status: 0; 3 if there are findings at or above --fail-on; 1 if files cannot\n" +
			"be read. With --db the database is opened read-only and asked whether rows are in the way.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "format", Usage: strings.Join(render.LintFormats(), ", ")},
			&cli.StringFlag{Name: "fail-on", Usage: "the `SEVERITY` from which on to exit with 3: error (default), warning, info or never"},
			&cli.StringFlag{Name: "preset", Usage: "recommended (default), strict, minimal or all"},
			&cli.StringSliceFlag{Name: "rule", Usage: "`RULE=SEVERITY`, or a category; may be repeated"},
			infoFlag(),
			&cli.StringFlag{Name: "kind", Usage: "what the files are: schema or migration (default: found by their place and statements)"},
			&cli.StringFlag{Name: "from", Usage: "the `SOURCE` that migrations start from (default: the migrations before them)"},
			&cli.StringFlag{Name: "db", Usage: "the live `DATABASE` that migrations start from, which is asked about its rows"},
			trustFlag(),
			&cli.StringFlag{Name: "facts", Usage: "what schemadiff facts has saved of a database, in `FILE`"},
			&cli.StringFlag{Name: "dialect", Usage: "the `DIALECT`: sqlite or postgres (default: the configuration, or found in the text)"},
			&cli.BoolFlag{Name: "staged", Usage: "judge the .sql files of the git index as they are staged"},
			&cli.StringFlag{Name: "since", Usage: "judge only files that changed since the git `REF`"},
			fixFlag{&cli.GenericFlag{Name: "fix", Value: new(fixMode), Usage: "write safe changes into the files; --fix=unsafe also changes of what the schema says"}},
			&cli.BoolFlag{Name: "diff", Usage: "print the changes as a patch for git apply, and nothing else"},
			&cli.StringFlag{Name: "baseline", Usage: "leave out the findings that `FILE` lists"},
			&cli.StringFlag{Name: "write-baseline", Usage: "write all findings into `FILE`"},
			&cli.DurationFlag{Name: "busy-timeout", Usage: "how long to wait for the database of --from", Hidden: true},
			quietFlag(), verboseFlag(), colorFlag(),
		}, waitFlags()...),
		Action: inSession(-1, "", runLint),
	}
}

func runLint(s *session) error {
	format, err := s.lintFormat()
	if err != nil {
		return err
	}
	if kind := s.String("kind"); kind != "" && kind != "schema" && kind != "migration" {
		return &usage{msg: fmt.Sprintf("--kind %q", kind), hint: "want schema or migration"}
	}
	if _, _, err := s.reviewOptions(); err != nil { // before anything takes time
		return err
	}
	r, fixed, err := s.reviewAndFix(s.Context.Context)
	if err := errors.Join(err, s.close()); err != nil { // nothing is asked of a database any more
		return err
	}
	if done, err := s.writeFixes(r, fixed); done || err != nil {
		return err
	}
	if err := s.printFindings(r, format); err != nil {
		return err
	}
	failOn, err := s.failOn()
	if err == nil && r.Reaches(failOn) {
		return status(exitRefused)
	}
	return err
}

// savedFacts are those of the file that a flag names; nil for none.
func (s *session) savedFacts() (*app.FactsFile, error) {
	file := s.String("facts")
	if file == "" {
		return nil, nil
	}
	facts, err := app.ReadFacts(file)
	if err != nil {
		return nil, err
	}
	facts.DefaultSchema = "public"
	return facts, nil
}

// reviewFiles judges files, those of each project by its configuration.
func (s *session) reviewFiles(ctx context.Context, sources []parse.Source, facts *app.FactsFile) (*review.Review, error) {
	groups, err := s.lintGroups(ctx, sources)
	if err != nil {
		return nil, err
	}
	reviews := make([]*review.Review, len(groups))
	for i, g := range groups {
		reviews[i], err = g.session.reviewGroup(ctx, g, facts)
		if g.session != s {
			s.closers = append(s.closers, g.session.closers...)
		}
		if err != nil {
			return nil, err
		}
		reviews[i].Notes = append(reviews[i].Notes, g.notes...)
	}
	return review.Join(reviews), nil
}

// reviewGroup judges files of one dialect and one configuration.
func (s *session) reviewGroup(ctx context.Context, g *lintGroup, facts *app.FactsFile) (*review.Review, error) {
	o, _, err := s.reviewOptions()
	if err != nil {
		return nil, err
	}
	o.Facts, o.Elsewhere = facts, g.elsewhere
	if name := s.String("from"); name != "" {
		o.From = func(ctx context.Context) (*schema.Schema, error) {
			e, err := s.openSource(ctx, []string{name}, sourceRole{})
			if err != nil {
				return nil, err
			}
			return e.Schema, nil
		}
	}
	r, err := review.New(ctx, o, g.sources)
	if err != nil {
		return nil, err
	}
	if name := s.String("db"); name != "" {
		if o.From != nil {
			return nil, &usage{msg: "--db and --from say the same thing: give one"}
		}
		if r.Linter.Database, err = s.openSource(ctx, []string{name}, sourceRole{database: true}); err != nil {
			return nil, err
		}
	}
	return r, r.Run(ctx)
}

// lintSources are the texts that the flags and arguments ask for.
func (s *session) lintSources(ctx context.Context) ([]parse.Source, error) {
	names := s.Args().Slice()
	switch {
	case s.Bool("staged"):
		return source.Staged(ctx)
	case s.String("since") != "":
		changed, err := source.Since(ctx, s.String("since"))
		if err != nil || len(changed) == 0 {
			return nil, err
		}
		names = changed
	case len(names) == 0:
		names = slices.Clone(s.config.Schema)
		if m := s.config.Migrations; m != "" {
			if _, err := os.Stat(m); err == nil {
				names = append(names, m)
			}
		}
		if len(names) == 0 {
			return nil, &usage{msg: "lint needs files", hint: "schemadiff lint schema.sql migrations/ (files, folders, globs, -, git:REF:PATH), --staged, or schema = [\"…\"] in schemadiff.toml"}
		}
	}
	return source.ReadJudged(ctx, names, s.App.Reader)
}

// dialectOfStart chooses the dialect of what migrations start from, where none was chosen.
func (s *session) dialectOfStart(facts *app.FactsFile) error {
	for _, name := range []string{s.String("from"), s.String("db")} {
		if name == "" {
			continue
		}
		if err := s.detectDialect(name); err != nil {
			return err
		}
	}
	if facts != nil && !s.chosen {
		return s.dialectNamed(facts.Dialect)
	}
	return nil
}
