package migrations

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// real is what is expected of a database that another tool has migrated.
type real struct {
	adopted []string
	pending []string // that the next migrate applies
	defects []string // for which it is refused; adopted and pending are then those of --accept-defects
	notes   []string
	drift   string // what is there besides
	status  int    // of migrate after that, 0 or 3
}

// reals are the stories of test/foreign/make.py, which made them with the tools
// themselves.
func reals() map[string]real {
	early := func(prefix string) []string { return []string{prefix + "users", prefix + "posts"} }
	return map[string]real{
		"goose/clean":          {adopted: []string{"00001_users", "00003_posts"}, pending: []string{"00004_title"}},
		"goose/down":           {adopted: []string{"00001_users", "00003_posts"}, pending: []string{"00004_title"}},
		"goose/late":           {adopted: []string{"00001_users", "00003_posts"}, defects: []string{"00002_tags was never applied, and 00003_posts after it was"}, status: 3},
		"goose/program":        {adopted: []string{"00001_users", "00003_posts"}, defects: []string{"00004_fill.go was applied: it is not SQL"}, notes: []string{"00004_fill.go: it is not SQL"}},
		"golang-migrate/clean": {adopted: []string{"000001_users", "000003_posts"}, pending: []string{"000004_title"}},
		"golang-migrate/late":  {adopted: []string{"000001_users", "000003_posts", "000004_title"}, defects: []string{"000002_tags was never applied, it seems"}, status: 3},
		"golang-migrate/dirty": {adopted: []string{"000001_users", "000003_posts"}, defects: []string{"000004_broken is dirty"}, notes: []string{"nothing of 000004_broken is left in its schema"}, status: 1},
		"tern/clean":           {adopted: []string{"001_users", "002_posts"}, pending: []string{"003_title"}},
		"tern/down":            {adopted: []string{"001_users", "002_posts"}, pending: []string{"003_title"}},
		"dbmate/clean":         {adopted: []string{"20240101000000_users", "20240103000000_posts"}, pending: []string{"20240104000000_title"}},
		"dbmate/late":          {adopted: []string{"20240101000000_users", "20240103000000_posts"}, defects: []string{"20240102000000_tags was never applied"}, status: 3},
		"drizzle/clean":        {adopted: []string{"0000_users", "0001_posts"}, pending: []string{"0002_title"}},
		"drizzle/skipped":      {adopted: []string{"0000_users", "0001_posts"}, pending: []string{"0002_tags"}, defects: []string{"0002_tags was never applied: its time is not after that of an applied one"}},
		"drizzle/edited":       {adopted: []string{"0000_users", "0001_posts"}, defects: []string{"0001_posts was edited"}},
		"drizzle/unnumbered":   {adopted: early("_"), pending: []string{"_a_title"}},
		"drizzle/twice":        {adopted: []string{"0000_users", "0001_posts", "0001_tags"}},
		"drizzle1/clean":       {adopted: []string{"20240101000000_users", "20240102000000_posts"}, pending: []string{"_title"}},
		"drizzle1/late":        {adopted: []string{"20240101000000_users", "20240102000000_posts"}, defects: []string{"20240101120000_tags was never applied"}, status: 3},
		"drizzle1/edited":      {adopted: []string{"20240101000000_users", "20240102000000_posts"}, defects: []string{"20240102000000_posts was edited"}},
		"drizzle1/upgraded":    {adopted: early("_"), pending: []string{"_title"}},
		"prisma/clean":         {adopted: []string{"20240101000000_users", "20240102000000_posts"}, pending: []string{"20240103000000_title"}},
		"prisma/edited":        {adopted: []string{"20240101000000_users", "20240102000000_posts"}, defects: []string{"20240102000000_posts was edited"}},
		"prisma/crlf":          {adopted: []string{"20240101000000_users", "20240102000000_posts"}, notes: []string{"20240101000000_users differs from what was applied in the ends of its lines alone"}},
		"prisma/resolved":      {adopted: []string{"20240101000000_users", "20240102000000_posts", "20240103000000_broken"}},
		"prisma/failed":        {adopted: []string{"20240101000000_users", "20240102000000_posts"}, defects: []string{"20240103000000_broken has failed"}, drift: "broken is there and no migration makes it", status: 3},
		"rails/ruby":           {defects: []string{"none of the 2 migrations of rails", "is SQL"}, notes: []string{"20240101000000_create_users.rb: it is not SQL"}},
		"atlas/clean":          {adopted: []string{"20240101000000_users", "20240103000000_posts"}, pending: []string{"20240104000000_title"}},
		"atlas/edited":         {adopted: []string{"20240101000000_users", "20240103000000_posts"}, defects: []string{"20240101000000_users was edited"}, notes: []string{"20240103000000_posts cannot be compared"}},
		"atlas/late":           {adopted: []string{"20240101000000_users", "20240103000000_posts"}, defects: []string{"20240102000000_tags was never applied"}, status: 3},
		"atlas/checkpoint":     {adopted: []string{"20240101000000_users", "20240102000000_posts", "20240104000000_title"}, notes: []string{"the migrations before it count as applied"}},
		"atlas/partial":        {adopted: []string{"20240101000000_users", "20240103000000_posts"}, defects: []string{"20240104000000_broken is applied in part"}, drift: "broken is there and no migration makes it", status: 3},
	}
}

