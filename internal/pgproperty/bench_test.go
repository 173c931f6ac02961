package pgproperty

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/plan"
	planpg "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// wide is a schema of n tables; in the changed one every hundredth has another column,
// another type and another index.
func wide(n int, changed bool) string {
	var b strings.Builder
	for i := range n {
		typ, more := "text", ""
		if changed && i%100 == 50 {
			typ, more = "varchar(200)", ", added integer DEFAULT 7"
		}
		fmt.Fprintf(&b, "CREATE TABLE t%d (id bigint PRIMARY KEY, parent bigint REFERENCES t%d (id), name %s NOT NULL, amount numeric DEFAULT 0%s, CHECK (amount >= 0));\n"+
			"CREATE INDEX t%d_name ON t%d (name, amount);\n", i, i/2, typ, more, i, i)
	}
	return b.String()
}

func wideModel(b *testing.B, n int, changed bool) *schema.Schema {
	b.Helper()
	s, err := parser.Fold(syntax.Read(b.Context(), []parse.Source{{Name: "wide.sql", Text: wide(n, changed)}}), &parser.Env{SearchPath: []string{"public"}})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkIntrospect1000(b *testing.B) {
	url := dbtest.Postgres(b, dbtest.Majors()[0]).Database(b, wide(1000, false))
	for b.Loop() {
		db, err := introspect.Open(context.Background(), url, time.Second)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Schema(context.Background()); err != nil {
			b.Fatal(err)
		}
		_ = db.Close()
	}
}

func BenchmarkPlan1000(b *testing.B) {
	from := wideModel(b, 1000, false)
	for _, changed := range []bool{false, true} {
		b.Run(fmt.Sprintf("changed=%t", changed), func(b *testing.B) {
			to := wideModel(b, 1000, changed)
			p, err := planpg.New("15", planpg.Options{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				f, t := from.Digest(), to.Digest()
				if _, err := p.Plan(plan.Input{From: from, To: to, FromPrint: f.Strict, Changes: append([]plan.Change{}, plan.CompareDigested(from, to, f, t)...)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCreate plans n tables with an index each from nothing. The time for a table must be
// about the same for all n.
func BenchmarkCreate(b *testing.B) {
	for _, n := range []int{1000, 4000, 16000} {
		b.Run(fmt.Sprintf("tables=%d", n), func(b *testing.B) {
			from, to := wideModel(b, 0, false), wideModel(b, n, false)
			p, err := planpg.New("15", planpg.Options{})
			if err != nil {
				b.Fatal(err)
			}
			f, t := from.Digest(), to.Digest()
			for b.Loop() {
				if _, err := p.Plan(plan.Input{From: from, To: to, FromPrint: f.Strict, Changes: append([]plan.Change{}, plan.CompareDigested(from, to, f, t)...)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/table")
		})
	}
}

// spelledChecks is wide with 500 checks over a function of the user's own, whose arguments have casts
// that only the server knows to be none: in one of two spellings.
func spelledChecks(cast string) string {
	var b strings.Builder
	b.WriteString("CREATE FUNCTION g(n numeric, m numeric) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS 'begin return n; end';\n")
	b.WriteString(wide(1000, false))
	for i := range 500 {
		fmt.Fprintf(&b, "ALTER TABLE t%d ADD CHECK (g(amount, %d%s) > 0);\n", i, i, cast)
	}
	return b.String()
}

// BenchmarkQuestions1000 is a plan that ends in no change after the server was asked about 500
// expressions, beside the same plan without questions.
func BenchmarkQuestions1000(b *testing.B) {
	url := dbtest.Postgres(b, dbtest.Majors()[0]).Database(b, spelledChecks("::numeric"))
	for _, c := range []struct{ name, cast string }{{"same", "::numeric"}, {"asked", "::bigint"}} {
		text := spelledChecks(c.cast)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				p, err := schemadiff.NewPlan(b.Context(), url, schemadiff.Text(text), nil)
				if err != nil || len(p.Steps) > 0 {
					b.Fatalf("%v, %d steps", err, len(p.Steps))
				}
			}
		})
	}
}
