package syntax

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// dumped is text as pg_dump writes it.
func dumped(tables int) string {
	return strings.Repeat(`--
-- Name: orders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orders (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    note text DEFAULT 'none; so far'::text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT orders_note_check CHECK ((length(note) > 0))
);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

CREATE INDEX orders_customer_id_idx ON public.orders USING btree (customer_id) WHERE (note IS NOT NULL);

`, tables)
}

func BenchmarkSplit(b *testing.B) {
	src := parse.Source{Name: "a.sql", Text: dumped(1000)}
	b.SetBytes(int64(len(src.Text)))
	for b.Loop() {
		c := newCutter(src)
		c.each = func(*Statement) *parse.Error { return nil }
		c.cut(context.Background())
	}
}

func BenchmarkReadStatements(b *testing.B) {
	src := parse.Source{Name: "a.sql", Text: dumped(1000)}
	b.SetBytes(int64(len(src.Text)))
	for b.Loop() {
		if list, _, _ := Statements(context.Background(), src, nil); len(list) != 3000 {
			b.Fatalf("%d statements", len(list))
		}
	}
}
