package folder

// schemadiff.sum lists each migration with its checksum and the hash of the line before. An edit
// after the fact shows in the checksum. Two branches that both add a migration get a merge
// conflict in git, or a broken chain where the merge keeps both lines.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// SumName is the file of checksums in a folder.
const SumName = "schemadiff.sum"

// The prefixes of its fields.
const (
	sumPrefix    = "s256:"
	parentPrefix = "parent:s256:"
	noParent     = "parent:none"
)

// Line is one migration in the file of checksums. Each holds the hash of the line
// before: two branches that both add one meet at the same place in git, and a merge
// that keeps both lines as they are breaks the chain.
type Line struct {
	Name     string // of the file
	Checksum string
	Parent   string // the field as it is written
}

func (l Line) String() string { return l.Name + " " + sumPrefix + l.Checksum + " " + l.Parent }

func parentOf(list []Line) string {
	if len(list) == 0 {
		return noParent
	}
	return parentPrefix + Sum(list[len(list)-1].String())
}

// ReadSum reads the checksums of a folder; none where it has no such file.
func ReadSum(path string) ([]Line, error) {
	data, err := os.ReadFile(filepath.Join(path, SumName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("checksums: %w", err)
	}
	return ParseSum(string(data))
}

// ParseSum reads the text of a file of checksums.
func ParseSum(text string) ([]Line, error) {
	var out []Line
	n := 0
	for line := range strings.Lines(text) {
		n++
		fields := lineFields(line)
		if len(fields) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "<<<<<<<") || strings.HasPrefix(line, "=======") || strings.HasPrefix(line, ">>>>>>>") {
			return nil, fmt.Errorf("%s:%d: a merge conflict: both branches have added migrations (schemadiff rebase fixes it)", SumName, n)
		}
		if len(fields) != 3 || !strings.HasPrefix(fields[1], sumPrefix) || fields[2] != noParent && !strings.HasPrefix(fields[2], parentPrefix) {
			return nil, fmt.Errorf("%s:%d: want NAME s256:… parent:s256:…", SumName, n)
		}
		out = append(out, Line{fields[0], strings.TrimPrefix(fields[1], sumPrefix), fields[2]})
	}
	return out, nil
}

// lineFields are the name, which may have blanks, and the two hashes after it.
func lineFields(line string) []string {
	fields := strings.Fields(line)
	if n := len(fields); n > 3 {
		name := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), fields[n-1]))
		return []string{strings.TrimSpace(strings.TrimSuffix(name, fields[n-2])), fields[n-2], fields[n-1]}
	}
	return fields
}

// Chain are the lines that belong to files.
func Chain(files []File) []Line {
	var out []Line
	for _, f := range files {
		out = append(out, Line{f.Base(), f.Checksum, parentOf(out)})
	}
	return out
}

// Base is the name of the file in its folder.
func (f *File) Base() string {
	base := filepath.Base(f.Path)
	if strings.EqualFold(base, "migration.sql") {
		return filepath.Base(filepath.Dir(f.Path)) + "/" + base
	}
	return base
}

// SumText is the text of a file of checksums.
func SumText(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

// Fault is something wrong between the checksums and the files.
type Fault struct {
	Kind FaultKind
	Name string // of the file
	Text string // what is wrong, for people
}

// FaultKind says what is wrong.
type FaultKind string

// The kinds of faults.
const (
	Edited   FaultKind = "edited"   // the file is not what was written
	Missing  FaultKind = "missing"  // a line without a file
	Unlisted FaultKind = "unlisted" // a file without a line
	Broken   FaultKind = "broken"   // the lines are no chain
	Disorder FaultKind = "disorder" // the lines are in another order than the files
)

// Faults compares checksums with the files.
func Faults(lines []Line, files []File) []Fault {
	var out []Fault
	byName := map[string]*File{}
	for i := range files {
		byName[files[i].Base()] = &files[i]
	}
	listed := map[string]bool{}
	last := ""
	for i, l := range lines {
		listed[l.Name] = true
		if want := parentOf(lines[:i]); l.Parent != want {
			out = append(out, Fault{Broken, l.Name, "its line in " + SumName + " does not follow the one before: lines were merged, removed or put in another order"})
		}
		f := byName[l.Name]
		if f == nil {
			out = append(out, Fault{Missing, l.Name, "it is listed in " + SumName + " and is not there"})
			continue
		}
		if last != "" && Order(f.ID, last) < 0 {
			out = append(out, Fault{Disorder, l.Name, "it was added after " + last + " and would run before it"})
		}
		last = f.ID
		if !f.Has(l.Checksum) {
			out = append(out, Fault{Edited, l.Name, "it was edited after its checksum was written"})
		}
	}
	for i := range files {
		if name := files[i].Base(); !listed[name] {
			out = append(out, Fault{Unlisted, name, SumName + " does not list it"})
		}
	}
	return out
}

// Append adds the line of a file after the others.
func Append(lines []Line, f File) []Line {
	return append(slices.Clone(lines), Line{f.Base(), f.Checksum, parentOf(lines)})
}
