package pgmodel

// A scope decides which objects of both sides of a comparison are managed, and Filter removes the
// rest with a note on each. What is removed from one side is removed from the other, so that
// nothing is dropped because the scope leaves it out.

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Scope is schema.Scope with what it means for a PostgreSQL database: which objects of both
// sides of a comparison are managed.
type Scope schema.Scope

// Journal is the schema that holds the record of what was applied, which is never
// managed.
const Journal = "schemadiff"

// WholeDatabase reports whether the whole database is managed, and not only some schemas.
func (p Scope) WholeDatabase() bool { return slices.Contains(p.Schemas, "*") }

// Resolve is the scope with what depends on the two sides written out.
func (p Scope) Resolve(from, to *schema.Schema) Scope {
	if len(p.Schemas) == 0 {
		p.Schemas = usedSchemas(to)
	}
	p.resolveRenamed(from, to)
	for o := range to.All() {
		if o.Key().Kind.Has(schema.DatabaseWide) {
			p.Wanted = append(p.Wanted, o.Key())
		}
	}
	p.resolveOpaque(from, to)
	p.resolveBorrowed(from, to)
	if p.Declared {
		return p
	}
	for o := range from.All() {
		t, ok := o.(*Table)
		if ok && t.PartitionOf != (schema.Key{}) && to.Get(t.ID) == nil && to.Get(t.PartitionOf) != nil {
			p.Undeclared = append(p.Undeclared, t.ID)
		}
	}
	return p
}

// resolveRenamed adds the schemas of the database that managed ones are the new names of.
func (p *Scope) resolveRenamed(from, to *schema.Schema) {
	formerly := map[string]string{}
	for was, now := range p.Renames {
		formerly[now] = was
	}
	has := func(s *schema.Schema, name string) bool {
		return s.Get(schema.Key{Kind: schema.KindSchema, Name: name}) != nil
	}
	for o := range to.All() {
		k := o.Key()
		if k.Kind != schema.KindSchema || has(from, k.Name) || !p.managesSchema(k.Name) {
			continue
		}
		was := cmp.Or(formerly[k.Name], o.Former())
		if was != "" && has(from, was) && !has(to, was) && !p.managesSchema(was) {
			p.Schemas = append(slices.Clip(p.Schemas), was)
		}
	}
	p.Renames = nil
}

// resolveOpaque lists what only the database has and a statement names whose effect cannot be
// known, and what is on such relations.
func (p *Scope) resolveOpaque(from, to *schema.Schema) {
	anything := slices.ContainsFunc(to.Opaque, createsByText)
	for o := range from.All() {
		k := o.Key()
		may := anything && !k.Kind.Has(schema.DatabaseWide) && k.Kind != schema.KindSchema
		if to.Get(k) == nil && (may || namedByOpaque(to.Opaque, k)) {
			p.Opaque = append(p.Opaque, k)
		}
	}
	for o := range from.All() {
		if k := o.Key(); to.Get(k) == nil && !slices.Contains(p.Opaque, k) && isOnAny(o, p.Opaque) {
			p.Opaque = append(p.Opaque, k)
		}
	}
}

// resolveBorrowed lists what the files name and do not make, with what that uses, and the objects
// of the files that are on it. What belongs to the whole database is managed as far as the files
// change it.
func (p *Scope) resolveBorrowed(from, to *schema.Schema) {
	made := func(k schema.Key) bool { return to.Get(k) != nil && !slices.Contains(to.Borrowed, k) }
	var borrow func(k schema.Key)
	borrow = func(k schema.Key) {
		if made(k) || k.Kind.Has(schema.DatabaseWide) || slices.Contains(p.Borrowed, k) {
			return
		}
		p.Borrowed = append(p.Borrowed, k)
		for _, s := range []*schema.Schema{from, to} {
			if o, ok := s.Get(k).(Object); ok {
				for _, u := range o.Common().Uses {
					borrow(u)
				}
			}
		}
	}
	for _, k := range slices.Concat(from.Borrowed, to.Borrowed) {
		borrow(k)
	}
	for o := range to.All() {
		if isOnAny(o, p.Borrowed) && !slices.Contains(p.Borrowed, o.Key()) {
			p.Guests = append(p.Guests, o.Key())
		}
	}
}

// createsByText reports whether a statement executes texts that create objects, under names that it
// puts together.
func createsByText(text string) bool {
	text = strings.ToLower(text)
	joins := strings.Contains(text, "||") || hasName(text, "format") || hasName(text, "concat") || hasName(text, "replace")
	return hasName(text, "execute") && hasName(text, "create") && joins
}

