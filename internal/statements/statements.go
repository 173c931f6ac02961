// Package statements makes statements of SQL for tests: from a small grammar whose
// numbers come in every form beside every numeric type, and by changing statements of
// the repository's cases word by word. What comes out need not be valid. The same
// source of random numbers gives the same statement.
package statements

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// Generator makes statements of one dialect.
type Generator struct {
	dialect string
	corpus  []string
}

// NewGenerator reads the statements to change from the case files below root.
func NewGenerator(root, dialect string) (*Generator, error) {
	m := &Generator{dialect: dialect}
	err := filepath.WalkDir(filepath.Join(root, dialect), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, f := range txtar.Parse(data).Files {
			if filepath.Ext(f.Name) == ".sql" && !strings.HasPrefix(f.Name, "rows") {
				m.corpus = append(m.corpus, string(f.Data))
			}
		}
		return nil
	})
	if err == nil && len(m.corpus) == 0 {
		err = fmt.Errorf("%s has no cases of %s", root, dialect)
	}
	return m, err
}

// Statement is one of the grammar's, or one or a few of the cases', changed.
func (m *Generator) Statement(r *rand.Rand) string {
	g := &grammar{r: r, postgres: m.dialect == "postgres"}
	switch r.IntN(4) {
	case 0:
		return g.statement()
	case 1:
		return mutate(r, g, g.statement())
	}
	return mutate(r, g, m.corpus[r.IntN(len(m.corpus))])
}
