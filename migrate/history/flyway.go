package history

// The history of flyway. Its table is a log: of several rows for a version the last one counts.
// Its checksums are a CRC-32 of the lines without their ends. Repeatable migrations have no
// version: they are only compared, and never taken over.

import (
	"hash/crc32"
	"path"
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// flyway adds a row for everything it does; a version it has undone or repaired has
// another row after it.
func flyway(h *History, f *folder.Folder, rows []Row) error {
	if err := sortBy(rows, "installed_rank"); err != nil {
		return err
	}
	last := map[string]Row{} // of each version
	var order []string
	for _, r := range rows {
		version := r["version"]
		if version == "" { // a repeatable migration, or the creation of the schema
			continue
		}
		if _, seen := last[version]; !seen {
			order = append(order, version)
		}
		last[version] = r
	}
	for _, version := range order {
		h.flywayVersion(f, version, last[version])
	}
	h.flywayRepeatable(f, rows)
	return nil
}

func (h *History) flywayVersion(f *folder.Folder, version string, r Row) {
	file := f.Find(version)
	kind := r["type"]
	switch {
	case kind == "DELETE":
		h.note("version %s was marked as deleted", version)
	case !yes(r["success"]):
		h.failed(f, version, "has failed")
	case strings.HasPrefix(kind, "UNDO"):
		h.note("version %s was undone", version)
	case strings.HasSuffix(kind, "BASELINE"):
		h.note("version %s is a baseline: the migrations up to it count as applied", version)
		h.takeUpTo(f, version)
	case file == nil:
		h.lacking(f, version)
	default:
		h.compare(file, r["checksum"], flywaySum)
		h.addApplied(file)
	}
}

// flywayRepeatable reports repeatable migrations, that no folder here has, and the
// ones that have changed since.
func (h *History) flywayRepeatable(f *folder.Folder, rows []Row) {
	for _, o := range f.Others {
		if !strings.HasPrefix(o.Name, "R__") {
			continue
		}
		checksum, ran := "", false
		for _, r := range rows {
			if r["version"] == "" && path.Base(r["script"]) == o.Name+".sql" && yes(r["success"]) {
				checksum, ran = r["checksum"], true
			}
		}
		switch {
		case !ran:
			h.defect("%s was never applied", o.Name)
		case checksum != "" && checksum != flywaySum(o.Text) && !strings.Contains(o.Text, "${"): // of which the checksum is that of the text put in
			h.defect("%s was edited after it was applied: its checksum is another one", o.Name)
		}
	}
}

// flywaySum is flyway's checksum: CRC-32 over the lines without their ends, as a signed
// number.
func flywaySum(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	sum := crc32.ChecksumIEEE([]byte(strings.NewReplacer("\r", "", "\n", "").Replace(text)))
	return strconv.FormatInt(int64(int32(sum)), 10) // Java has no other numbers
}
