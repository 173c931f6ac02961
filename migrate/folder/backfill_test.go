package folder_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

const batches = "-- schemadiff:batch table=app.posts key=id size=10 pause=1s\nUPDATE app.posts SET n = 1 WHERE id BETWEEN :lo AND :hi;\n"

func TestParseBackfill(t *testing.T) {
	b, err := folder.ParseBackfill("m/backfills/0007_n.sql", batches)
	if err != nil || b.ID != "0007" || b.Quoted() != `"app"."posts"` || b.Key != "id" || b.Size != 10 || b.Pause != time.Second || b.Checksum != folder.Sum(batches) {
		t.Errorf("got %+v, %v", b, err)
	}
	for text, want := range map[string]string{
		"UPDATE posts SET n = 1 WHERE id BETWEEN :lo AND :hi;\n": "says which batches it has",
		strings.Replace(batches, "key=id ", "", 1):               "needs table=… and key=…",
		strings.Replace(batches, "size=10", "size=0", 1):         "size=0",
		strings.Replace(batches, "pause=1s", "pause=-1s", 1):     "pause=-1s",
		strings.Replace(batches, "pause=1s", "rest=1s", 1):       "rest: want table",
		strings.Replace(batches, ":lo AND :hi", ":lo", 1):        "id BETWEEN :lo AND :hi",
	} {
		if _, err := folder.ParseBackfill("0007_n.sql", text); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "0007_n.sql:1: ") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := folder.ParseBackfill("n.sql", batches); err == nil || !strings.Contains(err.Error(), "number") {
		t.Errorf("without a number: %v", err)
	}
}

// The names of the line that declares a backfill: plain words, or in double quotes.
func TestBackfillNames(t *testing.T) {
	for declared, want := range map[string]string{
		`table=posts key=id`:                         `"posts" id`,
		`table=Posts key=Id`:                         `"Posts" Id`,
		`table="posts" key="id"`:                     `"posts" id`,
		`table="order" key="group"`:                  `"order" group`,
		`table=order key=group`:                      `"order" group`,
		`table="line items" key="the id" size=5`:     `"line items" the id`,
		`table=main."a.b" key="c.d"`:                 `"main"."a.b" c.d`,
		`table="my app"."a b" key=id`:                `"my app"."a b" id`,
		`table="a""b" key="say ""x"""`:               `"a""b" say "x"`,
		`table="größe" key=straße`:                   `"größe" straße`,
		`table=größe key="ß ß" pause=1s`:             `"größe" ß ß`,
		`key=id table="a=b key=c"`:                   `"a=b key=c" id`,
		`size=3 table='` + `it''s' key=id`:           `"'it''s'" id`,
		"table=\"tab\there\"\tkey=id":                "\"tab\there\" id",
		`table="-- no comment" key="/* nor this */"`: `"-- no comment" /* nor this */`,
		`table=a$b key=$c`:                           `"a$b" $c`,
	} {
		b, err := folder.ParseBackfill("1_n.sql", "-- schemadiff:batch "+declared+"\nUPDATE t SET n = 1 WHERE id BETWEEN :lo AND :hi;\n")
		if err != nil {
			t.Errorf("%s: %v", declared, err)
		} else if got := b.Quoted() + " " + b.Key; got != want {
			t.Errorf("%s: got %s, want %s", declared, got, want)
		}
	}
	for _, declared := range []string{`table="a key=id`, `table="a"b key=id`, `table=a.. key=id`, `table= key=id`, `table=[a] key=id`, "table=`a` key=id", `table=a"b" key=id`, `table=a key=t.id`, `table=a key="t".id`, `table=a key=""`} {
		_, err := folder.ParseBackfill("1_n.sql", "\n-- schemadiff:batch "+declared+"\nUPDATE t SET n = 1 WHERE id BETWEEN :lo AND :hi;\n")
		if err == nil || !strings.HasPrefix(err.Error(), "1_n.sql:2: ") || !strings.Contains(err.Error(), "double quotes") {
			t.Errorf("%s: got %v", declared, err)
		}
	}
}

func TestBackfills(t *testing.T) {
	dir := t.TempDir()
	if list, err := folder.Backfills(dir); err != nil || list != nil {
		t.Errorf("without a folder: %v, %v", list, err)
	}
	if err := os.Mkdir(filepath.Join(dir, folder.BackfillFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"10_b.sql": batches, "9_a.sql": batches, "README.md": "no backfill"} {
		if err := os.WriteFile(filepath.Join(dir, folder.BackfillFolder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := folder.Backfills(dir)
	if err != nil || len(list) != 2 || list[0].ID != "9" || list[1].ID != "10" {
		t.Errorf("got %v, %v", list, err)
	}
}

// The ends of a batch are put where the statement names them, and nowhere else.
func TestBind(t *testing.T) {
	for sql, want := range map[string]string{
		"id BETWEEN :lo AND :hi":           "id BETWEEN 1 AND 2",
		"id between :LO and :Hi;":          "id between 1 and 2;",
		"a = ':lo' AND id > :lo":           "a = ':lo' AND id > 1",
		"\":lo\" > :lo":                    "\":lo\" > 1",
		"a::lo, x:long, :low":              "a::lo, x:long, :low",
		"-- :lo\n:lo /* :hi */ :hi":        "-- :lo\n1 /* :hi */ 2",
		"$$ :lo $$ || $x$ :lo $x$ || :lo":  "$$ :lo $$ || $x$ :lo $x$ || 1",
		"a = 'it''s :lo' OR b = ':hi' :lo": "a = 'it''s :lo' OR b = ':hi' 1",
		"'never closed :lo":                "'never closed :lo",
	} {
		if got := folder.Bind(sql, "1", "2"); got != want {
			t.Errorf("%q becomes %q, want %q", sql, got, want)
		}
	}
}
