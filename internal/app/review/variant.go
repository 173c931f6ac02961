package review

// This file knows folders that hold the migrations of several databases side by side, whose files name
// their database: 01_users.postgres.up.sql beside 01_users.mysql.up.sql. A tool runs the files of one
// database and the files without a name.

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app/origin"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/schema"
)

// Origin names the database that a file was written for: a dialect, or another product whose SQL is not read. Where
// nothing says which, it is neither.
type Origin struct {
	Dialect schema.Dialect
	Other   string // the product's name
}

// direction ends the name of a migration that has another one to revert it.
var direction = lazyregexp.New(`\.(?:up|down|do|undo)$`)

// stem is the name of a file without its folder, its type and its direction, and the last word of that,
// in lower case.
func stem(name string) (whole, word string) {
	whole = direction.ReplaceAllString(strings.TrimSuffix(strings.ToLower(filepath.Base(name)), ".sql"), "")
	return whole, whole[strings.LastIndexAny(whole, "._-")+1:]
}

// variants are the words by which files of a folder name their databases; nil where all that name one
// name the same, since it may be what the migration is about.
func variants(languages []engine.Language, list []string) map[string]string {
	out, seen := map[string]string{}, map[string]bool{}
	for _, name := range list {
		if _, word := stem(name); databaseCalled(languages, word) != (Origin{}) {
			out[name] = word
			seen[word] = true
		}
	}
	if len(seen) < 2 {
		return nil
	}
	return out
}

// databaseCalled is the database that a word means, with or without the number of a version.
func databaseCalled(languages []engine.Language, word string) Origin {
	for _, w := range []string{word, strings.TrimRight(word, "0123456789")} {
		for _, l := range languages {
			if slices.Contains(l.Aliases(), w) {
				return Origin{Dialect: l.Name()}
			}
		}
		if other := origin.Named(w); other != "" {
			return Origin{Other: other}
		}
	}
	return Origin{}
}

// variantOrigins are the origins of files that their names say, in folders of several databases. Of two words for one
// dialect, as postgres and cockroach, the one that is its name counts, and the other is another product.
func variantOrigins(languages []engine.Language, list []string) map[string]Origin {
	byFolder := map[string][]string{}
	for _, name := range list {
		dir := filepath.Dir(filepath.Clean(name))
		byFolder[dir] = append(byFolder[dir], name)
	}
	out := map[string]Origin{}
	for dir, files := range byFolder {
		beside, _ := filepath.Glob(filepath.Join(onDisk(dir), "*.sql"))
		words := variants(languages, append(beside, files...))
		for _, name := range files {
			if word, ok := words[name]; ok {
				out[name] = variantOrigin(languages, words, word)
			}
		}
	}
	return out
}

func variantOrigin(languages []engine.Language, words map[string]string, word string) Origin {
	o := databaseCalled(languages, word)
	if o.Other != "" || isNameOf(o, word) {
		return o
	}
	for _, other := range words {
		if databaseCalled(languages, other) == o && isNameOf(o, other) {
			return Origin{Other: word}
		}
	}
	return o
}

// isNameOf reports whether a word begins with the name of the dialect of an origin.
func isNameOf(o Origin, word string) bool {
	return strings.HasPrefix(word, string(o.Dialect))
}

// ofDatabase leaves out of a folder's migrations the files that name another database, and a file without a
// name where another of the same stem is for this database.
func ofDatabase(languages []engine.Language, own Origin, list []string) []string {
	words := variants(languages, list)
	if words == nil {
		return list
	}
	replaced := map[string]bool{}
	isOwn := func(name string) bool {
		word, named := words[name]
		return !named || variantOrigin(languages, words, word) == own
	}
	for name, word := range words {
		if isOwn(name) {
			whole, _ := stem(name)
			replaced[filepath.Join(filepath.Dir(name), strings.TrimRight(strings.TrimSuffix(whole, word), "._-"))] = true
		}
	}
	return slices.DeleteFunc(list, func(name string) bool {
		whole, _ := stem(name)
		_, named := words[name]
		return !isOwn(name) || !named && replaced[filepath.Join(filepath.Dir(name), whole)]
	})
}
