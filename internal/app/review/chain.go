package review

// This file judges migrations one after the other, each on top of the state that the ones
// before it lead to. The files before the first one that is judged are read from its folder, in
// the order of the tools that run them; what one of them leaves out can come with a later one.

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app/related"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// judgeMigrations judges each migration on top of the state it starts from.
func (r *Review) judgeMigrations(ctx context.Context) error {
	var files []File
	for _, f := range r.Files {
		if f.Kind == lint.Migration {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		return nil
	}
	if r.Linter.Database != nil {
		return r.JudgeChain(ctx, r.Linter.Database.Schema, true, files, nil)
	}
	if r.From != nil {
		from, err := r.From(ctx)
		if err != nil {
			return err
		}
		return r.JudgeChain(ctx, from, true, files, nil)
	}
	slices.SortStableFunc(files, func(a, b File) int { return compareNatural(a.Source.Name, b.Source.Name) })
	for len(files) > 0 {
		chain, later, rest := r.chain(files)
		based, err := r.beginsEmpty(ctx, chain)
		if err != nil {
			return err
		}
		if err := r.judgeChain(ctx, nil, files[0].InFolder && based && isWhole(files[0].Source.Name), chain, files, later); err != nil {
			return err
		}
		files = rest
	}
	return nil
}

// beginsEmpty reports whether migrations start from an empty database: the first one makes something, and
// changes nothing that it does not make itself. Else what is there before it is somewhere else, and unknown.
func (r *Review) beginsEmpty(ctx context.Context, chain []File) (bool, error) {
	first := slices.Clone(chain[:1])
	if err := r.readTexts(first, func(f File) bool { return r.Texts[f.Source.Name] != "" }); err != nil {
		return false, err
	}
	judged, err := r.language().Analyze(ctx, nil, []parse.Source{first[0].Source}, true)
	if err != nil {
		return false, err
	}
	if isLone(judged.Statements) && refersElsewhere(judged) {
		return false, nil
	}
	created := map[string]bool{}
	for i := range judged.Statements { // a table may be renamed before another takes its name
		if changesOthers(judged.Statements[i:i+1], created) {
			return false, nil
		}
		addCreated(judged.Statements[i:i+1], created)
	}
	return len(created) > 0, nil
}

// refersElsewhere reports whether statements name what they do not create.
func refersElsewhere(judged *parse.Analysis) bool {
	if slices.ContainsFunc(judged.Broken, func(e *parse.Error) bool { return e.Rule == parse.NamesNothing }) {
		return true
	}
	return slices.ContainsFunc(judged.Statements, func(s schema.Statement) bool {
		return slices.ContainsFunc(s.Acts, func(a schema.Act) bool {
			return a.References.Name != "" && judged.To != nil && judged.To.Get(a.References) == nil
		})
	})
}

// chain are the migrations that lead to the first of some files and to others of its
// folder, in their order; later are those of the folder that come after them, and rest are those of other
// folders. What is not on disk, as of a commit, is ordered among the files that were given.
func (r *Review) chain(files []File) (chain, later, rest []File) {
	first := files[0]
	if !first.InFolder || r.Staged && first.Source.Name == "" {
		return files[:1], nil, files[1:]
	}
	root := folderOf(first.Source.Name)
	byName := map[string]File{}
	list := r.named(siblings(first.Source.Name))
	onDisk := slices.Contains(list, filepath.Clean(first.Source.Name))
	if !onDisk {
		list = nil
	}
	for _, f := range files {
		name := filepath.Clean(f.Source.Name)
		if folderOf(f.Source.Name) != root {
			rest = append(rest, f)
			continue
		}
		byName[name] = f
		if !onDisk {
			list = append(list, name)
		}
	}
	if !onDisk {
		list = r.named(inOrder(root, list))
	}
	last := 0
	for i, name := range list {
		if _, ok := byName[name]; ok {
			last = i
		}
	}
	for i, name := range list {
		f, ok := byName[name]
		if !ok {
			f = File{Source: parse.Source{Name: name}, Kind: lint.Migration, InFolder: true}
		}
		if i > last {
			later = append(later, f)
			continue
		}
		chain = append(chain, f)
		delete(byName, name)
	}
	for _, f := range files { // what no tool runs, such as a checkpoint, or is not on disk beside the others
		if f, left := byName[filepath.Clean(f.Source.Name)]; left {
			rest = append(rest, f)
		}
	}
	if len(chain) == 0 {
		return files[:1], nil, files[1:]
	}
	return chain, later, rest
}

// named are the migrations of a folder that are for the database at hand, by their names.
func (r *Review) named(list []string) []string {
	languages := r.Languages
	if languages == nil {
		languages = []engine.Language{r.language()}
	}
	return r.snapshots.without(ofDatabase(languages, Origin{Dialect: r.language().Name()}, list))
}

// codeMigration matches names of migrations that are code, whose tools put them in one order with
// those in SQL.
var codeMigration = lazyregexp.New(`^[vV]?\d{3,}[-_.].*\.(?:go|[cm]?[jt]s|py|rb|php|java|kt|rs|ex|exs)$`)

// isWhole reports whether the files of SQL in a migration's folder are all that make the schema:
// there are no migrations in code among them, and none that stands for older ones that are gone.
func isWhole(name string) bool {
	entries, err := os.ReadDir(folderOf(name))
	if err != nil {
		return true
	}
	list, _ := filepath.Glob(filepath.Join(onDisk(folderOf(name)), "*.sql"))
	if len(withoutSnapshots(slices.Clone(list))) < len(list) {
		return false
	}
	return !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return codeMigration.MatchString(e.Name()) })
}

