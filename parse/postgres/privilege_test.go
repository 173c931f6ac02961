package postgres

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func grantsOf(t *testing.T, ddl string, k schema.Key) string {
	t.Helper()
	parsed := syntax.Read(context.Background(), []parse.Source{{Name: "t.sql", Text: ddl}})
	s, err := Fold(parsed, &Env{User: "me", Version: 15})
	if err != nil {
		t.Fatalf("%s\n%v", ddl, err)
	}
	o := s.Get(k)
	if table, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table); ok {
		o = table.Column(k.Name)
	}
	if o == nil {
		return "none"
	}
	for _, f := range o.Fields() {
		if f.Name == "grants" || f.Name == "privileges" {
			return f.Value
		}
	}
	return "none"
}

func TestPrivilegesAreWhatDiffersFromTheDefault(t *testing.T) {
	table, function := public(schema.KindTable, "t"), public(schema.KindFunction, "f()")
	const make = "CREATE TABLE t (id int, name text); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
	tests := []struct {
		ddl  string
		key  schema.Key
		want string
	}{
		{"GRANT SELECT, INSERT ON t TO a; GRANT SELECT ON t TO PUBLIC", table, "SELECT to PUBLIC; INSERT to a; SELECT to a"},
		{"GRANT SELECT ON t TO a WITH GRANT OPTION; GRANT SELECT ON t TO a", table, "SELECT to a with grant option"},
		{"GRANT SELECT ON t TO a WITH GRANT OPTION; REVOKE GRANT OPTION FOR SELECT ON t FROM a", table, "SELECT to a"},
		{"GRANT ALL ON t TO a; REVOKE ALL ON t FROM a", table, ""},
		{"GRANT ALL ON t TO me", table, ""},
		{"REVOKE DELETE ON t FROM me", table, "DELETE not to its owner"},
		{"REVOKE DELETE ON t FROM me; GRANT ALL ON t TO me", table, ""},
		{"GRANT SELECT ON t TO a; ALTER TABLE t OWNER TO a", table, ""},
		{"ALTER TABLE t OWNER TO a; GRANT SELECT ON t TO me", table, "SELECT to me"},
		{"GRANT EXECUTE ON FUNCTION f() TO PUBLIC", function, ""},
		{"REVOKE ALL ON FUNCTION f FROM PUBLIC; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO a", function, "EXECUTE to a; EXECUTE not to PUBLIC"},
		{"GRANT SELECT (name), UPDATE (name) ON t TO a", onTable(schema.KindColumn, "t", "name"), "SELECT to a; UPDATE to a"},
		{"GRANT SELECT (name) ON t TO a; REVOKE SELECT ON t FROM a", onTable(schema.KindColumn, "t", "name"), ""},
		{"GRANT CREATE ON SCHEMA public TO a; REVOKE CREATE ON SCHEMA public FROM PUBLIC", schema.Key{Kind: schema.KindSchema, Name: "public"}, "CREATE to a"},
		{"GRANT USAGE ON SCHEMA public TO PUBLIC", schema.Key{Kind: schema.KindSchema, Name: "public"}, "none"},
		{"ALTER DEFAULT PRIVILEGES FOR ROLE r GRANT SELECT ON TABLES TO a", DefaultGrantsKey("r", "", "TABLES"), "SELECT to a"},
		{"ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", DefaultGrantsKey("me", "", "FUNCTIONS"), "EXECUTE not to PUBLIC"},
		{"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", DefaultGrantsKey("me", "public", "FUNCTIONS"), "none"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, grantsOf(t, make+test.ddl, test.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.ddl, diff)
		}
	}
}
