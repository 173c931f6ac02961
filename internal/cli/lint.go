package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/render"
)

func lintCommand() *cli.Command {
	return &cli.Command{
		Name:      "lint",
		Usage:     "judge DDL files and migrations: what destroys data, locks tables or will be regretted",
		ArgsUsage: "[PATH…]",
		Description: "schemadiff lint schema/ migrations/\n" +
			"schemadiff lint --staged\n" +
			"schemadiff lint --from git:main:schema/ change.sql\n" +
			"schemadiff lint --format sarif schema/ > lint.sarif\n\n" +
			"A file in a folder of migrations, or one that starts by changing what it does not make, is a migration and is\n" +
			"judged statement by statement on top of the files before it; all others together are a schema. A file opens no\n" +
			"connection and nothing is written. Exit status: 0; 3 if there are findings at or above --fail-on; 1 if files cannot\n" +
			"be read. With --db the database is opened read-only and asked whether rows are in the way.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "format", Usage: strings.Join(render.LintFormats(), ", ")},
			&cli.StringFlag{Name: "fail-on", Usage: "the `SEVERITY` from which on to exit with 3: error (default), warning, info or never"},
			&cli.StringFlag{Name: "preset", Usage: "recommended (default), strict, minimal or all"},
			&cli.StringSliceFlag{Name: "rule", Usage: "`RULE=SEVERITY`, or a category; may be repeated"},
			&cli.StringFlag{Name: "kind", Usage: "what the files are: schema or migration (default: told by their place and first statement)"},
			&cli.StringFlag{Name: "from", Usage: "the `SOURCE` that migrations start from (default: the migrations before them)"},
			&cli.StringFlag{Name: "db", Usage: "the live `DATABASE` that migrations start from, which is asked about its rows"},
			trustFlag(),
			&cli.StringFlag{Name: "facts", Usage: "what schemadiff facts has saved of a database, in `FILE`"},
			&cli.StringFlag{Name: "dialect", Usage: "the `DIALECT`: sqlite or postgres (default: the configuration, or told by the text)"},
			&cli.BoolFlag{Name: "staged", Usage: "judge the .sql files of the git index as they are staged"},
			&cli.StringFlag{Name: "since", Usage: "judge only files that changed since the git `REF`"},
			&cli.BoolFlag{Name: "fix", Usage: "write safe changes into the files"},
			&cli.BoolFlag{Name: "diff", Usage: "print safe changes as a patch for git apply, and nothing else"},
			&cli.StringFlag{Name: "baseline", Usage: "leave out the findings that `FILE` lists"},
			&cli.StringFlag{Name: "write-baseline", Usage: "write all findings into `FILE`"},
			&cli.DurationFlag{Name: "busy-timeout", Usage: "how long to wait for the database of --from", Hidden: true},
			colorFlag(),
		}, waitFlags()...),
		Action: inSession(-1, "", runLint),
	}
}

func runLint(s *session) error {
	format, err := s.lintFormat()
	if err != nil {
		return err
	}
	l, err := s.newLinter()
	if err != nil {
		return err
	}
	if err := l.read(s.Context.Context); err != nil {
		return err
	}
	err = l.judge(s.Context.Context)
	if err := errors.Join(err, l.close()); err != nil { // nothing is asked of a database any more
		return err
	}
	if done, err := l.edit(s.Context.Context); done || err != nil {
		return err
	}
	report, err := l.report()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := render.Lint(&out, report, format, s.style); err != nil {
		return err
	}
	if _, err := s.App.Writer.Write(out.Bytes()); err != nil {
		return err
	}
	return l.status(report)
}

// lintFormat is the chosen format: text for people, and annotations where GitHub runs
// the command.
func (s *session) lintFormat() (string, error) {
	chosen := s.String("format")
	switch {
	case chosen == "" && os.Getenv("GITHUB_ACTIONS") == "true":
		return "github", nil
	case chosen == "":
		return "text", nil
	case slices.Contains(render.LintFormats(), chosen):
		return chosen, nil
	}
	return "", &usage{msg: fmt.Sprintf("--format %q", chosen), hint: suggestion(chosen, render.LintFormats())}
}

// linter is one run of lint.
type linter struct {
	*session
	settings   lint.Settings
	failOn     lint.Severity
	rules      []*lint.Rule
	files      []lintFile
	texts      map[string]string
	findings   []lint.Finding
	suppressed []lint.Finding
	baselined  int
	database   *app.Endpoint // of --db
	saved      *factsFile    // of --facts
	notes      []string
}

func (s *session) newLinter() (*linter, error) {
	l := &linter{session: s, rules: rules.All(), texts: map[string]string{}}
	if err := l.set(); err != nil {
		return nil, err
	}
	if file := s.String("facts"); file != "" {
		var err error
		if l.saved, err = readFacts(file); err != nil {
			return nil, err
		}
	}
	switch kind := s.String("kind"); kind {
	case "", "schema", "migration":
	default:
		return nil, &usage{msg: fmt.Sprintf("--kind %q", kind), hint: "want schema or migration"}
	}
	return l, nil
}

// report puts everything together.
func (l *linter) report() (*render.Report, error) {
	if file := l.String("write-baseline"); file != "" {
		return l.emptyReport(), l.writeBaseline(file)
	}
	if err := l.takeBaseline(); err != nil {
		return nil, err
	}
	r := l.emptyReport()
	lint.Sort(l.findings)
	r.Findings, r.Suppressed, r.Known = l.findings, l.suppressed, l.baselined
	return r, nil
}

func (l *linter) emptyReport() *render.Report {
	r := &render.Report{Version: version(), Rules: l.rules, Texts: l.texts, Notes: l.notes}
	for _, f := range l.files {
		r.Files = append(r.Files, f.source.Name)
	}
	return r
}

// status says how lint ends.
func (l *linter) status(r *render.Report) error {
	for _, f := range r.Findings {
		if l.failOn != lint.Off && f.Severity.Rank() >= l.failOn.Rank() {
			return status(exitRefused)
		}
	}
	return nil
}

// judge runs the rules over all files.
func (l *linter) judge(ctx context.Context) error {
	if err := l.openFacts(ctx); err != nil {
		return err
	}
	var wanted []lintFile
	for _, f := range l.files {
		if f.kind != lint.Migration {
			wanted = append(wanted, f)
		}
	}
	if len(wanted) > 0 {
		if err := l.judgeSchema(ctx, wanted); err != nil {
			return err
		}
	}
	if err := l.judgeMigrations(ctx); err != nil {
		return err
	}
	if err := l.judgeFolders(ctx); err != nil {
		return err
	}
	if err := l.judgeDrift(ctx); err != nil {
		return err
	}
	return l.judgeLive(ctx)
}

// openFacts opens the database that knows about rows.
func (l *linter) openFacts(ctx context.Context) error {
	name := l.String("db")
	if name == "" {
		return nil
	}
	if l.String("from") != "" {
		return &usage{msg: "--db and --from say the same thing: give one"}
	}
	e, err := l.opened(ctx, []string{name}, true)
	if err != nil {
		return err
	}
	l.database = e
	return nil
}
