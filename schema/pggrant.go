package schema

import (
	"cmp"
	"slices"
)

// ComparePgGrants orders privileges as objects hold them.
func ComparePgGrants(a, b PgGrant) int {
	number := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(number(a.Owner), number(b.Owner)), cmp.Compare(number(a.Revoked), number(b.Revoked)),
		cmp.Compare(a.Role, b.Role), cmp.Compare(a.Privilege, b.Privilege))
}

// PassOnPgGrants are the privileges of an object that gets another owner: what that
// one was given is now the owner's (acl.c, aclnewowner).
func PassOnPgGrants(list []PgGrant, owner string) []PgGrant {
	var given []string
	var out []PgGrant
	for _, g := range list {
		switch {
		case g.Owner:
			g.Role = owner
			out = append(out, g)
		case g.Role == owner && owner != "":
			given = append(given, g.Privilege)
		default:
			out = append(out, g)
		}
	}
	out = slices.DeleteFunc(out, func(g PgGrant) bool { return g.Owner && slices.Contains(given, g.Privilege) })
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(out, ComparePgGrants)
	return out
}
