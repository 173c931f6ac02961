package postgres

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
)

func TestGrantsBetween(t *testing.T) {
	select1 := schema.PgGrant{Role: "a", Privilege: "SELECT"}
	option := schema.PgGrant{Role: "a", Privilege: "SELECT", Grantable: true}
	insert := schema.PgGrant{Role: "a", Privilege: "INSERT"}
	noPublic := schema.PgGrant{Privilege: "EXECUTE", Revoked: true}
	noOwner := schema.PgGrant{Role: "me", Privilege: "DELETE", Revoked: true, Owner: true}
	for _, test := range []struct {
		from, to []schema.PgGrant
		want     []string
	}{
		{nil, []schema.PgGrant{insert, select1}, []string{"GRANT INSERT, SELECT ON TABLE t TO a"}},
		{[]schema.PgGrant{select1}, []schema.PgGrant{option}, []string{"GRANT SELECT ON TABLE t TO a WITH GRANT OPTION"}},
		{[]schema.PgGrant{option}, []schema.PgGrant{select1}, []string{"REVOKE GRANT OPTION FOR SELECT ON TABLE t FROM a"}},
		{[]schema.PgGrant{option}, []schema.PgGrant{insert}, []string{"REVOKE SELECT ON TABLE t FROM a", "GRANT INSERT ON TABLE t TO a"}},
		{nil, []schema.PgGrant{noPublic, noOwner}, []string{"REVOKE EXECUTE ON TABLE t FROM PUBLIC", "REVOKE DELETE ON TABLE t FROM me"}},
		{[]schema.PgGrant{noPublic, noOwner}, nil, []string{"GRANT EXECUTE ON TABLE t TO PUBLIC", "GRANT DELETE ON TABLE t TO me"}},
	} {
		var got []string
		for _, p := range grantsBetween(test.from, test.to, grantText{object: "TABLE t"}) {
			got = append(got, p.SQL)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("from %v to %v (-want +got):\n%s", test.from, test.to, diff)
		}
	}
}
