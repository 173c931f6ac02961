package review

// This file judges migrations one after the other, each on top of the state that the ones
// before it lead to. The files before the first one that is judged are read from its folder, in
// the order of the tools that run them.

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app/related"
	"github.com/schemadiff/schemadiff/internal/engine"
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
		chain, rest := r.chain(files)
		if err := r.JudgeChain(ctx, nil, files[0].InFolder, chain, files); err != nil {
			return err
		}
		files = rest
	}
	return nil
}

// chain are the migrations that lead to the first of some files and to others of its
// folder; rest are those of other folders.
func (r *Review) chain(files []File) (chain, rest []File) {
	first := files[0]
	if !first.InFolder || r.Staged && first.Source.Name == "" {
		return files[:1], files[1:]
	}
	list := siblings(first.Source.Name)
	if !slices.Contains(list, filepath.Clean(first.Source.Name)) { // of a commit, or standard input
		return files[:1], files[1:]
	}
	byName := map[string]File{}
	for _, f := range files {
		byName[filepath.Clean(f.Source.Name)] = f
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
			f = File{Source: parse.Source{Name: name}, Kind: lint.Migration}
		}
		chain = append(chain, f)
	}
	for _, f := range files {
		if !slices.Contains(list, filepath.Clean(f.Source.Name)) {
			rest = append(rest, f)
		}
	}
	return chain, rest
}

// JudgeChain folds migrations one after the other and judges the ones in asked, or all where
// that is nil. based says that from is known to be the state that the first one starts from.
func (r *Review) JudgeChain(ctx context.Context, from *schema.Schema, based bool, chain, asked []File) error {
	names := map[string]bool{}
	for _, a := range asked {
		names[a.Source.Name] = true
	}
	isJudged := func(f File) bool { return asked == nil || names[f.Source.Name] }
	first := max(0, slices.IndexFunc(chain, isJudged))
	chain = slices.Clone(chain)
	if err := r.readTexts(ctx, chain, isJudged); err != nil {
		return err
	}
	state, done, err := r.replayed(ctx, from, chain[:first])
	if err != nil {
		return err
	}
	for _, f := range chain[done:] {
		if err := r.judgeNext(ctx, state, based, f, isJudged(f)); err != nil {
			return err
		}
	}
	return nil
}

// readTexts reads the files of a chain that are not judged, and so were not read yet.
func (r *Review) readTexts(ctx context.Context, chain []File, isJudged func(File) bool) error {
	for i, f := range chain {
		if isJudged(f) {
			continue
		}
		read, err := source.Read(ctx, []string{f.Source.Name}, nil)
		if err != nil {
			return err
		}
		chain[i].Source.Text = WithoutDown(r.openText(f.Source.Name, read[0].Text))
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

// judgeNext folds a migration onto the state before it, and judges it where that was asked for.
func (r *Review) judgeNext(ctx context.Context, state *related.State, based bool, f File, judge bool) error {
	before := state.Part(f.Source.Text)
	judged, err := r.language().Analyze(ctx, before, []parse.Source{f.Source}, true)
	if err != nil {
		return err
	}
	if judge {
		if err := r.run(ctx, &lint.Pass{Kind: lint.Migration, From: before, Based: based}, judged, nil); err != nil {
			return err
		}
	}
	if judged.To != nil {
		state.Replace(before, judged.To)
	}
	return nil
}

// siblings are the migrations of a file's folder in their order, as the tools that run
// them sort them.
func siblings(name string) []string {
	pattern := filepath.Join(filepath.Dir(name), "*.sql")
	if hasFolder(name) {
		pattern = filepath.Join(filepath.Dir(filepath.Dir(name)), "*", filepath.Base(name))
	}
	list, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	down := downMigrations(list)
	list = slices.DeleteFunc(list, func(name string) bool { return down[name] })
	order := func(name string) string { return name }
	if isDiesel(name) { // which compares versions without their dashes
		order = func(name string) string { return strings.ReplaceAll(filepath.Base(filepath.Dir(name)), "-", "") }
	}
	slices.SortFunc(list, func(a, b string) int { return compareNatural(order(a), order(b)) })
	return list
}

// compareNatural compares names with the numbers in them as numbers.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		na, nb := leadingDigits(a), leadingDigits(b)
		if na > 0 && nb > 0 {
			x, y := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if x != y {
				return strings.Compare(x, y)
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
