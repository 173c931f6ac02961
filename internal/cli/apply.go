package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func applyCommand() *cli.Command {
	return &cli.Command{
		Name:      "apply",
		Usage:     "change a database to the desired schema, proving that no row is lost",
		ArgsUsage: "[PLANFILE]",
		Description: "schemadiff apply --db sqlite:app.db --schema schema.sql\n" +
			"schemadiff apply --db postgres://localhost/app --schema schema/\n" +
			"schemadiff apply plan.sql --db sqlite:app.db --yes\n\n" +
			"SQLite: all steps run in one transaction, and before COMMIT the resulting schema, row counts, the contents of\n" +
			"copied tables and foreign keys are proven; otherwise everything is rolled back. PostgreSQL: no transaction keeps\n" +
			"others from more than one table with rows; a statement that does not get its locks in time gives way and comes\n" +
			"back; an apply that was interrupted or killed is finished by the next one. Destructive steps need --allow; --yes\n" +
			"only answers the question. Exit status: 0 the database is the desired schema; 3 refused; 75 locked by another\n" +
			"process or interrupted: apply again.",
		Flags: append(append(sourceFlags(), planFlags()...),
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a statement may wait for a lock, and others behind it (PostgreSQL)"},
			&cli.DurationFlag{Name: "wait", Value: 5 * time.Minute, Usage: "how long to try again for locks, and to wait for another apply to end; then the exit status is 75 (SQLite: instead of --busy-timeout)"},
			&cli.DurationFlag{Name: "statement-timeout", Usage: "how long a statement may run, but for builds and validations (PostgreSQL; 0: as long as it takes)"},
			&cli.BoolFlag{Name: "takeover", Usage: "end what an apply that was killed still has running on the server, and do not wait for it (PostgreSQL)"},
			&cli.BoolFlag{Name: "dry-run", Usage: "do everything, proofs included, then roll back"},
		),
		Action: inSession(-1, "", runApply),
	}
}

// lockTimeout is how long a statement may wait for its locks.
func (s *session) lockTimeout() time.Duration {
	if set := s.config.Plan.LockTimeout; set > 0 && !s.IsSet("lock-timeout") {
		return set
	}
	return s.Duration("lock-timeout")
}

func runApply(s *session) error {
	switch s.Args().Len() {
	case 0:
		return s.applyFresh(s.Context.Context)
	case 1:
		return s.applySaved(s.Context.Context, s.Args().First())
	}
	return &usage{msg: "apply takes one saved plan", hint: "schemadiff apply plan.sql --db sqlite:app.db"}
}

// applyFresh plans and applies. Where the database has become another one in between,
// such as by what a killed apply had still running, it plans again.
func (s *session) applyFresh(ctx context.Context) error {
	for attempt := 1; ; attempt++ {
		err := s.applyOnce(ctx)
		var moved *migrate.MovedOnError
		if !errors.As(err, &moved) || attempt == 5 {
			return err
		}
		fmt.Fprintln(s.App.ErrWriter, "the database has changed since it was read: planning again")
	}
}

func (s *session) applyOnce(ctx context.Context) error {
	p, err := s.prepare(ctx)
	if err != nil {
		return err
	}
	if p.From.Database == "" {
		return &usage{msg: "apply needs a database to change", hint: "--db " + s.target.Example()}
	}
	if err := s.lintPlan(ctx, p); err != nil {
		return err
	}
	if len(p.Plan.Steps) == 0 && len(plan.Blocking(p.Plan, p.Allow)) == 0 {
		render.Text(s.App.Writer, p.Plan, infoOf(p), s.style)
		return nil
	}
	return s.execute(ctx, p.Plan, p.Allow, p.From, infoOf(p))
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
	allow, err := s.allow(saved.Allow...)
	if err != nil {
		return err
	}
	from, err := s.from(ctx)
	if err != nil {
		return err
	}
	if from.Database == "" {
		return &usage{msg: "apply needs a database to change", hint: "--db " + s.target.Example()}
	}
	info := render.Info{Version: saved.Version, From: from.Name, To: saved.To, Run: s.target.ScriptCommand(), Apply: allow.Permits}
	if saved.Plan.Scope != nil {
		pgmodel.Scope(*saved.Plan.Scope).Filter(from.Schema)
	}
	if from.Schema.Fingerprint() != saved.Plan.From {
		if from.Schema.LooseFingerprint() == saved.Plan.To {
			fmt.Fprintf(s.App.Writer, "Nothing to do: %s is what %s leads to.\n", render.Escape(from.Name), render.Escape(file))
			return nil
		}
		changed := &refusal{fmt.Sprintf("%s is not what %s was made for: it has changed since; make the plan again", from.Name, file)}
		if len(saved.Plan.Stages) == 0 {
			return changed
		}
		err := s.execute(ctx, saved.Plan, allow, from, info) // it may be what an earlier run has left: who has the lock looks
		var moved *migrate.MovedOnError
		if errors.As(err, &moved) {
			return changed
		}
		return err
	}
	return s.execute(ctx, saved.Plan, allow, from, info)
}

