package cli

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// judgeSchema judges DDL files as one schema. Where the configuration says what else
// belongs to it, that is read too, and only the files that were asked for are reported of.
func (l *linter) judgeSchema(ctx context.Context, files []lintFile) error {
	var sources []parse.Source
	asked := map[string]bool{}
	for _, f := range files {
		sources = append(sources, f.source)
		asked[absolute(f.source.Name)] = true
	}
	names := map[string]bool{}
	for _, s := range sources {
		names[s.Name] = true
	}
	if l.belongs(ctx, asked) {
		rest, err := source.ReadAny(ctx, l.config.Schema, nil)
		if err != nil {
			return err
		}
		for _, s := range rest {
			if !asked[absolute(s.Name)] {
				sources = append(sources, s)
			}
		}
	}
	judged, err := l.language().Analyze(ctx, nil, sources, false)
	if err != nil {
		return err
	}
	return l.run(ctx, &lint.Pass{Kind: lint.Schema}, judged, func(f lint.Finding) bool { return names[f.Pos.File] })
}

// belongs says whether a file is one of those that the configuration names.
func (l *linter) belongs(ctx context.Context, asked map[string]bool) bool {
	if len(l.config.Schema) == 0 || l.String("kind") != "" {
		return false
	}
	all, err := source.ReadAny(ctx, l.config.Schema, nil)
	return err == nil && slices.ContainsFunc(all, func(s parse.Source) bool { return asked[absolute(s.Name)] })
}

func absolute(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	return abs
}

// judgeMigrations judges each migration on top of the state it starts from.
func (l *linter) judgeMigrations(ctx context.Context) error {
	var files []lintFile
	for _, f := range l.files {
		if f.kind == lint.Migration {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		return nil
	}
	if l.database != nil {
		return l.judgeChain(ctx, l.database.Schema, true, files, nil)
	}
	if name := l.String("from"); name != "" {
		e, err := l.opened(ctx, []string{name}, false)
		if err != nil {
			return err
		}
		return l.judgeChain(ctx, e.Schema, true, files, nil)
	}
	slices.SortStableFunc(files, func(a, b lintFile) int { return natural(a.source.Name, b.source.Name) })
	for len(files) > 0 {
		chain, rest := l.chain(files)
		if err := l.judgeChain(ctx, nil, files[0].folder, chain, files); err != nil {
			return err
		}
		files = rest
	}
	return nil
}

// chain are the migrations that lead to the first of some files and to others of its
// folder; rest are those of other folders.
func (l *linter) chain(files []lintFile) (chain, rest []lintFile) {
	first := files[0]
	if !first.folder || l.Bool("staged") && first.source.Name == "" {
		return files[:1], files[1:]
	}
	list := siblings(first.source.Name)
	if !slices.Contains(list, filepath.Clean(first.source.Name)) { // of a commit, or standard input
		return files[:1], files[1:]
	}
	byName := map[string]lintFile{}
	for _, f := range files {
		byName[filepath.Clean(f.source.Name)] = f
	}
	last := 0
	for i, name := range list {
		if _, ok := byName[name]; ok {
			last = i
		}
	}
	for _, name := range list[:last+1] {
		f, ok := byName[name]
		if !ok {
			f = lintFile{source: parse.Source{Name: name}, kind: lint.Migration}
		}
		chain = append(chain, f)
	}
	for _, f := range files {
		if !slices.Contains(list, filepath.Clean(f.source.Name)) {
			rest = append(rest, f)
		}
	}
	return chain, rest
}

// judgeChain folds migrations one behind the other and tells of those in asked, or of
// all where that is nil. based says that from is what is there.
func (l *linter) judgeChain(ctx context.Context, from *schema.Schema, based bool, chain, asked []lintFile) error {
	for _, f := range chain {
		tell := asked == nil || slices.ContainsFunc(asked, func(a lintFile) bool { return a.source.Name == f.source.Name })
		if !tell {
			read, err := source.Read(ctx, []string{f.source.Name}, nil)
			if err != nil {
				return err
			}
			f.source.Text = withoutDown(read[0].Text)
		}
		judged, err := l.language().Analyze(ctx, from, []parse.Source{f.source}, true)
		if err != nil {
			return err
		}
		if tell {
			if err := l.run(ctx, &lint.Pass{Kind: lint.Migration, From: from, Based: based}, judged, nil); err != nil {
				return err
			}
		}
		from = judged.To
	}
	return nil
}

// run has the rules look at what was read, and keeps what they find.
func (l *linter) run(ctx context.Context, p *lint.Pass, judged *parse.Analysis, keep func(lint.Finding) bool) error {
	r := l.rulesOf()
	reported, suppressed, err := r.Run(ctx, p, judged, keep)
	l.notes = append(l.notes, r.Notes...)
	if err != nil {
		return err
	}
	l.findings, l.suppressed = append(l.findings, reported...), append(l.suppressed, suppressed...)
	return nil
}

// settle gives findings their severities.
func (l *linter) settle(findings []lint.Finding) []lint.Finding {
	return l.rulesOf().SetSeverities(findings)
}

// rulesOf are the rules with all that flags and configuration say of them.
func (l *linter) rulesOf() *app.Linter {
	out := &app.Linter{Language: l.language(), Rules: l.rules, Settings: l.settings, Options: l.options(), RequireReason: l.config.Lint.RequireReason, Database: l.database}
	if l.saved != nil {
		out.Saved = l.saved.table
	}
	for _, o := range l.config.Lint.Overrides {
		rules := map[string]lint.Severity{}
		severities(o.Rules, rules)
		out.Overrides = append(out.Overrides, app.SeverityOverride{Rules: rules, Matches: func(file string) bool { return l.overrides(o.Files, file) }})
	}
	return out
}
