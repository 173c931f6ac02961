package cli

// This file is the command apply: it shows a plan, asks, and has it carried out. The plan is made of
// the flags, or read from a file that plan has saved.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
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
			"others from more than one table with rows; a statement that does not get its locks in time gives way and is\n" +
			"tried again; an apply that was interrupted or killed is finished by the next one. Destructive steps need --allow; --yes\n" +
			"only answers the question. Exit status: 0 the database is the desired schema; 3 refused; 75 locked by another\n" +
			"process or interrupted: apply again.",
		Flags: append(slices.Concat(sourceFlags(), planFlags(), rehearseFlags()),
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"},
			confirmFlag(),
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long a statement may wait for a lock, and others wait for it (PostgreSQL)"},
			&cli.DurationFlag{Name: "wait", Value: 5 * time.Minute, Usage: "how long to try again for locks, and to wait for another apply to end; then the exit status is 75 (SQLite: instead of --busy-timeout)"},
			&cli.DurationFlag{Name: "statement-timeout", Usage: "how long a statement may run, but for builds and validations (PostgreSQL; 0: as long as it takes)"},
			&cli.BoolFlag{Name: "takeover", Usage: "end what an apply that was killed still has running on the server, and do not wait for it (PostgreSQL)"},
			&cli.BoolFlag{Name: "dry-run", Usage: "do everything, proofs included, then roll back"},
			runFormatFlag(),
		),
		Action: inSession(-1, "", runApply),
	}
}

func runApply(s *session) error {
	if s.NArg() > 1 {
		return &usage{msg: "apply takes one saved plan", hint: "schemadiff apply plan.sql --db sqlite:app.db"}
	}
	return s.reported(s.apply)
}

// apply carries out the plan that the arguments name.
func (s *session) apply(r *runReport) error {
	r.Steps, r.Created = new(0), new(false)
	bar := s.newProgress()
	var d *app.Deployment
	var out *app.Deployed
	var err error
	file := s.Args().First()
	if name, err := s.fromName(); err == nil {
		if err := s.detectDialect(name); err != nil {
			return err
		}
		if err := s.writesTo(name, true); err != nil {
			return err
		}
	}
	if s.NArg() == 1 {
		d, out, err = s.applySaved(s.Context.Context, file, bar)
	} else {
		out, err = app.ApplyFresh(s.Context.Context, func(ctx context.Context) (*app.Deployment, error) {
			var err error
			d, err = s.deployment(ctx, bar)
			return d, err
		}, func() {
			s.notify(app.Notice{Text: "the database has changed since it was read: planning again"})
		})
	}
	bar.close()
	if err != nil {
		return err
	}
	r.deployed(d, out)
	return s.printDeployed(d, out, file)
}

// deployed puts how an apply ended into its report.
func (r *runReport) deployed(d *app.Deployment, out *app.Deployed) {
	r.Database = d.From.Name
	if out.Outcome != app.Applied {
		r.Outcome = outcomeNothing
	}
	if out.Report != nil {
		*r.Steps = out.Report.Steps
		r.Warnings = append(r.Warnings, out.Report.Warnings...)
	}
	*r.Created = d.From.New && out.Outcome == app.Applied && !r.DryRun
}

// show shows a plan before it runs. Where JSON is asked for it becomes a part of that, and only a person who
// will be asked about it sees its text.
func (s *session) show(d *app.Deployment, info render.Info) {
	w := s.people()
	if asks := !s.Bool("yes") && !s.Bool("dry-run") && isTerminal(s.App.Reader); asks && w == io.Discard {
		w = s.App.ErrWriter
	}
	render.Text(w, d.Plan, info, s.style)
	s.run.Database = d.From.Name
	s.run.Plan = planReport(d, info)
}

// deployment plans what the flags ask for.
func (s *session) deployment(ctx context.Context, bar *progress) (*app.Deployment, error) {
	p, err := s.prepare(ctx)
	if err != nil {
		return nil, err
	}
	d := s.newDeployment(p.Plan, p.Allow, p.From, planInfo(p), bar)
	if err := p.Rehearsed(); err != nil {
		s.show(d, planInfo(p))
		return nil, err
	}
	return d, nil
}

// applySaved runs the plan of a file.
func (s *session) applySaved(ctx context.Context, file string, bar *progress) (*app.Deployment, *app.Deployed, error) {
	if err := s.checkSavedFlags(file); err != nil {
		return nil, nil, err
	}
	saved, err := s.readPlan(file)
	if err != nil {
		return nil, nil, err
	}
	allow, err := s.allow(saved.Allow...)
	if err != nil {
		return nil, nil, err
	}
	from, err := s.openFrom(ctx)
	if err != nil {
		return nil, nil, err
	}
	info := render.Info{Version: saved.Version, From: from.Name, To: saved.To, Run: s.target.ScriptCommand(), Apply: allow.Permits}
	var rehearsed error
	if s.Bool("rehearse") {
		o, err := s.planOptions()
		if err != nil {
			return nil, nil, err
		}
		p, err := app.RehearseSaved(ctx, file, saved, from, allow, o)
		if err != nil {
			return nil, nil, err
		}
		info.Trial, rehearsed = p.Trial, p.Rehearsed()
	}
	d := s.newDeployment(saved.Plan, allow, from, info, bar)
	if rehearsed != nil {
		s.show(d, info)
		return nil, nil, rehearsed
	}
	out, err := app.ApplySaved(ctx, file, saved, d)
	return d, out, err
}

