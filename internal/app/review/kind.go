package review

// This file finds out which files are migrations and which are a schema, where the caller does not
// say so: by the folder that they lie in, else by their statements.

import (
	"cmp"
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
			switch {
			case a.Verb == schema.Creates && a.Kind == schema.KindIndex:
				created[a.Name] = true
			case a.Verb == schema.Creates && !onTable(a.Kind):
				created[subject(a)] = true
			case a.Verb == schema.Renames && created[subject(a)]:
				created[a.To] = true
			}
		}
	}
}

// onTable reports whether objects of a kind are made on a table: their act is about the table.
func onTable(k schema.Kind) bool {
	return k == schema.KindIndex || k == schema.KindTrigger || k == schema.KindRule || k == schema.KindPolicy
}

// subject is the name of the object that an act is about: the relation, or the type or schema that is none.
func subject(a schema.Act) string {
	switch a.Kind {
	case schema.KindEnum, schema.KindDomain, schema.KindDomainCheck, schema.KindSchema:
		return cmp.Or(a.On.Name, a.Name)
	}
	return a.On.Name
}

// changesOthers reports whether statements change objects that are not created.
func changesOthers(list []schema.Statement, created map[string]bool) bool {
	return slices.ContainsFunc(list, func(s schema.Statement) bool {
		return slices.ContainsFunc(s.Acts, func(a schema.Act) bool { return changesOther(a, created) })
	}) || changesEarlier(list) || onlyMaintains(list, created)
}

// changesOther reports whether an act changes an object that is not created. A DROP IF EXISTS is none: dumps
// begin with them.
func changesOther(a schema.Act, created map[string]bool) bool {
	switch a.Verb {
	case schema.Sets, schema.Selects, schema.Begins, schema.Commits, schema.RollsBack, schema.Comments, schema.Pragmas, schema.Inserts,
		schema.DefinesColumn, schema.Defines, schema.Vacuums, schema.Reindexes:
		return false
	case schema.Creates:
		if !onTable(a.Kind) {
			return false
		}
	case schema.Drops:
		if a.IfExists {
			return false
		}
	}
	name := subject(a)
	return name != "" && !created[name]
}

// changesEarlier reports whether statements change an object before its name is given to another one below, as
// a rebuild does that renames the old table away or the new one into its place. A DROP before the CREATE of
// the same name is none of these: dumps have it.
func changesEarlier(list []schema.Statement) bool {
	made, gained := map[string]int{}, map[string]int{} // the number of the first statement that does
	for i, s := range list {
		for _, a := range s.Acts {
			switch a.Verb {
			case schema.Creates:
				if !onTable(a.Kind) {
					setOnce(made, subject(a), i)
				}
			case schema.Renames:
				setOnce(gained, a.To, i)
			}
		}
	}
	for i, s := range list {
		for _, a := range s.Acts {
			name := subject(a)
			at, isMade := made[name]
			if a.Verb == schema.Renames && isMade && i < at {
				return true
			}
			if at, isGained := gained[name]; a.Verb == schema.Drops && !a.IfExists && !isMade && isGained && i < at {
				return true
			}
		}
	}
	return false
}

// setOnce keeps the first value that is set for a key.
func setOnce(m map[string]int, key string, value int) {
	if _, ok := m[key]; !ok {
		m[key] = value
	}
}

// onlyMaintains reports whether statements create nothing, and drop, rewrite or reindex objects of which none
// is created: what a schema has beside its objects to recreate them is no reason to run a file by itself.
func onlyMaintains(list []schema.Statement, created map[string]bool) bool {
	found := false
	for _, s := range list {
		for _, a := range s.Acts {
			switch a.Verb {
			case schema.Creates:
				return false
			case schema.Drops, schema.Vacuums, schema.Reindexes:
				if created[subject(a)] {
					return false
				}
				found = true
			}
		}
	}
	return found
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

// isMigrationsPath reports whether a folder of a path is called so, or one above it in the repository.
func isMigrationsPath(name string) bool {
	return hasMigrationsName(name) || hasMigrationsName(fromRoot(name))
}

func hasMigrationsName(name string) bool {
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
