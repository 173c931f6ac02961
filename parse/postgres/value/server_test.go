package value_test

// Constants made by a generator are put to real servers: what Canonical answers must be what each
// of them prints, and it must answer for nearly all that they accept.

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/constants"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/value"
)

var (
	seed   = flag.Uint64("seed", 1, "seed of the generated constants")
	count  = flag.Int("constants", 30000, "how many constants are generated")
	shares = flag.Bool("families", false, "list the share of valid constants that are answered, by family")
)

// answers are what a server prints for constants; nil stands for an error.
func answers(t *testing.T, p *dbtest.PG, list []constants.Constant) []*string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, p.Database(t, `CREATE FUNCTION printed(typ text, val text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE out text;
BEGIN
  EXECUTE format('SELECT format(''%%s'', CAST(%L AS %s))', val, typ) INTO out;
  RETURN out;
EXCEPTION WHEN OTHERS THEN RETURN NULL;
END $$`))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, strings.Replace(postgres.SettingsSQL(conn), ", true)", ", false)", -1)); err != nil {
		t.Fatal(err)
	}
	var out []*string
	for part := range slices.Chunk(list, 3000) {
		var types, texts []string
		for _, c := range part {
			types, texts = append(types, serverType(c.Type)), append(texts, c.Text)
		}
		rows, err := conn.Query(ctx, "SELECT printed(typ, val) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u(typ, val, i) ORDER BY i", types, texts)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(rows, pgx.RowTo[*string])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got...)
	}
	return out
}

// serverType is a type as CAST takes it: bit alone would be bit(1).
func serverType(typ string) string {
	if base := strings.TrimSuffix(typ, "[]"); base == "bit" {
		return `pg_catalog."bit"` + strings.TrimPrefix(typ, base)
	}
	return typ
}

func TestServersPrintTheSame(t *testing.T) {
	majors, n := dbtest.Majors(), *count
	if testing.Short() {
		majors, n = majors[:1], min(n, 2000)
	}
	list := append(constants.Generate(*seed, n), chosen()...)
	valid, answered := map[string]int{}, map[string]int{}
	for _, major := range majors {
		failures := 0
		for i, got := range answers(t, dbtest.Postgres(t, major), list) {
			c := list[i]
			want, ok := value.Canonical(c.Type, c.Text)
			if got != nil && !c.Changed {
				valid[c.Family]++
				if ok {
					answered[c.Family]++
				}
			}
			if !ok || got != nil && *got == want || got == nil && isNewer(c, major) {
				continue
			}
			if failures++; failures <= 40 {
				t.Errorf("PostgreSQL %d: %s: %s, want %q", major, c, printed(got), want)
			}
		}
		if failures > 40 {
			t.Errorf("PostgreSQL %d: %d constants differ", major, failures)
		}
	}
	for _, family := range slices.Sorted(maps.Keys(valid)) {
		share := 100 * float64(answered[family]) / float64(valid[family])
		if *shares {
			t.Logf("%-12s %6d valid %6.1f %% answered", family, valid[family], share)
		}
		if share < 90 && family != "" {
			t.Errorf("%s: only %.1f %% of %d valid constants are answered", family, share, valid[family])
		}
	}
}

func printed(text *string) string {
	if text == nil {
		return "an error"
	}
	return fmt.Sprintf("%q", *text)
}

// isNewer reports whether a version may reject a constant that is valid in later ones.
func isNewer(c constants.Constant, major int) bool {
	typ, text := strings.TrimSuffix(c.Type, "[]"), strings.ToLower(c.Text)
	switch {
	case strings.HasSuffix(typ, "multirange"):
		return major < 14 || major < 16 && strings.ContainsAny(text, "_xob")
	case typ == "interval" && strings.Contains(text, "infinity"):
		return major < 17
	case strings.HasPrefix(typ, "numeric") && strings.Contains(text, "inf"), typ == "numrange" && strings.Contains(text, "inf"):
		return major < 14
	case strings.HasPrefix(typ, "numeric("):
		if major < 15 {
			var precision, scale int
			n, _ := fmt.Sscanf(typ, "numeric(%d,%d)", &precision, &scale)
			if n == 2 && (scale < 0 || scale > precision) {
				return true
			}
		}
		fallthrough
	case slices.Contains([]string{"smallint", "integer", "bigint", "numeric", "int4range", "int8range", "numrange"}, typ):
		return major < 16 && strings.ContainsAny(text, "_xob")
	}
	return false
}
