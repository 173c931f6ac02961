package source

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
	w := &walker{ctx: ctx, root: repo.Root(name)}
	w.folder(name, math.MaxInt)
	return r.readFound(w, w.files, name+": the folder holds no .sql file")
}

// readFound reads the files that a walk gave, after the errors that it met.
func (r *reader) readFound(w *walker, files []string, none string) error {
	for _, err := range w.errs {
		r.fail(err)
	}
	if len(files) == 0 && len(w.errs) == 0 && !r.any {
		return fmt.Errorf("%s", none)
	}
	slices.Sort(files)
	for _, file := range files {
		if w.ctx.Err() != nil {
			return nil
		}
		r.fail(r.readFile(file))
	}
	return nil
}

// walker finds .sql files. It follows links, but not into a folder that it is
// inside of, so that a loop ends.
type walker struct {
	ctx    context.Context
	root   string // of the repository, which no link leads out of; "" for none
	hidden bool   // also what starts with a dot
	files  []string
	errs   []error
	inside []string // real paths of the folders it is in
}

// folder adds what dir holds, and as many levels below it as depth says.
func (w *walker) folder(dir string, depth int) {
	id := realPath(dir)
	if slices.Contains(w.inside, id) || w.ctx.Err() != nil {
		return
	}
	w.inside = append(w.inside, id)
	defer func() { w.inside = w.inside[:len(w.inside)-1] }()
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.errs = append(w.errs, pathError(dir, err))
	}
	for _, e := range entries {
		if w.hidden || !strings.HasPrefix(e.Name(), ".") {
			w.entry(filepath.Join(dir, e.Name()), e.Type(), depth)
		}
	}
}

func (w *walker) entry(path string, mode fs.FileMode, depth int) {
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
		w.folder(path, depth-1)
	case !mode.IsDir() && isSQL(path):
		w.files = append(w.files, path)
	}
}

func isSQL(path string) bool { return strings.EqualFold(filepath.Ext(path), ".sql") }
