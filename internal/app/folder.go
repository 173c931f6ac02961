package app

// This file writes a folder of files that this program alone writes. What stands there already is left alone
// unless its first line says that it was written here.

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// WriteFolder makes a folder hold files, by their names, and no other file that begins with the line mark. It
// returns what was changed: "wrote PATH" and "removed PATH". A file of such a name without the mark is an error,
// and then nothing is changed.
func WriteFolder(folder string, files map[string]string, mark string) (changed []string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	there, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var stale []string
	for _, f := range there {
		if f.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return nil, err
		}
		_, wanted := files[f.Name()]
		switch written := strings.HasPrefix(string(text), mark); {
		case wanted && !written:
			return nil, fmt.Errorf("%s was not written by schemadiff and is not overwritten", Slashed(filepath.Join(folder, f.Name())))
		case !wanted && written:
			stale = append(stale, f.Name())
		}
	}
	for _, name := range stale {
		path := filepath.Join(folder, name)
		if err := os.Remove(path); err != nil {
			return changed, err
		}
		changed = append(changed, "removed "+Slashed(path))
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(folder, name)
		before, err := os.ReadFile(path)
		switch {
		case err == nil && string(before) == files[name]:
			continue
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return changed, err
		}
		if err := WriteFile(path, []byte(files[name])); err != nil {
			return changed, err
		}
		changed = append(changed, "wrote "+Slashed(path))
	}
	return changed, nil
}
