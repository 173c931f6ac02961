package cli

// This file is the command init: what internal/app/setup finds in the folder becomes a schemadiff.toml, and,
// where it is wanted, a hook for pre-commit and a workflow for GitHub. A file that exists is never
// changed: what it would need is printed.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/internal/app/setup"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/source"
)

// configurationPage is the documentation of the keys.
const configurationPage = "https://github.com/schemadiff/schemadiff/blob/main/docs/configuration.md"

func initCommand() *cli.Command {
	return &cli.Command{
		Name:  "init",
		Usage: "look at the folder and write a first schemadiff.toml for it",
		Description: "schemadiff init\n" +
			"schemadiff init --hook --workflow\n\n" +
			"It looks for DDL, migrations of this and of other tools, files of ORMs, DATABASE_URL, .env and compose files,\n" +
			"and writes schemadiff.toml with a reason above each setting. No database is opened, and no file that exists is\n" +
			"changed. On a terminal it offers a hook for pre-commit and a workflow for GitHub. Exit status: 0; 1 if a file\n" +
			"cannot be written.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "hook", Usage: "write .pre-commit-config.yaml, which lints what is committed"},
			&cli.BoolFlag{Name: "workflow", Usage: "write .github/workflows/schemadiff.yml, which lints pull requests"},
			&cli.BoolFlag{Name: "dry-run", Usage: "print schemadiff.toml and write nothing"},
			colorFlag(),
		},
		Action: runInit,
	}
}

func runInit(c *cli.Context) error {
	if c.Args().Present() {
		return &usage{msg: fmt.Sprintf("init takes no argument %q", c.Args().First()), hint: "it looks at the current folder"}
	}
	project := setup.Look(os.DirFS("."), os.Getenv)
	if project.Dialect.Name == "" && len(project.DDL) > 0 {
		if name, by := dialectOfFiles(c.Context, project.DDL); name != "" {
			project.Dialect = setup.Found{Name: name, By: by}
		}
	}
	text := project.Configuration(setup.Links{Schema: config.SchemaURL, Page: configurationPage})
	if c.Bool("dry-run") {
		_, err := fmt.Fprint(c.App.Writer, text)
		return err
	}
	if err := writeConfiguration(c, text); err != nil {
		return err
	}
	printProject(c, project)
	for _, o := range offers(project) {
		if err := makeOffer(c, o); err != nil {
			return err
		}
	}
	printNext(c, project)
	return nil
}

// dialectOfFiles is the dialect that the text of files shows, and one of them.
func dialectOfFiles(ctx context.Context, files []string) (name, by string) {
	sources, err := source.ReadJudged(ctx, files, nil)
	if err != nil {
		return "", ""
	}
	origins, err := review.Origins(ctx, allLanguages(), sources)
	if err != nil {
		return "", ""
	}
	for i, o := range origins {
		if o.Dialect != "" {
			return string(o.Dialect), app.Slashed(sources[i].Name)
		}
	}
	return "", ""
}

// writeConfiguration writes the file, unless there is one here or above.
func writeConfiguration(c *cli.Context, text string) error {
	found, err := config.Find(".")
	switch {
	case err != nil:
		return err
	case found.Path != "":
		_, err := fmt.Fprintf(c.App.Writer, "%s exists, and stays as it is.\n", app.Slashed(found.Path))
		return err
	}
	if _, err := writeNew(config.FileName, text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.App.Writer, "wrote %s\n", config.FileName)
	return err
}

// writeNew writes a file that does not exist yet, and reports whether it did.
func writeNew(path, text string) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = f.WriteString(text)
	return true, errors.Join(err, f.Close())
}

