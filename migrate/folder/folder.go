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
	"path/filepath"
	"slices"
	"strings"
)

// File is one migration.
type File struct {
	ID       string // its number as it is written: "0004", "20240131120000", "1.2"
	Name     string // what it is called: "0004_add_posts"
	Path     string
	Text     string // all of it
	SQL      string // the part that is run: Text without what takes the migration back
	Down     string // the statements that revert it, "" if there are none
	Checksum string // of the text, whatever ends its lines have
}

// Folder is a folder of migrations, in the order in which they run.
type Folder struct {
	Path   string
	Files  []File
	Others []Other
	List   string // the text of drizzle-kit's list, "" where there is none
}

// Other is something in a folder that looks like a migration and is none.
type Other struct {
	Name string // as in File
	Path string
	Text string // of what is SQL
	Why  string // it is no migration
}

// ID is the number that its name has, "" for none.
func (o *Other) ID() string { return number(o.Name) }

// SQL reports whether it is a file of SQL, and no program or folder.
func (o *Other) SQL() bool { return isMigration(filepath.Base(o.Path)) }

// Notes reports which files of the folder are no migrations, and why.
func (f *Folder) Notes() []string {
	var out []string
	for _, o := range f.Others {
		out = append(out, o.Path+": "+o.Why)
	}
	return out
}

// DuplicateError says that two files have the same number.
type DuplicateError struct{ First, Second string }

// Error names both files.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s and %s have the same number: rename the one that no database has (schemadiff rebase does)", e.First, e.Second)
}

// Read reads a folder, in the layout of whatever tool made it: NNNN_name.sql, a pair
// of .up.sql and .down.sql, V1__name.sql and U1__name.sql, or a folder each with a
// migration.sql. A folder that does not exist holds nothing. Two files with one number
// are a *DuplicateError.
func Read(path string) (*Folder, error) {
	return distinct(ReadAll(path))
}

// ReadFS reads the root of a file system, such as one that is embedded into a program,
// as Read does a folder. Messages call it path.
func ReadFS(fsys fs.FS, path string) (*Folder, error) { return distinct(readAll(fsys, path)) }

