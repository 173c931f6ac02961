package review

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
)

// BenchmarkFolder judges folders of n migrations. The time for one file of 1,200 must be about
// that for one of 300.
func BenchmarkFolder(b *testing.B) {
	for _, target := range []engine.Target{sqlite.File{}, postgres.Server{}} {
		for _, n := range []int{300, 1200} {
			b.Run(fmt.Sprintf("%s/%d", target.Language().Name(), n), func(b *testing.B) {
				files := manyFiles(n)
				o := Options{Linter: app.Linter{Language: target.Language(), Rules: rules.All(), Settings: lint.Settings{Rules: map[string]lint.Severity{}}},
					Plan: app.PlanOptions{Target: target}}
				for b.Loop() {
					r := &Review{Options: o}
					if err := r.JudgeChain(b.Context(), nil, true, files, nil); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/file")
			})
		}
	}
}

// manyFiles are migrations that make tables, refer to one of them all, and change old ones.
func manyFiles(n int) []File {
	files := make([]File, 0, n)
	for i := range n {
		sql := fmt.Sprintf("CREATE TABLE t%d (id bigint PRIMARY KEY, a text, b bigint REFERENCES t0 (id));\nCREATE INDEX i%d ON t%d (a);\n", i, i, i)
		if i > 50 && i%7 == 0 {
			sql += fmt.Sprintf("ALTER TABLE t%d ADD COLUMN c%d bigint;\n", i-50, i)
		}
		if i > 50 && i%31 == 0 {
			sql += fmt.Sprintf("ALTER TABLE t%d RENAME COLUMN a TO aa;\n", i-49)
		}
		f := File{Kind: lint.Migration, InFolder: true}
		f.Source.Name, f.Source.Text = filepath.Join("migrations", fmt.Sprintf("%04d_t.sql", i)), sql
		files = append(files, f)
	}
	return files
}
