package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
)

func planCommand() *cli.Command {
	return &cli.Command{
		Name:  "plan",
		Usage: "compare the desired schema with a database and print the way there",
		Description: "schemadiff plan --db sqlite:app.db --schema schema.sql\n" +
			"schemadiff plan --db postgres://localhost/app --schema schema/ --format sql > plan.sql\n" +
			"schemadiff plan --from git:main:schema/ --to schema/\n\n" +
			"Nothing is written: the database is opened read-only. Every plan for SQLite is run on a private copy of\n" +
			"the schema first and must end in the desired schema; for PostgreSQL --verify does so. Exit status: 0;\n" +
			"with --exit-code 2 if there are changes; 3 if a finding blocks the plan.",
		Flags: append(slices.Concat(sourceFlags(), planFlags(), waitFlags()),
			&cli.StringFlag{Name: "format", Usage: "text (on a terminal), sql (elsewhere), json or markdown"},
			&cli.StringFlag{Name: "out", Usage: "save the plan to `FILE`, for schemadiff apply FILE"},
			&cli.BoolFlag{Name: "exit-code", Usage: "exit with 2 if there are changes"},
			&cli.StringFlag{Name: "runner", Usage: "who runs the SQL: script (sqlite3, psql), transaction (a tool that wraps it), no-fk-switch (D1, rqlite)"},
		),
		Action: inSession(0, "the desired schema goes behind --schema", runPlan),
	}
}

func runPlan(s *session) error {
	format, err := s.format("text", "sql", "json", "markdown")
	if err != nil {
		return err
	}
	p, err := s.prepare(s.Context.Context)
	if err != nil {
		return err
	}
	if err := s.lintPlan(s.Context.Context, p); err != nil {
		return err
	}
	if err := s.used(p.Plan, p.From.Schema); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := printPlan(&out, p, format, s.style); err != nil {
		return err
	}
	text := out.Bytes()
	if format == "sql" {
		text = forTerminal(s.App.Writer, text)
	}
	if _, err := s.App.Writer.Write(text); err != nil {
		return err
	}
	return s.planStatus(s.Context.Context, p)
}

// planStatus saves the plan if asked to, and says how plan ends.
func (s *session) planStatus(ctx context.Context, p *app.Planned) error {
	if blocking := len(plan.Blocking(p.Plan, p.Allow)); blocking > 0 {
		return &refusal{"the plan is refused: " + count(blocking, "blocking finding") + s.unsaved()}
	}
	if file := s.String("out"); file != "" {
		if err := s.savePlan(ctx, file, p); err != nil {
			return err
		}
		fmt.Fprintf(s.App.ErrWriter, "saved the plan: schemadiff apply %s%s\n", render.Escape(shellQuoted(file)), render.Escape(s.sameDatabase(p.From)))
	}
	if s.Bool("exit-code") && len(p.Plan.Steps) > 0 {
		return status(exitDifferences)
	}
	return nil
}

// unsaved tells that --out wrote nothing, where it was asked to.
func (s *session) unsaved() string {
	if file := s.String("out"); file != "" {
		return "; " + file + " was not written"
	}
	return ""
}

// format is the chosen format; the first is for terminals, the second for the rest.
func (s *session) format(formats ...string) (string, error) {
	chosen := s.String("format")
	if chosen == "" {
		if isTerminal(s.App.Writer) {
			return formats[0], nil
		}
		return formats[1], nil
	}
	for _, f := range formats {
		if f == chosen {
			return f, nil
		}
	}
	return "", &usage{msg: fmt.Sprintf("--format %q", chosen), hint: suggestion(chosen, formats)}
}

func printPlan(w io.Writer, p *app.Planned, format string, style render.Style) error {
	script := p.Planner.Script(p.Plan)
	switch format {
	case "json":
		return render.JSON(w, p.Plan, script, infoOf(p))
	case "markdown":
		info := infoOf(p)
		info.From = p.From.Public() // it is read by more people than may know the server
		render.Markdown(w, p.Plan, script, info)
	case "text":
		render.Text(w, p.Plan, infoOf(p), style)
	default:
		render.SQL(w, p.Plan, script, infoOf(p))
	}
	return nil
}

// forTerminal is SQL as it goes to a writer. A name can hold characters that a terminal
// obeys: there they are shown, and only there, for a file or a pipe gets the statements as
// they are.
func forTerminal(w io.Writer, sql []byte) []byte {
	if isTerminal(w) {
		return []byte(render.EscapeText(string(sql)))
	}
	return sql
}
