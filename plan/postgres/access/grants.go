package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Privileges are kept as differences from the defaults of an object. Here
// they become what each role really has, and two such lists are compared.

// public is the name of all roles, and ownerRole stands for whoever owns an object.
const (
	public    = ""
	ownerRole = "\x00owner"
)

// privileges are the privileges of each role; true for one that the role may grant on.
type privileges map[string]map[string]bool

func (p privileges) set(role, privilege string, option bool) {
	if p[role] == nil {
		p[role] = map[string]bool{}
	}
	p[role][privilege] = p[role][privilege] || option
}

// has reports whether a role has a privilege, by itself or as everybody.
func (p privileges) has(role, privilege string) bool {
	_, own := p[role][privilege]
	_, all := p[public][privilege]
	return own || all
}

// others are the roles with privileges besides the owner.
func (p privileges) others() []string {
	var out []string
	for _, r := range slices.Sorted(maps.Keys(p)) {
		if r != ownerRole && len(p[r]) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// with are the privileges of two lists together.
func (p privileges) with(q privileges) privileges {
	out := privileges{}
	for _, list := range []privileges{p, q} {
		for role, ps := range list {
			for name, option := range ps {
				out.set(role, name, option)
			}
		}
	}
	return out
}

// byDefault is the privilege that PUBLIC has on new objects of a kind (ddl-priv.html).
func byDefault(k schema.Key) string {
	if k.Kind == schema.KindSchema && k.Name == "public" {
		return "USAGE"
	}
	return k.Kind.Info().Public
}

// effective are the privileges on an object whose list of differences is given.
func effective(k schema.Key, list []pgmodel.Grant, owner string) privileges {
	p := privileges{}
	if name := byDefault(k); name != "" {
		p.set(public, name, false)
	}
	for _, g := range list {
		role := g.Role
		if g.Owner {
			role = ownerRole
		}
		if g.On != "" {
			g.Privilege += " on " + g.On
		}
		switch {
		case g.Owner && g.Revoked: // what the owner took from itself
			p.set(role, "not "+g.Privilege, false)
		case g.Owner, role == owner && owner != "":
		case g.Revoked:
			delete(p[role], g.Privilege)
		default:
			p.set(role, g.Privilege, g.Grantable)
		}
	}
	return p
}

// held are the privileges on an object as a database or the files have it.
func held(o pgmodel.Object) []pgmodel.Grant {
	a := o.Common().Access()
	if len(a.Grants) > 0 {
		return a.Grants
	}
	return a.Kept.Grants
}

// now are the privileges on an object of the desired schema. Privileges that the desired
// schema does not manage stay as the database has them.
func (j *judge) now(to pgmodel.Object) privileges {
	owner := j.ownerNow(to)
	from := object(j.From.Get(to.Key()))
	if from != nil && len(from.Common().Access().Kept.Grants) > 0 {
		return effective(to.Key(), from.Common().Access().Kept.Grants, owner)
	}
	if from == nil && len(pgmodel.RoleDefaults(j.From)) == 0 && len(to.Common().Access().Grants) == 0 {
		return effective(to.Key(), j.inherited(to.Key()), owner)
	}
	return effective(to.Key(), to.Common().Access().Grants, owner)
}

// was are the privileges on an object of the database.
func (j *judge) was(from pgmodel.Object) privileges {
	return effective(from.Key(), held(from), j.ownerWas(from))
}

// inherited are the privileges that default privileges give with a new object.
func (j *judge) inherited(k schema.Key) []pgmodel.Grant {
	class := k.Kind.Info().Default
	if class == "" {
		return nil
	}
	var out []pgmodel.Grant
	for _, d := range pgmodel.UnmanagedGrants(j.From) {
		if d.Class == class && (d.Role == j.From.Role || j.From.Role == "") && (d.In == "" || d.In == k.Schema) {
			out = append(out, d.Privileges...)
		}
	}
	return out
}

// grants compares the privileges on one object.
func (j *judge) grants(pos schema.Pos, from, to pgmodel.Object) {
	k := to.Key()
	f, t := j.was(from), j.now(to)
	j.compare(k, pos, f, t, j.above(j.From, k), j.above(j.To, k))
	j.compareInitial(k, pos, held(from), to.Common().Access().Grants)
}

// compareInitial records what roles have by default of the members of an extension, and have on one
// side alone.
func (j *judge) compareInitial(k schema.Key, pos schema.Pos, from, to []pgmodel.Grant) {
	only := func(a, b []pgmodel.Grant, record func(g pgmodel.Grant)) {
		for _, g := range a {
			if g.On != "" && g.Revoked && !g.Owner && !slices.Contains(b, g) {
				record(g)
			}
		}
	}
	only(from, to, func(g pgmodel.Grant) { j.gain(k, pos, display(g.Role), g.Privilege+" on "+g.On, "GRANT") })
	only(to, from, func(g pgmodel.Grant) { j.lose(k, pos, display(g.Role), g.Privilege+" on "+g.On, "REVOKE") })
}

// rowSources are the kinds of relations that columns can be of.
var rowSources = schema.KindsWith(schema.InPostgres | schema.RowSource)

// above are the privileges on the table of a column, which count for the column too.
func (j *judge) above(s *schema.Schema, k schema.Key) privileges {
	if k.Kind != schema.KindColumn {
		return nil
	}
	for _, kind := range rowSources {
		if o := object(s.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table})); o != nil {
			if s == j.To {
				return j.now(o)
			}
			return j.was(o)
		}
	}
	return nil
}

