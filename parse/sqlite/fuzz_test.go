package sqlite

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// FuzzParse shows that no text makes the reader panic, and that a schema it
// accepts is the same when it is written and read again.
func FuzzParse(f *testing.F) {
	for _, c := range constructs {
		f.Add(c)
	}
	ctx := context.Background()
	f.Fuzz(func(t *testing.T, ddl string) {
		if len(ddl) > 4096 {
			return
		}
		s, err := Load(ctx, []parse.Source{{Name: "f.sql", Text: ddl}})
		if err != nil {
			return
		}
		text := written(s)
		again, err := Load(ctx, []parse.Source{{Name: "w.sql", Text: text}})
		if err != nil {
			t.Fatalf("%q\nwritten as\n%s\ndoes not load: %v", ddl, text, err)
		}
		if again.Fingerprint() != s.Fingerprint() {
			t.Fatalf("%q\nwritten as\n%s\ndiffers: %v", ddl, text, plan.Compare(s, again))
		}
	})
}

func written(s *schema.Schema) string {
	var b strings.Builder
	for o := range s.All() {
		b.WriteString(createSQL(*litemodel.SourceOf(o)) + ";\n")
	}
	return b.String()
}

// FuzzLex shows that the tokenizer covers every byte but white space, whatever
// the text, and never stands still.
func FuzzLex(f *testing.F) {
	for _, c := range constructs {
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, tok := range lex(text) {
			if tok.start < end || tok.end <= tok.start || tok.end > len(text) {
				t.Fatalf("%q: token %v after %d", text, tok, end)
			}
			if gap := strings.Trim(strings.ReplaceAll(text[end:tok.start], "\ufeff", ""), " \t\n\f\r"); gap != "" {
				t.Fatalf("%q: %q is in no token", text, gap)
			}
			end = tok.end
		}
		for _, s := range split(parse.Source{Name: "l.sql", Text: text}) {
			if s.start() >= s.end() {
				t.Fatalf("%q: empty statement", text)
			}
		}
	})
}
