package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// judgeSchema judges DDL files as one schema. Where the configuration says what else
// belongs to it, that is read too, and only the files that were asked for are told of.
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
	judged, err := l.language().Judge(ctx, nil, sources, false)
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
		judged, err := l.language().Judge(ctx, from, []parse.Source{f.source}, true)
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
func (l *linter) run(ctx context.Context, p *lint.Pass, judged *parse.Judged, keep func(lint.Finding) bool) error {
	p.Dialect, p.Judged, p.Types, p.Lock, p.Options = l.language().Name(), &judged.Judged, l.language().TypeChange, lockOf(l.language()), l.options()
	on := l.settings.On(l.rules)
	if len(l.config.Lint.Overrides) > 0 {
		on = l.rules
	}
	if roles, ok := l.language().(engine.AccessJudge); ok && p.Kind == lint.Migration {
		list, err := roles.Access(ctx, p.From, judged)
		if err != nil {
			return err
		}
		p.SetAccess(list)
	}
	findings := l.fresh(p, on, lint.Run(on, p))
	findings = append(findings, toldOnce(l.unread(p, judged), findings, judged.Statements)...)
	told, excused := p.Excuse(findings, l.rules, on)
	if l.config.Lint.RequireReason {
		told = append(told, withoutReason(excused)...)
	}
	if keep != nil {
		told = slices.DeleteFunc(told, func(f lint.Finding) bool { return !keep(f) })
		excused = slices.DeleteFunc(excused, func(f lint.Finding) bool { return !keep(f) })
	}
	told = l.settle(told)
	if err := l.know(ctx, told, p.From); err != nil {
		return err
	}
	l.findings, l.excused = append(l.findings, told...), append(l.excused, excused...)
	return nil
}

// withoutReason are findings that a comment allows and does not say why.
func withoutReason(excused []lint.Finding) []lint.Finding {
	var out []lint.Finding
	for _, f := range excused {
		if f.Excused == "" {
			f.Message += " (the comment that allows it gives no reason)"
			out = append(out, f)
		}
	}
	return out
}

// toldOnce leaves out what names nothing where a rule about references has told of it.
func toldOnce(unread, findings []lint.Finding, statements []schema.Statement) []lint.Finding {
	statementAt := func(pos schema.Pos) int {
		return slices.IndexFunc(statements, func(s schema.Statement) bool {
			return s.Pos.File == pos.File && s.Pos.Line <= pos.Line && pos.Line <= s.Pos.Line+strings.Count(s.SQL, "\n")
		})
	}
	told := map[int]bool{}
	for _, f := range findings {
		if f.Rule == "fk-target-missing" || f.Rule == "fk-target-not-unique" {
			told[statementAt(f.Pos)] = true
		}
	}
	return slices.DeleteFunc(unread, func(f lint.Finding) bool {
		return f.Rule == "unresolved-name" && len(told) > 0 && told[statementAt(f.Pos)]
	})
}

// opaque reports whether a statement before or in what is judged has an effect that
// nobody can know without running it, such as a DO block.
func opaque(p *lint.Pass, judged *parse.Judged) bool {
	return p.From != nil && len(p.From.Opaque) > 0 || judged.To != nil && len(judged.To.Opaque) > 0 ||
		slices.ContainsFunc(judged.Statements, func(s schema.Statement) bool { return s.Opaque != "" })
}

// unread are findings about what could not be read or folded.
func (l *linter) unread(p *lint.Pass, judged *parse.Judged) []lint.Finding {
	var out []lint.Finding
	add := func(rule string, pos schema.Pos, message, hint string) *lint.Finding {
		i := slices.IndexFunc(l.rules, func(r *lint.Rule) bool { return r.Name == rule })
		r := l.rules[i]
		out = append(out, lint.Finding{Rule: r.Name, Category: r.Category, Severity: r.Severity, Pos: pos, Message: message, Why: r.Why(), Hint: hint})
		return &out[len(out)-1]
	}
	for _, e := range judged.Syntax {
		add("syntax-error", e.Pos, e.Msg, e.Hint)
	}
	if p.Kind == lint.Schema || p.Based {
		for _, e := range judged.Broken {
			f := add("unresolved-name", e.Pos, e.Msg, e.Hint)
			applied := l.database != nil && e.Rule != parse.NamesNothing // the database may have the migration already
			if p.Kind == lint.Migration && (applied || opaque(p, judged)) {
				f.Severity = lint.Warning
			}
		}
		for _, e := range judged.Doubts {
			add("unresolved-name", e.Pos, e.Msg, e.Hint).Severity = lint.Warning
		}
	}
	opaque := 0
	for _, s := range judged.Statements {
		if s.Opaque != "" {
			opaque++
		}
	}
	for _, s := range judged.Statements {
		if s.Opaque != "" {
			add("not-analysed", s.Pos, fmt.Sprintf("what %s does is not judged (%s)", s.Opaque, count(opaque, "such statement")), "")
			break
		}
	}
	return out
}
