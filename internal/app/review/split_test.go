package review

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// TestDatabases: folders that make the same table are of different databases, divided where their
// paths part; files that share nothing stay together.
func TestDatabases(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{"a/t.sql:t a/v.sql:v", "a/t.sql a/v.sql"},
		{"tables/t.sql:t views/v.sql:v", "tables/t.sql views/v.sql"},
		{"x/a.sql:t y/a.sql:t", "x/a.sql | y/a.sql"},
		{"s/x/tables/a.sql:t s/x/views/v.sql:v s/y/tables/a.sql:t", "s/x/tables/a.sql s/x/views/v.sql | s/y/tables/a.sql"},
		{"t.sql:t x/t.sql:t x/u.sql:u", "t.sql | x/t.sql x/u.sql"},
		{"x/a.sql:t y/a.sql:t z/a.sql:t z/b.sql:u", "x/a.sql | y/a.sql | z/a.sql z/b.sql"},
		{"a.sql:t b.sql:t", "a.sql b.sql"}, // one folder: a mistake
	} {
		made := map[string][]schema.Statement{}
		var files []File
		for _, f := range strings.Fields(c.files) {
			name, table, _ := strings.Cut(f, ":")
			files = append(files, File{Source: parse.Source{Name: name}})
			made[name] = []schema.Statement{{Acts: []schema.Act{{Verb: schema.Creates, Kind: schema.KindTable, On: schema.Key{Name: table}}}}}
		}
		var got []string
		for _, group := range databases(files, made) {
			var names []string
			for _, f := range group {
				names = append(names, f.Source.Name)
			}
			got = append(got, strings.Join(names, " "))
		}
		if want := strings.Split(c.want, " | "); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.files, got, want)
		}
	}
}
