package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// chain are n definitions of which each needs the one before it.
func chain(n int) []string {
	list := []string{"CREATE TABLE v0 (a int)"}
	for i := range n {
		list = append(list, fmt.Sprintf("CREATE VIEW v%d AS SELECT a FROM v%d", i+1, i))
	}
	return list
}

func loaded(t testing.TB, statements []string) *schema.Schema {
	t.Helper()
	s, err := Load(context.Background(), []parse.Source{{Name: "a.sql", Text: strings.Join(statements, ";\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keysOf(s *schema.Schema) []schema.Key {
	var list []schema.Key
	for o := range s.All() {
		list = append(list, o.Key())
	}
	return list
}

// What stands in any order is loaded as if it stood in the order of its needs.
func TestReversedLoad(t *testing.T) {
	list := chain(200)
	list = append(list, "CREATE DOMAIN d0 AS int", "CREATE DOMAIN d1 AS d0", "CREATE DOMAIN d2 AS d1", "CREATE TABLE t (id serial, a d2)",
		"ALTER TABLE t ADD COLUMN b int", "ALTER TABLE t ADD COLUMN c int", `CREATE VIEW "of t" AS SELECT b, c FROM t`, `CREATE VIEW u AS SELECT b FROM "of t"`,
		"COMMENT ON SEQUENCE t_id_seq IS 'made by its column'", "CREATE VIEW w AS SELECT a FROM U&\"v\\0031\"")
	want := keysOf(loaded(t, list))
	reversed := slices.Clone(list)
	slices.Reverse(reversed)
	if diff := cmp.Diff(want, keysOf(loaded(t, reversed))); diff != "" {
		t.Errorf("in reverse order (-want +got):\n%s", diff)
	}
	interleaved := slices.Concat(reversed[100:], reversed[:100])
	if diff := cmp.Diff(want, keysOf(loaded(t, interleaved))); diff != "" {
		t.Errorf("in mixed order (-want +got):\n%s", diff)
	}
}

// Each statement that waits is tried a bounded number of times.
func TestWaitersTries(t *testing.T) {
	const n = 500
	list := chain(n)
	slices.Reverse(list)
	queue := make([]waiting, len(list))
	for i, sql := range list {
		queue[i].st = &syntax.Statement{SQL: sql}
	}
	w := newWaiters(queue)
	tries := 0
	for all := true; w.left > 0; all = false {
		for w.pass(all); len(w.now) > 0; {
			i := w.nextStatement()
			if w.done[i] {
				continue
			}
			tries++
			if i == len(list)-1 || w.done[i+1] { // what it needs stands after it
				w.done[i] = true
				w.left--
				w.wake(strings.Fields(list[i])[2])
			}
		}
	}
	if tries > 3*n {
		t.Errorf("%d statements were tried %d times", n, tries)
	}
}

func BenchmarkLoadReversed(b *testing.B) {
	for _, n := range []int{500, 1000, 2000} {
		list := chain(n)
		slices.Reverse(list)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				loaded(b, list)
			}
		})
	}
}
