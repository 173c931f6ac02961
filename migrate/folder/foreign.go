package folder

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Tool is another tool's record of migrations: where it is, and what it says.
type Tool struct {
	Name    string
	Queries []string // of which the first works whose table is there; the columns are those of Row
	read    func(f *Folder, rows []Row) (*History, error)
}

// Row is what a tool's table says of a migration: "" where it has no such column.
type Row struct {
	Key  string // version, name or time
	Hash string
	Ok   string // whether it went well, as the engine spells it
	Note string
}

// History is what another tool has applied of a folder.
type History struct {
	Applied []File
	Defects []string // what makes it uncertain which migrations are applied
	Notes   []string // what else is odd
}

// Tools are the tools whose histories can be taken over. Their tables are read and
// never written.
func Tools() []Tool {
	one := func(query string) []string { return []string{query} }
	return []Tool{
		{"drizzle", []string{
			"SELECT CAST(created_at AS text), hash, CASE WHEN id IS NULL THEN '0' ELSE '1' END, '' FROM drizzle.__drizzle_migrations ORDER BY created_at",
			"SELECT CAST(created_at AS text), hash, CASE WHEN id IS NULL THEN '0' ELSE '1' END, '' FROM __drizzle_migrations ORDER BY created_at",
		}, drizzle},
		{"prisma", one("SELECT migration_name, checksum, CASE WHEN finished_at IS NULL THEN '0' ELSE '1' END, CASE WHEN rolled_back_at IS NULL THEN '' ELSE 'rolled back' END FROM _prisma_migrations ORDER BY started_at"), prisma},
		{"goose", one("SELECT CAST(version_id AS text), '', CASE WHEN is_applied THEN '1' ELSE '0' END, '' FROM goose_db_version ORDER BY id"), goose},
		{"golang-migrate", one("SELECT CAST(version AS text), '', CASE WHEN dirty THEN '0' ELSE '1' END, '' FROM schema_migrations"), upTo},
		{"dbmate", one("SELECT CAST(version AS text), '', '1', '' FROM schema_migrations ORDER BY version"), each},
		{"rails", one("SELECT CAST(version AS text), '', '1', '' FROM schema_migrations ORDER BY version"), each},
		{"tern", one("SELECT CAST(version AS text), '', '1', '' FROM schema_version"), upTo},
		{"flyway", one("SELECT version, coalesce(CAST(checksum AS text), ''), CASE WHEN success THEN '1' ELSE '0' END, type FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank"), flyway},
		{"atlas", []string{
			"SELECT version, hash, CASE WHEN applied = total THEN '1' ELSE '0' END, coalesce(error, '') FROM atlas_schema_revisions.atlas_schema_revisions WHERE version NOT LIKE '.%' ORDER BY version",
			"SELECT version, hash, CASE WHEN applied = total THEN '1' ELSE '0' END, coalesce(error, '') FROM atlas_schema_revisions WHERE version NOT LIKE '.%' ORDER BY version",
		}, atlas},
	}
}

// Read tells what the rows of a tool's table say of a folder.
func (t *Tool) Read(f *Folder, rows []Row) (*History, error) {
	h, err := t.read(f, rows)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", t.Name, err)
	}
	h.gaps(f)
	return h, nil
}

// Bookkeeping says whether a table or schema is one that a tool keeps its record in.
func Bookkeeping(space, name string) bool {
	if space == "drizzle" || space == "atlas_schema_revisions" || space == "" && (name == "drizzle" || name == "atlas_schema_revisions") {
		return true
	}
	return slices.ContainsFunc([]string{"__drizzle_migrations", "_prisma_migrations", "goose_db_version", "schema_migrations", "schema_version",
		"ar_internal_metadata", "flyway_schema_history", "atlas_schema_revisions"}, func(t string) bool { return name == t || strings.HasPrefix(name, t+"_") })
}

func (h *History) defect(format string, args ...any) {
	h.Defects = append(h.Defects, fmt.Sprintf(format, args...))
}

func (h *History) note(format string, args ...any) {
	h.Notes = append(h.Notes, fmt.Sprintf(format, args...))
}

// gaps tells of files that were never run although later ones were.
func (h *History) gaps(f *Folder) {
	slices.SortFunc(h.Applied, func(a, b File) int { return Order(a.ID, b.ID) })
	if len(h.Applied) == 0 {
		return
	}
	last := h.Applied[len(h.Applied)-1]
	for _, file := range f.Files {
		told := slices.ContainsFunc(h.Defects, func(d string) bool { return strings.HasPrefix(d, file.Name+" ") })
		if Order(file.ID, last.ID) < 0 && !told && !slices.ContainsFunc(h.Applied, func(a File) bool { return a.ID == file.ID }) {
			h.defect("%s was never applied, and %s behind it was", file.Name, last.Name)
		}
	}
}

func ok(text string) bool { return text == "1" || text == "t" || text == "true" }

// take counts a file as applied, and tells if its text is another one.
func (h *History) take(file *File, edited bool) {
	if edited {
		h.defect("%s was edited after it was applied: its checksum is another one", file.Name)
	}
	h.Applied = append(h.Applied, *file)
}

// each has a row for each migration that was applied.
func each(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	for _, r := range rows {
		if file := f.Find(r.Key); file != nil {
			h.take(file, false)
		} else {
			h.note("%s was applied and the folder lacks it", r.Key)
		}
	}
	return h, nil
}

