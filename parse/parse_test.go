package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// An error shows where it is in characters, with the line that it is on.
func ExampleAt() {
	src := parse.Source{Name: "schema.sql", Text: "-- größe\nCREATE TABEL t (a int);\n"}
	err := parse.At(src, strings.Index(src.Text, "TABEL"), "near %q: syntax error", "TABEL")
	err.Hint = "did you mean " + parse.Nearest("TABEL", []string{"TABLE", "VIEW"}) + "?"
	fmt.Println(err)
	fmt.Println(err.Line)
	fmt.Println(err.Hint)
	// Output:
	// schema.sql:2:8: near "TABEL": syntax error
	// CREATE TABEL t (a int);
	// did you mean TABLE?
}

func TestNearest(t *testing.T) {
	names := []string{"email", "name", "created_at"}
	for word, want := range map[string]string{
		"emial": "email", "Email": "email", "nmae": "name", "created_t": "created_at", "created": "", "phone": "", "": "", "naïve": "",
	} {
		if got := parse.Nearest(word, names); got != want {
			t.Errorf("for %q the nearest is %q, want %q", word, got, want)
		}
	}
}

func TestMarksOfAStatement(t *testing.T) {
	text := "SELECT 1;\n-- a comment\n-- schemadiff:step no-tx idempotent\n-- schemadiff:probe SELECT count(*) FROM t;\nVACUUM t;"
	from, to := strings.Index(text, ";")+1, strings.Index(text, "VACUUM")
	m, err := parse.ReadMarks(parse.Source{Text: text}, from, to)
	if err != nil || !m.NoTx || !m.Idempotent || m.RowsOnly || m.Probe != "SELECT count(*) FROM t" {
		t.Errorf("the marks are %+v, %v", m, err)
	}
	if m, err := parse.ReadMarks(parse.Source{Text: text}, 0, from); err != nil || m != (parse.Marks{}) {
		t.Errorf("without comments the marks are %+v, %v", m, err)
	}
	text = "-- schemadiff:step rows-only fast\nSELECT 1"
	if _, err := parse.ReadMarks(parse.Source{Name: "a.sql", Text: text}, 0, strings.Index(text, "SELECT")); err == nil || err.Pos.Line != 1 || !strings.Contains(err.Hint, "rows-only") {
		t.Errorf("an unknown word is %v", err)
	}
}

func TestPositionsAreInsideOfTheText(t *testing.T) {
	src := parse.Source{Name: "a.sql", Text: "\ufeffab\r\nc"}
	for offset, want := range map[int]string{-1: "a.sql:1:1", 3: "a.sql:1:1", 4: "a.sql:1:2", 7: "a.sql:2:1", 99: "a.sql:2:2"} {
		if got := parse.Position(src, offset).String(); got != want {
			t.Errorf("offset %d is at %s, want %s", offset, got, want)
		}
		if got := parse.NewLines(src).At(offset, "x").Pos.String(); got != want {
			t.Errorf("by lines offset %d is at %s, want %s", offset, got, want)
		}
	}
	if got := parse.At(src, 4, "x").Line; got != "ab" {
		t.Errorf("the line is %q", got)
	}
}
