package tree_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
)

// corpus is the SQL of the files of SCHEMADIFF_CORPUS, by file.
func corpus(t testing.TB) map[string]string {
	t.Helper()
	root := os.Getenv("SCHEMADIFF_CORPUS")
	if root == "" {
		t.Skip("SCHEMADIFF_CORPUS is not set: real schemas are not tried")
	}
	files := map[string]string{}
	for _, pattern := range []string{"sqlite/*.sql", "pairs/sqlite/*.sql", "pairs/sqlite/*/*.sql"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(text)
		}
	}
	return files
}

// kindOf is the first words of a statement that say what it is.
func kindOf(sql string) string {
	words := strings.Fields(strings.ToLower(sql))
	var kind []string
	for _, w := range words {
		switch w {
		case "create", "table", "index", "view", "trigger", "alter", "insert", "update", "delete", "with", "replace", "virtual":
			kind = append(kind, w)
			if w != "create" {
				return strings.Join(kind, " ")
			}
		case "unique", "temp", "temporary":
		default:
			return strings.Join(kind, " ")
		}
	}
	return strings.Join(kind, " ")
}

// Views, triggers, indexes and statements on rows of real schemas have a tree, every one.
func TestCorpusHasTrees(t *testing.T) {
	read, all := map[string]int{}, map[string]int{}
	for name, text := range corpus(t) {
		analysis, err := sqlite.Analyze(context.Background(), nil, []parse.Source{{Name: name, Text: text}}, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range analysis.Statements {
			kind := kindOf(s.SQL)
			all[kind]++
			if _, err := tree.Parse(s.SQL); err == nil {
				read[kind]++
			} else if kind != "create table" && kind != "create virtual" && kind != "" {
				t.Errorf("%s: %v\n%s", filepath.Base(name), err, s.SQL)
			}
		}
	}
	t.Logf("read %v of %v", read, all)
	if read["create table"]*100 < all["create table"]*90 {
		t.Errorf("tables: %d of %d", read["create table"], all["create table"])
	}
}