// execute shows a plan, asks, and runs it.
func (s *session) execute(ctx context.Context, p *plan.Plan, allow plan.Allow, from *app.Endpoint, info render.Info) error {
	if err := s.close(); err != nil { // before anybody is waited for; later would drop the locks of the writer
		return err
	}
	render.Text(s.App.Writer, p, info, s.style)
	if err := s.used(p, from.Schema); err != nil {
		return err
	}
	if err := refuse(plan.Refusals(p, allow)); err != nil {
		return err
	}
	if len(p.Steps) == 0 {
		return nil
	}
	asked, err := s.confirm(ctx, p, from)
	if err != nil {
		return err
	}
	bar := newProgress(s.App.ErrWriter)
	report, err := app.Apply(ctx, s.target, p, allow, engine.ApplyOptions{Database: from.Database, Wait: s.wait(), LockTimeout: s.lockLimit(), RetryFor: s.Duration("wait"),
		StatementTimeout: s.Duration("statement-timeout"), TakeOver: s.Bool("takeover"), DryRun: s.Bool("dry-run"), Progress: failing(bar.event), Waiting: bar.waiting})
	bar.close()
	var moved *migrate.MovedOnError
	if errors.As(err, &moved) && moved.Have == p.To { // another apply was faster
		fmt.Fprintf(s.App.Writer, "Nothing to do: %s has become the desired schema meanwhile.\n", render.Escape(from.Name))
		return nil
	}
	if err != nil && asked && moved != nil {
		return &refusal{fmt.Sprintf("%s has changed since the plan was shown, and the answer was about that plan; nothing was changed: apply again to see the new one", from.Name)}
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
		report.Duration.Round(time.Millisecond), render.Escape(from.Name))
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
			line += " (" + render.AllowFlag(f.Allow, f.Key) + ")"
		}
		lines = append(lines, line)
	}
	return &refusal{strings.Join(lines, "\n")}
}

// confirm asks on a terminal; elsewhere only --yes will do. No transaction is open and
// no lock is held while the question is. It reports whether somebody was asked.
func (s *session) confirm(ctx context.Context, p *plan.Plan, from *app.Endpoint) (asked bool, err error) {
	if s.Bool("yes") || s.Bool("dry-run") {
		return false, nil
	}
	if !isTerminal(s.App.Reader) || !isTerminal(s.App.ErrWriter) {
		return false, &usage{msg: "apply asks before it changes a database, and this is no terminal", hint: "--yes answers it"}
	}
	fmt.Fprintf(s.App.ErrWriter, "Apply %s to %s? [y/N] ", count(len(p.Steps), "step"), render.Escape(from.Name))
	if answer, err := s.answer(ctx, count(len(p.Steps), "step")); err != nil {
		return true, err
	} else if answer != "y" && answer != "yes" {
		return true, &refusal{"not applied"}
	}
	return true, nil
}

// answer reads one line; a signal ends the wait for it. what was asked about is done
// after it.
func (s *session) answer(ctx context.Context, what string) (string, error) {
	line, err := bufio.NewReader(interruptible{ctx, s.App.Reader}).ReadString('\n')
	if ctx.Err() != nil {
		fmt.Fprintln(s.App.ErrWriter) // the end of the question
		return "", &migrate.InterruptedError{Done: "0 of " + what, GoOn: "run " + s.Command.Name + " again", Err: ctx.Err()}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.ToLower(strings.TrimSpace(line)), nil
}
