package config

// Finds schemadiff.toml: in the current folder and upward, at most to the root of the repository,
// so that a file above a checkout never decides what happens in it.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// locateFile is the path of the nearest file, or "". It is relative if dir is, so
// that no message and no plan depends on where a project is checked out.
func locateFile(dir string) (string, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("path of %s: %w", dir, err)
	}
	for at := full; ; at = filepath.Dir(at) {
		found, err := isFile(filepath.Join(at, FileName))
		if err != nil {
			return "", err
		}
		if found {
			return filepath.Join(relativeFolder(dir, full, at), FileName), nil
		}
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil || at == filepath.Dir(at) {
			return "", nil
		}
	}
}

func isFile(path string) (bool, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s: is not a regular file", path)
	}
	return true, nil
}

// relativeFolder spells the folder at, which is above full, from dir. Where a symbolic
// link makes ".." lead elsewhere, the absolute path stays.
func relativeFolder(dir, full, at string) string {
	rel, err := filepath.Rel(full, at)
	if err != nil {
		return at
	}
	short := filepath.Join(dir, rel)
	if filepath.IsAbs(dir) || !sameFolder(short, at) {
		return at
	}
	return short
}

func sameFolder(one, other string) bool {
	first, err := os.Stat(one)
	if err != nil {
		return false
	}
	second, err := os.Stat(other)
	return err == nil && os.SameFile(first, second)
}
