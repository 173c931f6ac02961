package sqlite

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// base has a bit of all; each test breaks it at one token after the other.
const base = `CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, n text DEFAULT 'x', b int REFERENCES b (id), CHECK (n <> ''));
CREATE TABLE b (id int PRIMARY KEY, v int GENERATED ALWAYS AS (id + 1)) STRICT;
CREATE TABLE [c d] (id int, PRIMARY KEY (id)) WITHOUT ROWID;
CREATE UNIQUE INDEX a_n ON a (n) WHERE n IS NOT NULL;
CREATE INDEX b_v ON b (v, lower(id));
CREATE VIEW w AS SELECT id, n FROM a;
CREATE TRIGGER g AFTER INSERT ON a BEGIN UPDATE b SET id = id; END;
CREATE INDEX later ON z (x);
CREATE TABLE z (x, y);
CREATE TABLE IF NOT EXISTS z (x);
`

// TestTablesAtOnce: what is loaded at once beside a mistake is what executing one by one makes, with the same errors.
func TestTablesAtOnce(t *testing.T) {
	texts := []string{base, base + "CREATE TABLE b (id);", base + "CREATE INDEX w ON a (b);", base + "CREATE INDEX i ON w (id);", base + "CREATE INDEX i ON a (f(n));"}
	tokens := splitTokens(base)
	for i := range tokens {
		start, end := tokens[i][0], tokens[i][1]
		texts = append(texts, base[:start]+base[end:], base[:start]+") "+base[start:], base[:end]+" 'x"+base[end:])
	}
	for _, text := range texts {
		fast, slow := newLoaderOf(text), newLoaderOf(text)
		slow.definitions = append(slow.definitions, &definition{statement: split(parse.Source{Text: "DROP TABLE IF EXISTS missing"})[0], sql: "DROP TABLE IF EXISTS missing"})
		got, err := outcome(t, fast)
		want, wantErr := outcome(t, slow)
		if !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("%s\ngot  %v %v\nwant %v %v", text, got, err, want, wantErr)
		}
	}
}

func newLoaderOf(text string) *loader {
	l := &loader{}
	for _, s := range split(parse.Source{Name: "x.sql", Text: text}) {
		l.sort(s)
	}
	l.skipShadows()
	l.duplicates()
	return l
}

// outcome is what a loader that executes makes of its definitions, and its errors.
func outcome(t *testing.T, l *loader) (map[string]string, []string) {
	t.Helper()
	c, err := l.execute(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]string{}
	for _, r := range c.rows {
		if !strings.HasPrefix(r.name, "sqlite_autoindex") {
			made[r.kind+" "+r.name] = r.sql
		}
	}
	l.sortErrors()
	var errs []string
	for _, e := range l.errors {
		errs = append(errs, e.Error())
	}
	return made, errs
}

// splitTokens are the places of the words of a text.
func splitTokens(text string) (out [][2]int) {
	for _, s := range split(parse.Source{Text: text}) {
		for _, t := range s.tokens {
			out = append(out, [2]int{t.start, t.end})
		}
	}
	return out
}
