package review

// This file knows how other tools lay out a folder of migrations: which files belong together, and
// in which order their tool runs them. Names come in, and what is on disk beside them; the text of
// a file is only looked at where its first lines decide.

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// The names of files by which a layout is known.
var (
	versionName = lazyregexp.New(`^v?\d+(?:[._-]\d+)*$`)    // of a folder: 2024, v1.2
	pairedName  = lazyregexp.New(`^\d+.*\.(?:up|do)\.sql$`) // has a .down.sql or .undo.sql
)

// folderOf is the folder that a migration belongs to: its own, or the one above where a migration
// has a folder for itself, or is kept in one of several by year or version.
func folderOf(name string) string {
	dir := filepath.Dir(filepath.Clean(name))
	switch {
	case hasFolder(name):
		return filepath.Dir(dir)
	case isFlyway(name):
		return flywayFolder(dir)
	case versionName.MatchString(filepath.Base(dir)) && len(versionFolders(filepath.Dir(dir))) > 1:
		return filepath.Dir(dir)
	}
	return dir
}

// Folder is the folder whose files are judged together with a file.
func Folder(name string) string { return folderOf(name) }

// hasFolder reports whether a migration has a folder of its own.
func hasFolder(name string) bool {
	return strings.EqualFold(filepath.Base(name), "migration.sql") || isDiesel(name)
}

// isDiesel reports whether a file is a migration of Diesel or of a tool of the same layout: up.sql in
// a folder that is named by a number.
func isDiesel(name string) bool {
	dir := filepath.Dir(name)
	return filepath.Base(name) == "up.sql" && (leadingDigits(filepath.Base(dir)) > 0 || exists(filepath.Join(dir, "down.sql")))
}

// versionFolders are the folders in a folder that are named by a year or version and hold SQL.
func versionFolders(dir string) []string {
	entries, err := os.ReadDir(onDisk(dir))
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && versionName.MatchString(e.Name()) {
			if list, _ := filepath.Glob(filepath.Join(onDisk(dir), e.Name(), "*.sql")); len(list) > 0 && !slices.ContainsFunc(list, hasFolder) {
				out = append(out, e.Name())
			}
		}
	}
	return out
}

// siblings are the migrations of a file's folder on disk, in the order of the tool that runs them.
func siblings(name string) []string {
	root := folderOf(name)
	var list []string
	switch {
	case hasFolder(name):
		list, _ = filepath.Glob(filepath.Join(root, "*", filepath.Base(name)))
	case isFlyway(name):
		list = flywayFiles(root)
		beside, _ := filepath.Glob(filepath.Join(root, "*.sql")) // callbacks and scripts of other names
		list = append(list, slices.DeleteFunc(beside, isFlyway)...)
	case root != filepath.Dir(filepath.Clean(name)):
		for _, sub := range versionFolders(root) {
			more, _ := filepath.Glob(filepath.Join(root, sub, "*.sql"))
			list = append(list, more...)
		}
	default:
		list, _ = filepath.Glob(filepath.Join(root, "*.sql"))
	}
	return inOrder(root, list)
}

// inOrder are the migrations among files of a folder in the order in which their tool runs them;
// files that revert or sum up others are not among them.
func inOrder(root string, list []string) []string {
	down := downMigrations(list)
	numbered := slices.ContainsFunc(list, func(name string) bool { return flywayKind(name) == "V" })
	list = slices.DeleteFunc(list, func(name string) bool { return down[name] || numbered && flywayKind(name) == "B" })
	slices.SortFunc(list, orderIn(root, list))
	return withoutSnapshots(withoutCheckpoints(root, list))
}

// snapshotMark begins a migration of dbutil that new databases start with.
var snapshotMark = lazyregexp.New(`\A--[ \t]*v0[ \t]*->[ \t]*v(?:[2-9]|\d{2,})\b`)

// withoutSnapshots leaves out the migrations of dbutil that sum up those after them.
func withoutSnapshots(list []string) []string {
	if len(list) < 2 || !upgradeMark.MatchString(beginning(list[0], lineLimit)) {
		return list
	}
	return slices.DeleteFunc(list, func(name string) bool { return snapshotMark.MatchString(beginning(name, lineLimit)) })
}

// withoutCheckpoints leaves out the files of Atlas that sum up those before them.
func withoutCheckpoints(root string, list []string) []string {
	if !exists(filepath.Join(root, "atlas.sum")) {
		return list
	}
	first := true
	return slices.DeleteFunc(list, func(name string) bool {
		sums := !first && folder.Checkpoint(beginning(name, lineLimit))
		first = false
		return sums
	})
}

