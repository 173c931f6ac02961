package history

// The history of drizzle, in both of its forms. The older form identifies a migration by a
// timestamp and never applies one that is older than the newest row, so a migration merged late
// can be missing for good without any error: that is reported as a defect.

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// drizzle reads both records of drizzle. Up to 0.45 a row has a hash and the time that
// the list gives the migration, and what is not younger than the youngest row is
// skipped for good. From 1.0 on a row has the name of the migration's folder, and there
// is no list.
func drizzle(h *History, f *folder.Folder, rows []Row) error {
	for _, r := range rows {
		if _, err := strconv.ParseInt(r["created_at"], 10, 64); err != nil && r["name"] == "" {
			return fmt.Errorf("created_at %q: %w", r["created_at"], err)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r["id"] != "" })); n > 0 {
		h.note("%d of %d rows of drizzle's table have no id: its primary key is no key in SQLite", n, len(rows))
	}
	entries, listed, err := drizzleEntries(f)
	if err != nil {
		return err
	}
	used := map[int]bool{}
	var late []*folder.File
	newest := int64(0)
	for _, r := range rows {
		newest = max(newest, number(r, "created_at"))
	}
	for _, e := range entries {
		file := f.Find(e.Tag)
		i := drizzleRow(rows, used, e, file, listed)
		switch {
		case file == nil:
			h.defect("%s is in drizzle's list and its file is not there", e.Tag)
		case i >= 0:
			used[i] = true
			h.compare(file, rows[i]["hash"], folder.Sum)
			if at := number(rows[i], "created_at"); listed && at != e.When {
				h.note("%s was applied with another time than drizzle's list has now", file.Name)
			}
			h.addApplied(file)
		case listed && e.When <= newest:
			late = append(late, file)
		}
	}
	for _, file := range late {
		h.told[file.ID] = true
		h.defect("%s was never applied: its time is not after that of an applied one, and drizzle always skips such files", file.Name)
	}
	for i, r := range rows {
		if !used[i] {
			h.note("a migration was applied (%s) that the folder lacks", drizzleTitle(r))
		}
	}
	return nil
}

// drizzleRow is the row of a migration, -1 if there is none: by its name, by its time,
// and where somebody has changed the time, by its hash.
func drizzleRow(rows []Row, used map[int]bool, e folder.DrizzleEntry, file *folder.File, listed bool) int {
	find := func(is func(r Row) bool) int {
		for i, r := range rows {
			if !used[i] && is(r) {
				return i
			}
		}
		return -1
	}
	if i := find(func(r Row) bool { return r["name"] == e.Tag }); i >= 0 {
		return i
	}
	nameless := func(r Row) bool { return r["name"] == "" }
	at := func(r Row) int64 {
		if listed {
			return number(r, "created_at")
		}
		return number(r, "created_at") / 1000 * 1000 // the names of folders have seconds
	}
	hash := ""
	if file != nil {
		hash = file.Checksum
	}
	if i := find(func(r Row) bool { return nameless(r) && at(r) == e.When && r["hash"] == hash }); i >= 0 {
		return i
	}
	if i := find(func(r Row) bool { return nameless(r) && at(r) == e.When }); i >= 0 {
		return i
	}
	return find(func(r Row) bool { return nameless(r) && hash != "" && r["hash"] == hash })
}

// drizzleEntries are the migrations of drizzle's list, or the folders where there is
// none, with the times in their names.
func drizzleEntries(f *folder.Folder) (list []folder.DrizzleEntry, listed bool, err error) {
	if f.List != "" {
		list, err = folder.DrizzleEntries(f.List)
		return list, true, err
	}
	for _, file := range f.Files {
		e := folder.DrizzleEntry{Tag: file.Name}
		if at, err := time.Parse("20060102150405", file.ID); err == nil {
			e.When = at.UnixMilli()
		}
		list = append(list, e)
	}
	return list, false, nil
}

func drizzleTitle(r Row) string {
	if r["name"] != "" {
		return r["name"]
	}
	return time.UnixMilli(number(r, "created_at")).UTC().Format("2006-01-02 15:04:05")
}
