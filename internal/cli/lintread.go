package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// lintFile is one file to judge.
type lintFile struct {
	source parse.Source
	kind   lint.Kind
	folder bool // it lies in a folder of migrations
}

// read finds the files, the dialect, and what each file is.
func (l *linter) read(ctx context.Context) error {
	sources, err := l.sources(ctx)
	if err != nil {
		return err
	}
	if err := l.guessDialect(sources); err != nil {
		return err
	}
	names := make([]string, len(sources))
	for i, src := range sources {
		names[i] = src.Name
	}
	down := takesBack(names)
	for _, src := range sources {
		l.texts[src.Name] = src.Text
		f := lintFile{source: src, kind: lint.Kind(l.String("kind")), folder: l.inMigrations(src.Name)}
		if down[src.Name] {
			l.notes = append(l.notes, src.Name+" takes a migration back and is not judged")
			continue
		}
		f.source.Text = withoutDown(src.Text)
		if f.kind == "" && (f.folder || l.String("from") != "" || l.String("db") != "") {
			f.kind = lint.Migration
		}
		l.files = append(l.files, f)
	}
	return l.tellKinds(ctx)
}

// sources are the texts that were asked for.
func (l *linter) sources(ctx context.Context) ([]parse.Source, error) {
	names := l.Args().Slice()
	switch {
	case l.Bool("staged"):
		return source.Staged(ctx)
	case l.String("since") != "":
		changed, err := source.Since(ctx, l.String("since"))
		if err != nil || len(changed) == 0 {
			return nil, err
		}
		names = changed
	case len(names) == 0:
		names = slices.Clone(l.config.Schema)
		if m := l.config.Migrations; m != "" {
			if _, err := os.Stat(m); err == nil {
				names = append(names, m)
			}
		}
		if len(names) == 0 {
			return nil, &usage{msg: "lint needs files", hint: "schemadiff lint schema.sql migrations/ (files, folders, globs, -, git:REF:PATH), --staged, or schema = [\"…\"] in schemadiff.toml"}
		}
	}
	return source.ReadAny(ctx, names, interruptible{ctx, l.App.Reader})
}

// guessDialect looks for words that one dialect alone has, where nobody said which it
// is.
func (l *linter) guessDialect(sources []parse.Source) error {
	for _, name := range []string{l.String("from"), l.String("db")} {
		if name == "" {
			continue
		}
		if err := l.detect(name); err != nil {
			return err
		}
	}
	if l.saved != nil && !l.chosen {
		return l.dialectNamed(l.saved.Dialect)
	}
	if l.chosen || len(sources) == 0 {
		return nil
	}
	for _, t := range engines.All() {
		if len(t.Language().Keywords()) == 0 {
			l.target = t // unless another one has words of its own here
		}
	}
	for _, t := range engines.All() {
		for _, src := range sources {
			text := strings.ToLower(src.Text)
			if slices.ContainsFunc(t.Language().Keywords(), func(w string) bool { return strings.Contains(text, w) }) {
				l.target = t
				return nil
			}
		}
	}
	return nil
}

// inMigrations says whether a file lies in a folder of migrations.
func (l *linter) inMigrations(name string) bool {
	path := filepath.ToSlash(filepath.Clean(name))
	if hasSum(folderOf(name)) {
		return true
	}
	if m := l.config.Migrations; m != "" {
		if rel, err := filepath.Rel(m, name); err == nil && !strings.HasPrefix(rel, "..") {
			return true
		}
	}
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "migrations", "migration", "migrate":
			return true
		}
	}
	return false
}

