package review

// A statement that no transaction may hold, in a file that a tool runs in one: the change that the
// finding offers makes it CONCURRENTLY and writes the mark of the tool, after which the tool begins none.

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/lint"
)

// onPostgres are the options for files of PostgreSQL.
func onPostgres() Options {
	o := options()
	o.Linter.Language, o.Plan.Target = postgres.Server{}.Language(), postgres.Server{}
	return o
}

// ofRules are the rules that judge the indexes of a file, as they were found.
func ofRules(r *Review) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Rule == "index-not-concurrent" || f.Rule == "concurrently-in-transaction" {
			out = append(out, f.Rule)
		}
	}
	return out
}

func TestToolsGetTheirMarkForNoTransaction(t *testing.T) {
	const index = "CREATE INDEX i ON t (a);\n"
	for _, c := range []struct {
		tool, name, head, foot string
		beside                 []string // files that show which tool it is
		want                   string   // the head after the change; "" where the file stays as it is
	}{
		{tool: "goose", name: "migrations/2.sql", head: "-- +goose Up\n", want: "-- +goose NO TRANSACTION\n-- +goose Up\n"},
		{tool: "sql-migrate", name: "migrations/2.sql", head: "-- +migrate Up\n", foot: "-- +migrate Down\n", want: "-- +migrate Up notransaction\n"},
		{tool: "dbmate", name: "migrations/2.sql", head: "-- migrate:up\n", want: "-- migrate:up transaction:false\n"},
		{tool: "tern", name: "migrations/2_i.sql", head: "", foot: "---- create above / drop below ----\nDROP INDEX i;\n", want: "---- tern: disable-tx ----\n"},
		{tool: "sqlx", name: "migrations/2_i.sql", head: "", beside: []string{"Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n"}, want: "-- no-transaction\n"},
		{tool: "Atlas", name: "migrations/2.sql", head: "", beside: []string{"migrations/atlas.sum", "h1:x\n"}, want: "-- atlas:txmode none\n\n"},
		{tool: "Liquibase", name: "changes/2.sql", head: "--liquibase formatted sql\n--changeset me:2 labels:x\n", want: "--liquibase formatted sql\n--changeset me:2 runInTransaction:false labels:x\n"},
		{tool: "Liquibase, two changesets", name: "changes/2.sql", head: "--liquibase formatted sql\n--changeset me:1\nSELECT 1;\n--changeset me:2\n"},
		{tool: "golang-migrate", name: "migrations/2_i.up.sql", head: "BEGIN;\n", foot: "COMMIT;\n"},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			t.Run(c.tool, func(t *testing.T) {
				ends := func(text string) string { return strings.ReplaceAll(text, "\n", eol) }
				write(t, append(slices.Clone(c.beside), c.name, ends(c.head+index+c.foot))...)
				r := reviewed(t, onPostgres(), c.name)
				if got := ofRules(r); !slices.Equal(got, []string{"index-not-concurrent"}) {
					t.Fatalf("found %q", got)
				}
				fixes := r.Fixes(false, func(string) bool { return false })
				i := slices.IndexFunc(fixes, func(f Fix) bool { return f.Name == c.name })
				text := ends(c.head + index + c.foot)
				if i >= 0 {
					if err := fixes[i].Write(); err != nil {
						t.Fatal(err)
					}
					read, err := os.ReadFile(c.name)
					if err != nil {
						t.Fatal(err)
					}
					text = string(read)
				}
				want := ends(c.head + index + c.foot)
				if c.want != "" || c.head == "" {
					want = ends(c.want + strings.Replace(index, "INDEX", "INDEX CONCURRENTLY", 1) + c.foot)
				}
				if diff := cmp.Diff(want, withoutTimeouts(text, eol)); diff != "" {
					t.Errorf("differs (-want +got):\n%s", diff)
				}
				if c.want == "" {
					return
				}
				if got := ofRules(reviewed(t, onPostgres(), c.name)); len(got) > 0 {
					t.Errorf("then %q is found", got)
				}
			})
		}
	}
}

// withoutTimeouts leaves out the line that another rule has written.
func withoutTimeouts(text, eol string) string {
	var b strings.Builder
	for line := range strings.SplitAfterSeq(text, eol) {
		if !strings.Contains(line, "lock_timeout") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// CONCURRENTLY that stands there already gets the mark alone.
func TestConcurrentlyGetsTheMark(t *testing.T) {
	write(t, "migrations/2.sql", "-- +goose Up\nCREATE INDEX CONCURRENTLY i ON t (a);\n")
	r := reviewed(t, onPostgres(), "migrations/2.sql")
	i := slices.IndexFunc(r.Findings, func(f lint.Finding) bool { return f.Rule == "concurrently-in-transaction" })
	if i < 0 {
		t.Fatal("not found")
	}
	got, _ := lint.ApplyEdits(r.Texts["migrations/2.sql"], [][]lint.Edit{r.Findings[i].Edits})
	if want := "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON t (a);\n"; got != want {
		t.Errorf("became %q", got)
	}
}