// distinct refuses a folder in which two files have one number.
func distinct(f *Folder, err error) (*Folder, error) {
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
func ReadAll(path string) (*Folder, error) { return readAll(disk(path), path) }

// readAll reads the root of a file system that is called path.
func readAll(fsys fs.FS, path string) (*Folder, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return &Folder{Path: path}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	texts := map[string]string{}
	var others []Other
	for _, e := range entries {
		if e.IsDir() {
			more, err := within(fsys, path, e.Name(), texts)
			if err != nil {
				return nil, err
			}
			others = append(others, more...)
			continue
		}
		if name := e.Name(); isMigration(name) {
			if texts[name], err = readFile(fsys, name, filepath.Join(path, name)); err != nil {
				return nil, err
			}
		} else if number(name) != "" {
			others = append(others, Other{Name: name, Path: filepath.Join(path, name), Why: "it is not SQL, and is not run"})
		}
	}
	f := Of(path, texts)
	f.Others = append(f.Others, others...)
	return f, nil
}

// within reads what counts in a folder inside the folder: the migration that it is, or
// drizzle's list. It reports SQL files there that are never run.
func within(fsys fs.FS, path, name string, texts map[string]string) ([]Other, error) {
	if name == BackfillFolder || strings.HasPrefix(name, ".") {
		return nil, nil
	}
	entries, err := fs.ReadDir(fsys, name)
	switch {
	case err != nil && number(name) == "": // lost+found
		return []Other{{Name: name, Path: filepath.Join(path, name), Why: "it cannot be read"}}, nil
	case err != nil:
		return nil, fmt.Errorf("migrations: %w", err)
	}
	inner := 0
	for _, e := range entries {
		file := name + "/" + e.Name()
		if !e.IsDir() && Reads(file) {
			if texts[file], err = readFile(fsys, file, filepath.Join(path, filepath.FromSlash(file))); err != nil {
				return nil, err
			}
			return nil, nil
		}
		if !e.IsDir() && isMigration(e.Name()) {
			inner++
		}
	}
	switch {
	case number(name) != "":
		return []Other{{Name: name, Path: filepath.Join(path, name), Why: "there is no " + inFolder + " in it, it is no migration"}}, nil
	case inner > 0:
		return []Other{{Name: name, Path: filepath.Join(path, name), Why: fmt.Sprintf("the SQL files in it (%d) are not read", inner)}}, nil
	}
	return nil, nil
}

// inFolder is the file of a migration that has a folder of its own.
const inFolder = "migration.sql"

func isMigration(name string) bool {
	return !strings.HasPrefix(name, ".") && strings.EqualFold(filepath.Ext(name), ".sql")
}

// Keeps reports whether a file, by its name in the folder, is of any use here: migrations,
// down migrations, backfills, drizzle's list.
func Keeps(name string) bool {
	return name == DrizzleList || strings.EqualFold(filepath.Ext(name), ".sql")
}

// Reads reports whether Of wants a file, by its name in the folder.
func Reads(name string) bool {
	base, inside, nested := strings.Cut(name, "/")
	return name == DrizzleList || isMigration(name) && (!nested || !strings.HasPrefix(base, ".") && strings.EqualFold(inside, inFolder))
}

// Of are the migrations among the texts of files, by their names in the folder.
func Of(path string, texts map[string]string) *Folder {
	f := &Folder{Path: path, List: texts[DrizzleList]}
	positions := drizzlePositions(texts)
	files := slices.DeleteFunc(slices.Sorted(maps.Keys(texts)), func(file string) bool { return !Reads(file) || file == DrizzleList })
	back := Downs(files)
	downs := map[string]Other{} // by the name of the migration
	for _, file := range files {
		base, _, _ := strings.Cut(file, "/")
		full := filepath.Join(path, filepath.FromSlash(file))
		if back[file] && positions[trimSQL(file)] == "" {
			name, _ := baseName(file)
			downs[name] = Other{trimSQL(file), full, texts[file], "there is no migration that it reverts"}
		} else {
			f.add(full, base, texts[file], positions)
		}
	}
	f.baselines()
	slices.SortStableFunc(f.Files, func(a, b File) int { return Order(a.ID, b.ID) })
	for i := range f.Files {
		for _, name := range []string{f.Files[i].Name, strings.TrimSuffix(f.Files[i].Name, "_up"), strings.TrimSuffix(f.Files[i].Name, "-up")} {
			if down, ok := downs[name]; ok {
				f.Files[i].Down = down.Text
				delete(downs, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(downs)) {
		f.Others = append(f.Others, downs[name])
	}
	return f
}

// Downs are the down migrations among the names of a folder's files. The end of
// 0003_scale_down.sql may be a word of its title: it is a down migration if there is
// another file of that number, or scale.sql, scale_up.sql or scale.up.sql where it has
// none. So is U3__x.sql beside V3__x.sql; without it, it is a migration of refinery.
func Downs(files []string) map[string]bool {
	there := map[string]bool{} // numbers and titles of the files that revert nothing
	for _, file := range files {
		if name, down := baseName(file); !down && isMigration(file) && !strings.Contains(file, "/") {
			there[pairing(name)] = true
		}
	}
	out := map[string]bool{}
	for _, file := range files {
		name, down := baseName(file)
		base := strings.ToLower(trimSQL(file))
		unsure := strings.HasSuffix(base, "_down") || strings.HasSuffix(base, "-down") || isUndo(trimSQL(file))
		if down && isMigration(file) && !strings.Contains(file, "/") && (!unsure || there[pairing(name)]) {
			out[file] = true
		}
	}
	return out
}

// pairing returns the part of the name that a migration and its down migration share:
// the number, or the title.
func pairing(name string) string {
	if id := number(name); id != "" {
		return Canonical(id)
	}
	return "title " + strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(name, "_up"), "-up"))
}

// add takes a file in.
func (f *Folder) add(path, base, text string, positions map[string]string) {
	name, down := baseName(base)
	if down { // its title ends so
		name = trimSQL(base)
	}
	id := cmp.Or(positions[name], number(name))
	if why := whyNoMigration(name, id, text); why != "" {
		f.Others = append(f.Others, Other{name, path, text, why})
		return
	}
	file := File{ID: id, Name: name, Path: path, Text: text, Checksum: Checksum(text)}
	file.SQL, file.Down = Parts(text)
	f.Files = append(f.Files, file)
}

// whyNoMigration says why a file is no migration, "" if it is one.
func whyNoMigration(name, id, text string) string {
	switch {
	case id == "" && strings.HasPrefix(name, "R__"):
		return "it is a repeatable migration of flyway, and is not run: what it makes belongs into the schema"
	case id == "":
		return "its name does not begin with a number, it is no migration"
	case Checkpoint(text):
		return "it is a checkpoint of atlas, and is not run: it makes what those before it make"
	}
	return ""
}

// Checkpoint reports whether a file is one of atlas that sums up those before it: the
// first line says so.
func Checkpoint(text string) bool { return strings.HasPrefix(text, "-- atlas:checkpoint") }

// baselines takes out the baseline migrations of flyway (B2__name.sql) that sum up
// others which are there.
func (f *Folder) baselines() {
	isBaseline := func(file File) bool { return file.Name[0] == 'B' && versioned(file.Name) != "" }
	all := slices.Clone(f.Files)
	f.Files = slices.DeleteFunc(f.Files, func(b File) bool {
		summed := isBaseline(b) && slices.ContainsFunc(all, func(v File) bool { return !isBaseline(v) && Order(v.ID, b.ID) <= 0 })
		if summed {
			f.Others = append(f.Others, Other{b.Name, b.Path, b.Text, "it is a baseline of flyway, and is not run: it makes what those up to its number make"})
		}
		return summed
	})
}

// baseName returns the name of a migration without its endings, and whether the file
// reverts it.
func baseName(name string) (string, bool) {
	name = trimSQL(name)
	if isUndo(name) {
		return "V" + name[1:], true
	}
	lower := strings.ToLower(name)
	if lower == "down" { // beside up.sql
		return "", true
	}
	for _, end := range []string{".down", "_down", "-down", ".undo"} {
		if strings.HasSuffix(lower, end) {
			return name[:len(name)-len(end)], true
		}
	}
	for _, end := range []string{".up", ".do"} {
		if strings.HasSuffix(lower, end) {
			return name[:len(name)-len(end)], false
		}
	}
	if n := digits(name); n > 0 && strings.HasPrefix(lower[n:], ".undo.") { // postgrator's 001.undo.title
		return name[:n] + ".do" + name[n+len(".undo"):], true
	}
	return name, false
}

// isUndo reports whether a name is that of an undo migration of flyway, or of refinery's migrations
// outside of the order.
func isUndo(name string) bool { return strings.HasPrefix(name, "U") && versioned("V"+name[1:]) != "" }

func trimSQL(name string) string {
	if strings.EqualFold(filepath.Ext(name), ".sql") {
		return name[:len(name)-len(".sql")]
	}
	return name
}

// number is the number that a name begins with, as it is written; "" if it has none.
func number(name string) string {
	if version := versioned(name); version != "" {
		return strings.ReplaceAll(version, "_", ".")
	}
	return name[:digits(name)]
}

// versioned is the number as flyway writes it: V1.2__name, V1_2__name, B3__name.
func versioned(name string) string {
	if name == "" || name[0] != 'V' && name[0] != 'B' {
		return ""
	}
	version, _, ok := strings.Cut(name[1:], "__")
	if !ok || digits(version) == 0 {
		return ""
	}
	return version
}

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// Canonical is the same for numbers that Order holds for equal.
func Canonical(id string) string {
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
		if c := orderPart(itemAt(as, i), itemAt(bs, i)); c != 0 {
			return c
		}
	}
	return 0
}

func itemAt(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func orderPart(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(len(a)-len(b), strings.Compare(a, b))
}

// Checksum is the checksum of a migration: that of its text with LF at the end of each line. Git
// changes the ends of lines from one checkout to the next, and that is no edit.
func Checksum(text string) string { return Sum(strings.ReplaceAll(text, "\r\n", "\n")) }

// Has reports whether a checksum is that of the file, also where it was written for the bytes of
// a file with other ends of lines.
func (f *File) Has(checksum string) bool {
	if f.Checksum == checksum {
		return true
	}
	crlf := strings.ReplaceAll(strings.ReplaceAll(f.Text, "\r\n", "\n"), "\n", "\r\n")
	return checksum == Sum(f.Text) || checksum == Sum(crlf)
}

// Sum is the SHA-256 of the bytes of a text in hexadecimal.
func Sum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Find is the migration with a number, which may be written with other zeros, or
// with the whole name of the file; nil if there is none.
func (f *Folder) Find(id string) *File {
	if id == "" {
		return nil
	}
	name, _ := baseName(id)
	for i := range f.Files {
		file := &f.Files[i]
		if file.Name == name || file.Name == trimSQL(id) || file.ID == id || digits(id) == len(id) && Order(file.ID, id) == 0 {
			return file
		}
	}
	return nil
}
