package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:  "check",
		Usage: "check, without a database, that the migrations lead to the desired schema; for CI",
		Description: "schemadiff check --schema schema/ --dialect postgres\n" +
			"schemadiff check --schema schema/ --base origin/main --format github\n\n" +
			"The folder is replayed in memory and compared with the desired schema; numbers and the chain of checksums in\n" +
			"schemadiff.sum are checked; migrations that the base does not have are linted. The base is the commit where the\n" +
			"branch left the main one, unless --base names another; migrations of it must not change. Exit status: 0; 2 if the\n" +
			"migrations do not lead to the desired schema; 3 for findings at or above --fail-on; 1 if the files do not work.",
		Flags: append(append(sourceFlags(), migrationsFlag(),
			&cli.StringFlag{Name: "base", Usage: "the commit or branch to compare with: its migrations must not change (default: where the branch left the main one)"},
			&cli.BoolFlag{Name: "accept", Usage: "write the checksums of migrations that were edited since they were generated and that the base does not have"},
			&cli.StringFlag{Name: "dev-db", Usage: "the `DATABASE` of a server to run migrations on that cannot be known by reading (PostgreSQL)"},
		), reportFlags()...),
		Action: runCheck,
	}
}

// reportFlags are those of commands that print findings.
func reportFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Usage: strings.Join(render.LintFormats(), ", ")},
		&cli.StringFlag{Name: "fail-on", Usage: "the least severity that fails: error, warning, info or never"},
		&cli.StringFlag{Name: "preset", Usage: "recommended, strict, minimal or all"},
		&cli.StringSliceFlag{Name: "rule", Usage: "`RULE=SEVERITY` of one rule; may be repeated"},
	}
}

// checker is one run of check.
type checker struct {
	*linter
	folder *folder.Folder
	sum    []folder.Line
	base   *folder.Folder // as of the base; nil where there is none
	differ bool           // the migrations do not lead to the desired schema
}

