package history

// Histories of the tools that record versions and no checksums: dbmate, Rails, golang-migrate,
// tern, goose and wrangler. Whether an applied file was edited cannot be known from them. Tools with a
// single row do not even show whether everything below their version has run.

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// rowEach reads the tables of dbmate and Rails: a row for each applied migration.
func rowEach(h *History, f *folder.Folder, rows []Row) error {
	for _, r := range rows {
		if file := f.Find(r["version"]); file != nil {
			h.addApplied(file)
		} else {
			h.lacking(f, r["version"])
		}
	}
	return nil
}

// golangMigrate has one row: the version that was applied last, and whether that failed.
func golangMigrate(h *History, f *folder.Folder, rows []Row) error {
	if err := upTo(h, f, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if yes(r["dirty"]) {
			h.failed(f, r["version"], "is dirty")
			h.Applied = slices.DeleteFunc(h.Applied, func(a folder.File) bool { return folder.Order(a.ID, r["version"]) == 0 })
		}
	}
	return nil
}

// tern has one row: the number of the migration that was applied last.
func tern(h *History, f *folder.Folder, rows []Row) error { return upTo(h, f, rows) }

// upTo takes all migrations up to the one of which there is a row. A file that was added
// below that number is passed over by these tools for good, and the table does not show it.
func upTo(h *History, f *folder.Folder, rows []Row) error {
	h.Last = true
	if len(rows) > 1 {
		return fmt.Errorf("%d rows instead of one", len(rows))
	}
	for _, r := range rows {
		version := r["version"]
		if version == "0" || version == "-1" { // nothing is applied; golang-migrate's nil version
			continue
		}
		if f.Find(version) == nil {
			h.lacking(f, version)
		}
		for _, o := range f.Others {
			if !o.SQL() && o.ID() != "" && folder.Order(o.ID(), version) < 0 {
				h.lacking(f, o.ID())
			}
		}
		h.takeUpTo(f, version)
	}
	return nil
}

// goose appends a row for each way a migration went; the newest counts.
func goose(h *History, f *folder.Folder, rows []Row) error {
	if err := sortBy(rows, "id"); err != nil {
		return err
	}
	last := map[string]bool{}
	var order []string
	for _, r := range rows {
		version := r["version_id"]
		if _, seen := last[version]; !seen && version != "0" {
			order = append(order, version)
		}
		last[version] = yes(r["is_applied"])
	}
	for _, version := range order {
		file := f.Find(version)
		switch {
		case !last[version]:
			h.note("version %s was undone", version)
		case file == nil:
			h.lacking(f, version)
		default:
			h.addApplied(file)
		}
	}
	return nil
}

// wrangler has a row for each file that was applied, by its name.
func wrangler(h *History, f *folder.Folder, rows []Row) error {
	if err := sortBy(rows, "id"); err != nil {
		return err
	}
	for _, r := range rows {
		i := slices.IndexFunc(f.Files, func(file folder.File) bool { return path.Base(filepath.ToSlash(file.Path)) == r["name"] })
		if i < 0 {
			h.lacking(f, r["name"])
			continue
		}
		h.addApplied(&f.Files[i])
	}
	return nil
}

// sortBy sorts rows by a column of integers.
func sortBy(rows []Row, column string) error {
	for _, r := range rows {
		if _, err := strconv.ParseInt(r[column], 10, 64); r[column] != "" && err != nil {
			return fmt.Errorf("%s %q: %w", column, r[column], err)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(number(a, column), number(b, column)) })
	return nil
}

// number is an integer of a row, 0 for NULL and for what is none.
func number(r Row, column string) int64 {
	n, err := strconv.ParseInt(r[column], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
