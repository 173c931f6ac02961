package postgres

// The functions, types, operators and operator classes that come with the
// extensions of PostgreSQL's own contrib folder. With them a name that means nothing
// is known to mean nothing although an extension is wanted and not installed.

import (
	_ "embed" // the list of names
	"slices"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/schema"
)

var (
	// "extension kind name…", of PostgreSQL 13 to 18
	//go:embed contrib_names.txt
	contribText string

	contribNames = sync.OnceValue(func() map[string]map[string][]string {
		all := map[string]map[string][]string{}
		for line := range strings.Lines(contribText) {
			words := strings.Fields(line)
			if all[words[0]] == nil {
				all[words[0]] = map[string][]string{}
			}
			all[words[0]][words[1]] = words[2:]
		}
		return all
	})
)

// mayBring reports whether an extension can have an object of that kind and name:
// of one that is not in the list anything.
func mayBring(extension, kind, name string) bool {
	kinds, listed := contribNames()[extension]
	return !listed || slices.Contains(kinds[kind], name)
}

// contribBrings reports whether any extension of the list has a name: a platform may
// have installed it before the files run.
func contribBrings(kind, name string) bool {
	for _, kinds := range contribNames() {
		if slices.Contains(kinds[kind], name) {
			return true
		}
	}
	return false
}

// mayBeBrought reports whether a name that means nothing may be one of an extension
// whose names are not known, or of a schema that it makes.
func (l *loader) mayBeBrought(kind, in, word string) bool {
	if !l.lenient || l.ordered {
		return l.lenient
	}
	r := &resolver{l: l, path: l.path}
	return l.extensionBrings(kind, word) || slices.ContainsFunc(r.schemas(in), func(s string) bool { return !l.makes(s) })
}

// extensionBrings reports whether some extension of the files that the database does
// not have yet may bring a name.
func (l *loader) extensionBrings(kind, name string) bool {
	for o := range l.out.All() {
		k := o.Key()
		if k.Kind == schema.KindExtension && l.env.Extensions[k.Name].Installed == "" && mayBring(k.Name, kind, name) {
			return true
		}
	}
	return false
}
