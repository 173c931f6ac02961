package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// routines folds text onto an empty schema.
func routines(t *testing.T, sql string) *schema.Schema {
	t.Helper()
	s, err := Load(context.Background(), []parse.Source{{Name: "f.sql", Text: sql}})
	if err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
	return s
}

// routineText is the one object of a kind as its key and the attributes that are set.
func routineText(t *testing.T, s *schema.Schema, kind schema.Kind) string {
	t.Helper()
	var texts []string
	for o := range s.All() {
		if o.Key().Kind != kind {
			continue
		}
		text := o.Key().Object()
		for _, f := range o.Fields() {
			if f.Value != "" && f.Value != "no" && f.Value != "false" {
				text += "; " + f.Name + "=" + f.Value
			}
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "\n")
}

const routineBase = `
CREATE TABLE t (id integer, name varchar(10), PRIMARY KEY (id));
CREATE VIEW v AS SELECT id FROM t;
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS '';
CREATE FUNCTION eq(a mood, b mood) RETURNS boolean LANGUAGE sql AS '';
CREATE FUNCTION cmp(a mood, b mood) RETURNS integer LANGUAGE sql AS '';
CREATE FUNCTION state(a bigint, b mood) RETURNS bigint LANGUAGE sql AS '';
`

func TestRoutinesAreCanonical(t *testing.T) {
	for _, c := range []struct {
		kind      schema.Kind
		sql, want string
	}{
		{schema.KindProcedure, `CREATE PROCEDURE s.p(INOUT n int = 1, OUT x text) AS 'a' LANGUAGE SQL; CREATE SCHEMA s`,
			`s.p(integer); arguments=inout n integer, out x text; defaults=1; language=sql; body=a`},
		{schema.KindAggregate, `CREATE AGGREGATE sum2(mood) (STYPE = int8, SFUNC = state, PARALLEL = UNSAFE, INITCOND = '0', SSPACE = 0)`,
			`public.sum2(public.mood); arguments=in public.mood; options=initcond=0, sfunc=public.state, stype=bigint`},
		{schema.KindAggregate, `CREATE AGGREGATE sum2(BASETYPE = mood, STYPE1 = bigint, SFUNC1 = state)`,
			`public.sum2(public.mood); arguments=in public.mood; options=sfunc=public.state, stype=bigint`},
		{schema.KindAggregate, `CREATE AGGREGATE n(*) (SFUNC = int8inc, STYPE = int8)`, `public.n(); options=sfunc=int8inc, stype=bigint`},
		{schema.KindAggregate, `CREATE AGGREGATE o(x int ORDER BY y mood) (SFUNC = state, STYPE = int8, FINALFUNC_MODIFY = READ_WRITE)`,
			`public.o(integer, public.mood); arguments=in x integer order by in y public.mood; options=sfunc=public.state, stype=bigint`},
		{schema.KindTrigger, `CREATE TRIGGER a AFTER UPDATE OF name, id OR INSERT ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE PROCEDURE trg(1, 'x')`,
			`public.t.a; timing=after; events=insert or update; columns=id, name; new table=n; function=public.trg; arguments='1', 'x'`},
		{schema.KindTrigger, `CREATE CONSTRAINT TRIGGER a AFTER DELETE ON t FROM t INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.trg(); ALTER TABLE t DISABLE TRIGGER a`,
			`public.t.a; constraint=yes; timing=after; events=delete; for each row=yes; from=public.t; deferrable=yes; deferred=yes; function=public.trg; enabled=disabled`},
		{schema.KindTrigger, `CREATE TRIGGER a INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION trg()`,
			`public.v.a; timing=instead of; events=delete; for each row=yes; function=public.trg`},
		{schema.KindEventTrigger, `CREATE EVENT TRIGGER e ON ddl_command_end WHEN tag IN ('B', 'A') EXECUTE FUNCTION trg(); ALTER EVENT TRIGGER e ENABLE ALWAYS`,
			`e; event=ddl_command_end; tags=A, B; function=public.trg; enabled=always`},
		{schema.KindOperator, `CREATE OPERATOR === (PROCEDURE = eq, LEFTARG = mood, RIGHTARG = mood, COMMUTATOR = ===, NEGATOR = <<>>, HASHES)`,
			`public.===(public.mood, public.mood); function=public.eq; commutator=public.===; negator=public.<<>>; hashes=yes`},
		{schema.KindCast, `CREATE CAST (mood AS int4) WITH INOUT AS IMPLICIT`, `(public.mood AS integer); function=inout; context=implicit`},
		{schema.KindCast, `CREATE CAST (varchar AS mood) WITHOUT FUNCTION`, `(character varying AS public.mood); function=binary`},
		{schema.KindConversion, `CREATE CONVERSION c FOR 'utf-8' TO 'iso-8859-1' FROM utf8_to_iso8859_1`,
			`public.c; from=UTF8; to=LATIN1; function=utf8_to_iso8859_1`},
		{schema.KindLanguage, `CREATE TRUSTED LANGUAGE plx HANDLER trg VALIDATOR eq`, `plx; trusted=yes; handler=public.trg; validator=public.eq`},
		{schema.KindTransform, `CREATE TRANSFORM FOR mood LANGUAGE sql (TO SQL WITH FUNCTION int4recv(internal))`,
			`FOR public.mood LANGUAGE sql; to sql=int4recv(internal)`},
		{schema.KindAccessMethod, `CREATE ACCESS METHOD h TYPE TABLE HANDLER heap_tableam_handler`, `h; type=table; handler=heap_tableam_handler`},
	} {
		if got := routineText(t, routines(t, c.sql+";"+routineBase), c.kind); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sql, got, c.want)
		}
	}
}