// upTo has one row: all migrations up to that one were applied.
func upTo(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	for _, r := range rows {
		if !ok(r.Ok) {
			h.defect("version %s is dirty: nobody knows how much of it was applied", r.Key)
		}
		if r.Key != "0" && f.Find(r.Key) == nil {
			h.note("version %s was applied and the folder lacks it", r.Key)
		}
		for i := range f.Files {
			if Order(f.Files[i].ID, r.Key) <= 0 {
				h.take(&f.Files[i], false)
			}
		}
	}
	return h, nil
}

// goose appends a row for each way a migration went.
func goose(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	last := map[string]bool{}
	var order []string
	for _, r := range rows {
		if _, seen := last[r.Key]; !seen && r.Key != "0" {
			order = append(order, r.Key)
		}
		last[r.Key] = ok(r.Ok)
	}
	for _, key := range order {
		file := f.Find(key)
		switch {
		case !last[key]:
			h.note("version %s was taken back", key)
		case file == nil:
			h.note("version %s was applied and the folder lacks it", key)
		default:
			h.take(file, false)
		}
	}
	return h, nil
}

func prisma(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	for _, r := range rows {
		file := f.Find(r.Key)
		switch {
		case r.Note != "":
			h.note("%s was rolled back", r.Key)
		case !ok(r.Ok):
			h.defect("%s has failed: nobody knows how much of it was applied", r.Key)
		case file == nil:
			h.note("%s was applied and the folder lacks it", r.Key)
		default:
			h.take(file, r.Hash != file.Checksum)
		}
	}
	return h, nil
}

// drizzleEntry is a migration in drizzle's own list, with the clock of whoever made it.
type drizzleEntry struct {
	When int64  `json:"when"`
	Tag  string `json:"tag"`
}

// drizzle runs what is younger than the youngest row: what was made earlier and merged
// later is skipped for good.
func drizzle(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	entries, err := drizzleEntries(f)
	if err != nil {
		return nil, err
	}
	newest, unnamed := int64(0), 0
	times := map[int64]Row{}
	for _, r := range rows {
		when, err := strconv.ParseInt(r.Key, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("created_at %q: %w", r.Key, err)
		}
		times[when] = r
		newest = max(newest, when)
		if !ok(r.Ok) {
			unnamed++
		}
	}
	if unnamed > 0 {
		h.note("%d rows of __drizzle_migrations have no id", unnamed)
	}
	for _, e := range entries {
		file := f.Find(e.Tag)
		row, applied := times[e.When]
		delete(times, e.When)
		switch {
		case file == nil:
			h.defect("%s is in drizzle's list and its file is not there", e.Tag)
		case applied:
			h.take(file, row.Hash != file.Checksum)
		case e.When < newest:
			h.defect("%s was never applied: it was made before one that was, and drizzle skips such for good", e.Tag)
		}
	}
	for when := range times {
		h.note("a migration of %d was applied and is not in drizzle's list", when)
	}
	return h, nil
}

// drizzleEntries reads drizzle's list, or takes the numbers of a folder without one for
// times.
func drizzleEntries(f *Folder) ([]drizzleEntry, error) {
	data, err := os.ReadFile(filepath.Join(f.Path, "meta", "_journal.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no meta/_journal.json in %s", f.Path)
	}
	if err != nil {
		return nil, err
	}
	var list struct {
		Entries []drizzleEntry `json:"entries"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("meta/_journal.json: %w", err)
	}
	return list.Entries, nil
}

func flyway(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	for _, r := range rows {
		file := f.Find(r.Key)
		switch {
		case !ok(r.Ok):
			h.defect("version %s has failed: nobody knows how much of it was applied", r.Key)
		case file == nil && r.Note == "BASELINE":
			h.note("version %s is a baseline of flyway's", r.Key)
			for i := range f.Files {
				if Order(f.Files[i].ID, r.Key) <= 0 {
					h.take(&f.Files[i], false)
				}
			}
		case file == nil:
			h.note("version %s was applied and the folder lacks it", r.Key)
		default:
			h.take(file, r.Hash != "" && r.Hash != strconv.FormatInt(int64(flywaySum(file.Text)), 10))
		}
	}
	return h, nil
}

// flywaySum is flyway's checksum: CRC-32 over the lines without their ends.
func flywaySum(text string) int32 {
	sum := crc32.NewIEEE()
	text = strings.TrimPrefix(text, "\ufeff")
	for line := range strings.Lines(text) {
		_, _ = sum.Write([]byte(strings.TrimRight(line, "\r\n")))
	}
	return int32(sum.Sum32())
}

// atlas hashes each file together with all before it.
func atlas(f *Folder, rows []Row) (*History, error) {
	h := &History{}
	sum := sha256.New()
	hashes := map[string]string{}
	for i := range f.Files {
		sum.Write([]byte(f.Files[i].Base()))
		sum.Write([]byte(f.Files[i].Text))
		hashes[f.Files[i].ID] = base64.StdEncoding.EncodeToString(sum.Sum(nil))
	}
	for _, r := range rows {
		file := f.Find(r.Key)
		switch {
		case !ok(r.Ok):
			h.defect("version %s is applied in part: %s", r.Key, r.Note)
		case file == nil:
			h.note("version %s was applied and the folder lacks it", r.Key)
		default:
			h.take(file, r.Hash != hashes[file.ID])
		}
	}
	return h, nil
}