func runCheck(c *cli.Context) (err error) {
	if c.Args().Present() {
		return &usage{msg: fmt.Sprintf("check takes no argument %q", c.Args().First()), hint: "--schema names the desired schema, --migrations the folder"}
	}
	s, err := newSession(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	format, err := s.lintFormat()
	if err != nil {
		return err
	}
	l, err := s.newLinter()
	if err != nil {
		return err
	}
	l.forMigrate()
	k := &checker{linter: l}
	if err := k.read(c.Context); err != nil {
		return err
	}
	if s.Bool("accept") {
		return k.accept()
	}
	if err := k.check(c.Context); err != nil {
		return err
	}
	return k.tell(format)
}

// read reads the folder, its checksums, and what the base has of it.
func (k *checker) read(ctx context.Context) (err error) {
	if k.folder, err = k.migrations(); err != nil {
		return err
	}
	if k.sum, err = folder.ReadSum(k.folder.Path); err != nil {
		return &refusal{err.Error()}
	}
	for _, f := range k.folder.Files {
		k.texts[f.Path] = f.SQL
		k.files = append(k.files, lintFile{source: parse.Source{Name: f.Path, Text: f.SQL}, kind: lint.Migration, folder: true})
	}
	base := k.String("base")
	if base == "" {
		base = source.Base(ctx)
	} else if base, err = source.MergeBase(ctx, base); err != nil {
		return err
	}
	if base == "" {
		return nil
	}
	texts, err := source.AsOf(ctx, base, k.folder.Path)
	if err != nil {
		return err
	}
	k.base = folder.Of(k.folder.Path, texts)
	return nil
}

// inBase is the migration as the base has it; nil if it does not.
func (k *checker) inBase(name string) *folder.File {
	if k.base == nil {
		return nil
	}
	for i := range k.base.Files {
		if k.base.Files[i].Base() == name {
			return &k.base.Files[i]
		}
	}
	return nil
}

// check looks at everything.
func (k *checker) check(ctx context.Context) error {
	k.findings = append(k.findings, k.faults()...)
	replayed, err := k.known(ctx, k.folder.Files)
	if err != nil {
		return err
	}
	if err := k.compare(ctx, replayed); err != nil {
		return err
	}
	return k.lintNew(ctx)
}

// finding is one about a file, of a rule that only the folder can tell of.
func (l *linter) finding(rule, path, message, fix string) lint.Finding {
	r := l.rules[slices.IndexFunc(l.rules, func(r *lint.Rule) bool { return r.Name == rule })]
	return lint.Finding{Rule: rule, Category: r.Category, Severity: r.Severity, Pos: schema.Pos{File: path, Line: 1, Col: 1}, Object: filepath.Base(path), Message: message, Why: r.Why(), Fix: fix}
}

// faults are what is wrong with checksums and numbers.
func (k *checker) faults() []lint.Finding {
	var out []lint.Finding
	for _, f := range folder.Faults(k.sum, k.folder.Files) {
		if len(k.sum) == 0 {
			break // a folder without checksums
		}
		path := filepath.Join(k.folder.Path, f.Name)
		switch f.Kind {
		case folder.Edited:
			if was := k.inBase(f.Name); was == nil || was.Checksum == k.folder.Find(f.Name).Checksum {
				found := k.finding("migration-edited", path, "it was edited after it was generated", "schemadiff check --accept writes its checksum")
				found.Severity = lint.Info
				out = append(out, found)
			}
		case folder.Disorder:
			out = append(out, k.finding("migration-out-of-order", path, f.Text, "schemadiff rebase gives it the next number"))
		case folder.Unlisted:
			out = append(out, k.finding("migration-out-of-order", path, f.Text+": nobody knows where it belongs", "schemadiff check --accept lists it, if no database has it; schemadiff rebase mends what a merge left"))
		case folder.Missing:
			out = append(out, k.finding("migration-edited", path, f.Text, "put it back: databases have applied it"))
		default:
			out = append(out, k.finding("migration-out-of-order", path, f.Text, "schemadiff rebase mends what a merge left"))
		}
	}
	return append(out, k.againstBase()...)
}

// againstBase are migrations of the base that were changed or are gone, and new ones
// that sort before them.
func (k *checker) againstBase() []lint.Finding {
	if k.base == nil {
		return nil
	}
	var out []lint.Finding
	last := ""
	for _, was := range k.base.Files {
		last = was.ID
		now := slices.IndexFunc(k.folder.Files, func(f folder.File) bool { return f.Base() == was.Base() })
		switch {
		case now < 0:
			out = append(out, k.finding("migration-edited", was.Path, "the base has it and it is gone", "put it back: databases have applied it"))
		case k.folder.Files[now].Checksum != was.Checksum:
			out = append(out, k.finding("migration-edited", was.Path, "it differs from that of the base, which databases may have applied", "put it back, and write a new migration: schemadiff generate"))
		}
	}
	for _, f := range k.folder.Files {
		if k.inBase(f.Base()) == nil && last != "" && folder.Order(f.ID, last) < 0 {
			out = append(out, k.finding("migration-out-of-order", f.Path, "it is new and sorts before migrations that the base has", "schemadiff rebase gives it the next number"))
		}
	}
	return out
}

// compare tells where the migrations do not lead to the desired schema.
func (k *checker) compare(ctx context.Context, replayed *schema.Schema) error {
	to, err := k.to(ctx)
	if err != nil {
		return err
	}
	p, err := k.between(ctx, &endpoint{name: "the migrations", schema: replayed}, to)
	if err != nil {
		return err
	}
	if notes := render.Notes(p.plan.Notes); notes != "" {
		k.notes = append(k.notes, notes)
	}
	for _, st := range p.plan.Steps {
		k.differ = true
		pos := st.Pos
		if pos.IsZero() {
			pos = schema.Pos{File: k.folder.Path, Line: 1, Col: 1}
		}
		f := k.finding("schema-migrations-drift", pos.File, "the migrations lack: "+strings.Join(st.Reasons, "; "), "schemadiff generate writes the migration")
		f.Pos, f.Object = pos, st.Key.Object()
		k.findings = append(k.findings, f)
	}
	for _, f := range plan.Blocking(p.plan, p.allow) {
		if len(p.plan.Steps) == 0 {
			k.differ = true
			found := k.finding("schema-migrations-drift", k.folder.Path, f.Message, f.Hint)
			k.findings = append(k.findings, found)
		}
	}
	return nil
}

// lintNew judges the migrations that the base does not have.
func (k *checker) lintNew(ctx context.Context) error {
	files := k.folder.Files
	first := slices.IndexFunc(files, func(f folder.File) bool { return k.inBase(f.Base()) == nil })
	if first < 0 {
		return nil
	}
	before, err := k.known(ctx, files[:first])
	if err != nil {
		return err
	}
	chain := k.files[first:]
	var asked []lintFile
	for i, f := range chain {
		if k.inBase(files[first+i].Base()) == nil {
			asked = append(asked, f)
		}
	}
	return k.judgeChain(ctx, before, true, chain, asked)
}

// tell prints what was found and ends accordingly.
func (k *checker) tell(format string) error {
	report, err := k.report()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := render.Lint(&out, report, format, k.style); err != nil {
		return err
	}
	if _, err := k.App.Writer.Write(out.Bytes()); err != nil {
		return err
	}
	if k.differ {
		fmt.Fprintf(k.App.ErrWriter, "%s: the migrations do not lead to the desired schema\n", render.Escape(shown(k.folder.Path)))
		return status(exitDifferences)
	}
	fmt.Fprintf(k.App.ErrWriter, "%s: %s, which lead to the desired schema\n", render.Escape(shown(k.folder.Path)), count(len(k.folder.Files), "migration"))
	return k.status(report)
}

// accept writes the checksums anew where no file of the base was changed.
func (k *checker) accept() error {
	for _, f := range k.againstBase() {
		return &refusal{fmt.Sprintf("%s: %s", f.Pos.File, f.Message)}
	}
	for _, f := range folder.Faults(k.sum, k.folder.Files) {
		if f.Kind == folder.Missing || f.Kind == folder.Broken || f.Kind == folder.Disorder {
			return &refusal{fmt.Sprintf("%s: %s (schemadiff rebase mends what a merge left)", f.Name, f.Text)}
		}
	}
	text := folder.SumText(folder.Chain(k.folder.Files))
	if err := writeFile(filepath.Join(k.folder.Path, folder.SumName), []byte(text)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(k.App.Writer, "wrote the checksums of %s.\n", count(len(k.folder.Files), "migration"))
	return err
}
