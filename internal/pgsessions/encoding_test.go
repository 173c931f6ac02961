package pgsessions

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestEncodings has every command work on databases that are not UTF-8, and say so where
// a character or a text cannot be told.
func TestEncodings(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for encoding, word := range map[string]string{"LATIN1": "été", "SQL_ASCII": "été", "EUC_JP": "日本語"} {
			database := "encoding_" + strings.ToLower(encoding)
			must(t, p.URL("postgres"), "CREATE DATABASE "+database+" TEMPLATE template0 ENCODING '"+encoding+"' LC_COLLATE 'C' LC_CTYPE 'C'")
			t.Cleanup(func() { must(t, p.URL("postgres"), "DROP DATABASE "+database+" WITH (FORCE)") })
			url := p.URL(database)
			text := `CREATE TABLE "WORD" (id integer PRIMARY KEY, a text DEFAULT 'WORD' CHECK (a <> 'WORDx')); COMMENT ON TABLE "WORD" IS 'WORD'; CREATE TYPE e AS ENUM ('WORD'); CREATE VIEW v AS SELECT 'WORD'::text AS x, a FROM "WORD";`
			text = strings.ReplaceAll(text, "WORD", word)
			must(t, url+"&client_encoding=UTF8", text)
			dir := folder(t, map[string]string{"before.sql": text, "after.sql": text + "CREATE TABLE u (a text DEFAULT '" + word + "');", "odd.sql": text + "CREATE TABLE w (a text DEFAULT '€😀');",
				"migrations/0001_m.sql": "CREATE TABLE m (a text DEFAULT '" + word + "');"})
			for _, args := range [][]string{{"plan", "--schema", "before.sql", "--exit-code"}, {"inspect"}, {"apply", "--schema", "after.sql", "--yes"}, {"plan", "--schema", "after.sql", "--exit-code"},
				{"migrate", "--on-drift", "warn"}, {"status"}} {
				if got := schemadiff(t, dir, append(args, "--db", url)...); got.Code != 0 {
					t.Errorf("%s: %q: %s", encoding, args, got)
				}
			}
			got := schemadiff(t, dir, "apply", "--schema", "odd.sql", "--yes", "--allow", "all", "--db", url)
			if encoding != "SQL_ASCII" && (got.Code != 1 || !strings.Contains(got.Err, `has no equivalent in encoding "`+encoding+`"`)) {
				t.Errorf("%s: a character that it lacks: %s", encoding, got)
			}
			if encoding == "SQL_ASCII" {
				must(t, url+"&client_encoding=SQL_ASCII", `COMMENT ON TABLE w IS E'\xe9'; ALTER TABLE w ALTER a SET DEFAULT E'\xe9'`)
				if got := schemadiff(t, dir, "inspect", "--db", url); got.Code != 1 || !strings.Contains(got.Err, "must be UTF-8") {
					t.Errorf("text that is not UTF-8: %s", got)
				}
			}
		}
	})
}