// JudgeChain folds migrations one after the other and judges the ones in asked, or all where
// that is nil. based says that from is known to be the state that the first one starts from.
func (r *Review) JudgeChain(ctx context.Context, from *schema.Schema, based bool, chain, asked []File) error {
	return r.judgeChain(ctx, from, based, chain, asked, nil)
}

// judgeChain is JudgeChain that also knows the migrations that come later, and are not judged.
func (r *Review) judgeChain(ctx context.Context, from *schema.Schema, based bool, chain, asked, later []File) error {
	names := map[string]bool{}
	for _, a := range asked {
		names[a.Source.Name] = true
	}
	isJudged := func(f File) bool { return asked == nil || names[f.Source.Name] }
	r.failed = nil
	first := max(0, slices.IndexFunc(chain, isJudged))
	chain = slices.Clone(chain)
	if err := r.readTexts(chain, isJudged); err != nil {
		return err
	}
	state, done, err := r.replayed(ctx, from, chain[:first])
	if err != nil {
		return err
	}
	before := len(r.Findings)
	for _, f := range chain[done:] {
		if err := r.judgeNext(ctx, state, based, f, isJudged(f)); err != nil {
			return err
		}
	}
	left, err := r.lasting(ctx, r.Findings[before:], state, chain, later)
	r.Findings = append(r.Findings[:before], left...)
	return err
}

// lasting leaves out what a later migration has made good: an index that a foreign key lacks in one file
// comes with the next.
func (r *Review) lasting(ctx context.Context, findings []lint.Finding, state *related.State, chain, later []File) ([]lint.Finding, error) {
	if len(findings) == 0 || len(chain) == 0 {
		return findings, nil
	}
	rules, tables := r.lastingRules(findings)
	later, err := r.about(tables, later)
	if err != nil {
		return findings, err
	}
	for _, f := range later {
		if err := r.judgeNext(ctx, state, false, f, false); err != nil {
			return findings, err
		}
	}
	last := ""
	if len(later) == 0 {
		last = chain[len(chain)-1].Source.Name
	}
	if !slices.ContainsFunc(findings, func(f lint.Finding) bool { return f.Pos.File != last && rules[f.Rule] != nil }) {
		return findings, nil
	}
	still := r.stillFound(slices.Collect(maps.Values(rules)), state)
	known := map[schema.Key]bool{}
	for o := range state.Schema().All() {
		known[o.Key()] = true
	}
	return slices.DeleteFunc(slices.Clone(findings), func(f lint.Finding) bool {
		return f.Pos.File != last && rules[f.Rule] != nil && known[relationOf(f.Key)] && !still[lastingFinding{f.Rule, f.Key}]
	}), nil
}

// lastingFinding is a finding wherever it stands.
type lastingFinding struct {
	rule string
	key  schema.Key
}

