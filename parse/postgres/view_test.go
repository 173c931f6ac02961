package postgres

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

func onTable(kind schema.Kind, table, name string) schema.Key {
	return schema.Key{Kind: kind, Schema: "public", Table: table, Name: name}
}

const shopTables = "CREATE TABLE t (id int, name text, tenant text); CREATE TABLE log (id int, what text);"

func TestQueriesAreRead(t *testing.T) {
	tests := []struct {
		ddl  string
		key  schema.Key
		want string
	}{
		{"CREATE VIEW v (a, b) AS SELECT id, name FROM t WHERE id IN (1, 2)", public(schema.KindView, "v"),
			"columns=a, b | query=SELECT t.id AS a, t.name AS b FROM public.t WHERE t.id = ANY (ARRAY[1, 2])"},
		{"CREATE VIEW v2 AS SELECT * FROM v; CREATE VIEW v AS SELECT id FROM t", public(schema.KindView, "v2"),
			"columns=id | query=SELECT v.id AS id FROM public.v"},
		{"CREATE VIEW v AS SELECT * FROM log; ALTER TABLE log ADD COLUMN later int", public(schema.KindView, "v"),
			"columns=id, what | query=SELECT log.id AS id, log.what AS what FROM public.log"},
		{"CREATE VIEW v WITH (security_barrier, check_option = local) AS SELECT id FROM t; ALTER VIEW v SET (security_invoker = true); ALTER VIEW v ALTER COLUMN id SET DEFAULT 5",
			public(schema.KindView, "v"), "columns=id | query=SELECT t.id AS id FROM public.t | options=security_barrier=true, security_invoker=true | check option=local | column defaults=id=5;"},
		{"CREATE VIEW v AS SELECT id FROM t WITH CHECK OPTION; COMMENT ON COLUMN v.id IS 'c'; COMMENT ON VIEW v IS 'w'; CREATE OR REPLACE VIEW v AS SELECT id, name FROM t",
			public(schema.KindView, "v"), "columns=id, name | query=SELECT t.id AS id, t.name AS name FROM public.t | column comments=id is 'c' | comment=w"},
		{"CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT id FROM t WITH NO DATA; ALTER MATERIALIZED VIEW m ALTER id SET STATISTICS 7", public(schema.KindMatView, "m"),
			"columns=id | query=SELECT t.id AS id FROM public.t | options=fillfactor=70 | column statistics=id=7"},
		{"CREATE RULE r AS ON UPDATE TO t WHERE new.id > 1 DO ALSO (INSERT INTO log VALUES (old.id, 'x'); NOTIFY n); ALTER TABLE t DISABLE RULE r; COMMENT ON RULE r ON t IS 'c'",
			onTable(schema.KindRule, "t", "r"), "table=public.t | event=update | where=new.id > 1 | actions=INSERT INTO public.log (id, what) VALUES (old.id, 'x'::text);NOTIFY n; | enabled=disabled | comment=c"},
		{"CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", onTable(schema.KindRule, "t", "r"), "table=public.t | event=delete | instead=yes"},
		{"CREATE RULE r AS ON DELETE TO t DO UPDATE log SET (id, what) = (1, 'x')", onTable(schema.KindRule, "t", "r"),
			"table=public.t | event=delete | actions=UPDATE public.log SET id = 1, what = 'x'::text;"},
		{"CREATE POLICY p ON t", onTable(schema.KindPolicy, "t", "p"), "table=public.t | command=all"},
		{`CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO z, "A" USING (id = 1) WITH CHECK (true); ALTER POLICY p ON t USING (id = 2)`, onTable(schema.KindPolicy, "t", "p"),
			`table=public.t | restrictive=yes | command=update | roles="A", z | using=id = 2 | with check=true`},
		{"CREATE POLICY p ON t TO z; ALTER POLICY p ON t TO PUBLIC, z", onTable(schema.KindPolicy, "t", "p"), "table=public.t | command=all"},
		{"CREATE STATISTICS s ON tenant, name, (id % 2) FROM t; ALTER STATISTICS s SET STATISTICS 9", public(schema.KindStatistics, "s"),
			"table=public.t | kinds=ndistinct, dependencies, mcv | columns=name, tenant, (id % 2) | target=9"},
		{"CREATE STATISTICS (mcv) ON tenant, name FROM t", public(schema.KindStatistics, "t_tenant_name_stat"), "table=public.t | kinds=mcv | columns=name, tenant"},
		{"CREATE STATISTICS s ON (lower(name)) FROM t", public(schema.KindStatistics, "s"), "table=public.t | columns=(lower(name))"},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, attributes(t, shopTables+test.ddl, test.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.ddl, diff)
		}
	}
}

func TestQueriesAreRefused(t *testing.T) {
	for ddl, want := range map[string]string{
		"CREATE VIEW v AS SELECT 1; CREATE VIEW v AS SELECT 2":          `t.sql:1:126: relation public.v is defined twice: first at t.sql:1:99`,
		"CREATE VIEW v AS SELECT * FROM nowhere":                        `t.sql:1:118: relation nowhere does not exist`,
		"CREATE POLICY p ON t; CREATE POLICY p ON t":                    `t.sql:1:109: policy public.t.p is defined twice: first at t.sql:1:87`,
		"CREATE RULE \"_RETURN\" AS ON SELECT TO t DO INSTEAD SELECT 1": `t.sql:1:87: a rule ON SELECT makes a view: write CREATE VIEW`,
		"COMMENT ON COLUMN t.nothing IS 'x'":                            `t.sql:1:107: column nothing of public.t does not exist`,
	} {
		_, err := Load(context.Background(), []parse.Source{{Name: "t.sql", Text: shopTables + ddl}})
		if err == nil {
			t.Errorf("%s is read", ddl)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ddl, diff)
		}
	}
}

func TestSchemaWithElements(t *testing.T) {
	s, err := Load(context.Background(), []parse.Source{{Name: "t.sql",
		Text: "CREATE SCHEMA a CREATE VIEW w AS SELECT * FROM u CREATE TABLE u (id int) GRANT SELECT ON u TO r; CREATE SCHEMA b; CREATE TABLE b.gone (); DROP SCHEMA b CASCADE"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for o := range s.All() {
		got = append(got, o.Key().String())
	}
	if diff := cmp.Diff([]string{"schema a", "table a.u", "view a.w"}, got); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
}