// TestAdoptReal takes over databases that other tools have migrated, and goes on with
// them.
func TestAdoptReal(t *testing.T) {
	dirs, err := filepath.Glob("testdata/foreign/*/*")
	if err != nil {
		t.Fatal(err)
	}
	want := reals()
	for _, dir := range dirs {
		if _, ok := want[strings.TrimPrefix(filepath.ToSlash(dir), "testdata/foreign/")]; !ok {
			t.Errorf("nobody says what is expected of %s", dir)
		}
	}
	eachEngine(t, func(t *testing.T, e engine) {
		for story, r := range want {
			dir := filepath.Join("testdata/foreign", story, e.dialect)
			if _, err := os.Stat(dir); err != nil && strings.HasPrefix(story, "tern/") { // it knows PostgreSQL alone
				continue
			}
			t.Run(story, func(t *testing.T) { adoptReal(t, e, story, dir, r) })
		}
	})
}

func adoptReal(t *testing.T, e engine, story, dir string, r real) {
	p := newProject(t, e.dialect)
	text, err := fs.ReadFile(os.DirFS(dir), "dump.sql")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(p.dir, "migrations"), os.DirFS(filepath.Join(dir, "migrations"))); err != nil {
		t.Fatal(err)
	}
	db := e.create(t)
	e.exec(t, db, string(text))
	before := e.state(t, db)
	args := []string{"adopt", "--db", db, "--from", strings.TrimRight(strings.Split(story, "/")[0], "1")}
	if len(r.defects) > 0 {
		wants(t, p.run(nil, args...), 3, slices.Concat(r.defects, r.notes, []string{r.drift})...)
		if len(r.adopted) == 0 {
			return
		}
		args = append(args, "--accept-defects")
	}
	got := p.run(nil, args...)
	wants(t, got, 0, append(r.notes, prefixed("adopted", r.adopted)...)...)
	if n := strings.Count(got.Out, "adopted "); n != len(r.adopted) {
		t.Errorf("%d migrations were adopted: %s", n, got)
	}
	if strings.Contains(got.Err, "drift") != (r.drift != "") || !strings.Contains(got.Err, r.drift) {
		t.Errorf("want drift %q: %s", r.drift, got)
	}
	if after := e.state(t, db); rowsOf(after) != rowsOf(before) {
		t.Errorf("something of theirs was changed:\n%s\n%s", before, after)
	}
	got = p.run(nil, "migrate", "--db", db)
	switch {
	case r.status != 0:
		wants(t, got, r.status)
	case len(r.pending) == 0:
		wants(t, got, 0, "Nothing to do")
	default:
		wants(t, got, 0, "applied ", r.pending[0])
		wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 0)
	}
}

func prefixed(word string, names []string) []string {
	var out []string
	for _, n := range names {
		if n[0] == '_' && !strings.Contains(n, " ") { // after a number that is the time at which it was made
			out = append(out, n)
			continue
		}
		out = append(out, word+" "+n)
	}
	return out
}