// printProject prints what was found, and by what.
func printProject(c *cli.Context, p *setup.Project) {
	line := func(what string, f setup.Found, more string) {
		if f.Name != "" {
			fmt.Fprintf(c.App.Writer, "  %-11s %s%s\n", what, render.Escape(f.Name), render.Escape(more))
		}
	}
	tool := ""
	if p.Tool != "" {
		tool = ", of " + p.Tool
	}
	by := ""
	if p.Dialect.By != "" {
		by = ", by " + p.Dialect.By
	}
	line("schema", p.Schema, "")
	line("migrations", p.Migrations, tool)
	line("dialect", p.Dialect, by)
	line("database", setup.Found{Name: p.Variable}, map[bool]string{true: ", in " + p.EnvFile}[p.EnvFile != ""])
	for _, m := range p.Models {
		line("models", m, ", in "+m.By+": no SQL; schemadiff inspect --db DATABASE > schema.sql writes what they made")
	}
}

// offer is a file that is written if it is wanted.
type offer struct {
	flag, path, what, text string
}

// offers are the files for a project.
func offers(p *setup.Project) []offer {
	rev := "main"
	if v := version(); strings.HasPrefix(v, "v") && !strings.ContainsAny(v, "-+") {
		rev = v
	}
	var paths []string
	for _, f := range []setup.Found{p.Schema, p.Migrations} {
		if f.Name != "" {
			paths = append(paths, f.Name)
		}
	}
	args := ""
	if len(paths) > 0 {
		args = fmt.Sprintf("\n        with: { args: %q }", strings.Join(paths, " "))
	}
	return []offer{
		{"hook", ".pre-commit-config.yaml", "lint what is committed, with pre-commit", "repos:\n  - repo: https://github.com/schemadiff/schemadiff\n    rev: " + rev + "\n    hooks:\n" +
			"      - id: schemadiff-lint\n        # schemadiff-lint-system takes the schemadiff of the PATH\n"},
		{"workflow", ".github/workflows/schemadiff.yml", "lint pull requests, with GitHub Actions", "name: schemadiff\non: pull_request\npermissions:\n  contents: read\njobs:\n  lint:\n    runs-on: ubuntu-latest\n" +
			"    steps:\n      - uses: actions/checkout@v4\n        with: { fetch-depth: 0 }\n      - uses: schemadiff/schemadiff@" + rev + args + "\n"},
	}
}

// makeOffer writes a file by its flag, or asks for it on a terminal, or says how it is written.
func makeOffer(c *cli.Context, o offer) error {
	_, missing := os.Stat(o.path)
	wanted := c.Bool(o.flag)
	switch {
	case missing == nil && wanted:
		_, err := fmt.Fprintf(c.App.Writer, "%s exists, and stays as it is. To %s, it needs:\n\n%s\n", o.path, o.what, o.text)
		return err
	case missing == nil:
		return nil
	case !wanted && isTerminal(c.App.Reader) && isTerminal(c.App.ErrWriter):
		s := &session{Context: c}
		fmt.Fprintf(c.App.ErrWriter, "Write %s, to %s? [y/N] ", o.path, o.what)
		answer, err := s.answer(c.Context, "2 files")
		if err != nil {
			return err
		}
		wanted = answer == "y" || answer == "yes"
	case !wanted:
		_, err := fmt.Fprintf(c.App.Writer, "To %s: schemadiff init --%s\n", o.what, o.flag)
		return err
	}
	if !wanted {
		return nil
	}
	if _, err := writeNew(o.path, o.text); err != nil {
		return err
	}
	_, err := fmt.Fprintf(c.App.Writer, "wrote %s\n", o.path)
	return err
}

// printNext prints the commands that are likely to come next.
func printNext(c *cli.Context, p *setup.Project) {
	var next []string
	database := p.Variable != "" || len(p.Databases) > 0 && p.Dialect.Name == "sqlite" || p.Server.Name != ""
	switch {
	case p.Schema.Name == "" && database:
		next = append(next, "schemadiff inspect --from env:dev > schema.sql")
	case p.Schema.Name == "":
		next = append(next, "schemadiff inspect --db DATABASE > schema.sql")
	case database:
		next = append(next, "schemadiff plan --env dev")
	default:
		next = append(next, "schemadiff plan --db DATABASE")
	}
	if p.Schema.Name != "" || p.Migrations.Name != "" {
		next = append([]string{"schemadiff lint"}, next...)
	}
	fmt.Fprintf(c.App.Writer, "Next:\n  %s\n", strings.Join(next, "\n  "))
}
