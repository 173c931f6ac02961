package review

// This file knows the names of Flyway's migrations and their order; refinery has the same names
// (documentation.red-gate.com/fd, "Versioned migrations"). Several folders can be one set of files.

import (
	"cmp"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// flywayName is the name of a file with a version, V, U or B, or of one that is repeated.
var flywayName = lazyregexp.New(`^(?:([VUB])(\d+(?:[._]\d+)*)__|R__).*\.sql$`)

func isFlyway(name string) bool { return flywayName.MatchString(filepath.Base(name)) }

// flywayFolder is the folder that Flyway searches with all below it: one above has migrations too, or
// several that share no version. Folders for several databases have the same versions.
func flywayFolder(dir string) string {
	for range 3 {
		above := filepath.Dir(dir)
		if above == dir || !flywayTogether(above) {
			return dir
		}
		dir = above
	}
	return dir
}

// flywayTogether reports whether the migrations below a folder are of different versions, and lie in
// it or in a folder of that purpose.
func flywayTogether(dir string) bool {
	seen := map[string]bool{}
	direct := isMigrationsName(filepath.Base(dir))
	for _, name := range flywayFiles(dir) {
		direct = direct || filepath.Dir(name) == onDisk(dir)
		m := flywayName.FindStringSubmatch(filepath.Base(name))
		if m[1] != "V" {
			continue
		}
		version := folder.Canonical(strings.ReplaceAll(m[2], "_", "."))
		if seen[version] {
			return false
		}
		seen[version] = true
	}
	return direct && len(seen) > 0
}

// flywayFiles are the migrations of Flyway in a folder and those below it.
func flywayFiles(dir string) []string {
	var out []string
	dir = onDisk(dir)
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case e.IsDir() && (strings.Count(path, string(filepath.Separator))-strings.Count(dir, string(filepath.Separator)) > 3 || path != dir && strings.HasPrefix(e.Name(), ".")):
			return fs.SkipDir
		case !e.IsDir() && flywayName.MatchString(e.Name()):
			out = append(out, path)
		}
		return nil
	})
	return out
}

// flywayKind is the letter of a file with a version; "" for others.
func flywayKind(name string) string {
	if m := flywayName.FindStringSubmatch(filepath.Base(name)); m != nil {
		return m[1]
	}
	return ""
}

// compareFlyway compares the names of Flyway's and refinery's files: by version, then what is repeated
// by its description, then what has another name.
func compareFlyway(a, b string) int {
	x, y := flywayName.FindStringSubmatch(filepath.Base(a)), flywayName.FindStringSubmatch(filepath.Base(b))
	rank := func(m []string) int {
		switch {
		case m == nil:
			return 2
		case m[1] == "":
			return 1
		}
		return 0
	}
	if c := rank(x) - rank(y); c != 0 || rank(x) > 0 {
		return cmp.Or(c, strings.Compare(filepath.Base(a), filepath.Base(b)), strings.Compare(a, b))
	}
	version := func(m []string) string { return strings.ReplaceAll(m[2], "_", ".") }
	return cmp.Or(folder.Order(version(x), version(y)), strings.Compare(a, b))
}
