// Package review judges files of SQL: texts and what is known of their project come in, findings
// with severities go out. A folder of migrations is judged by its checksums too, and compared
// with the desired schema. It writes nothing but the fixes that a caller asks
// for, and its cache.
package review

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/origin"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// Options say what files are and how they are judged.
type Options struct {
	Linter     app.Linter // with the database that migrations start from, if there is one
	Plan       app.PlanOptions
	Languages  []engine.Language                                // all that the program reads; names of files may name them
	Facts      *app.FactsFile                                   // in place of a database; nil for none
	From       func(context.Context) (*schema.Schema, error)    // what migrations start from; nil for the migrations before them
	Desired    func(ctx context.Context) (*app.Endpoint, error) // opens the desired schema
	Kind       lint.Kind                                        // what all files are; "" to find out
	Guess      lint.Kind                                        // what files are of which nothing else says it, as an earlier review found out
	OnTop      bool                                             // all files are migrations, on top of a database or of From
	Staged     bool                                             // the texts are of the index of git
	Since      string                                           // a commit that migrations are compared with; "" for where the branch left the main one
	Schema     []string                                         // the names of the sources of the desired schema
	Migrations string                                           // the folder of migrations
	Cache      Cache                                            // of the states that migrations lead to
	Replays    *Replays                                         // keeps the state that the last folder of migrations led to; nil for not at all
	Open       map[string]string                                // texts of files that an editor has open, in place of those on disk
	Elsewhere  map[string]map[string]bool                       // by folder: names that files beside these make, which are of another dialect
	TextOnly   bool                                             // only the statements are judged: no checksums, drift or database
}

// File is one file to judge.
type File struct {
	Source   parse.Source
	Kind     lint.Kind
	InFolder bool // it lies in a folder of migrations
	Sums     bool // it sums up the migrations beside it, and is a schema of its own
}

// Review is the judgement of files.
type Review struct {
	Options
	Files      []File
	Texts      map[string]string // of all sources, as they were read
	Findings   []lint.Finding
	Suppressed []lint.Finding
	Known      int // findings that a baseline has left out
	Notes      []string

	invented  []string                      // names that stand in place of template marks
	numbered  map[string]bool               // folders whose files have names as tools of migrations give them
	snapshots snapshots                     // finds files that sum up the migrations beside them
	near      map[string]map[string]bool    // by folder: what files of it make that are not judged
	failed    failures                      // what statements so far would have made that failed, by the name
	made      map[string][]schema.Statement // of the files whose kind was found by their statements, by name
}

// New finds out what each source is. Nothing is judged.
func New(ctx context.Context, o Options, sources []parse.Source) (*Review, error) {
	r := &Review{Options: o, Texts: map[string]string{}, numbered: map[string]bool{}}
	r.snapshots = snapshots{known: map[string]bool{}, beside: numberedBeside, tables: r.tablesOf}
	names := make([]string, len(sources))
	for i, src := range sources {
		names[i] = src.Name
	}
	down, marked := downMigrations(names), 0
	var reverting, reads, undone, sums []string
	for _, src := range sources {
		r.Texts[src.Name] = src.Text
		r.addFault(src)
		if down[src.Name] {
			reverting = append(reverting, src.Name)
			continue
		}
		tool, _ := runnerOf(src.Name, src.Text)
		f := File{Source: src, Kind: o.Kind, InFolder: r.inMigrations(src.Name) || tool != ""}
		if f.Kind == "" && tool == "" && r.snapshots.sumsUp(src.Name) {
			f.Kind, f.InFolder, f.Sums = lint.Schema, false, true
			sums = append(sums, src.Name)
		}
		if f.Kind == "" && !f.InFolder && origin.Queries(src.Text) {
			reads = append(reads, src.Name)
			continue
		}
		if f.Kind == "" && tool == "" && origin.Undone(src.Text) {
			undone = append(undone, src.Name)
			continue
		}
		var marks int
		if f.Source.Text, marks = executed(src.Text, r.language().Aliases()); marks > 0 {
			marked++
			r.invented = append(r.invented, origin.Made(src.Text, f.Source.Text)...)
		}
		switch {
		case f.Kind != "":
		case f.InFolder || o.OnTop:
			f.Kind = lint.Migration
		default:
			f.Kind = o.Guess
		}
		r.Files = append(r.Files, f)
	}
	r.Notes = append(r.Notes, notJudged(reads, "holds queries of a program", "hold queries of programs")...)
	for _, name := range sums {
		r.Notes = append(r.Notes, name+" sums up the migrations beside it: it is judged as a schema by itself")
	}
	r.Notes = append(r.Notes, notJudged(undone, "rolls back all that it does", "roll back all that they do")...)
	if marked > 0 {
		r.Notes = append(r.Notes, app.Count(marked, "file")+" with template marks, as {{ … }}: names were read in their place")
	}
	r.Notes = append(r.Notes, notJudged(reverting, "reverts a migration", "revert migrations")...)
	return r, r.findKinds(ctx)
}

