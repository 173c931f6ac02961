package cli

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
		Flags: append(append(slices.Concat(sourceFlags(), waitFlags()), migrationsFlag(),
			&cli.StringFlag{Name: "base", Usage: "the commit or branch to compare with: its migrations must not change (default: where the branch left the main one)"},
			&cli.BoolFlag{Name: "accept", Usage: "write the checksums of migrations that were edited since they were generated and that the base does not have"},
			&cli.StringFlag{Name: "dev-db", Usage: "the `DATABASE` of a server to run migrations on that cannot be known by reading (PostgreSQL)"},
		), reportFlags()...),
		Action: inSession(0, "--schema names the desired schema, --migrations the folder", runCheck),
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
	ledger
	differ bool  // the migrations do not lead to the desired schema
	unsure error // why what they lead to is not known, where something is wrong with the folder
}

func runCheck(s *session) error {
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
	if err := k.read(s.Context.Context); err != nil {
		return err
	}
	if s.Bool("accept") {
		return k.accept()
	}
	if err := k.check(s.Context.Context); err != nil {
		return err
	}
	return k.tell(format)
}

// read reads the folder, its checksums, and what the base has of it.
func (k *checker) read(ctx context.Context) (err error) {
	if k.folder, err = folder.ReadAll(k.migrationsPath()); err != nil {
		return err
	}
	for _, note := range k.folder.Notes() {
		fmt.Fprintf(k.App.ErrWriter, "note: %s\n", render.Escape(note))
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
	return k.readBase(ctx, base)
}

// check looks at everything.
func (k *checker) check(ctx context.Context) error {
	k.findings = append(k.findings, k.faults(&k.ledger)...)
	if len(k.duplicates(&k.ledger)) > 0 {
		k.unsure = k.unknown("two have the same number")
		return nil
	}
	replayed, err := k.known(ctx, k.folder.Files)
	var errs parse.Errors
	if errors.As(err, &errs) && slices.ContainsFunc(k.findings, func(f lint.Finding) bool { return f.Severity == lint.Error }) {
		k.unsure = errors.Join(errs, k.unknown("they do not work as they are"))
		return nil
	}
	if err != nil {
		return err
	}
	if err := k.compare(ctx, replayed); err != nil {
		return err
	}
	return k.lintNew(ctx)
}

// unknown refuses a folder of which the findings tell what is wrong.
func (k *checker) unknown(why string) error {
	return &refusal{fmt.Sprintf("%s: what the migrations lead to is not known: %s", shown(k.folder.Path), why)}
}

// compare tells where the migrations do not lead to the desired schema.
func (k *checker) compare(ctx context.Context, replayed *schema.Schema) error {
	to, err := k.to(ctx)
	if err != nil {
		return err
	}
	findings, err := k.lacking(ctx, k.folder.Path, replayed, to)
	k.findings = append(k.findings, findings...)
	k.differ = len(findings) > 0
	return err
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
	if k.unsure != nil {
		return k.unsure
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
	for _, f := range append(k.duplicates(&k.ledger), k.againstBase(&k.ledger)...) {
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
