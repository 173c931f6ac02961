package pgmodel

// The order of privileges, and what becomes of them when an object gets another owner. Lists of
// privileges are sorted, so that two lists of the same privileges are equal.

import (
	"cmp"
	"slices"
)

// CompareGrants orders privileges as objects hold them.
func CompareGrants(a, b Grant) int {
	number := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(number(a.Owner), number(b.Owner)), cmp.Compare(number(a.Revoked), number(b.Revoked)),
		cmp.Compare(a.On, b.On), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Privilege, b.Privilege))
}

// IsSystemColumn reports whether every table has a column of that name (ddl-system-columns.html).
func IsSystemColumn(name string) bool {
	switch name {
	case "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid":
		return true
	}
	return false
}

// PassOnGrants are the privileges of an object that gets another owner: what that
// one was given is now the owner's (acl.c, aclnewowner).
func PassOnGrants(list []Grant, owner string) []Grant {
	var given []string
	var out []Grant
	for _, g := range list {
		switch {
		case g.On != "": // what an extension has brought stays its owner's
			out = append(out, g)
		case g.Owner:
			g.Role = owner
			out = append(out, g)
		case g.Role == owner && owner != "":
			given = append(given, g.Privilege)
		default:
			out = append(out, g)
		}
	}
	out = slices.DeleteFunc(out, func(g Grant) bool { return g.Owner && g.On == "" && slices.Contains(given, g.Privilege) })
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(out, CompareGrants)
	return out
}
