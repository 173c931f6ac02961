package rules_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// examples are all SQL blocks of all pages.
func examples() []string {
	var out []string
	for _, r := range rules.All() {
		out = append(out, dbtest.Examples(r.Page, "")...)
	}
	return out
}

// TestMutated judges damaged migrations: it must end, soon, whatever they say.
func TestMutated(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	all := examples()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		sql := mutated(r, all)
		for _, d := range []schema.Dialect{schema.Postgres, schema.SQLite} {
			begin := time.Now()
			found(quiet{t}, d, sql)
			if took := time.Since(begin); took > 2*time.Second {
				t.Errorf("%d: %s takes %v:\n%s", i, d, took, sql)
			}
		}
	}
}

// mutated is an example with words taken out, doubled, or from another one.
func mutated(r *rand.Rand, all []string) string {
	words := strings.SplitAfter(all[r.IntN(len(all))], " ")
	other := strings.SplitAfter(all[r.IntN(len(all))], " ")
	for range 1 + r.IntN(4) {
		at := r.IntN(len(words))
		switch r.IntN(5) {
		case 0:
			words[at] = ""
		case 1:
			words[at] += words[at]
		case 2:
			words[at] = other[r.IntN(len(other))]
		case 3:
			words[at] = words[at][:r.IntN(len(words[at])+1)]
		default:
			to := r.IntN(len(words))
			words[at], words[to] = words[to], words[at]
		}
	}
	return strings.Join(words, "")
}

// quiet is a test that does not mind findings without a place.
type quiet struct{ *testing.T }

func (quiet) Errorf(string, ...any) {}

// FuzzLint judges any text.
func FuzzLint(f *testing.F) {
	for i, sql := range examples() {
		if i%8 == 0 {
			f.Add(sql)
		}
	}
	f.Fuzz(func(t *testing.T, sql string) {
		if len(sql) > 4096 {
			return
		}
		found(quiet{t}, schema.Postgres, sql)
	})
}
