package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// What the server stores shows what a plan hides: limits, frames of windows, names of results,
// calls that are folded. No function runs.
func TestCompareStored(t *testing.T) {
	db := opened(t, "CREATE TABLE t (a varchar(10), n numeric, i int, j jsonb); CREATE TYPE mood AS ENUM ('sad', 'ok')",
		"CREATE FUNCTION boom() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE EXCEPTION ''ran''; END'")
	row := []Source{{"t", []Column{{"a", "character varying(10)"}, {"n", "numeric"}, {"i", "integer"}}}}
	body := &Object{Create: "CREATE FUNCTION pg_temp.f(x integer) RETURNS numeric LANGUAGE sql ",
		Show: "SELECT pg_catalog.pg_get_function_sqlbody(oid) FROM pg_catalog.pg_proc WHERE pronamespace = pg_catalog.pg_my_temp_schema() AND proname = 'f'"}
	if db.Version < 14 {
		body = nil
	}
	for _, c := range []struct {
		from, to string
		pair     Pair
		want     Answer
	}{
		{"a = 'x'", "(a)::text = 'x'::text", Pair{Sources: row}, Equal},
		{"n > 0", "n > 1", Pair{Sources: row}, Unequal},
		{"i IN (1, 2)", "i = ANY (ARRAY[1, 2])", Pair{Sources: row}, Equal},
		{"'{ sad , ok }'", "'{sad,ok}'", Pair{Type: "public.mood[]"}, Equal},
		{"'{sad}'", "'{ok}'", Pair{Type: "public.mood[]"}, Unequal},
		{"public.boom()", "public.boom()", Pair{}, Equal},
		{"public.boom()", "42", Pair{}, Unequal},
		{"SELECT a FROM public.t LIMIT 5", "SELECT a FROM public.t LIMIT 6", Pair{Query: true}, Unequal},
		{"SELECT a AS x FROM public.t", "SELECT a AS y FROM public.t", Pair{Query: true}, Unequal},
		{"SELECT sum(i) OVER (ROWS 1 PRECEDING) AS s FROM public.t", "SELECT sum(i) OVER (ROWS 2 PRECEDING) AS s FROM public.t", Pair{Query: true}, Unequal},
		{"SELECT jsonb_extract_path_text(j, 'a') AS p FROM public.t", "SELECT jsonb_extract_path_text(j, VARIADIC ARRAY['a'::text]) AS p FROM public.t", Pair{Query: true}, Equal},
		{"SELECT a FROM public.t UNION SELECT 'q'", "SELECT a FROM public.t UNION SELECT 'q'::character varying", Pair{Query: true}, Equal},
		{"SELECT a FROM public.missing", "SELECT a FROM public.missing", Pair{Query: true}, NoAnswer},
		{"RETURN x + 1.5", "RETURN (x)::numeric + 1.5", Pair{Object: body}, Equal},
	} {
		if c.pair.Object == nil && c.from == "RETURN x + 1.5" {
			continue // before SQL bodies
		}
		c.pair.From, c.pair.To = pgmodel.Expr{SQL: c.from}, pgmodel.Expr{SQL: c.to}
		got, err := db.CompareStored(t.Context(), []Pair{c.pair})
		if err != nil {
			t.Fatalf("%s: %v", c.from, err)
		}
		if got[0] != c.want {
			t.Errorf("%s and %s: got %d, want %d", c.from, c.to, got[0], c.want)
		}
	}
	if n, err := db.Count(t.Context(), "SELECT count(*) FROM pg_catalog.pg_class WHERE relname LIKE 'schemadiff%'"); n != 0 || err != nil {
		t.Errorf("left behind: %d, %v", n, err)
	}
}

// Nothing is created where an event trigger of the user's would fire.
func TestCompareStoredRespectsEventTriggers(t *testing.T) {
	db := opened(t, "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fired''; END'",
		"CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION refuse()")
	pair := Pair{From: pgmodel.Expr{SQL: "1"}, To: pgmodel.Expr{SQL: "1"}}
	got, err := db.CompareStored(t.Context(), []Pair{pair})
	if err != nil || got[0] != NoAnswer {
		t.Errorf("got %v, %v", got, err)
	}
}
