package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
)

func applyCommand() *cli.Command {
	return &cli.Command{
		Name:      "apply",
		Usage:     "change a database to the desired schema, proving that no row is lost",
		ArgsUsage: "[PLANFILE]",
		Description: "schemadiff apply --db sqlite:app.db --schema schema.sql\n" +
			"schemadiff apply --db postgres://localhost/app --schema schema/\n" +
			"schemadiff apply plan.sql --db sqlite:app.db --yes\n\n" +
			"All steps run in one transaction, but for what PostgreSQL runs in none. Before COMMIT the resulting schema\n" +
			"is proven, of SQLite row counts, the contents of copied tables and foreign keys too; otherwise everything\n" +
			"is rolled back. Destructive steps need --allow; --yes only answers the question. Exit status: 0 the database is the desired schema; 3 refused;\n" +
			"75 locked by another process or interrupted, nothing changed.",
		Flags: append(append(sourceFlags(), planFlags()...),
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
			&cli.DurationFlag{Name: "lock-timeout", Usage: "how long a statement may wait for a lock (PostgreSQL; default: --busy-timeout)"},
			&cli.DurationFlag{Name: "statement-timeout", Usage: "how long a statement may run (PostgreSQL; 0: as long as it takes)"},
			&cli.BoolFlag{Name: "dry-run", Usage: "do everything, proofs included, then roll back"},
		),
		Action: runApply,
	}
}

func runApply(c *cli.Context) (err error) {
	s, err := newSession(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	switch c.Args().Len() {
	case 0:
		return s.applyFresh(c.Context)
	case 1:
		return s.applySaved(c.Context, c.Args().First())
	}
	return &usage{msg: "apply takes one saved plan", hint: "schemadiff apply plan.sql --db sqlite:app.db"}
}

func (s *session) applyFresh(ctx context.Context) error {
	p, err := s.prepare(ctx)
	if err != nil {
		return err
	}
	if p.from.database == "" {
		return &usage{msg: "apply needs a database to change", hint: "--db " + s.dialect.example}
	}
	if len(p.plan.Steps) == 0 && len(plan.Blocking(p.plan, p.allow)) == 0 {
		render.Text(s.App.Writer, p.plan, p.info(), s.style)
		return nil
	}
	return s.execute(ctx, p.plan, p.allow, p.from, p.info())
}

func (s *session) applySaved(ctx context.Context, file string) error {
	if len(s.StringSlice("schema")) > 0 || s.String("to") != "" {
		return &usage{msg: "a saved plan knows where it ends: leave out --schema and --to"}
	}
	saved, err := s.loadPlan(file)
	if err != nil {
		return err
	}
	if saved.Plan.Runner != "" && saved.Plan.Runner != "script" {
		return &refusal{fmt.Sprintf("%s was made for runner %s: make it without --runner to apply it", file, saved.Plan.Runner)}
	}
	allow, err := plan.ParseAllow(append(s.StringSlice("allow"), saved.Allow...))
	if err != nil {
		return &usage{msg: err.Error()}
	}
	from, err := s.from(ctx)
	if err != nil {
		return err
	}
	if from.database == "" {
		return &usage{msg: "apply needs a database to change", hint: "--db " + s.dialect.example}
	}
	if saved.Plan.Scope != nil {
		saved.Plan.Scope.Filter(from.schema)
	}
	if from.schema.Fingerprint() != saved.Plan.From {
		if from.schema.LooseFingerprint() == saved.Plan.To {
			fmt.Fprintf(s.App.Writer, "Nothing to do: %s is what %s leads to.\n", render.Escape(from.name), render.Escape(file))
			return nil
		}
		return &refusal{fmt.Sprintf("%s is not what %s was made for: it has changed since; make the plan again", from.name, file)}
	}
	info := render.Info{Version: saved.Version, From: from.name, To: saved.To, Run: s.dialect.run, Apply: allow.Permits}
	return s.execute(ctx, saved.Plan, allow, from, info)
}

// execute shows a plan, asks, and runs it.
func (s *session) execute(ctx context.Context, p *plan.Plan, allow plan.Allow, from *endpoint, info render.Info) error {
	render.Text(s.App.Writer, p, info, s.style)
	if err := refuse(plan.Refusals(p, allow)); err != nil {
		return err
	}
	if len(p.Steps) == 0 {
		return nil
	}
	if err := s.confirm(ctx, p, from); err != nil {
		return err
	}
	if err := s.close(); err != nil { // closing later would drop the locks of the writer
		return err
	}
	bar := newProgress(s.App.ErrWriter)
	report, err := s.dialect.apply(ctx, p, applyOptions{database: from.database, wait: cmp.Or(s.Duration("lock-timeout"), s.wait()), statement: s.Duration("statement-timeout"), dryRun: s.Bool("dry-run"), progress: bar.event})
	bar.close()
	var moved *migrate.MovedOnError
	if errors.As(err, &moved) && moved.Have == p.To { // another apply was faster
		fmt.Fprintf(s.App.Writer, "Nothing to do: %s has become the desired schema meanwhile.\n", render.Escape(from.name))
		return nil
	}
	if err != nil {
		return err
	}
	for _, w := range report.Warnings {
		fmt.Fprintf(s.App.ErrWriter, "warning: %s\n", render.EscapeText(w))
	}
	if s.Bool("dry-run") {
		fmt.Fprintf(s.App.Writer, "Dry run: %s went well, and all was rolled back.\n", count(report.Steps, "step"))
		return nil
	}
	fmt.Fprintf(s.App.Writer, "Applied %s in %s: %s is the desired schema.\n", count(report.Steps, "step"),
		report.Duration.Round(time.Millisecond), render.Escape(from.name))
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// refuse tells what needs --allow or cannot be.
func refuse(findings []plan.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	lines := []string{"refused; nothing was changed:"}
	for _, f := range findings {
		line := fmt.Sprintf("  %s: %s", f.Rule, render.Escape(f.Message))
		if f.Allow != "" {
			line += fmt.Sprintf(" (--allow %s:%s)", f.Allow, render.Escape(f.Key.Object()))
		}
		lines = append(lines, line)
	}
	return &refusal{strings.Join(lines, "\n")}
}

// confirm asks on a terminal; elsewhere only --yes will do.
func (s *session) confirm(ctx context.Context, p *plan.Plan, from *endpoint) error {
	if s.Bool("yes") || s.Bool("dry-run") {
		return nil
	}
	if !isTerminal(s.App.Reader) || !isTerminal(s.App.ErrWriter) {
		return &usage{msg: "apply asks before it changes a database, and this is no terminal", hint: "--yes answers it"}
	}
	fmt.Fprintf(s.App.ErrWriter, "Apply %s to %s? [y/N] ", count(len(p.Steps), "step"), render.Escape(from.name))
	if answer, err := s.answer(ctx); err != nil {
		return err
	} else if answer != "y" && answer != "yes" {
		return &refusal{"not applied"}
	}
	return nil
}

// answer reads one line; a signal ends the wait for it.
func (s *session) answer(ctx context.Context) (string, error) {
	line, err := bufio.NewReader(interruptible{ctx, s.App.Reader}).ReadString('\n')
	if ctx.Err() != nil {
		return "", fmt.Errorf("interrupted, nothing was changed: %w", ctx.Err())
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.ToLower(strings.TrimSpace(line)), nil
}
