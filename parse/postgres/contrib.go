package postgres

// What comes with the extensions of PostgreSQL's own contrib folder: functions, types,
// operators, operator classes and casts, by version. With it the names of an extension
// that the same files create mean what they will mean once it is there, and a name that
// no extension has is known to mean nothing. The list was read from servers.

import (
	_ "embed" // the list of members
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// member is an object that an extension creates, as a line of the list has it: its schema and
// its types have @extschema@ for that of the extension, and @extschema:cube@ for another's.
type member struct {
	EnvName
	versions []int // that have it; nil for all
}

var (
	// "extension kind schema name types result privileges versions" with tabs between, of PostgreSQL 13 to 18
	//go:embed contrib_members.txt
	contribText string

	contribMembers = sync.OnceValue(func() map[string][]member {
		all := map[string][]member{}
		for line := range strings.Lines(contribText) {
			words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			m := member{EnvName: EnvName{Extension: words[0], Kind: schema.Kind(words[1]), Schema: words[2], Name: words[3], Args: words[4], Result: words[5], Initial: words[6]}}
			for _, v := range words[7:] {
				for text := range strings.SplitSeq(v, ",") {
					n, _ := strconv.Atoi(text)
					m.versions = append(m.versions, n)
				}
			}
			all[words[0]] = append(all[words[0]], m)
		}
		return all
	})

	// contribWords are the names that extensions bring, by extension and what the name is of
	contribWords = sync.OnceValue(func() map[string]map[string]bool {
		all := map[string]map[string]bool{}
		for extension, members := range contribMembers() {
			all[extension] = map[string]bool{}
			for _, m := range members {
				all[extension][namedAs(m.Kind)+" "+m.Name] = true
			}
		}
		return all
	})
)

// mayBring reports whether an extension can have an object of that kind and name:
// of one that is not in the list anything.
func mayBring(extension, kind, name string) bool {
	words, listed := contribWords()[extension]
	return !listed || words[kind+" "+name]
}

// contribBrings reports whether any extension of the list has a name: a platform may
// have installed it before the files run.
func contribBrings(kind, name string) bool {
	for _, words := range contribWords() {
		if words[kind+" "+name] {
			return true
		}
	}
	return false
}

// available describes an extension that a server has or could have, as the server does, or
// without one as the list does.
func (l *loader) available(extension string) EnvExtension {
	env, found := l.env.Extensions[extension]
	if found || len(l.env.Extensions) > 0 {
		return env
	}
	for _, m := range contribMembers()[extension] {
		if m.Kind == schema.KindExtension {
			return EnvExtension{Schema: m.Schema, Fixed: m.Name == "false", Requires: strings.Fields(m.Args)}
		}
	}
	return env
}

// bringMembers lets the members of an extension be named that the database does not have, or has
// in another schema. Of one that is not in the list anything may be a member.
func (l *loader) bringMembers(e *pgmodel.Extension) {
	extension, env := e.ID.Name, l.env.Extensions[e.ID.Name]
	switch {
	case env.Installed != "":
		l.moveMembers(extension, env.Schema, e.Schema)
	case len(contribMembers()[extension]) > 0:
		l.addMembers(l.membersIn(extension, e.Schema))
	case !l.ordered && !slices.Contains(l.wanted, e.Schema):
		l.wanted = append(l.wanted, e.Schema)
	}
}

// membersIn are the members that an extension of the list has when it is installed into a
// schema of this server: those of its version, or of the next one that the list has.
func (l *loader) membersIn(extension, in string) []EnvName {
	places := []string{"@extschema@", pgmodel.Quote(in)}
	for o := range l.out.All() {
		if x, ok := o.(*pgmodel.Extension); ok {
			places = append(places, "@extschema:"+x.ID.Name+"@", pgmodel.Quote(x.Schema))
		}
	}
	place := strings.NewReplacer(places...)
	version := l.listedVersion(extension)
	var list []EnvName
	for _, m := range contribMembers()[extension] {
		if m.Kind == schema.KindExtension || version > 0 && m.versions != nil && !slices.Contains(m.versions, version) {
			continue
		}
		n := m.EnvName
		if n.Schema == "@extschema@" {
			n.Schema = in
		}
		n.Args, n.Result = place.Replace(n.Args), place.Replace(n.Result)
		list = append(list, n)
	}
	return list
}

// listedVersion is the version of the list that is nearest to that of the server; 0 where there is
// no server.
func (l *loader) listedVersion(extension string) int {
	best := 0
	for _, m := range contribMembers()[extension] {
		if m.Kind != schema.KindExtension || l.env.Version == 0 {
			continue
		}
		if m.versions == nil {
			return l.env.Version
		}
		for _, v := range m.versions {
			if best == 0 || abs(v-l.env.Version) < abs(best-l.env.Version) {
				best = v
			}
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// addMembers lets names be used that no statement creates.
func (l *loader) addMembers(names []EnvName) {
	for _, n := range names {
		at := name{n.Schema, n.Name}
		l.outside[at] = append(l.outside[at], n)
		if n.Extension != "" {
			l.known[n.Extension] = true
		}
		if n.Kind == schema.KindCast && n.Result == "i" {
			l.casts[n.Args] = true
		}
		if n.Kind == schema.KindOperatorClass && n.Result == "default" {
			l.classes[n.Args] = n
		}
	}
}

// moveMembers lets the members of an extension be found in another schema.
func (l *loader) moveMembers(extension, from, to string) {
	if from == to || l.catalog {
		return
	}
	var moved []EnvName
	for at, list := range l.outside {
		rest := slices.DeleteFunc(slices.Clone(list), func(n EnvName) bool { return n.Extension == extension && n.Kind != schema.KindExtension })
		if len(rest) == len(list) {
			continue
		}
		for _, n := range list {
			if n.Extension == extension && n.Kind != schema.KindExtension {
				moved = append(moved, inSchema(n, from, to))
			}
		}
		l.outside[at] = rest
	}
	l.addMembers(moved)
}

// inSchema is a member whose extension goes from one schema to another.
func inSchema(n EnvName, from, to string) EnvName {
	if n.Schema == from {
		n.Schema = to
	}
	from, to = pgmodel.Quote(from), pgmodel.Quote(to)
	move := func(types string) string {
		words := strings.Split(types, ", ")
		for i, w := range words {
			if rest, ok := strings.CutPrefix(w, from+"."); ok {
				words[i] = to + "." + rest
			}
		}
		return strings.Join(words, ", ")
	}
	n.Args, n.Result = move(n.Args), move(n.Result)
	return n
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