// takesBack are the files, by their names, that take a migration back. What lies beside
// them on disk counts too.
func takesBack(names []string) map[string]bool {
	beside := map[string][]string{}
	for _, name := range names {
		dir := filepath.Dir(name)
		if beside[dir] == nil {
			if entries, err := os.ReadDir(dir); err == nil { // else it is in git alone
				for _, e := range entries {
					beside[dir] = append(beside[dir], e.Name())
				}
			}
		}
		beside[dir] = append(beside[dir], filepath.Base(name))
	}
	downs := map[string]map[string]bool{}
	for dir, files := range beside {
		downs[dir] = folder.Downs(files)
	}
	out := map[string]bool{}
	for _, name := range names {
		out[name] = downs[filepath.Dir(name)][filepath.Base(name)]
	}
	return out
}

// withoutDown blanks the part of a file that takes a migration back, as goose, dbmate
// and tern mark it; what comes before keeps its place.
func withoutDown(text string) string {
	at := 0
	for line := range strings.Lines(text) {
		word := strings.ToLower(strings.Join(strings.Fields(line), " "))
		if strings.HasPrefix(word, "-- +goose down") || strings.HasPrefix(word, "-- migrate:down") || strings.HasPrefix(word, "---- create above / drop below") ||
			strings.HasPrefix(word, "-- +migrate down") {
			return text[:at]
		}
		at += len(line)
	}
	return text
}

// tellKinds tells migrations by their statements: one changes what no statement of the
// files makes. What the configuration calls the schema is that.
func (l *linter) tellKinds(ctx context.Context) error {
	made := map[string]bool{}
	read := map[int][]schema.Statement{}
	for i, f := range l.files {
		if f.kind != "" || l.belongs(ctx, map[string]bool{absolute(f.source.Name): true}) {
			continue
		}
		judged, err := l.language().Analyze(ctx, nil, []parse.Source{f.source}, true)
		if err != nil {
			return err
		}
		read[i] = judged.Statements
		makes(judged.Statements, made)
	}
	for i := range l.files {
		f := &l.files[i]
		switch {
		case f.kind != "":
		case changesOthers(read[i], made):
			f.kind = lint.Migration
		default:
			f.kind = lint.Schema
		}
	}
	return nil
}

// makes gathers the names of what statements make.
func makes(list []schema.Statement, made map[string]bool) {
	for _, s := range list {
		for _, a := range s.Acts {
			if a.Verb == schema.Creates && a.Kind != schema.KindIndex && a.Kind != schema.KindTrigger && a.Kind != schema.KindRule {
				made[a.On.Name] = true
			}
			if a.Verb == schema.Renames {
				made[a.To] = true
			}
		}
	}
}

// changesOthers says whether statements change what nobody makes.
func changesOthers(list []schema.Statement, made map[string]bool) bool {
	for _, s := range list {
		for _, a := range s.Acts {
			switch a.Verb {
			case schema.Sets, schema.Selects, schema.Begins, schema.Commits, schema.RollsBack, schema.Comments, schema.Pragmas, schema.Inserts,
				schema.DefinesColumn, schema.Defines, schema.Vacuums, schema.Reindexes:
				continue
			case schema.Creates:
				if a.Kind != schema.KindIndex && a.Kind != schema.KindTrigger && a.Kind != schema.KindRule {
					continue
				}
			case schema.Drops:
				if a.IfExists && made[a.On.Name] { // at the head of a dump
					continue
				}
			}
			if a.On.Name != "" && !made[a.On.Name] && !(a.Verb == schema.Drops && a.IfExists) {
				return true
			}
		}
	}
	return false
}

// siblings are the migrations of a file's folder in their order, as the tools that run
// them sort them.
func siblings(name string) []string {
	pattern := filepath.Join(filepath.Dir(name), "*.sql")
	if strings.EqualFold(filepath.Base(name), "migration.sql") { // a folder each
		pattern = filepath.Join(filepath.Dir(filepath.Dir(name)), "*", filepath.Base(name))
	}
	list, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	down := takesBack(list)
	list = slices.DeleteFunc(list, func(name string) bool { return down[name] })
	slices.SortFunc(list, func(a, b string) int { return natural(a, b) })
	return list
}

// natural compares names with the numbers in them as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
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

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
