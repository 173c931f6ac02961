package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// More statements than wait to be folded, and than are handed over at a time.
const manyAhead, manyHanded = 4096, 256

// manyTables is a source of n tables.
func manyTables(file string, n int) parse.Source {
	var w strings.Builder
	for i := range n {
		fmt.Fprintf(&w, "CREATE TABLE %s_%d (id integer); -- @renamed from=%s_was_%d\n", file, i, file, i)
	}
	return parse.Source{Name: file, Text: w.String()}
}

// TestStreamKeepsOrder shows that a source longer than what is read ahead, between
// others, keeps all its statements, in order and with the hints after them.
func TestStreamKeepsOrder(t *testing.T) {
	sources := []parse.Source{manyTables("a", 10), manyTables("b", 3*manyAhead), manyTables("c", 2*manyAhead)}
	for i := range 40 {
		sources = append(sources, manyTables(fmt.Sprint("d", i), manyHanded+1))
	}
	var names, want []string
	p := syntax.Read(t.Context(), sources)
	p.Each(func(list []*syntax.Statement) {
		for _, st := range list {
			names = append(names, st.Node.GetCreateStmt().GetRelation().GetRelname())
			if len(st.Hints) != 1 {
				t.Errorf("%s has %d hints", names[len(names)-1], len(st.Hints))
			}
		}
	})
	for _, src := range sources {
		for i := range strings.Count(src.Text, "\n") {
			want = append(want, fmt.Sprintf("%s_%d", src.Name, i))
		}
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("%d statements came in another order, or not all of %d", len(names), len(want))
	}
}

// TestStreamStops shows that nothing waits for ever where reading is broken off,
// whether statements are taken or not.
func TestStreamStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := syntax.Read(ctx, []parse.Source{manyTables("a", 3*manyAhead), manyTables("b", 3*manyAhead)})
	time.Sleep(10 * time.Millisecond)
	cancel()
	var s *schema.Schema
	var err error
	done := make(chan bool)
	go func() {
		s, err = Fold(p, &Env{})
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it waits")
	}
	if s != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", s, err)
	}
}
