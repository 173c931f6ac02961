package history

// The history of prisma. A row is written when a migration starts and completed when it ends, so a
// row without an end is a failure, unless it was marked as rolled back. The checksum is the
// SHA-256 of the file.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// prisma adds a row when it starts a migration, and writes into it how that went. A
// migration that failed and was resolved has several.
func prisma(h *History, f *folder.Folder, rows []Row) error {
	slices.SortStableFunc(rows, func(a, b Row) int { return strings.Compare(a["started_at"], b["started_at"]) })
	for _, r := range rows {
		name := r["migration_name"]
		file := f.Find(name)
		switch {
		case r["rolled_back_at"] != "":
			if !slices.ContainsFunc(rows, func(o Row) bool { return o["migration_name"] == name && o["rolled_back_at"] == "" }) {
				h.note("%s failed and was marked as rolled back", name)
			}
		case r["finished_at"] == "":
			h.failed(f, name, "has failed")
		case file == nil:
			h.lacking(f, name)
		case !h.has(file.ID):
			h.compare(file, r["checksum"], folder.Sum)
			h.addApplied(file)
		}
	}
	return nil
}