func isOnAny(o schema.Object, relations []schema.Key) bool {
	return slices.ContainsFunc(relations, func(r schema.Key) bool { return isOn(o, r) })
}

// isOn reports whether an object belongs to a relation, such as an index to its table.
func isOn(o schema.Object, relation schema.Key) bool {
	switch x := o.(type) {
	case *Index:
		return x.Table == relation
	case *Sequence:
		return x.OwnedBy.Schema == relation.Schema && x.OwnedBy.Table == relation.Name && x.OwnedBy.Table != ""
	}
	k := o.Key()
	return k.Table != "" && k.Schema == relation.Schema && k.Table == relation.Name
}

// namedByOpaque reports whether one of the texts holds the name of an object.
func namedByOpaque(texts []string, k schema.Key) bool {
	name, _, _ := strings.Cut(k.Name, "(")
	return NamedIn(texts, name)
}

// NamedIn reports whether one of the texts of statements that cannot be parsed holds a name
// as a whole word.
func NamedIn(texts []string, name string) bool {
	return name != "" && slices.ContainsFunc(texts, func(text string) bool { return hasName(text, name) })
}

// hasName reports whether a text holds a name as a whole word.
func hasName(text, name string) bool {
	for i := 0; ; {
		j := strings.Index(text[i:], name)
		if j < 0 {
			return false
		}
		start, end := i+j, i+j+len(name)
		if (start == 0 || !partOfName(text[start-1])) && (end == len(text) || !partOfName(text[end])) {
			return true
		}
		i = end
	}
}

