package postgres

// The effect of a GRANT or REVOKE on the privileges of one object, and the ones that a new object
// begins with. Privileges are kept as the differences from the built-in ones
// (ddl-priv.html, table 5.2).

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// publicHas reports whether PUBLIC has a privilege on new objects of a kind
// (aclchk.c, acldefault).
func publicHas(k schema.Key, privilege string, version int) bool {
	if k.Kind == schema.KindSchema { // that public begins with
		return k.Name == "public" && (privilege == "USAGE" || privilege == "CREATE" && 0 < version && version < 15)
	}
	return privilege != "" && privilege == k.Kind.Info().Public
}

// grantChange is the effect of one GRANT or REVOKE.
type grantChange struct {
	give, option bool
	roles        []string
	version      int
}

// apply changes the privileges of an object, which are kept as the differences from
// its default privileges.
func (c *grantChange) apply(list []pgmodel.Grant, k schema.Key, owner func(role string) bool, names []string) []pgmodel.Grant {
	list = slices.Clone(list)
	for _, role := range c.roles {
		for _, p := range names {
			switch {
			case role != "" && owner(role):
				if !c.option || c.give {
					list = revoked(list, pgmodel.Grant{Role: role, Privilege: p, Revoked: true, Owner: true}, !c.give)
				}
			case role == "" && publicHas(k, p, c.version):
				list = revoked(list, pgmodel.Grant{Privilege: p, Revoked: true}, !c.give)
			default:
				list = c.applyOne(list, role, p)
			}
		}
	}
	return sorted(list)
}

// applyOne grants a role a privilege beyond its default ones, or revokes it.
func (c *grantChange) applyOne(list []pgmodel.Grant, role, privilege string) []pgmodel.Grant {
	i := slices.IndexFunc(list, func(g pgmodel.Grant) bool { return g.Role == role && g.Privilege == privilege && !g.Revoked })
	switch {
	case c.give && i >= 0:
		list[i].Grantable = list[i].Grantable || c.option
	case c.give:
		list = append(list, pgmodel.Grant{Role: role, Privilege: privilege, Grantable: c.option})
	case i < 0:
	case c.option: // REVOKE GRANT OPTION FOR
		list[i].Grantable = false
	default:
		list = slices.Delete(list, i, i+1)
	}
	return list
}

// revoked notes that a default privilege was taken, or forgets that it was.
func revoked(list []pgmodel.Grant, g pgmodel.Grant, taken bool) []pgmodel.Grant {
	i := slices.IndexFunc(list, func(o pgmodel.Grant) bool {
		return o.Revoked && o.Owner == g.Owner && o.Privilege == g.Privilege && (g.Owner || o.Role == g.Role)
	})
	switch {
	case taken && i < 0:
		list = append(list, g)
	case !taken && i >= 0:
		list = slices.Delete(list, i, i+1)
	}
	return list
}

func sorted(list []pgmodel.Grant) []pgmodel.Grant {
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, pgmodel.CompareGrants)
	return list
}

// giveDefaults gives a new object the privileges that the default privileges of its creator grant:
// those of everywhere, which may take from the built-in ones, and those of its schema, which only
// add to them. The catalog and the statements of a plan say what each object has.
func (l *loader) giveDefaults(o pgmodel.Object) {
	k := o.Key()
	class := k.Kind.Info().Default
	if class == "" || l.catalog || l.ofPlan {
		return
	}
	everywhere, _ := l.out.Get(DefaultGrantsKey(l.env.User, "", class)).(*pgmodel.DefaultGrants)
	inSchema, _ := l.out.Get(DefaultGrantsKey(l.env.User, k.Schema, class)).(*pgmodel.DefaultGrants)
	var list []pgmodel.Grant
	if everywhere != nil {
		list = slices.Clone(everywhere.Privileges)
	}
	if inSchema != nil && k.Schema != "" {
		for _, g := range inSchema.Privileges {
			c := grantChange{give: true, option: g.Grantable, roles: []string{g.Role}, version: l.env.Version}
			list = c.apply(list, k, func(role string) bool { return role == l.env.User }, []string{g.Privilege})
		}
	}
	if len(list) > 0 {
		o.Common().EditAccess().Grants = sorted(list)
	}
}

// DefaultGrantsKey is the key of default privileges.
func DefaultGrantsKey(role, in, class string) schema.Key {
	return (&pgmodel.DefaultGrants{Role: role, In: in, Class: class}).Key()
}
