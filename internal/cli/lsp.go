package cli

// This file is the command lsp: a language server on standard input and output. Each open file is judged
// by the nearest configuration, as lint does, with the texts of the editor in place of those on disk.

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/internal/lsp"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/parse"
)

// typingPause is how long an editor is waited for before a text is judged.
const typingPause = 150 * time.Millisecond

func lspCommand() *cli.Command {
	return &cli.Command{
		Name:  "lsp",
		Usage: "serve an editor: findings as one types, pages of rules, changes as code actions",
		Description: "schemadiff lsp\n\n" +
			"Speaks the Language Server Protocol on standard input and output until the editor ends the session; docs/editors.md\n" +
			"sets up editors. Files are judged as schemadiff lint does, by the nearest schemadiff.toml, on top of the migrations\n" +
			"before them, with unsaved texts in place of files. No connection is opened and nothing is written. Exit status: 0;\n" +
			"1 if the editor goes without asking for shutdown.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "dialect", Usage: "the `DIALECT`: sqlite or postgres (default: the configuration, or found in the text)"},
			&cli.BoolFlag{Name: "stdio", Usage: "does nothing: many editors pass it", Hidden: true},
		},
		Action: inSession(0, "it reads what an editor sends", runLSP),
	}
}

func runLSP(s *session) error {
	if isTerminal(s.App.Reader) {
		fmt.Fprintln(s.App.ErrWriter, "schemadiff lsp speaks with an editor, which starts it: see docs/editors.md; Ctrl-C ends it")
	}
	server := &lsp.Server{Linter: &editorLinter{session: s, groups: map[string]*lintGroup{}, applied: map[string]bool{}, kinds: map[string]lint.Kind{}}, Version: version(), Delay: typingPause}
	return server.Serve(s.Context.Context, s.App.Reader, s.App.Writer)
}

// editorLinter judges the files of an editor, one at a time.
type editorLinter struct {
	session *session
	groups  map[string]*lintGroup // the configuration and dialect of files, found when they were opened or saved
	applied map[string]bool
	kinds   map[string]lint.Kind
	replays review.Replays
}

// Rules are all rules.
func (l *editorLinter) Rules() []*lint.Rule { return rules.All() }

// PageURL is the page of a rule in the repository.
func (l *editorLinter) PageURL(rule string) string {
	return "https://github.com/schemadiff/schemadiff/blob/main/lint/rules/" + rule + ".md"
}

// Judge judges a text.
func (l *editorLinter) Judge(ctx context.Context, f lsp.File, open map[string]string) (lsp.Judgement, error) {
	name := f.Path
	if name == "" {
		name = f.URI
	}
	src := parse.Source{Name: name, Text: f.Text}
	g, err := l.groupOf(ctx, f, src)
	if err != nil {
		return lsp.Judgement{}, err
	}
	o, _, err := g.session.reviewOptions()
	if err != nil {
		return lsp.Judgement{}, err
	}
	o.Open, o.TextOnly, o.Replays = open, true, &l.replays
	if !f.Fresh {
		o.Guess = l.kinds[name]
	}
	r, err := review.New(ctx, o, []parse.Source{src})
	if err == nil {
		err = r.Run(ctx)
	}
	if err != nil {
		return lsp.Judgement{}, err
	}
	if err := g.session.leaveOutKnown(r); err != nil {
		return lsp.Judgement{}, err
	}
	for _, file := range r.Files { // one, or none where it reverts another
		l.kinds[name] = file.Kind
	}
	if f.Fresh && f.Path != "" {
		l.applied[name] = r.Applied(ctx, name)
	}
	lint.Sort(r.Findings)
	return lsp.Judgement{Findings: r.Findings, Applied: l.applied[name]}, nil
}

// groupOf is the session with the configuration and the dialect of a file. What was found stays until
// the file is saved, unless its dialect is not clear yet.
func (l *editorLinter) groupOf(ctx context.Context, f lsp.File, src parse.Source) (*lintGroup, error) {
	if g := l.groups[src.Name]; g != nil && !f.Fresh && !g.session.common {
		return g, nil
	}
	c, err := config.Find(filepath.Dir(f.Path))
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	if c.Path == "" || sameFile(c.Path, l.session.config.Path) {
		if c, err = config.Find("."); err != nil { // as it is now
			return nil, fmt.Errorf("configuration: %w", err)
		}
		l.session.config = c
	}
	p, err := l.session.project(c)
	if err != nil {
		return nil, err
	}
	p.sources = []parse.Source{src}
	groups, err := p.byDialect(ctx)
	if err != nil {
		return nil, err
	}
	l.groups[src.Name] = groups[0]
	return groups[0], nil
}
