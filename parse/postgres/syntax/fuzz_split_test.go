package syntax

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// FuzzSplit cuts any text: what is left between the statements is white space,
// comments, semicolons and what only psql reads.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"SELECT 1; SELECT 2", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 2 THEN 3 END; END; SELECT 1",
		"CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2);;", "/* /* */ ; */ a -- b\n;", "E'\\'' ; U&\"a\" ; $a$ ; $b$ ; $a$",
		"COPY a FROM stdin;\n1\n\\.\nSELECT 1;", "\\set a \\\\ SELECT 1 \\; \\g\n\\r x", "a @renamed /* @renamed from=b */, ( /* @renamed from=c.d */ b)",
		"CREATE TABLE t (a int /* @renamed from=b */, NOT NULL a, b GENERATED ALWAYS AS (1), c int CHECK (x) NOT ENFORCED)",
		"ALTER TABLE t ADD NOT NULL a, ALTER CONSTRAINT x NOT ENFORCED, ALTER c SET EXPRESSION AS (1)", "'", "$", "$$", "\\", "((((", "/*", "1.e+", "ALTER DOMAIN d ADD NOT NULL",
		"CREATE TABLE", "ALTER TABLE", "ALTER TABLE t ADD", "CREATE TABLE t PARTITION OF", "CREATE TABLE t (", "ALTER TABLE t ALTER", "\ufeffSELECT\x00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := parse.Source{Name: "a.sql", Text: text}
		if checkText(src) != nil {
			return
		}
		c := newCutter(src)
		end := 0
		c.each = func(s *Statement) *parse.Error {
			checkCut(t, c, s, end)
			end = s.Start + len(s.SQL)
			return nil
		}
		c.cut(context.Background())
		if !strings.Contains(text, `\`) && len(c.errs) == 0 && !strings.Contains(strings.ToLower(text), "copy") {
			checkGap(t, text, end, len(text))
		}
	})
}

// checkCut says what must hold of a statement that was cut after an offset.
func checkCut(t *testing.T, c *cutter, s *Statement, end int) {
	if s.Start < end || s.SQL == "" || c.text[s.Start:s.Start+len(s.SQL)] != s.SQL {
		t.Fatalf("statement %q at %d, after %d", s.SQL, s.Start, end)
	}
	r := &newerReader{text: c.text, list: c.cur, start: s.Start, copy: c.blanked(s)}
	r.read()
	if r.copy != nil && len(r.copy) != len(s.SQL) {
		t.Fatalf("%q became %q", s.SQL, r.copy)
	}
	for _, n := range r.found {
		if n.Location < 0 || int(n.Location) >= len(s.SQL) {
			t.Fatalf("clause at %d of %q", n.Location, s.SQL)
		}
	}
	c.guess(s, len(s.SQL)/2)
	c.guess(s, len(s.SQL))
}

// checkGap says that nothing but semicolons and comments is in a stretch of text.
func checkGap(t *testing.T, text string, from, to int) {
	for i := from; ; {
		x, ok := NextToken(text[:to], i)
		if !ok {
			return
		}
		if x.Kind != Comment && !x.IsPunct(text, ";") && !strings.HasPrefix(x.Text(text), "\ufeff") {
			t.Fatalf("%q is in no statement of %q", x.Text(text), text)
		}
		i = int(x.End)
	}
}
