package folder

// Renumbering, for migrations of two branches that both took the next number. A new number must
// keep the rest of the name, in the naming scheme of the tool that the folder came from, and the
// down migration and the backfill of the same name must move along.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Renumbered is the name of a file, or of the folder that a migration has of its own,
// with another number.
func Renumbered(name, id string) string {
	if versioned(name) != "" {
		_, rest, _ := strings.Cut(name, "__")
		return name[:1] + id + "__" + rest
	}
	if digits(name) == 0 { // drizzle lists it by its name alone
		return id + "_" + name
	}
	return id + name[digits(name):]
}

// Title returns what a migration is called without its number.
func (f *File) Title() string {
	if versioned(f.Name) != "" {
		_, title, _ := strings.Cut(f.Name, "__")
		return title
	}
	return strings.TrimLeft(Renumbered(f.Name, ""), "_")
}

// Beside are the files that go with a migration, by their names in the folder: its
// down migration, and the backfill of the same name.
func Beside(path string, f *File) ([]string, error) {
	var out []string
	for _, below := range []string{"", BackfillFolder + "/"} {
		entries, err := os.ReadDir(filepath.Join(path, below))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		for _, e := range entries {
			if name := below + e.Name(); !e.IsDir() && f.Owns(name) {
				out = append(out, name)
			}
		}
	}
	return out, nil
}

// Owns reports whether a file, by its name in the folder, goes with the migration.
func (f *File) Owns(name string) bool {
	base, inside := strings.CutPrefix(name, BackfillFolder+"/")
	title, down := baseName(base)
	return !strings.Contains(base, "/") && isMigration(base) && (title == f.Name || down && title == strings.TrimSuffix(f.Name, "_up")) && (down || inside)
}
