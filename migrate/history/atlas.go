package history

// The history of atlas. Its hash of a file covers all files before it as well, so the first file
// that was changed makes all later ones differ: only that one is reported as edited, and the later
// ones as not comparable. Baselines and checkpoints stand for the migrations before them.

import (
	"crypto/sha256"
	"encoding/base64"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// The kinds of rows of atlas, as bits.
const (
	atlasBaseline = 1 << iota
	atlasExecuted
	atlasResolved // somebody has said that it is applied
)

// atlas adds a row for each file, with a hash of it and of all files before it.
func atlas(h *History, f *folder.Folder, rows []Row) error {
	slices.SortStableFunc(rows, func(a, b Row) int { return strings.Compare(a["version"], b["version"]) })
	rows = slices.DeleteFunc(rows, func(r Row) bool { return strings.HasPrefix(r["version"], ".") }) // what atlas notes for itself
	files := atlasFiles(f)
	applied := func(file atlasFile) bool {
		return slices.ContainsFunc(rows, func(r Row) bool { return r["version"] == file.version })
	}
	all, ran := atlasHashes(files), atlasHashes(slices.DeleteFunc(slices.Clone(files), func(a atlasFile) bool { return !applied(a) }))
	changed := "" // the first file that is not what was applied
	for _, r := range rows {
		version, kind := r["version"], number(r, "type")
		i := slices.IndexFunc(files, func(a atlasFile) bool { return a.version == version })
		switch {
		case kind&atlasBaseline != 0:
			h.note("version %s is a baseline: the migrations up to it count as applied", version)
			h.takeUpTo(f, version)
			continue
		case number(r, "applied") < number(r, "total"):
			h.failed(f, version, "is applied in part")
			continue
		case i < 0:
			h.lacking(f, version)
			continue
		}
		name, hash := files[i].name, r["hash"]
		switch {
		case hash == "" || hash == all[name] || hash == ran[name]:
		case changed == "":
			changed = name
			h.defect("%s was edited after it was applied, or a file was put before it: its hash is another one", strings.TrimSuffix(name, ".sql"))
		default:
			h.note("%s cannot be compared: its hash covers %s too", strings.TrimSuffix(name, ".sql"), strings.TrimSuffix(changed, ".sql"))
		}
		if files[i].checkpoint {
			h.note("%s is a checkpoint: the migrations before it count as applied", strings.TrimSuffix(name, ".sql"))
			h.takeUpTo(f, version)
		} else if file := f.Find(version); file != nil {
			h.addApplied(file)
		}
	}
	return nil
}

// atlasFile is a file as atlas sees it.
type atlasFile struct {
	name, version, text string
	checkpoint          bool
}

// atlasFiles are the files that atlas hashes, in its order: that of their names.
func atlasFiles(f *folder.Folder) []atlasFile {
	var out []atlasFile
	add := func(path, text string, checkpoint bool) {
		name := filepath.Base(path)
		version, _, _ := strings.Cut(strings.TrimSuffix(name, ".sql"), "_")
		out = append(out, atlasFile{name, version, text, checkpoint})
	}
	for _, file := range f.Files {
		add(file.Path, file.Text, false)
	}
	for _, o := range f.Others {
		if o.SQL() {
			add(o.Path, o.Text, folder.Checkpoint(o.Text))
		}
	}
	slices.SortFunc(out, func(a, b atlasFile) int { return strings.Compare(a.name, b.name) })
	return out
}

// atlasHashes are the hashes of files by their names: each covers all files before it.
func atlasHashes(files []atlasFile) map[string]string {
	out := map[string]string{}
	sum := sha256.New()
	for _, file := range files {
		sum.Write([]byte(file.name))
		if strings.HasPrefix(file.text, "-- atlas:sum ignore") || strings.HasPrefix(file.text, "atlas:sum ignore") {
			continue
		}
		sum.Write([]byte(file.text))
		out[file.name] = base64.StdEncoding.EncodeToString(sum.Sum(nil))
	}
	return out
}