// compare records the privileges that each role has on one side alone.
func (j *judge) compare(k schema.Key, pos schema.Pos, from, to, fromTable, toTable privileges) {
	f, t := from.with(fromTable), to.with(toTable)
	for _, role := range slices.Sorted(maps.Keys(f.with(t))) {
		if role == ownerRole {
			continue
		}
		if list := onlyIn(role, t, f, to); len(list) > 0 {
			j.gain(k, pos, display(role), strings.Join(list, ", "), "GRANT")
		}
		if list := onlyIn(role, f, t, from); len(list) > 0 {
			j.lose(k, pos, display(role), strings.Join(list, ", "), "REVOKE")
		}
	}
	j.compareOwner(k, pos, from, to)
}

// onlyIn are the privileges of a role in a that it has not in b; own are those of a on the
// object itself. A privilege that PUBLIC has is reported for PUBLIC alone.
func onlyIn(role string, a, b, own privileges) []string {
	var out []string
	for _, p := range slices.Sorted(maps.Keys(own[role])) {
		option := a[role][p] && !b[role][p]
		switch {
		case role != public && !option && a.has(public, p):
		case !b.has(role, p) && option:
			out = append(out, p+" WITH GRANT OPTION")
		case !b.has(role, p):
			out = append(out, p)
		case option:
			out = append(out, "GRANT OPTION FOR "+p)
		}
	}
	return out
}

// compareOwner records what an owner took from itself, or gave back.
func (j *judge) compareOwner(k schema.Key, pos schema.Pos, from, to privileges) {
	for _, p := range slices.Sorted(maps.Keys(from.with(to)[ownerRole])) {
		name := strings.TrimPrefix(p, "not ")
		_, was := from[ownerRole][p]
		_, is := to[ownerRole][p]
		switch {
		case was && !is:
			j.gain(k, pos, "its owner", name, "GRANT")
		case is && !was:
			j.lose(k, pos, "its owner", name, "REVOKE")
		}
	}
}

// defaults compares what objects get that a role will make.
func (j *judge) defaults(c plan.Change, from, to *pgmodel.DefaultGrants) {
	d := to
	if to.Class == "" {
		d = from
	}
	creator := display(d.Role)
	if d.Role == "" {
		creator = "the role of the migration"
	}
	why := "default privileges: " + strings.ToLower(d.Class) + " that " + creator + " creates"
	if d.In != "" {
		why += " in schema " + pgmodel.Quote(d.In)
	}
	kind := map[string]schema.Kind{"FUNCTIONS": schema.KindFunction, "TYPES": schema.KindEnum}[d.Class]
	if d.In != "" { // those of one schema are added to what there is
		kind = ""
	}
	k := schema.Key{Kind: kind}
	f, t := effective(k, from.Privileges, d.Role), effective(k, to.Privileges, d.Role)
	for _, role := range slices.Sorted(maps.Keys(f.with(t))) {
		if list := onlyIn(role, t, f, t); len(list) > 0 {
			j.gain(c.Key, c.Pos(), display(role), strings.Join(list, ", "), why)
		}
		if list := onlyIn(role, f, t, f); len(list) > 0 {
			j.lose(c.Key, c.Pos(), display(role), strings.Join(list, ", "), why)
		}
	}
}

// display is a role for people.
func display(role string) string {
	switch role {
	case public:
		return "PUBLIC"
	case ownerRole:
		return "its owner"
	}
	return pgmodel.Quote(role)
}

func displayAll(roles []string) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = display(r)
	}
	return strings.Join(out, ", ")
}