func TestFunctionsAreCanonical(t *testing.T) {
	for sql, want := range map[string]string{
		`CREATE FUNCTION f(a varchar(5), VARIADIC b mood[] DEFAULT '{}') RETURNS numeric(5,2) LANGUAGE 'SQL' VOLATILE COST 100 AS 'x'`: `public.f(character varying, public.mood[]); arguments=in a character varying, variadic b public.mood[]; defaults='{}'::public.mood[]; returns=numeric; language=sql; body=x`,
		`CREATE FUNCTION f(OUT a int, OUT b t) LANGUAGE sql AS 'x'`:                                                                    `public.f(); arguments=out a integer, out b public.t; returns=record; language=sql; body=x`,
		`CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql ROWS 1000 AS 'x'`:                                              `public.f(); arguments=table a integer, table b text; returns=SETOF record; language=sql; body=x`,
		`CREATE FUNCTION f() RETURNS SETOF t.name%TYPE LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE ROWS 5 AS 'x'`:            `public.f(); returns=SETOF character varying; language=sql; body=x; volatility=immutable; strict=yes; leakproof=yes; parallel=safe; rows=5`,
		`CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib'`:                                                                          `public.f(); returns=integer; language=c; body=f; library=lib`,
		`CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '', "A b" SET Work_Mem TO '1MB' AS 'x'`:                        `public.f(); returns=integer; language=sql; body=x; settings=search_path="", "A b", work_mem=1MB`,
		`SET search_path = public, q; CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'x'`:                `public.f(); returns=integer; language=sql; body=x; settings=search_path=public, q`,
		`CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'x'; ALTER FUNCTION f() STABLE SECURITY DEFINER COST 5 SET a.b TO 1 RESET a.b SUPPORT eq;
			ALTER FUNCTION f RESET ALL`: `public.f(); returns=integer; language=sql; body=x; volatility=stable; security definer=yes; cost=5; support=public.eq`,
		`CREATE FUNCTION f(n int) RETURNS int RETURN n + 1`: `public.f(integer); arguments=in n integer; returns=integer; language=sql; sql body=RETURN n + 1`,
	} {
		got := ""
		for _, line := range strings.Split(routineText(t, routines(t, routineBase+sql), schema.KindFunction), "\n") {
			if strings.HasPrefix(line, "public.f(") {
				got = line
			}
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
}

// A partition can have a trigger of its parent in another state.
func TestTriggerOfAPartition(t *testing.T) {
	base := `CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE c PARTITION OF p DEFAULT;` + routineBase +
		`CREATE TRIGGER a AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION trg();`
	disabled := routineText(t, routines(t, base+`ALTER TABLE c DISABLE TRIGGER a`), schema.KindTrigger)
	if want := "public.c.a; enabled=disabled; inherited=yes"; !strings.HasPrefix(disabled, want) {
		t.Errorf("got %s", disabled)
	}
	for _, sql := range []string{`ALTER TABLE c DISABLE TRIGGER a; ALTER TABLE c ENABLE TRIGGER ALL`, `ALTER TABLE c DISABLE TRIGGER a; ALTER TABLE p ENABLE TRIGGER a`,
		`ALTER TABLE p DISABLE TRIGGER a; ALTER TABLE c DISABLE TRIGGER USER`} {
		if got := routineText(t, routines(t, base+sql), schema.KindTrigger); strings.Contains(got, "inherited") {
			t.Errorf("%s: %s", sql, got)
		}
	}
}

func TestOperatorClassMembers(t *testing.T) {
	base := routineBase + `CREATE OPERATOR === (FUNCTION = eq, LEFTARG = mood, RIGHTARG = mood);
		CREATE FUNCTION cmp2(a mood, b integer) RETURNS integer LANGUAGE sql AS '';`
	inClass := routines(t, base+`CREATE OPERATOR CLASS c DEFAULT FOR TYPE mood USING btree AS FUNCTION 1 cmp(mood, mood), OPERATOR 3 ===, FUNCTION 1 cmp2(mood, integer)`)
	inFamily := routines(t, base+`CREATE OPERATOR FAMILY c USING btree; CREATE OPERATOR CLASS c DEFAULT FOR TYPE mood USING btree FAMILY c AS OPERATOR 3 ===(mood, mood);
		ALTER OPERATOR FAMILY c USING btree ADD FUNCTION 1 (mood, mood) cmp(mood, mood), FUNCTION 1 (mood, int4) cmp2(mood, integer)`)
	for kind, want := range map[schema.Kind]string{
		schema.KindOperatorClass:  `public.c; type=public.mood; default=yes; family=public.c; members=OPERATOR 3 (public.mood, public.mood) public.===; FUNCTION 1 (public.mood, public.mood) public.cmp(public.mood, public.mood)`,
		schema.KindOperatorFamily: `public.c; members=FUNCTION 1 (public.mood, integer) public.cmp2(public.mood, integer)`,
	} {
		if got := routineText(t, inClass, kind); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		if got := routineText(t, inFamily, kind); got != want {
			t.Errorf("of the family: got %s\nwant %s", got, want)
		}
	}
}

func TestRoutinesAreDropped(t *testing.T) {
	made := routineBase + `
CREATE PROCEDURE p(IN a int, OUT b int) LANGUAGE sql AS '';
CREATE AGGREGATE a(*) (SFUNC = int8inc, STYPE = int8);
CREATE TRIGGER tr AFTER DELETE ON t EXECUTE FUNCTION trg();
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION trg();
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = mood, RIGHTARG = mood);
CREATE OPERATOR CLASS c FOR TYPE mood USING btree AS OPERATOR 3 ===;
CREATE CAST (mood AS int) WITH INOUT;
CREATE TRANSFORM FOR mood LANGUAGE sql (TO SQL WITH FUNCTION int4recv(internal));
CREATE LANGUAGE plx HANDLER trg;
CREATE ACCESS METHOD h TYPE TABLE HANDLER heap_tableam_handler;
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
DROP CONVERSION c; DROP ACCESS METHOD h; DROP LANGUAGE plx; DROP TRANSFORM FOR mood LANGUAGE sql; DROP CAST (mood AS int4);
DROP OPERATOR CLASS c USING btree; DROP OPERATOR FAMILY public.c USING btree; DROP OPERATOR === (mood, mood); DROP EVENT TRIGGER e;
DROP TRIGGER tr ON t; DROP AGGREGATE a(*); DROP PROCEDURE p(int, int); DROP ROUTINE trg; DROP FUNCTION IF EXISTS nothing(int), eq(mood, mood), cmp, state;
DROP VIEW v; DROP TABLE t; DROP TYPE mood`
	s := routines(t, made)
	for o := range s.All() {
		t.Errorf("%s is left", o.Key())
	}
}

func TestRoutineErrors(t *testing.T) {
	for sql, want := range map[string]string{
		`CREATE FUNCTION f() RETURNS int AS ''`:                                       "has no LANGUAGE",
		`CREATE FUNCTION f() LANGUAGE sql AS ''`:                                      "has no RETURNS",
		`CREATE FUNCTION f() RETURNS nope LANGUAGE sql AS ''`:                         "type nope does not exist",
		`CREATE FUNCTION f() RETURNS int LANGUAGE plx AS ''`:                          "language plx does not exist",
		`CREATE FUNCTION trg() RETURNS int LANGUAGE sql AS ''`:                        "function public.trg() is defined twice: first at f.sql:5:1",
		`CREATE TRIGGER a AFTER INSERT ON nope EXECUTE FUNCTION trg()`:                "relation nope does not exist",
		`CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION nope()`:                  "function nope does not exist",
		`ALTER TABLE t DISABLE TRIGGER nope`:                                          "trigger nope of public.t does not exist",
		`DROP FUNCTION nope(int)`:                                                     "function nope(integer) does not exist",
		`CREATE CAST (int AS nope) WITH INOUT`:                                        "type nope does not exist",
		`CREATE CAST (int AS mood) WITH INOUT; CREATE CAST (int4 AS mood) WITH INOUT`: "is defined twice",
		`CREATE FUNCTION h(int) RETURNS int LANGUAGE sql AS ''; CREATE FUNCTION h() RETURNS int LANGUAGE sql AS ''; DROP FUNCTION h`: "there are 2 functions public.h",
	} {
		_, err := Load(context.Background(), []parse.Source{{Name: "f.sql", Text: routineBase + sql}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", sql, err, want)
		}
	}
}

// Names hold the types of arguments, which can get other names.
func TestRoutinesFollowRenames(t *testing.T) {
	s := routines(t, routineBase+`
CREATE FUNCTION f(a mood, b t) RETURNS SETOF mood LANGUAGE sql BEGIN ATOMIC SELECT f.a FROM t WHERE id = 1; END;
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = mood, RIGHTARG = mood, COMMUTATOR = ===);
CREATE OPERATOR CLASS c FOR TYPE mood USING btree AS OPERATOR 3 ===, FUNCTION 1 cmp(mood, mood);
CREATE AGGREGATE sum2(mood) (STYPE = int8, SFUNC = state);
CREATE CAST (mood AS int4) WITH FUNCTION state(bigint, mood);
ALTER TYPE mood RENAME TO state_of_mind; ALTER TABLE t RENAME TO tt; ALTER FUNCTION cmp(state_of_mind, state_of_mind) RENAME TO compare;
ALTER AGGREGATE sum2(state_of_mind) RENAME TO sum3; ALTER OPERATOR CLASS c USING btree RENAME TO d; ALTER OPERATOR FAMILY c USING btree RENAME TO fam;
CREATE SCHEMA s; ALTER OPERATOR ===(state_of_mind, state_of_mind) SET SCHEMA s; ALTER FUNCTION state SET SCHEMA s`)
	for kind, want := range map[schema.Kind]string{
		schema.KindAggregate:     `public.sum3(public.state_of_mind); arguments=in public.state_of_mind; options=sfunc=s.state, stype=bigint`,
		schema.KindOperator:      `s.===(public.state_of_mind, public.state_of_mind); function=public.eq; commutator=s.===`,
		schema.KindOperatorClass: `public.d; type=public.state_of_mind; family=public.fam; members=OPERATOR 3 (public.state_of_mind, public.state_of_mind) s.===; FUNCTION 1 (public.state_of_mind, public.state_of_mind) public.compare(public.state_of_mind, public.state_of_mind)`,
		schema.KindCast:          `(public.state_of_mind AS integer); function=s.state(bigint, public.state_of_mind)`,
	} {
		if got := routineText(t, s, kind); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	want := `public.f(public.state_of_mind, public.tt); arguments=in a public.state_of_mind, in b public.tt; returns=SETOF public.state_of_mind; language=sql; sql body=BEGIN ATOMIC SELECT a AS a FROM public.tt WHERE tt.id = 1; END`
	if got := routineText(t, s, schema.KindFunction); !strings.Contains(got, want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