// notJudged is the note about files that are left out; none where there are no such files.
func notJudged(names []string, one, several string) []string {
	switch len(names) {
	case 0:
		return nil
	case 1:
		return []string{names[0] + " " + one + " and is not judged"}
	}
	return []string{fmt.Sprintf("%s and %s %s and are not judged", names[0], app.Count(len(names)-1, "other file"), several)}
}

// addFault reports a file that is no text.
func (r *Review) addFault(src parse.Source) {
	if src.Fault == nil {
		return
	}
	f := r.Finding("syntax-error", src.Name, strings.TrimPrefix(src.Fault.Msg, src.Name+": "), src.Fault.Hint)
	if !src.Fault.Pos.IsZero() {
		f.Pos = src.Fault.Pos
	}
	r.Findings = append(r.Findings, r.Enabled([]lint.Finding{f})...)
}

// Run judges all files.
func (r *Review) Run(ctx context.Context) error {
	var wanted []File
	for _, f := range r.Files {
		if f.Kind != lint.Migration {
			wanted = append(wanted, f)
		}
	}
	if len(wanted) > 0 {
		if err := r.judgeSchemas(ctx, wanted); err != nil {
			return err
		}
	}
	judges := []func(context.Context) error{r.judgeMigrations, r.judgeFolders, r.judgeDrift, r.judgeLive}
	if r.TextOnly {
		judges = judges[:1]
	}
	for _, judge := range judges {
		if err := judge(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *Review) language() engine.Language { return r.Plan.Target.Language() }

// judgeSchemas judges DDL files as one schema for each database. Where they are part of the desired
// one, the rest of it is read too, and only the files that were asked for are reported.
func (r *Review) judgeSchemas(ctx context.Context, files []File) error {
	asked := map[string]bool{}
	for _, f := range files {
		asked[absolute(f.Source.Name)] = true
	}
	if !r.desired(ctx, asked) {
		var together []File
		for _, f := range files {
			if !f.Sums {
				together = append(together, f)
				continue
			}
			if err := r.judgeSchema(ctx, []File{f}, nil); err != nil {
				return err
			}
		}
		if len(together) == 0 {
			return nil
		}
		for _, group := range databases(together, r.made) {
			if err := r.judgeSchema(ctx, group, nil); err != nil {
				return err
			}
		}
		return nil
	}
	rest, err := source.ReadAny(ctx, r.Schema, nil)
	if err != nil {
		return err
	}
	rest = slices.DeleteFunc(rest, func(s parse.Source) bool { return asked[absolute(s.Name)] })
	for i, s := range rest {
		rest[i].Text = r.openText(s.Name, s.Text)
	}
	return r.judgeSchema(ctx, files, rest)
}

// judgeSchema judges files as one schema, of which the rest is read but not reported.
func (r *Review) judgeSchema(ctx context.Context, files []File, rest []parse.Source) error {
	var sources []parse.Source
	names := map[string]bool{}
	for _, f := range files {
		sources = append(sources, f.Source)
		names[f.Source.Name] = true
	}
	sources = append(sources, rest...)
	judged, err := r.language().Analyze(ctx, nil, sources, false)
	if err != nil {
		return err
	}
	partly := rest == nil
	return r.run(ctx, &lint.Pass{Kind: lint.Schema}, judged, func(f lint.Finding) bool {
		return names[f.Pos.File] && !(partly && isBeside(f, func() map[string]bool { return r.madeNear(filepath.Dir(f.Pos.File)) }))
	})
}

// judgeLive runs the rules about what only a database knows.
func (r *Review) judgeLive(ctx context.Context) error {
	p := &lint.Pass{Kind: lint.Schema, Dialect: r.language().Name(), View: r.language().View(), Analyzed: &schema.Analyzed{}}
	switch {
	case r.Linter.Database != nil:
		facts, err := app.AllFacts(ctx, r.Linter.Database)
		if err != nil {
			return err
		}
		p.Facts = facts
		p.From, _ = history.Without(r.Linter.Database.Schema, &schema.Schema{})
	case r.Facts != nil:
		p.Facts = r.Facts.Usage()
	default:
		return nil
	}
	var live []*lint.Rule
	for _, rule := range r.Linter.Settings.On(r.Linter.Rules) {
		if rule.Category == "live" {
			live = append(live, rule)
		}
	}
	r.Findings = append(r.Findings, r.Linter.SetSeverities(lint.Run(live, p))...)
	return nil
}

// run has the rules look at what was read, and keeps what they find.
func (r *Review) run(ctx context.Context, p *lint.Pass, judged *parse.Analysis, keep func(lint.Finding) bool) error {
	if p.Kind == lint.Migration {
		p.Analyzed = &judged.Analyzed
		run := r.executions(p)
		p.Runner = func(file string) string { return run(file).tool }
		p.Unit = func(s schema.Statement) int { return run(s.Pos.File).unit(s) }
	}
	p.Source = r.source()
	linter := r.Linter
	linter.Language = r.language()
	if r.Facts != nil {
		linter.Saved = r.Facts.Table
	}
	reported, suppressed, err := linter.Run(ctx, p, judged, keep)
	r.Notes = append(r.Notes, linter.Notes...)
	if err != nil {
		return err
	}
	r.failed = r.failed.with(judged, r.language(), r.Texts)
	reported = slices.DeleteFunc(reported, func(f lint.Finding) bool {
		return r.isInvented(f) || saysMissing(f) && r.failed.isEcho(f, r.Elsewhere[folderOf(f.Pos.File)])
	})
	r.Findings = append(r.Findings, withoutKept(reported, judged.To, p.From)...)
	r.Suppressed = append(r.Suppressed, suppressed...)
	return nil
}

// isInvented reports whether a finding says that a name is not there which stands in place of a template
// mark.
func (r *Review) isInvented(f lint.Finding) bool {
	return f.Rule == "unresolved-name" && slices.ContainsFunc(wordsOf(f.Message), func(word string) bool {
		return slices.ContainsFunc(r.invented, func(n string) bool { return strings.EqualFold(n, word) })
	})
}

// source answers for the texts; the marks in one are looked for once.
func (r *Review) source() *lint.Source {
	known := map[string]lint.Marks{}
	marks := func(file string) lint.Marks {
		m, ok := known[file]
		if !ok {
			m = marksOf(file, r.Texts[file])
			known[file] = m
		}
		return m
	}
	return &lint.Source{Text: func(file string) string { return r.Texts[file] }, Tokens: r.language().Tokens, Marks: marks}
}

// Reaches reports whether a finding has a severity or a higher one; none reaches Off.
func (r *Review) Reaches(severity lint.Severity) bool {
	for _, f := range r.Findings {
		if severity != lint.Off && f.Severity.Rank() >= severity.Rank() {
			return true
		}
	}
	return false
}

// madeNear are the names that those files of a folder create or alter that are not judged.
func (r *Review) madeNear(dir string) map[string]bool {
	if made, ok := r.near[dir]; ok {
		return made
	}
	if r.near == nil {
		r.near = map[string]map[string]bool{}
	}
	made := map[string]bool{}
	r.near[dir] = made
	list, _ := filepath.Glob(filepath.Join(onDisk(dir), "*.sql"))
	for _, file := range list {
		name := filepath.Join(dir, filepath.Base(file))
		if _, given := r.Texts[name]; !given {
			for _, n := range MadeNames(r.language(), beginning(name, textLimit)) {
				made[n] = true
			}
		}
	}
	return made
}

// tablesOf are the names of the tables that a file creates.
func (r *Review) tablesOf(name string) map[string]bool {
	text, ok := r.Texts[name]
	if !ok {
		text = beginning(name, textLimit)
	}
	tables := map[string]bool{}
	if !strings.Contains(strings.ToLower(text), "create") {
		return tables
	}
	for _, h := range headsOf(r.language(), text) {
		if h.verb == "create" && h.kind == "table" {
			tables[h.name] = true
		}
	}
	return tables
}
