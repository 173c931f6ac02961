package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

func generateCommand() *cli.Command {
	return &cli.Command{
		Name:      "generate",
		Usage:     "write the next migration file",
		ArgsUsage: "[NAME]",
		Description: "schemadiff generate --schema schema/ --dialect sqlite\n" +
			"schemadiff generate add_posts --schema schema/ --migrations db/migrations --dialect postgres\n" +
			"schemadiff generate fill_slugs --empty --dialect sqlite\n\n" +
			"Nothing is asked of a database: the migrations are replayed in memory, compared with the desired schema, and the\n" +
			"way from one to the other is written to NNNN_name.sql, plain SQL that psql and sqlite3 run too. The file is yours:\n" +
			"read it, change it, commit it. Its path goes to standard output. --db compares with a live database instead, to\n" +
			"take up what somebody changed by hand. Destructive steps need --allow. Exit status: 0, also if there is nothing\n" +
			"to do, which writes no file; 1 if the files do not work; 3 refused.",
		Flags: append(slices.Concat(sourceFlags(), planFlags(), waitFlags()), migrationsFlag(),
			&cli.BoolFlag{Name: "empty", Usage: "an empty migration, to be written by hand"},
			&cli.BoolFlag{Name: "down", Usage: "write NNNN_name.down.sql too, which takes the migration back"},
			&cli.StringFlag{Name: "id", Value: "number", Usage: "number: the next one; timestamp: the time in UTC"}),
		Action: inSession(1, "schemadiff generate add_posts --schema schema/", runGenerate),
	}
}

// generator is one run of generate.
type generator struct {
	*session
	folder *folder.Folder
	sum    []folder.Line
	id     string
}

func runGenerate(s *session) error {
	g := &generator{session: s}
	if err := g.read(); err != nil {
		return err
	}
	if s.Bool("empty") {
		return g.empty(s.Context.Context)
	}
	return g.generate(s.Context.Context)
}

// read reads the folder and its checksums, which must be in order before anything is
// added to them.
func (g *generator) read() (err error) {
	for _, name := range []string{g.String("db"), g.String("from"), g.String("dev-db")} {
		if name != "" {
			if err := g.detect(name); err != nil {
				return err
			}
		}
	}
	if g.folder, err = g.migrations(); err != nil {
		return err
	}
	if g.sum, err = folder.ReadSum(g.folder.Path); err != nil {
		return err
	}
	for _, f := range folder.Faults(g.sum, g.folder.Files) {
		if f.Kind != folder.Edited && (f.Kind != folder.Unlisted || len(g.sum) > 0) {
			return &refusal{fmt.Sprintf("%s: %s (schemadiff check tells all; schemadiff rebase mends what a merge left)", f.Name, f.Text)}
		}
	}
	switch g.String("id") {
	case "number":
		g.id = numbered(g.folder)
	case "timestamp":
		g.id = time.Now().UTC().Format("20060102150405")
	default:
		return &usage{msg: fmt.Sprintf("--id %q: want number or timestamp", g.String("id"))}
	}
	return nil
}

// generate writes what leads from the migrations to the desired schema.
func (g *generator) generate(ctx context.Context) error {
	from, err := g.start(ctx)
	if err != nil {
		return err
	}
	to, err := g.to(ctx)
	if err != nil {
		return err
	}
	before := from.Schema.Clone() // planning takes out what is not managed
	p, err := g.between(ctx, from, to)
	if err != nil {
		return err
	}
	if err := permitted(p); err != nil {
		return err
	}
	if notes := render.Notes(p.Plan.Notes); notes != "" {
		fmt.Fprintf(g.App.ErrWriter, "note: %s\n", notes)
	}
	if len(p.Plan.Steps) == 0 {
		fmt.Fprintln(g.App.ErrWriter, "nothing to do: the migrations lead to the desired schema")
		return nil
	}
	name := g.Args().First()
	if name == "" {
		if name = plan.Name(p.Plan); len(g.folder.Files) == 0 {
			name = "init"
		}
	}
	return g.write(ctx, name, p, before)
}

