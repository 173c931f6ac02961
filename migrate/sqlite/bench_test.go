package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

// BenchmarkRebuild is a rebuild of a million rows, proofs included.
func BenchmarkRebuild(b *testing.B) {
	const columns = "(id INTEGER PRIMARY KEY, name TEXT, email TEXT, score REAL, at TEXT)"
	const to = "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, score REAL, at TEXT)"
	origin := database(b, "CREATE TABLE p"+columns, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		INSERT INTO p SELECT i, 'name ' || i, 'user' || i || '@example.com', i * 1.1, '2026-01-01 00:00:00' FROM n`)
	step := rebuild("p", to, []string{"name", "email", "score", "at"})
	benchmark(b, origin, planned(b, origin, []string{"CREATE TABLE p" + to}, step))
}

// BenchmarkDropColumn rewrites a million rows in place, proofs included.
func BenchmarkDropColumn(b *testing.B) {
	origin := database(b, "CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT, score REAL, at TEXT)", `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		INSERT INTO p SELECT i, 'name ' || i, i * 1.1, '2026-01-01 00:00:00' FROM n`)
	to := []string{"CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT, at TEXT)"}
	benchmark(b, origin, planned(b, origin, to, alter("p", "ALTER TABLE p DROP COLUMN score", plan.Rewrite)))
}

func benchmark(b *testing.B, origin string, p *plan.Plan) {
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "app.db")
		duplicate(b, origin, path)
		b.StartTimer()
		if _, err := apply1(b, path, p); err != nil {
			b.Fatal(err)
		}
	}
}