// stillFound are the findings of some rules about a schema.
func (r *Review) stillFound(rules []*lint.Rule, state *related.State) map[lastingFinding]bool {
	still := map[lastingFinding]bool{}
	p := &lint.Pass{Kind: lint.Schema, Dialect: r.language().Name(), View: r.language().View(), Analyzed: &schema.Analyzed{To: state.Schema()}, Options: r.Linter.Options}
	for _, f := range lint.Run(rules, p) {
		still[lastingFinding{f.Rule, f.Key}] = true
	}
	return still
}

// lastingRules are the rules of findings that a later migration can make good, and the tables that these
// are about.
func (r *Review) lastingRules(findings []lint.Finding) (rules map[string]*lint.Rule, tables []string) {
	rules = map[string]*lint.Rule{}
	for _, rule := range r.Linter.Rules {
		for _, f := range findings {
			if rule.Lasting && f.Rule == rule.Name {
				rules[rule.Name] = rule
				tables = append(tables, relationOf(f.Key).Name)
			}
		}
	}
	slices.Sort(tables)
	return rules, slices.Compact(tables)
}

// about are those of the migrations that come later whose text has one of some names in it.
func (r *Review) about(names []string, later []File) ([]File, error) {
	if len(names) == 0 || r.Replays != nil && len(later) > laterFiles {
		return nil, nil
	}
	later = slices.Clone(later)
	if err := r.readTexts(later, func(File) bool { return false }); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(later, func(f File) bool {
		text := strings.ToLower(f.Source.Text)
		return !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(text, strings.ToLower(n)) })
	}), nil
}

// laterFiles is how many files after the one in an editor are read at each key.
const laterFiles = 100

// relationOf is the table of an object, or the object.
func relationOf(k schema.Key) schema.Key {
	if k.IsPart() {
		return schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}
	}
	return k
}

// readTexts reads the files of a chain that are not judged, and so were not read yet.
func (r *Review) readTexts(chain []File, isJudged func(File) bool) error {
	for i, f := range chain {
		if isJudged(f) {
			continue
		}
		if info, err := os.Stat(f.Source.Name); err == nil && info.IsDir() { // a folder of such a name
			continue
		}
		read, err := source.ReadFile(f.Source.Name)
		if err != nil {
			return err
		}
		chain[i].Source.Text, _ = executed(r.openText(f.Source.Name, read.Text), r.language().Aliases())
	}
	return nil
}

// replayed is the state after the migrations before the first that is judged, where it pays to
// keep it, and how many of them it has.
func (r *Review) replayed(ctx context.Context, from *schema.Schema, before []File) (*related.State, int, error) {
	dialect := r.language().Name()
	if r.Replays != nil && from == nil && len(before) > 0 {
		state, err := r.Replays.after(ctx, r, before)
		return state, len(before), err
	}
	k, ok := r.language().(engine.Keeper)
	if !ok || r.Cache.Folder == "" || from != nil || len(before) < cacheFrom {
		return related.New(from, dialect), 0, nil
	}
	texts := make([]string, len(before))
	for i, f := range before {
		texts[i] = f.Source.Text
	}
	digests := r.Cache.digests(dialect, texts)
	known, done := r.Cache.find(ctx, k, digests)
	state := related.New(known, dialect)
	for _, f := range before[done:] {
		if err := r.judgeNext(ctx, state, false, f, false); err != nil {
			return nil, 0, err
		}
	}
	if len(before)-done > cacheFiles {
		r.Cache.write(k, digests[len(digests)-1], state.Schema())
	}
	return state, len(before), nil
}

// judgeNext folds a migration onto the state before it, and judges it where that was asked for. What one
// changeset of a changelog makes is there before the next one: a release ran it.
func (r *Review) judgeNext(ctx context.Context, state *related.State, based bool, f File, judge bool) error {
	parts := []changeset{{own: f.Source.Text}}
	if judge {
		parts = changesetsOf(f.Source.Text)
	}
	for _, part := range parts {
		text := part.text()
		before := state.Part(text)
		judged, err := r.language().Analyze(ctx, before, []parse.Source{{Name: f.Source.Name, Text: text}}, true)
		if err != nil {
			return err
		}
		if judge {
			if err := r.run(ctx, &lint.Pass{Kind: lint.Migration, From: before, Based: based}, judged, part.has); err != nil {
				return err
			}
		} else {
			r.failed = r.failed.with(judged, r.language(), r.Texts)
		}
		if judged.To != nil {
			state.Replace(before, judged.To)
		}
	}
	return nil
}