// permitted refuses a plan that would do what is not allowed.
func permitted(p *app.Planned) error {
	err := refuse(plan.Refusals(p.Plan, p.Allow))
	if err == nil {
		return nil
	}
	for _, f := range p.Plan.Findings {
		if f.Hint != "" && f.Blocks {
			err = fmt.Errorf("%w\n  hint: %s", err, render.Escape(f.Hint))
		}
	}
	return err
}

// start is the side that a migration starts from: a database if one is named, else the
// migrations.
func (g *generator) start(ctx context.Context) (*app.Endpoint, error) {
	if g.String("db") != "" || g.String("from") != "" {
		return g.live(ctx)
	}
	s, err := g.known(ctx, g.folder.Files)
	if err != nil {
		return nil, err
	}
	return &app.Endpoint{Name: "the migrations", Schema: s, Replayed: true}, nil
}

// live is the database as what a migration starts from. Where it is what the migrations
// lead to they are taken, which spell things as their authors do.
func (g *generator) live(ctx context.Context) (*app.Endpoint, error) {
	e, err := g.from(ctx)
	if err != nil {
		return nil, err
	}
	// The file is for every database there is: what rows this one has, and which
	// version, is not in it.
	e.Live, e.Schema.Version = nil, ""
	if err := g.close(); err != nil {
		return nil, err
	}
	r, err := g.replay(ctx, nil, g.folder.Files)
	if err != nil || r.Schema == nil {
		return e, nil
	}
	differences := g.differences(e.Schema.Clone(), r.Schema)
	if len(differences) == 0 {
		e.Schema, e.Replayed = r.Schema, true
	}
	for _, d := range differences {
		fmt.Fprintf(g.App.ErrWriter, "note: the database is not what the migrations lead to: %s\n", render.Escape(d))
	}
	return e, nil
}

// empty writes a migration without a statement.
func (g *generator) empty(ctx context.Context) error {
	name := g.Args().First()
	if name == "" {
		return &usage{msg: "an empty migration needs a name", hint: "schemadiff generate fill_slugs --empty"}
	}
	s := &schema.Schema{Dialect: g.language().Name()}
	if len(g.folder.Files) > 0 {
		var err error
		if s, err = g.known(ctx, g.folder.Files); err != nil {
			return err
		}
	}
	print := s.Fingerprint()
	return g.save(name, header{g.id, plan.Slug(name), string(g.language().Name()), "", print, print, 0, true, g.target.Journal().ScriptCommand(true), nil}, "", "")
}

// write puts a plan into a file.
func (g *generator) write(ctx context.Context, name string, p *app.Planned, from *schema.Schema) error {
	h, body, err := g.compose(ctx, name, p, from)
	if err != nil {
		return err
	}
	down := ""
	if g.Bool("down") {
		if down, err = g.back(ctx, name, p, from); err != nil {
			return err
		}
	}
	return g.save(name, h, body, down)
}

// compose makes the parts of a migration.
func (g *generator) compose(ctx context.Context, name string, p *app.Planned, from *schema.Schema) (h header, body string, err error) {
	body = p.Planner.Migration(p.Plan)
	whole := plan.SingleTransaction(p.Plan)
	h = header{g.id, plan.Slug(name), string(p.Plan.Dialect), p.Plan.Target, from.Fingerprint(), "", len(p.Plan.Steps), whole, g.target.Journal().ScriptCommand(whole), nil}
	j, err := g.judge(ctx, h.file(), body, from)
	if err != nil {
		return h, "", err
	}
	if err := g.refused(p, j, from); err != nil {
		return h, "", err
	}
	if text := j.allowed(body, p.Allow); text != body {
		body = text
		if j, err = g.judge(ctx, h.file(), body, from); err != nil {
			return h, "", err
		}
	}
	g.warn(p.Plan.Findings, j.findings)
	h.to = j.to.Fingerprint()
	h.notes = append(render.Blocks(p.Plan), headerLines(j.findings)...)
	return h, body, nil
}

