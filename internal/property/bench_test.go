package property

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	introspect "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

// wide is a schema of n tables; in the changed one every hundredth has another
// column and another type.
func wide(n int, changed bool) string {
	var b strings.Builder
	for i := range n {
		typ, more := "TEXT", ""
		if changed && i%100 == 50 {
			typ, more = "varchar(200)", ", added INTEGER DEFAULT 7"
		}
		fmt.Fprintf(&b, "CREATE TABLE t%d (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t%d (id), name %s NOT NULL, amount NUMERIC DEFAULT 0%s, CHECK (amount >= 0));\n"+
			"CREATE INDEX t%d_name ON t%d (name, amount);\n", i, i/2, typ, more, i, i)
	}
	return b.String()
}

func wideDatabase(b *testing.B, n int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "wide.db")
	if err := create(path, "BEGIN;"+wide(n, false)+"COMMIT"); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkIntrospect1000(b *testing.B) {
	path := wideDatabase(b, 1000)
	for b.Loop() {
		db, err := introspect.Open(context.Background(), path, time.Second)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Schema(context.Background()); err != nil {
			b.Fatal(err)
		}
		_ = db.Close()
	}
}

func BenchmarkCompare1000(b *testing.B) {
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "wide.sql", Text: wide(1000, false)}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(plan.Compare(s, s)) > 0 {
			b.Fatal("differs from itself")
		}
	}
}

func BenchmarkPlan1000(b *testing.B) {
	path := wideDatabase(b, 1000)
	for _, changed := range []bool{false, true} {
		b.Run(fmt.Sprintf("changed=%t", changed), func(b *testing.B) {
			ddl := wide(1000, changed)
			for b.Loop() {
				if _, err := prepare(context.Background(), path, ddl, "", ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
