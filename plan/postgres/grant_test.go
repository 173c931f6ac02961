package postgres

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestGrantsBetween(t *testing.T) {
	select1 := pgmodel.Grant{Role: "a", Privilege: "SELECT"}
	option := pgmodel.Grant{Role: "a", Privilege: "SELECT", Grantable: true}
	insert := pgmodel.Grant{Role: "a", Privilege: "INSERT"}
	noPublic := pgmodel.Grant{Privilege: "EXECUTE", Revoked: true}
	noOwner := pgmodel.Grant{Role: "me", Privilege: "DELETE", Revoked: true, Owner: true}
	for _, test := range []struct {
		from, to []pgmodel.Grant
		want     []string
	}{
		{nil, []pgmodel.Grant{insert, select1}, []string{"GRANT INSERT, SELECT ON TABLE t TO a"}},
		{[]pgmodel.Grant{select1}, []pgmodel.Grant{option}, []string{"GRANT SELECT ON TABLE t TO a WITH GRANT OPTION"}},
		{[]pgmodel.Grant{option}, []pgmodel.Grant{select1}, []string{"REVOKE GRANT OPTION FOR SELECT ON TABLE t FROM a"}},
		{[]pgmodel.Grant{option}, []pgmodel.Grant{insert}, []string{"REVOKE SELECT ON TABLE t FROM a", "GRANT INSERT ON TABLE t TO a"}},
		{nil, []pgmodel.Grant{noPublic, noOwner}, []string{"REVOKE EXECUTE ON TABLE t FROM PUBLIC", "REVOKE DELETE ON TABLE t FROM me"}},
		{[]pgmodel.Grant{noPublic, noOwner}, nil, []string{"GRANT EXECUTE ON TABLE t TO PUBLIC", "GRANT DELETE ON TABLE t TO me"}},
	} {
		var got []string
		for _, p := range grantsBetween(test.from, test.to, grantText{object: "TABLE t"}) {
			got = append(got, p.Do.SQL())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("from %v to %v (-want +got):\n%s", test.from, test.to, diff)
		}
	}
}
