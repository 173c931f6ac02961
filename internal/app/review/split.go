package review

// This file divides the files of schemas into those of several databases: where folders of one
// repository make the same table, each is a schema of its own, as the services of a monorepo and
// the examples of a library have them.

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// databases are the files by the database that they belong to, in the order of their first files. made
// are the statements of each file, by its name.
func databases(files []File, made map[string][]schema.Statement) [][]File {
	byName := map[string]string{} // the folder that makes a relation
	for _, f := range files {
		dir := folderOf(f.Source.Name)
		for _, name := range relations(made[f.Source.Name]) {
			first, known := byName[name]
			if !known {
				byName[name] = dir
				continue
			}
			if first != dir {
				return divided(files, made, first, dir)
			}
		}
	}
	return [][]File{files}
}

// divided are the files by the folders next below the one that two others lie in. Files that lie in
// none of them are of the first.
func divided(files []File, made map[string][]schema.Statement, one, other string) [][]File {
	a, b := parts(one), parts(other)
	common := 0
	for common < min(len(a), len(b)) && a[common] == b[common] {
		common++
	}
	root := a[:common]
	groups := map[string][]File{}
	var order []string
	for _, f := range files {
		key := "" // beside or above the two
		if p := parts(folderOf(f.Source.Name)); len(p) > common && slices.Equal(p[:common], root) {
			key = p[common]
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], f)
	}
	var out [][]File
	for _, key := range order {
		out = append(out, databases(groups[key], made)...)
	}
	return out
}

func parts(dir string) []string {
	if dir == "." {
		return nil
	}
	return strings.Split(filepath.ToSlash(dir), "/")
}

// relations are the names of the tables and views that statements make, unless they are dropped too or
// may be there already.
func relations(list []schema.Statement) []string {
	var names []string
	for _, s := range list {
		for _, a := range s.Acts {
			if a.Verb == schema.Creates && (a.Kind == schema.KindTable || a.Kind == schema.KindView) {
				names = append(names, a.On.String())
			}
		}
	}
	return names
}
