package rebase

// This file has a migration of this branch with its new place, and the files that go with it.

import (
	"os"
	"path"
	"path/filepath"

	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// renumbered is a migration of this branch.
type renumbered struct {
	folder.File
	id, base string   // its new number, and the new name in the folder
	beside   []string // the files that go with it
	text     string   // with the new header
}

// companion is the new name of a file that goes with a migration.
func (m *renumbered) companion(name string) string {
	return filepath.ToSlash(filepath.Join(filepath.Dir(name), folder.Renumbered(filepath.Base(name), m.id)))
}

// origin is how a migration was written, where it must not be replaced by a generated one; last
// is the migration whose backfill the generated one takes over.
func (m *renumbered) origin(dir string, last *renumbered) string {
	if edited, known := generate.BodyEdited(m.Text); !known {
		return "written by hand"
	} else if edited {
		return "edited by hand"
	}
	for _, name := range m.beside {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		edited, known := generate.BodyEdited(string(data))
		switch {
		case err == nil && isBackfill(name) && m == last:
		case err != nil || edited || !known:
			return "with " + name + " written by hand"
		}
	}
	return ""
}

// isBackfill reports whether a file beside a migration is its backfill, which has a folder of
// its own; the other files revert it.
func isBackfill(name string) bool { return path.Dir(name) != "." }
