package source

// A folder comes in, its .sql files go out, in the order of their paths. Hidden files are skipped;
// links are followed, each real folder once, so that a loop of links ends.

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/repo"
)

func (r *reader) readFolder(ctx context.Context, name string) error {
	w := &walker{root: repo.Root(name)}
	w.folder(ctx, name, math.MaxInt)
	return r.readFound(ctx, w, w.files, name+": the folder holds no .sql file")
}

// readFound reads the files that a walk gave, after the errors that it met.
func (r *reader) readFound(ctx context.Context, w *walker, files []string, none string) error {
	for _, err := range w.errs {
		r.fail(err)
	}
	if len(files) == 0 && len(w.errs) == 0 && !r.any {
		return fmt.Errorf("%s", none)
	}
	slices.Sort(files)
	for _, file := range files {
		if ctx.Err() != nil {
			return nil
		}
		r.fail(r.readFile(file))
	}
	return nil
}

// walker finds .sql files. It follows links, and goes below each real folder once, by
// its own path where it has one: loops of links end, and links that multiply cost what
// they are.
type walker struct {
	root   string // of the repository, that no link leads out of; "" for none
	hidden bool   // also what starts with a dot
	files  []string
	errs   []error
	seen   map[string]int // real paths of the folders it was in, and how many levels it went below them
}

// folder adds what dir holds, and as many levels below it as depth says; of one that
// it was in before, by another path, only the files.
func (w *walker) folder(ctx context.Context, dir string, depth int) {
	if ctx.Err() != nil {
		return
	}
	if w.seen == nil {
		w.seen = map[string]int{}
	}
	id := realPath(dir)
	if levels, ok := w.seen[id]; ok && levels >= depth {
		depth = 0
	} else {
		w.seen[id] = depth
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.errs = append(w.errs, pathError(dir, err))
	}
	for _, links := range []bool{false, true} {
		for _, e := range entries {
			if isLink := e.Type()&fs.ModeSymlink != 0; isLink == links && (w.hidden || !strings.HasPrefix(e.Name(), ".")) {
				w.entry(ctx, filepath.Join(dir, e.Name()), e.Type(), depth)
			}
		}
	}
}

func (w *walker) entry(ctx context.Context, path string, mode fs.FileMode, depth int) {
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err != nil {
			if isSQL(path) { // any other broken link is none of our business
				w.errs = append(w.errs, pathError(path, err))
			}
			return
		}
		if mode = info.Mode(); (mode.IsDir() || isSQL(path)) && repo.Leaves(w.root, path) {
			w.errs = append(w.errs, fmt.Errorf("%s: is a link that leads out of the repository: name what it leads to if it is meant", path))
			return
		}
	}
	switch {
	case mode.IsDir() && depth > 0:
		w.folder(ctx, path, below(depth))
	case !mode.IsDir() && isSQL(path):
		w.files = append(w.files, path)
	}
}

// below is how many levels are left one level down; without a limit there is none.
func below(depth int) int {
	if depth == math.MaxInt {
		return depth
	}
	return depth - 1
}

func isSQL(path string) bool { return strings.EqualFold(filepath.Ext(path), ".sql") }