// judge has the linter look at the body of a migration, and tells what it leads to.
func (g *generator) judge(ctx context.Context, name, body string, from *schema.Schema) (*judgement, error) {
	l := &linter{session: g.session, rules: rules.All(), texts: map[string]string{}}
	if err := l.set(); err != nil {
		return nil, err
	}
	l.forMigrate()
	judged, err := g.language().Analyze(ctx, from, []parse.Source{{Name: name, Text: body}}, true)
	if err != nil {
		return nil, err
	}
	if errs := append(judged.Syntax, judged.Broken...); len(errs) > 0 { // what we write must be what we read
		return nil, fmt.Errorf("the generated migration does not work (a defect of schemadiff, please report it): %w", errs)
	}
	err = l.run(ctx, &lint.Pass{Kind: lint.Migration, From: from, Based: true}, judged, nil)
	return &judgement{l.findings, judged.Statements, judged.To}, err
}

// forMigrate leaves out what migrate sees to itself, unless somebody asked for it.
func (l *linter) forMigrate() {
	const timeout = "missing-lock-timeout"
	if _, asked := l.settings.Rules[timeout]; !asked {
		l.settings.Rules[timeout] = lint.Off
	}
}

// headerLines are the findings of the linter as lines of the header.
func headerLines(findings []lint.Finding) []string {
	errs, warnings := 0, 0
	var lines []string
	for _, f := range findings {
		switch f.Severity {
		case lint.Error:
			errs++
		case lint.Warning:
			warnings++
		default:
			continue
		}
		lines = append(lines, fmt.Sprintf("  %s[%s] %s", f.Severity, f.Rule, f.Message))
	}
	return append([]string{fmt.Sprintf("lint: %s, %s", count(errs, "error"), count(warnings, "warning"))}, lines...)
}

// back is the text that takes a migration back.
func (g *generator) back(ctx context.Context, name string, p *app.Planned, from *schema.Schema) (string, error) {
	g.plain = true // down runs it in one transaction
	defer func() { g.plain = false }()
	reverse, err := g.between(ctx, &app.Endpoint{Schema: p.To.Schema.Clone(), Replayed: true}, &app.Endpoint{Schema: from.Clone()})
	if err != nil {
		return "", fmt.Errorf("the way back: %w", err)
	}
	h := header{g.id, plan.Slug(name) + ".down", string(p.Plan.Dialect), p.Plan.Target, p.Plan.To, p.Plan.From, len(reverse.Plan.Steps), true, g.target.Journal().ScriptCommand(true), nil}
	for _, st := range reverse.Plan.Steps {
		if st.Lost != "" {
			h.notes = append(h.notes, "DESTRUCTIVE, loses "+st.Lost)
		}
	}
	return h.text(reverse.Planner.Migration(reverse.Plan)), nil
}

// save writes the file and its line among the checksums, and prints its path.
func (g *generator) save(name string, h header, body, down string) error {
	path := filepath.Join(g.folder.Path, h.file())
	if plan.Slug(name) == "" {
		return &usage{msg: fmt.Sprintf("a migration cannot be called %q", name), hint: "letters, digits and underscores"}
	}
	if err := os.MkdirAll(g.folder.Path, 0o755); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	text := h.text(body)
	if err := create(path, text); err != nil {
		return err
	}
	if down != "" {
		if err := create(strings.TrimSuffix(path, ".sql")+".down.sql", down); err != nil {
			return err
		}
	}
	file := folder.File{ID: h.id, Path: path, Checksum: folder.Sum(text)}
	lines := g.sum
	if len(lines) == 0 && len(g.folder.Files) > 0 { // a folder that was made without us
		lines = folder.Chain(g.folder.Files)
	}
	if err := writeFile(filepath.Join(g.folder.Path, folder.SumName), []byte(folder.SumText(folder.Append(lines, file)))); err != nil {
		return err
	}
	fmt.Fprintln(g.App.Writer, shown(path))
	return nil
}

// create writes a file that does not exist.
func create(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already", path)
	}
	if err != nil {
		return fmt.Errorf("migration: %w", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("migration: %w", err)
	}
	return nil
}
