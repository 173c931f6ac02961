package source

// A suggestion for a path that does not exist: the neighbour whose name differs by the fewest
// letters.

import (
	"os"
	"path/filepath"

	"github.com/schemadiff/schemadiff/parse"
)

// nearestName is the existing neighbour of a missing path that a typing error may
// have meant, or "".
func nearestName(name string) string {
	dir, base := filepath.Split(filepath.Clean(name))
	entries, err := os.ReadDir(filepath.Clean(dir)) // Clean makes "" the current directory
	if err != nil {
		return ""
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := parse.Nearest(base, names); near != "" {
		return dir + near
	}
	return ""
}
