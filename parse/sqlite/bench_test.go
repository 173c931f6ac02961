package sqlite

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// wide is a schema of n tables with keys, checks, references and indexes.
func wide(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `CREATE TABLE tbl_%05d (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER,
  name varchar(120) NOT NULL,
  status TEXT DEFAULT 'new' NOT NULL,
  amount NUMERIC(10,2) DEFAULT 0 NOT NULL,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL,
  notes TEXT,
  CONSTRAINT tbl_%05d_amount CHECK (amount >= 0),
  CONSTRAINT tbl_%05d_parent FOREIGN KEY (parent_id) REFERENCES tbl_%05d (id) ON DELETE CASCADE
);
CREATE INDEX tbl_%05d_status ON tbl_%05d (status, created_at);
CREATE UNIQUE INDEX tbl_%05d_two ON tbl_%05d (name, id) WHERE amount > 0;
`, i, i, i, i/2, i, i, i, i)
	}
	return b.String()
}

func BenchmarkLex(b *testing.B) {
	text := wide(1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		lex(text)
	}
}

func BenchmarkLoad1000(b *testing.B) {
	src := []parse.Source{{Name: "wide.sql", Text: wide(1000)}}
	for b.Loop() {
		if _, err := Load(context.Background(), src); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead1000(b *testing.B) {
	ctx := context.Background()
	s, err := Load(ctx, []parse.Source{{Name: "wide.sql", Text: wide(1000)}})
	if err != nil {
		b.Fatal(err)
	}
	e, err := NewEngine(ctx, s)
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	for b.Loop() {
		if _, err := e.Schema(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEngine1000(b *testing.B) {
	ctx := context.Background()
	s, err := Load(ctx, []parse.Source{{Name: "wide.sql", Text: wide(1000)}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e, err := NewEngine(ctx, s)
		if err != nil {
			b.Fatal(err)
		}
		_ = e.Close()
	}
}
