package pgproperty

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	planpg "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// typeStates are schemas of types, foreign data and replication. Each is a way from
// and to each other.
func typeStates() []string {
	return []string{"", `
CREATE TYPE mood AS ENUM ('a', 'b', 'c'); CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE DOMAIN e AS d NOT NULL DEFAULT 5;
CREATE TYPE pair AS (x int, y mood); CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'a' CHECK (m <> 'b'), ms mood[], v d, vs d[], p pair, ps pair[], s span);
CREATE INDEX t_m ON t (id) WHERE m = 'a';
CREATE VIEW vw AS SELECT id, m, (p).x AS px FROM t;
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE COLLATION c1 (locale = 'C'); CREATE TABLE names (n text COLLATE c1);
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple, accept = false); CREATE TEXT SEARCH CONFIGURATION conf (COPY = english);
CREATE FOREIGN DATA WRAPPER w OPTIONS (a 'b'); CREATE SERVER s TYPE 't' FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (u 'v', password 'p');
CREATE FOREIGN TABLE ft (a int, b text OPTIONS (o 'p')) SERVER s OPTIONS (x 'y');
CREATE PUBLICATION p FOR TABLE t (id) WHERE (id > 1), names; CREATE SUBSCRIPTION sub CONNECTION 'host=h' PUBLICATION x WITH (connect = false);
COMMENT ON TYPE mood IS 'm'; COMMENT ON COLUMN pair.x IS 'x'; COMMENT ON DOMAIN d IS 'd'; COMMENT ON CONSTRAINT d_check ON DOMAIN d IS 'c'`, `
CREATE TYPE mood AS ENUM ('z', 'a', 'ab', 'b', 'c', 'd'); CREATE DOMAIN d AS int CHECK (VALUE > 1) CONSTRAINT other CHECK (VALUE < 9); CREATE DOMAIN e AS d;
CREATE TYPE pair AS (x int, y mood, z text COLLATE "C"); CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'd', ms mood[] NOT NULL, v d DEFAULT 2, vs d[], p pair, ps pair[], s span);
CREATE VIEW vw AS SELECT id, m, (p).x AS px FROM t;
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE COLLATION c1 (locale = 'POSIX'); CREATE TABLE names (n text COLLATE c1);
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple, stopwords = english); CREATE TEXT SEARCH CONFIGURATION conf (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION conf ADD MAPPING FOR word, email WITH dict, simple;
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s TYPE 't' VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (h 'i'); CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (u 'w');
CREATE FOREIGN TABLE ft (a bigint NOT NULL, b text) SERVER s OPTIONS (x 'z', k 'l');
CREATE PUBLICATION p FOR TABLE t WITH (publish = 'insert'); CREATE SUBSCRIPTION sub CONNECTION 'host=i' PUBLICATION y, x WITH (connect = false, slot_name = NONE, synchronous_commit = local)`, `
CREATE TYPE mood AS ENUM ('c', 'a'); CREATE DOMAIN d AS bigint CHECK (VALUE > 0); CREATE TYPE pair AS (x bigint, y mood); CREATE DOMAIN e AS d;
CREATE TYPE span AS RANGE (subtype = numeric, multirange_type_name = spans);
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'a' CHECK (m <> 'c'), ms mood[], v d, vs d[], p pair, ps pair[], s span);
CREATE INDEX t_m ON t (id) WHERE m = 'a';
CREATE VIEW vw AS SELECT id, m, (p).x AS px FROM t;
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE PUBLICATION p FOR ALL TABLES;
CREATE TYPE base; CREATE FUNCTION base_in(cstring) RETURNS base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION base_out(base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE base (input = base_in, output = base_out, like = int4)`}
}

func loadTypes(t *testing.T, ddl string) *schema.Schema {
	t.Helper()
	s, err := parsepg.Load(context.Background(), []parse.Source{{Name: "t.sql", Text: ddl}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTypePlansFold folds what is planned between each two states: the statements
// must lead from the one to the other.
func TestTypePlansFold(t *testing.T) {
	for i, a := range typeStates() {
		for j, b := range typeStates() {
			from, to := loadTypes(t, a), loadTypes(t, b)
			planner, err := planpg.New("15", planpg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			fold := func(statements []string) (*schema.Schema, error) {
				return parsepg.Execute(context.Background(), from, statements)
			}
			p, err := planner.Plan(plan.Input{From: from, To: to, Fold: fold})
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, s := range p.Steps {
				for _, st := range s.Statements {
					list = append(list, st.SQL)
				}
			}
			if i == j && len(list) > 0 {
				t.Errorf("state %d to itself: %s", i, strings.Join(list, ";\n"))
			}
			got, err := fold(list)
			if err != nil {
				t.Errorf("state %d to %d: %v\n%s", i, j, err, strings.Join(list, ";\n"))
				continue
			}
			for _, c := range plan.Compare(got, to) {
				t.Errorf("state %d to %d leaves %s %s %v\n%s", i, j, c.Op, c.Key, c.Fields, strings.Join(list, ";\n"))
			}
		}
	}
}
