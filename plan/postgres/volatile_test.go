package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestVolatile(t *testing.T) {
	for text, want := range map[string]bool{
		"0": false, "now()": false, "'(x)'": false, "'2'::numeric(10,2)": false, "(1 + 2)": false, "current_setting('app.tenant', true)": false,
		"LOCALTIMESTAMP(2)": false, "'{}'::jsonb": false, "lower('X')": false, "'a random() one'": false,
		"gen_random_uuid()": true, "nextval('public.s'::regclass)": true, "pg_catalog.random()": true, "1 + floor(random() * 10)": true,
		"public.uuid_generate_v4()": true, `shop."Next"(1)`: true, "COALESCE(clock_timestamp(), now())": true,
	} {
		if got := volatile(pgmodel.Expr{SQL: text, Strict: text}); got != want {
			t.Errorf("%s is volatile: %t", text, got)
		}
	}
}
