package cli

// This file is the command plan: it compares a database with the desired schema, prints the plan in
// a format and saves it where asked to.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
)

func planCommand() *cli.Command {
	return &cli.Command{
		Name:      "plan",
		Usage:     "compare the desired schema with a database and print the steps",
		ArgsUsage: "[PLANFILE]",
		Description: "schemadiff plan --db sqlite:app.db --schema schema.sql\n" +
			"schemadiff plan --db postgres://localhost/app --schema schema/ --format sql > plan.sql\n" +
			"schemadiff plan --from git:main:schema/ --to schema/ --brief\n" +
			"schemadiff plan plan.sql --db postgres://localhost/app --rehearse\n\n" +
			"Nothing is written: the database is opened read-only. Every plan for SQLite is run on a private copy of\n" +
			"the schema first and must end in the desired schema; for PostgreSQL --verify does so. Exit status: 0;\n" +
			"with --exit-code 2 if there are changes; 3 if a finding blocks the plan.",
		Flags: append(slices.Concat(sourceFlags(), planFlags(), rehearseFlags(), waitFlags()),
			&cli.StringFlag{Name: "format", Usage: "text (on a terminal), sql (elsewhere), " + strings.Join(render.PlanFormats()[2:], ", ")},
			&cli.BoolFlag{Name: "brief", Usage: "a line for each step, or for each kind of step where there are many (text)"},
			pagerFlag(),
			&cli.StringFlag{Name: "out", Usage: "save the plan to `FILE`, for schemadiff apply FILE"},
			&cli.BoolFlag{Name: "exit-code", Usage: "exit with 2 if there are changes"},
			&cli.StringFlag{Name: "runner", Usage: "who runs the SQL: script (sqlite3, psql), transaction (a tool that wraps it), no-fk-switch (keys on for good), d1, rqlite (with their limits)"},
		),
		Action: inSession(1, "the desired schema is named by --schema", runPlan),
	}
}

func runPlan(s *session) error {
	format, err := s.planFormat()
	if err != nil {
		return err
	}
	make := s.prepare
	if s.NArg() == 1 {
		make = s.rehearseSaved
	}
	p, err := make(s.Context.Context)
	if err != nil {
		return err
	}
	if err := app.CheckAllowed(s.StringSlice("allow"), p.Plan, p.From.Schema); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.printPlan(&out, p, format); err != nil {
		return err
	}
	text := out.Bytes()
	if format == "sql" {
		text = forTerminal(s.App.Writer, text)
	}
	write := s.printPaged
	if format != "text" && format != "sql" {
		write = func(text []byte) error { _, err := s.App.Writer.Write(text); return err }
	}
	if err := write(text); err != nil {
		return err
	}
	if p.Trial != nil && format == "sql" {
		render.Trial(s.App.ErrWriter, p.Plan, p.Trial, s.style)
	}
	if err := p.Rehearsed(); err != nil {
		return err
	}
	return s.planStatus(s.Context.Context, p)
}

// rehearseSaved runs the saved plan of the argument on a copy of its database.
func (s *session) rehearseSaved(ctx context.Context) (*app.Planned, error) {
	file := s.Args().First()
	if !s.Bool("rehearse") {
		return nil, &usage{msg: fmt.Sprintf("plan takes no argument %q", file), hint: "the desired schema is named by --schema; a saved plan is rehearsed by --rehearse"}
	}
	if err := s.checkSavedFlags(file); err != nil {
		return nil, err
	}
	saved, err := s.readPlan(file)
	if err != nil {
		return nil, err
	}
	allow, err := s.allow(saved.Allow...)
	if err != nil {
		return nil, err
	}
	from, err := s.openFrom(ctx)
	if err != nil {
		return nil, err
	}
	o, err := s.planOptions()
	if err != nil {
		return nil, err
	}
	return app.RehearseSaved(ctx, file, saved, from, allow, o)
}

// planFormat is the format of a plan; --brief asks for text.
func (s *session) planFormat() (string, error) {
	format, err := s.format(render.PlanFormats()...)
	if err != nil || !s.Bool("brief") {
		return format, err
	}
	if s.String("format") != "" && format != "text" {
		return "", &usage{msg: "--brief is for text, not for " + format}
	}
	return "text", nil
}

// planStatus saves the plan if asked to, and is the exit status of plan.
func (s *session) planStatus(ctx context.Context, p *app.Planned) error {
	file := s.String("out")
	if blocking := len(plan.Blocking(p.Plan, p.Allow)); blocking > 0 {
		text := "the plan is refused: " + app.Count(blocking, "blocking finding")
		if file != "" {
			text += "; " + file + " was not written"
		}
		return &refusal{text}
	}
	if file != "" {
		if err := s.savePlan(ctx, file, p); err != nil {
			return err
		}
	}
	if s.Bool("exit-code") && len(p.Plan.Steps) > 0 {
		return status(exitDifferences)
	}
	return nil
}

// savePlan saves a plan in a file, and prints how it is applied.
func (s *session) savePlan(ctx context.Context, file string, p *app.Planned) error {
	text, err := app.Save(ctx, s.target, version(), p)
	if err != nil {
		return fmt.Errorf("saved plan: %w", err)
	}
	if err := app.WriteFile(file, text); err != nil {
		return fmt.Errorf("saved plan: %w", err)
	}
	fmt.Fprintf(s.remarks(), "saved the plan: schemadiff apply %s%s\n", render.Escape(plan.ShellWord(file)), render.Escape(s.sameDatabase(p.From)))
	return nil
}

// printPlan prints a plan in a format.
func (s *session) printPlan(w io.Writer, p *app.Planned, format string) error {
	info := planInfo(p)
	info.Name, info.Brief = s.String("env"), s.Bool("brief")
	info.Tables = func() (before, after []*lint.Table) {
		view := s.language().View()
		return lint.Tables(p.From.Schema, view), lint.Tables(p.To.Schema, view)
	}
	return render.Plan(w, p.Plan, format, p.Planner.Script(p.Plan), info, s.style)
}