// orderIn compares files of a folder as the tool does that runs them.
func orderIn(root string, list []string) func(a, b string) int {
	if places := listedOrder(root); places != nil {
		return func(a, b string) int {
			x, there := places[strings.TrimSuffix(filepath.Base(a), ".sql")]
			y, too := places[strings.TrimSuffix(filepath.Base(b), ".sql")]
			if there && too {
				return x - y
			}
			return cmp.Or(boolOrder(there, too), compareNumbered(a, b))
		}
	}
	switch {
	case slices.ContainsFunc(list, isDiesel):
		return dieselOrder(root, list)
	case slices.ContainsFunc(list, hasFolder), exists(filepath.Join(root, "atlas.sum")),
		len(list) > 0 && dbmateMark.MatchString(beginning(list[0], lineLimit)):
		return strings.Compare
	case slices.ContainsFunc(list, isFlyway):
		return compareFlyway
	}
	return compareNumbered
}

// boolOrder sorts what is true before what is not.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// listedOrder are the places of migrations in the list that a tool keeps of them: drizzle-kit's
// journal, sqitch's plan, or the changelog of Liquibase that includes them; nil where there is none.
func listedOrder(root string) map[string]int {
	list, err := folder.DrizzleEntries(beginning(filepath.Join(root, folder.DrizzleList), textLimit))
	if err == nil && len(list) > 0 {
		out := map[string]int{}
		for i, e := range list {
			out[e.Tag] = i
		}
		return out
	}
	if isSqitch(root, "deploy") {
		return sqitchOrder(beginning(filepath.Join(filepath.Dir(root), sqitchPlan), textLimit))
	}
	return changelogOrder(root)
}

// changelogFile is a file that a changelog of Liquibase in XML, YAML or JSON includes.
var changelogFile = lazyregexp.New(`(?i)\bfile"?\s*[:=]\s*["']?([^"'\s<>,]+\.sql)`)

// changelogOrder are the places of files in the changelog of Liquibase beside or above a folder; nil
// where it names fewer than two.
func changelogOrder(root string) map[string]int {
	for _, dir := range []string{root, filepath.Dir(root)} {
		found, _ := filepath.Glob(filepath.Join(onDisk(dir), "*change[lL]og*.*"))
		for _, kind := range []string{".xml", ".yaml", ".yml", ".json"} {
			for _, file := range found {
				if filepath.Ext(file) != kind {
					continue
				}
				out := map[string]int{}
				for i, m := range changelogFile.FindAllStringSubmatch(beginning(file, textLimit), -1) {
					out[strings.TrimSuffix(filepath.Base(filepath.FromSlash(m[1])), ".sql")] = i
				}
				if len(out) > 1 {
					return out
				}
			}
		}
	}
	return nil
}

// dieselOrder compares the folders of migrations by their versions without dashes: as text where
// Diesel runs them or they are dates, else as numbers.
func dieselOrder(root string, list []string) func(a, b string) int {
	version := func(name string) string {
		base, _, _ := strings.Cut(filepath.Base(filepath.Dir(name)), "_")
		n := 0
		for n < len(base) && (base[n] == '-' || '0' <= base[n] && base[n] <= '9') {
			n++
		}
		return strings.ReplaceAll(base[:n], "-", "")
	}
	dated := !slices.ContainsFunc(list, func(name string) bool { return len(version(name)) < len("20060102") })
	if dated || projectOf(root) == "diesel" {
		return func(a, b string) int { return cmp.Or(strings.Compare(version(a), version(b)), strings.Compare(a, b)) }
	}
	return func(a, b string) int { return cmp.Or(folder.Order(version(a), version(b)), compareNatural(a, b)) }
}

// compareNumbered compares files by the folders they lie in, and by the numbers that their names begin
// with.
func compareNumbered(a, b string) int {
	if c := compareNatural(filepath.Dir(a), filepath.Dir(b)); c != 0 {
		return c
	}
	x, y := filepath.Base(a), filepath.Base(b)
	if n, m := leadingDigits(x), leadingDigits(y); n > 0 && m > 0 {
		if c := folder.Order(x[:n], y[:m]); c != 0 {
			return c
		}
	}
	return compareNatural(x, y)
}

// compareNatural compares names with the numbers in them as numbers.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		na, nb := leadingDigits(a), leadingDigits(b)
		if na > 0 && nb > 0 {
			x, y := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if x != y {
				return strings.Compare(x, y)
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// numberedBeside are the files with numbers in the folder of one without; none where a list says the order of the folder, or each has
// a folder for itself.
func numberedBeside(name string) []string {
	dir := filepath.Dir(name)
	if hasFolder(name) || !exists(name) {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(onDisk(dir), "*.sql"))
	var list []string
	for _, f := range files {
		if base := filepath.Base(f); startsWithNumber.MatchString(base) {
			list = append(list, filepath.Join(dir, base))
		}
	}
	if len(list) == 0 || listedOrder(dir) != nil {
		return nil
	}
	return list
}
