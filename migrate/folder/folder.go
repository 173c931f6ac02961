// Package folder reads a folder of migrations: its files in their order, the chain of
// their checksums, and what a journal of applied ones says of them.
//
// Paths and texts come in, files and differences go out. It knows no dialect, opens
// no database, and writes nothing but schemadiff.sum when it is asked to.
package folder

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxSize is the largest migration that is read, in bytes.
const MaxSize = 64 << 20

// File is one migration.
type File struct {
	ID       string // its number as it is written: "0004", "20240131120000", "1.2"
	Name     string // what it is called: "0004_add_posts"
	Path     string
	Text     string // all of it
	SQL      string // the part that is run: Text without what takes the migration back
	Down     string // what takes it back, "" if nothing does
	Checksum string // of the bytes, SHA-256 in hexadecimal
}

// Folder is a folder of migrations, in the order in which they run.
type Folder struct {
	Path  string
	Files []File
	Notes []string // files that are no migrations, and why
}

// DuplicateError says that two files have the same number.
type DuplicateError struct{ First, Second string }

// Error names both files.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s and %s have the same number: rename the one that no database has (schemadiff rebase does)", e.First, e.Second)
}

// Read reads a folder, in the layout of whatever tool made it: NNNN_name.sql, a pair
// of .up.sql and .down.sql, V1__name.sql, or a folder each with a migration.sql. A
// folder that does not exist holds nothing. Two files with one number are a
// *DuplicateError.
func Read(path string) (*Folder, error) {
	f, err := ReadAll(path)
	if err != nil {
		return nil, err
	}
	for i := 1; i < len(f.Files); i++ {
		if Order(f.Files[i-1].ID, f.Files[i].ID) == 0 {
			return nil, &DuplicateError{f.Files[i-1].Path, f.Files[i].Path}
		}
	}
	return f, nil
}

// ReadAll is Read where files may share a number.
func ReadAll(path string) (*Folder, error) {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Folder{Path: path}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	texts := map[string]string{}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() {
			name += "/" + inFolder
		}
		if !isMigration(name) {
			continue
		}
		file := filepath.Join(path, filepath.FromSlash(name))
		if _, err := os.Stat(file); e.IsDir() && err != nil {
			continue // meta, backfills, versions
		}
		if texts[name], err = readFile(file); err != nil {
			return nil, err
		}
	}
	return Of(path, texts), nil
}

// inFolder is the file of a migration that has a folder of its own.
const inFolder = "migration.sql"

func isMigration(name string) bool {
	return !strings.HasPrefix(name, ".") && strings.EqualFold(filepath.Ext(name), ".sql")
}

// Of are the migrations among the texts of files, by their names in the folder.
func Of(path string, texts map[string]string) *Folder {
	f := &Folder{Path: path}
	downs := map[string]string{}
	for _, file := range slices.Sorted(maps.Keys(texts)) {
		base, inside, nested := strings.Cut(file, "/")
		if !isMigration(file) || nested && !strings.EqualFold(inside, inFolder) {
			continue
		}
		f.add(filepath.Join(path, filepath.FromSlash(file)), base, texts[file], downs)
	}
	slices.SortStableFunc(f.Files, func(a, b File) int { return Order(a.ID, b.ID) })
	for i := range f.Files {
		if down, ok := downs[f.Files[i].Name]; ok {
			f.Files[i].Down = down
		}
	}
	return f
}

// add takes a file in.
func (f *Folder) add(path, base, text string, downs map[string]string) {
	name, down := named(base)
	if down {
		downs[name] = text
		return
	}
	id := number(name)
	if id == "" {
		f.Notes = append(f.Notes, path+": its name does not begin with a number, it is no migration")
		return
	}
	file := File{ID: id, Name: name, Path: path, Text: text, Checksum: Sum(text)}
	file.SQL, file.Down = Parts(text)
	f.Files = append(f.Files, file)
}

// named is the name of a migration without its endings, and whether the file takes
// it back.
func named(name string) (string, bool) {
	if strings.EqualFold(filepath.Ext(name), ".sql") {
		name = name[:len(name)-len(".sql")]
	}
	lower := strings.ToLower(name)
	for _, end := range []string{".down", "_down", ".undo"} {
		if strings.HasSuffix(lower, end) {
			return name[:len(name)-len(end)], true
		}
	}
	if strings.HasSuffix(lower, ".up") {
		return name[:len(name)-len(".up")], false
	}
	return name, false
}

// number is the number that a name begins with, as it is written; "" if it has none.
func number(name string) string {
	if rest, ok := strings.CutPrefix(name, "V"); ok { // V1.2__name, V1_2__name
		if version, _, ok := strings.Cut(rest, "__"); ok && digits(version) > 0 {
			return strings.ReplaceAll(version, "_", ".")
		}
	}
	return name[:digits(name)]
}

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// canonical is the same for numbers that Order holds for equal.
func canonical(id string) string {
	parts := strings.Split(id, ".")
	for i, p := range parts {
		parts[i] = strings.TrimLeft(p, "0")
	}
	return strings.TrimRight(strings.Join(parts, "."), ".")
}

// Order compares two numbers of migrations: part by part, as numbers.
func Order(a, b string) int {
	if !strings.Contains(a, ".") && !strings.Contains(b, ".") {
		return orderPart(a, b)
	}
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		if c := orderPart(at(as, i), at(bs, i)); c != 0 {
			return c
		}
	}
	return 0
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func orderPart(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(len(a)-len(b), strings.Compare(a, b))
}

// readFile reads a regular file of UTF-8 text.
func readFile(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("migrations: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("migrations: %s is not a regular file", path)
	case info.Size() > MaxSize:
		return "", fmt.Errorf("migrations: %s has %d bytes, more than %d are not read", path, info.Size(), MaxSize)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("migrations: %w", err)
	}
	if !utf8.Valid(data) {
		return "", fmt.Errorf("migrations: %s is not UTF-8", path)
	}
	return string(data), nil
}

// Sum is the checksum of a text: SHA-256 in hexadecimal.
func Sum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Find is the migration with a number, which may be written with other zeros, or
// with the whole name of the file; nil if there is none.
func (f *Folder) Find(id string) *File {
	name, _ := named(id)
	for i := range f.Files {
		file := &f.Files[i]
		if file.Name == name || file.ID == id || digits(id) == len(id) && Order(file.ID, id) == 0 {
			return file
		}
	}
	return nil
}