// checkSavedFlags refuses what a plan that is made already cannot obey.
func (s *session) checkSavedFlags(file string) error {
	if len(s.StringSlice("schema")) > 0 || s.String("to") != "" {
		return &usage{msg: "a saved plan has its desired schema: leave out --schema and --to"}
	}
	made := []string{"schemas", "exclude", "manage", "partitions", "strict", "rename", "target", "runner", "offline", "exact", "verify",
		"no-online", "online-rewrite", "max-load", "max-lag", "column-order", "out"}
	for _, flag := range made {
		if slices.Contains(s.given, flag) {
			return &usage{msg: fmt.Sprintf("--%s is about how a plan is made, and %s runs as it was made", flag, file), hint: "make another plan: schemadiff plan --out FILE --" + flag + " …"}
		}
	}
	return s.checkSample()
}

// readPlan reads a saved plan and refuses one that was edited.
func (s *session) readPlan(file string) (*app.SavedPlan, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("saved plan: %w", err)
	}
	saved, err := app.ReadSaved(text)
	if err == nil {
		if err := s.useDialect(saved.Dialect()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		err = errors.Join(saved.Unedited(s.target, text))
	}
	if err == nil {
		if name, nameErr := s.fromName(); nameErr == nil {
			err = s.detectDialect(name)
		}
	}
	if err == nil {
		err = saved.Executable(s.target)
	}
	var none *app.NotSavedPlanError
	var edited *app.EditedPlanError
	var runner *app.OtherRunnerError
	switch {
	case errors.As(err, &none):
		return nil, &usage{msg: file + " is no saved plan", hint: "schemadiff plan --out FILE saves one; to apply DDL use --schema"}
	case errors.As(err, &edited):
		return nil, &refusal{file + " " + edited.Error()}
	case errors.As(err, &runner):
		return nil, &refusal{fmt.Sprintf("%s was made for runner %s: make it without --runner to apply it", file, runner.Runner)}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return saved, nil
}

// useDialect takes the dialect of a saved plan, unless the user chose another.
func (s *session) useDialect(name schema.Dialect) error {
	if s.chosen && s.language().Name() != name {
		return &usage{msg: fmt.Sprintf("a plan for %s, where %s was asked for", name, s.language().Name())}
	}
	if err := s.dialectNamed(string(name)); err != nil {
		return err
	}
	return s.checkFlags()
}

// newDeployment is a plan with the flags about its execution.
func (s *session) newDeployment(p *plan.Plan, allow plan.Allow, from *app.Endpoint, info render.Info, bar *progress) *app.Deployment {
	return &app.Deployment{Target: s.target, Plan: p, Allow: allow, Items: s.StringSlice("allow"), From: from, Close: s.close,
		Execution: engine.ApplyOptions{Wait: s.databaseWait(), LockTimeout: s.lockLimit(), RetryFor: s.Duration("wait"), StatementTimeout: s.Duration("statement-timeout"),
			TakeOver: s.Bool("takeover"), DryRun: s.Bool("dry-run"), Progress: killAtStep(bar.event), Waiting: bar.waiting},
		Show:    func(d *app.Deployment) { s.show(d, info) },
		Approve: s.approve,
	}
}

// approve asks for consent to a plan.
func (s *session) approve(ctx context.Context, d *app.Deployment) (asked bool, err error) {
	if s.Bool("dry-run") {
		return false, nil
	}
	steps, where := app.Count(len(d.Plan.Steps), "step"), render.Escape(d.From.Name)
	if d.From.New {
		where = "the new database " + where
	}
	return s.confirmChange(ctx, question{Text: fmt.Sprintf("Apply %s to %s?", steps, where), What: steps,
		NoTerminal: "apply asks before it changes a database, and this is no terminal", No: "not applied"})
}

func (s *session) printReportWarnings(texts []string) {
	for _, text := range texts {
		fmt.Fprintf(s.App.ErrWriter, "warning: %s\n", render.EscapeText(text))
	}
}

// printDeployed prints how an apply ended; file is the saved plan.
func (s *session) printDeployed(d *app.Deployment, out *app.Deployed, file string) error {
	w, name := s.people(), render.Escape(d.From.Name)
	switch {
	case out.Outcome == app.NothingToDo: // the plan says so
		if out.Report != nil {
			s.printReportWarnings(out.Report.Warnings)
		}
		if d.From.New && !s.Bool("dry-run") {
			fmt.Fprintf(w, "%s was not created: the desired schema is empty.\n", name)
		}
	case out.Outcome == app.AlreadyThere:
		fmt.Fprintf(w, "Nothing to do: %s has the schema that %s leads to.\n", name, render.Escape(file))
	case out.Outcome == app.Overtaken:
		fmt.Fprintf(w, "Nothing to do: %s has become the desired schema meanwhile.\n", name)
	default:
		s.printReportWarnings(out.Report.Warnings)
		if s.Bool("dry-run") {
			fmt.Fprintf(w, "Dry run: %s went well, and all was rolled back.\n", app.Count(out.Report.Steps, "step"))
			break
		}
		if d.From.New {
			name += ", a new database,"
		}
		fmt.Fprintf(w, "Applied %s in %s: %s is the desired schema.\n", app.Count(out.Report.Steps, "step"), out.Report.Duration.Round(time.Millisecond), name)
	}
	return nil
}
