package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

func anError(line string, col int) *parse.Error {
	return &parse.Error{Pos: schema.Pos{File: "a.sql", Line: 7, Col: col}, Msg: "syntax error", Line: line}
}

func shown(e *parse.Error) string {
	return written(func(b *bytes.Buffer) { Error(b, e, Style{}) })
}

func TestErrorPointsAtTheColumn(t *testing.T) {
	e := anError("CREATE TABEL t;", 8)
	e.Hint = "write TABLE"
	compare(t, `
a.sql:7:8: syntax error
  CREATE TABEL t;
         ^
  hint: write TABLE
`, shown(e))
}

func TestErrorWithTabsWideAndHiddenCharacters(t *testing.T) {
	compare(t, "a.sql:7:6: syntax error\n  \t日🙂e\u0301\\u{1b}x\n  \t     ^\n", shown(anError("\t日🙂e\u0301\x1bx", 6)))
}

func TestErrorAtTheEndOfALine(t *testing.T) {
	compare(t, "a.sql:7:99: syntax error\n  abc\n     ^\n", shown(anError("abc", 99)))
}

func TestErrorWithoutAPlaceOrALine(t *testing.T) {
	compare(t, "no files\n", shown(&parse.Error{Msg: "no files"}))
	compare(t, "a.sql:7:1: syntax error\n", shown(anError("", 1)))
}

func TestLongLinesAreCutAroundTheCaret(t *testing.T) {
	for _, place := range [][2]int{{1, 1000}, {30, 1000}, {500, 1000}, {1000, 1000}, {1001, 1000}, {1, 90_000}, {4000, 90_000}, {45_000, 90_000}, {90_000, 90_000}, {90_001, 90_000}} {
		col, size := place[0], place[1]
		line := strings.Repeat(".", size)
		if col <= size {
			line = line[:col-1] + "X" + line[col:]
		}
		rows := strings.Split(shown(anError(line, col)), "\n")
		excerpt, caret := []rune(rows[1]), strings.Index(rows[2], "^")
		if n := len(excerpt); n > excerptWidth+2 || n < excerptWidth-2 || !strings.Contains(rows[1], "…") {
			t.Errorf("column %d: %d characters shown: %s", col, n, rows[1])
		}
		if col <= size && excerpt[caret] != 'X' {
			t.Errorf("column %d: the caret points at %q:\n%s\n%s", col, excerpt[caret], rows[1], rows[2])
		}
	}
}

func TestErrorsAreCounted(t *testing.T) {
	es := parse.Errors{{Msg: "one"}, {Msg: "two"}}
	compare(t, "one\ntwo\n2 errors\n", written(func(b *bytes.Buffer) { Errors(b, es, Style{}) }))
	compare(t, "one\n", written(func(b *bytes.Buffer) { Errors(b, es[:1], Style{}) }))
}

func TestNotes(t *testing.T) {
	at := schema.Pos{File: "dump.sql", Line: 4, Col: 1}
	compare(t, "4 statements ignored (2 INSERT, 1 PRAGMA, 1 BEGIN); 1 object of the database ignored: table _cf_KV, "+
		"Cloudflare D1's bookkeeping; 1 not supported: virtual table docs (dump.sql:4), no module", Notes([]schema.Note{
		{Class: schema.Ignored, Subject: "PRAGMA foreign_keys", Pos: at}, {Class: schema.Ignored, Subject: "BEGIN", Pos: at},
		{Class: schema.Ignored, Subject: "INSERT INTO a", Pos: at}, {Class: schema.Ignored, Subject: "INSERT INTO b", Pos: at},
		{Class: schema.Ignored, Subject: "table _cf_KV", Reason: "Cloudflare D1's bookkeeping"},
		{Class: schema.Unsupported, Subject: "virtual table docs", Pos: at, Reason: "no module"},
	}))
	compare(t, "", Notes(nil))
}
