package folder

// This file reads the files of a folder, which lies on the disk or is embedded into a
// program. Both are an fs.FS; on the disk, errors have the whole path, and no link may lead
// out of the repository, for a stranger's branch may hold links to anywhere.

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// MaxSize is the largest migration that is read, in bytes.
const MaxSize = 64 << 20

// readFile reads a regular file of UTF-8 text that messages call path.
func readFile(fsys fs.FS, name, path string) (string, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return "", fmt.Errorf("migrations: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("migrations: %s is not a regular file", path)
	case info.Size() > MaxSize:
		return "", fmt.Errorf("migrations: %s has %d bytes, more than %d are not read", path, info.Size(), MaxSize)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", fmt.Errorf("migrations: %w", err)
	}
	if !utf8.Valid(data) {
		return "", fmt.Errorf("migrations: %s is not UTF-8", path)
	}
	return string(data), nil
}

// disk is a folder on the disk.
type disk string

var (
	_ fs.ReadDirFS  = disk("")
	_ fs.ReadFileFS = disk("")
	_ fs.StatFS     = disk("")
)

func (d disk) full(name string) string { return filepath.Join(string(d), filepath.FromSlash(name)) }

// Open opens a file.
func (d disk) Open(name string) (fs.File, error) { return os.Open(d.full(name)) }

// ReadDir lists a folder.
func (d disk) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(d.full(name)) }

// ReadFile reads a file.
func (d disk) ReadFile(name string) ([]byte, error) { return os.ReadFile(d.full(name)) }

// Stat describes a file, and refuses one that a link places outside the repository.
func (d disk) Stat(name string) (fs.FileInfo, error) {
	full := d.full(name)
	info, err := os.Stat(full)
	if err == nil && repo.Leaves(repo.Root(filepath.Dir(full)), full) {
		return nil, fmt.Errorf("%s is a link that leads out of the repository", full)
	}
	return info, err
}