func partOfName(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// usedSchemas are the schemas that a schema puts objects into, and public. What is borrowed, and
// what is on it, counts for none.
func usedSchemas(s *schema.Schema) []string {
	names := []string{"public"}
	for o := range s.All() {
		borrowed := func(k schema.Key) bool { return o.Key() == k || isOn(o, k) }
		if slices.ContainsFunc(s.Borrowed, borrowed) {
			continue
		}
		name := o.Key().Schema
		if o.Key().Kind == schema.KindSchema {
			name = o.Key().Name
		}
		if i, found := slices.BinarySearch(names, name); !found && name != "" {
			names = slices.Insert(names, i, name)
		}
	}
	return names
}

// Filter returns a schema without what is not managed, with a note on each such thing. The
// schema itself and its objects stay as they are.
func (p Scope) Filter(s *schema.Schema) (*schema.Schema, []schema.Note) {
	var notes []schema.Note
	out := s.Clone()
	out.Outside = slices.Clip(out.Outside)
	p.keepDefaultGrants(out)
	outside, cleared := map[string]int{}, map[string]lazy[Access]{}
	for o := range s.All() {
		name, why := p.exclusion(o)
		switch {
		case name != "":
			outside[name]++
		case why != "":
			notes = append(notes, schema.Note{Class: schema.Ignored, Subject: o.Key().String(), Reason: why})
		default:
			left := p.withoutUnmanaged(o, cleared)
			if !IsInitial(left) {
				if left != o {
					out.Put(left)
				}
				continue
			}
			if left != o {
				out.Unmanaged = append(out.Unmanaged, left)
			}
			out.Delete(o.Key())
			continue
		}
		out.Outside = append(out.Outside, o)
		out.Delete(o.Key())
	}
	for _, name := range usedSchemas(out) {
		delete(outside, name)
	}
	names := make([]string, 0, len(outside))
	for name := range outside {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		notes = append(notes, schema.Note{Class: schema.Ignored, Subject: "schema " + Quote(name), Reason: fmt.Sprintf("not managed (--schemas): %d objects", outside[name])})
	}
	return out, notes
}

// keepDefaultGrants keeps the default privileges, which decide what new objects get also where they
// are not managed.
func (p Scope) keepDefaultGrants(s *schema.Schema) {
	s.Privileges, s.Unmanaged = p.Grants, slices.Clip(s.Unmanaged)
	for o := range s.All() {
		if d, ok := o.(*DefaultGrants); ok {
			s.Unmanaged = append(s.Unmanaged, d)
		}
	}
}

// UnmanagedGrants are all default privileges of a database, whether they are managed or not.
func UnmanagedGrants(s *schema.Schema) []*DefaultGrants {
	var out []*DefaultGrants
	for _, o := range s.Unmanaged {
		if d, ok := o.(*DefaultGrants); ok {
			out = append(out, d)
		}
	}
	return out
}

// RoleDefaults are the default privileges of the role that changes the database, where
// privileges are managed: what they give too much of must be revoked.
func RoleDefaults(s *schema.Schema) []*DefaultGrants {
	if !s.Privileges {
		return nil
	}
	return slices.DeleteFunc(UnmanagedGrants(s), func(d *DefaultGrants) bool { return d.Role != s.Role })
}

// exclusion says why an object is not managed: the name of its schema, or another
// reason; both are empty for one that is.
func (p Scope) exclusion(o schema.Object) (schemaName, reason string) {
	k := o.Key()
	switch {
	case slices.Contains(p.Guests, k):
		return "", ""
	case k.Schema == Journal, k.Kind == schema.KindSchema && k.Name == Journal:
		return "", "schemadiff's own record"
	case k.Kind == schema.KindSchema && !p.managesSchema(k.Name):
		return k.Name, ""
	case k.Schema != "" && !p.managesSchema(k.Schema):
		return k.Schema, ""
	case k.Kind == schema.KindDefaultGrants && !p.Defaults:
		return "", "default privileges are not managed: --manage default-privileges"
	case k.Kind.Has(schema.DatabaseWide) && !p.WholeDatabase() && !slices.Contains(p.Wanted, k):
		return "", "it belongs to the whole database and is not in the files: --schemas '*' manages it"
	}
	if slices.Contains(p.Borrowed, k) || isOnAny(o, p.Borrowed) {
		return "", "the files name it, or what it is on, and do not make it"
	}
	if slices.Contains(p.Opaque, k) {
		return "", "a statement of the files whose effect cannot be known, such as DO, may have made it"
	}
	for _, u := range p.Undeclared {
		x, isIndex := o.(*Index)
		if k == u || k.IsPart() && k.Schema == u.Schema && k.Table == u.Name || isIndex && x.Table == u {
			return "", "undeclared partitions are left alone: --partitions external"
		}
	}
	return "", ""
}

func (p Scope) managesSchema(name string) bool {
	return slices.ContainsFunc(p.Schemas, func(pattern string) bool {
		ok, err := path.Match(pattern, name)
		return ok && err == nil || pattern == name
	})
}

// withoutUnmanaged is an object without owners and grants where they are not managed: a copy
// if it has any.
func (p Scope) withoutUnmanaged(o schema.Object, cleared map[string]lazy[Access]) schema.Object {
	if !p.hasUnmanaged(o) {
		return o
	}
	c := copyForAccess(o)
	p.clearUnmanaged(c, cleared)
	return c
}

// hasUnmanaged reports whether an object, or a part of it, has an owner or grants that are
// not managed.
func (p Scope) hasUnmanaged(o schema.Object) bool {
	found := false
	eachAccess(o, func(b *Shared) {
		a := b.Access()
		found = found || !p.Owners && a.Owner != "" || !p.Grants && a.Grants != nil
	})
	return found
}

// clearUnmanaged forgets owners and grants where they are not managed. What remains of objects that had an
// owner and nothing else is the same for all of them: cleared has it by owner.
func (p Scope) clearUnmanaged(o schema.Object, cleared map[string]lazy[Access]) {
	eachAccess(o, func(b *Shared) {
		if was := b.Access(); was.onlyOwner() {
			same, ok := cleared[was.Owner]
			if ok {
				b.access = same
				return
			}
			defer func() { cleared[was.Owner] = b.access }()
		}
		access := b.EditAccess()
		if !p.Owners && access.Owner != "" {
			access.Kept.Owner, access.Owner = access.Owner, ""
		}
		if !p.Grants && access.Grants != nil {
			access.Kept.Grants, access.Grants = access.Grants, nil
		}
	})
}

// copyForAccess is a copy of an object whose owner and grants, and those of its parts, can be
// changed without the original. Most tables have an owner and no column with grants: their
// columns need no copies.
func copyForAccess(o schema.Object) schema.Object {
	t, ok := o.(*Table)
	if !ok || slices.ContainsFunc(t.Columns, func(c *Column) bool { return c.access.has() }) ||
		slices.ContainsFunc(t.Constraints, func(c *Constraint) bool { return c.access.has() }) {
		return o.(Object).Clone()
	}
	c := *t
	return &c
}

// eachAccess calls do for an object and each of its parts that has an owner or grants.
func eachAccess(o schema.Object, do func(*Shared)) {
	if pg, ok := o.(Object); ok && pg.Common().access.has() {
		do(pg.Common())
	}
	eachPart(o, func(part schema.Object) { eachAccess(part, do) })
}
