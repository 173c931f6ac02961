package source

// A pattern such as db/**/*.sql comes in, the files that match go out. The walk is that of
// folder.go; the library only matches names.

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/schemadiff/schemadiff/internal/repo"
)

func isGlob(name string) bool { return strings.ContainsAny(name, "*?[{") }

// readGlob walks by itself and asks the library only whether a path matches:
// the walk is safe from loops of links, and skips hidden files as a folder does.
func (r *reader) readGlob(ctx context.Context, name string) error {
	base, pattern := doublestar.SplitPattern(filepath.ToSlash(name))
	if !doublestar.ValidatePattern(pattern) {
		return fmt.Errorf("%s: the pattern is malformed", name)
	}
	base = filepath.FromSlash(base)
	if _, err := os.Stat(base); err != nil {
		return pathError(base, err)
	}
	w := &walker{root: repo.Root(base), hidden: strings.HasPrefix(pattern, ".") || strings.Contains(pattern, "/.")}
	w.folder(ctx, base, patternDepth(pattern))
	matched, err := match(base, pattern, w.files)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return r.readFound(ctx, w, matched, name+": the pattern matches no .sql file")
}

func match(base, pattern string, files []string) ([]string, error) {
	var matched []string
	for _, file := range files {
		rel, err := filepath.Rel(base, file)
		if err != nil {
			return nil, fmt.Errorf("path of %s: %w", file, err)
		}
		if doublestar.MatchUnvalidated(pattern, filepath.ToSlash(rel)) {
			matched = append(matched, file)
		}
	}
	return matched, nil
}

// patternDepth is how many folders below its base a pattern reaches, so that *.sql
// does not walk everything below the current directory.
func patternDepth(pattern string) int {
	if strings.Contains(pattern, "**") || strings.Contains(pattern, "{") {
		return math.MaxInt
	}
	return strings.Count(pattern, "/")
}
