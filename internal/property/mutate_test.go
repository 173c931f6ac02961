package property

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
)

// TestMutatedFiles shows that real files with random damage neither crash the
// reader nor hold it up for two seconds.
func TestMutatedFiles(t *testing.T) {
	files := corpusFiles(t)
	r := rand.New(rand.NewPCG(1, 1))
	var slowest time.Duration
	n := pairs(t) * 10
	for range n {
		text := mutate(r, pick(r, files...))
		start := time.Now()
		_, _ = parser.Load(context.Background(), []parse.Source{{Name: "m.sql", Text: text}})
		took := time.Since(start)
		slowest = max(slowest, took)
		if took > 2*time.Second {
			t.Errorf("%s for\n%.2000s", took, text)
		}
	}
	t.Logf("%d files, slowest %s", n, slowest)
}

func corpusFiles(t *testing.T) []string {
	dir := os.Getenv("SCHEMADIFF_CORPUS")
	if dir == "" {
		dir = "../../../shared/corpus"
	}
	paths, err := filepath.Glob(filepath.Join(dir, "sqlite", "*.sql"))
	if err != nil || len(paths) == 0 {
		t.Skip("no corpus on this machine")
	}
	var texts []string
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

// mutate takes a piece of a file and damages it a few times.
func mutate(r *rand.Rand, text string) string {
	size := min(len(text), 500+r.IntN(6000))
	start := r.IntN(len(text) - size + 1)
	b := []byte(text[start : start+size])
	for range 1 + r.IntN(6) {
		i, n := r.IntN(len(b)), 1+r.IntN(20)
		end := min(i+n, len(b))
		switch r.IntN(5) {
		case 0:
			b[i] = byte(r.IntN(256))
		case 1:
			b = append(b[:i:i], b[end:]...)
		case 2:
			b = append(b[:i:i], append([]byte(string(b[i:end])), b[i:]...)...)
		case 3:
			b = append(b[:i:i], append([]byte(pick(r, "'", `"`, "(", ")", "/*", "--", ";", "[", "BEGIN", "END;", "CASE", "\x00", "`")), b[i:]...)...)
		case 4:
			j := r.IntN(len(b))
			b[i], b[j] = b[j], b[i]
		}
		if len(b) == 0 {
			return ""
		}
	}
	return string(b)
}
