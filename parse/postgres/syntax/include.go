package syntax

// Commands of psql that read other files are not carried out here. They are listed, so
// that the user learns which included files are read and which are not.

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Include is a command of psql that reads another file: \i or \ir.
type Include struct {
	Path     string // as it is written, without quotes
	Relative bool   // \ir: to the folder of the file that says so, not to psql's
	Offset   int    // in the text of the source
}

// Includes lists the files that a source would have psql read, in their order.
func Includes(src parse.Source) []Include {
	if !strings.Contains(src.Text, `\i`) || checkText(src) != nil {
		return nil
	}
	c := newCutter(src)
	c.each = func(*Statement) *parse.Error { return nil }
	c.cut(context.Background())
	return c.script.includes
}

// include keeps a \i, \ir or the long form of one.
func (c *cutter) include(x Token, command, args string) {
	name := args
	if len(args) > 1 && (args[0] == '\'' || args[0] == '"') && args[len(args)-1] == args[0] {
		name = args[1 : len(args)-1]
	}
	relative := command == "ir" || command == "include_relative"
	c.script.includes = append(c.script.includes, Include{name, relative, int(x.Start)})
}

// noteIncludes notes for each included file whether it is read: it is, when it
// is one of the sources.
func noteIncludes(sources []parse.Source) (notes []schema.Note) {
	names := map[string]bool{}
	for _, src := range sources {
		names[path.Clean(filepath.ToSlash(src.Name))] = true
	}
	for _, src := range sources {
		for _, in := range Includes(src) {
			n := schema.Note{Class: schema.Unsupported, Subject: `\i ` + in.Path, Pos: parse.Position(src, in.Offset),
				Reason: "the file is not read: name it, or its folder, as a source too"}
			if isReadBy(in, src.Name, names) {
				n.Class, n.Reason = schema.Ignored, "the file is a source of its own"
			}
			notes = append(notes, n)
		}
	}
	return notes
}

// isReadBy reports whether a file is one of the named. \ir starts in the folder of
// the file that says so; \i in the folder that psql was started in, which may be
// this one or any above the file.
func isReadBy(in Include, from string, names map[string]bool) bool {
	file := filepath.ToSlash(in.Path)
	dir := path.Dir(filepath.ToSlash(from))
	if in.Relative || path.IsAbs(file) {
		return names[path.Clean(resolvePath(dir, file))]
	}
	if names[path.Clean(file)] {
		return true
	}
	for ; ; dir = path.Dir(dir) {
		if names[path.Join(dir, file)] {
			return true
		}
		if dir == path.Dir(dir) {
			return false
		}
	}
}

func resolvePath(dir, file string) string {
	if path.IsAbs(file) {
		return file
	}
	return path.Join(dir, file)
}
