package review

// This file finds out which files are migrations and which are a schema, where the caller does not
// say so: by the folder that they lie in, else by their statements.

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

// findKinds distinguishes migrations from schemas by their statements: a migration changes objects that no
// statement of the files creates. The files of the desired schema are a schema.
func (r *Review) findKinds(ctx context.Context) error {
	created := map[string]bool{}
	read := map[int][]schema.Statement{}
	for i, f := range r.Files {
		if f.Kind != "" || r.desired(ctx, map[string]bool{absolute(f.Source.Name): true}) {
			continue
		}
		list, err := r.statementsOf(ctx, f.Source)
		if err != nil {
			return err
		}
		read[i] = list
		addCreated(list, created)
	}
	for n := -1; n < len(created); { // a name that one file gives can be of a table that a later one makes
		n = len(created)
		for _, list := range read {
			addCreated(list, created)
		}
	}
	r.made = map[string][]schema.Statement{}
	for i := range r.Files {
		f := &r.Files[i]
		r.made[f.Source.Name] = read[i]
		switch {
		case f.Kind != "":
		case changesOthers(read[i], created):
			f.Kind = lint.Migration
		default:
			f.Kind = lint.Schema
		}
	}
	return nil
}

// statementsOf reports what each statement of a file does; nothing is run where their text alone says it.
func (r *Review) statementsOf(ctx context.Context, src parse.Source) ([]schema.Statement, error) {
	if l, ok := r.language().(engine.StatementReader); ok {
		if list, known := l.ReadStatements(src); known {
			return list, nil
		}
	}
	judged, err := r.language().Analyze(ctx, nil, []parse.Source{src}, true)
	if err != nil {
		return nil, err
	}
	return judged.Statements, nil
}

// addCreated gathers the names of the objects that statements create, and their later names.
func addCreated(list []schema.Statement, created map[string]bool) {
	for _, s := range list {
		for _, a := range s.Acts {
			if a.Verb == schema.Creates && a.Kind != schema.KindIndex && a.Kind != schema.KindTrigger && a.Kind != schema.KindRule && a.Kind != schema.KindPolicy {
				created[a.On.Name] = true
			}
			if a.Verb == schema.Renames && created[a.On.Name] {
				created[a.To] = true
			}
		}
	}
}

// changesOthers reports whether statements change objects that are not created.
func changesOthers(list []schema.Statement, created map[string]bool) bool {
	for _, s := range list {
		for _, a := range s.Acts {
			switch a.Verb {
			case schema.Sets, schema.Selects, schema.Begins, schema.Commits, schema.RollsBack, schema.Comments, schema.Pragmas, schema.Inserts,
				schema.DefinesColumn, schema.Defines, schema.Vacuums, schema.Reindexes:
				continue
			case schema.Creates:
				if a.Kind != schema.KindIndex && a.Kind != schema.KindTrigger && a.Kind != schema.KindRule && a.Kind != schema.KindPolicy {
					continue
				}
			case schema.Drops:
				if a.IfExists && created[a.On.Name] { // at the head of a dump
					continue
				}
			}
			if a.On.Name != "" && !created[a.On.Name] && !(a.Verb == schema.Drops && a.IfExists) {
				return true
			}
		}
	}
	return false
}

// inMigrations reports whether a file lies in a folder of migrations, or is named as one.
func (r *Review) inMigrations(name string) bool {
	if hasSum(folderOf(name)) || exists(filepath.Join(filepath.Dir(name), "atlas.sum")) {
		return true
	}
	if m := r.Migrations; m != "" {
		if rel, err := filepath.Rel(m, name); err == nil && !strings.HasPrefix(rel, "..") {
			return true
		}
	}
	return isFlyway(name) || isMigrationsPath(name) || r.isNumbered(name) || isSqitch(filepath.Dir(name), "deploy")
}

// isMigrationsPath reports whether a folder of a path is called so.
func isMigrationsPath(name string) bool {
	for part := range strings.SplitSeq(filepath.ToSlash(filepath.Clean(name)), "/") {
		if isMigrationsName(part) {
			return true
		}
	}
	return false
}

// numberedName matches names that tools of migrations give: a number of some digits or a time, then words,
// or a number alone.
var numberedName = lazyregexp.New(`^(?:(?:[vV]?(\d{3,})|V(\d+(?:[._]\d+)*)_)[-_.].*|(\d+))\.sql$`)

// isNumbered reports whether a file and one beside it have names as tools of migrations give them, with
// different numbers.
func (r *Review) isNumbered(name string) bool {
	if !numberedName.MatchString(filepath.Base(name)) {
		return false
	}
	dir := filepath.Dir(name)
	known, there := r.numbered[dir]
	if !there {
		known = hasNumbers(dir)
		r.numbered[dir] = known
	}
	return known
}

// hasNumbers reports whether two files of a folder begin with different numbers.
func hasNumbers(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	first := ""
	for _, e := range entries {
		m := numberedName.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		number := m[1] + m[2] + m[3]
		if first != "" && number != first {
			return true
		}
		first = number
	}
	return false
}

func hasSum(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, folder.SumName))
	return err == nil && info.Mode().IsRegular()
}

// desired reports whether a file is one of the desired schema.
func (r *Review) desired(ctx context.Context, asked map[string]bool) bool {
	if len(r.Schema) == 0 || r.Kind != "" {
		return false
	}
	all, err := source.ReadAny(ctx, r.Schema, nil)
	return err == nil && slices.ContainsFunc(all, func(s parse.Source) bool { return asked[absolute(s.Name)] })
}

func absolute(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	return abs
}
