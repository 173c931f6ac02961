package pgmodel

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// withPublic is a schema whose public has an owner, or, where change is nil, none of its own.
func withPublic(change func(*Schema)) *schema.Schema {
	s := &schema.Schema{}
	if change != nil {
		p := &Schema{}
		p.Name = "public"
		change(p)
		s.Put(p)
	}
	return s
}

func TestPublicKeepsTheOwnerThatFilesDoNotName(t *testing.T) {
	owner := func(role string) func(*Schema) { return func(p *Schema) { p.EditAccess().Owner = role } }
	comment := func(p *Schema) { p.Comment = "mine" }
	for name, c := range map[string]struct {
		from, to func(*Schema)
		want     string
	}{
		"files without public":            {owner("app"), nil, "app"},
		"files that name an owner":        {owner("app"), owner("ops"), "ops"},
		"files with a comment alone":      {owner("app"), comment, "app"},
		"a database that does not say it": {nil, owner("ops"), "ops"},
		"neither":                         {nil, nil, ""},
		"owners that are not managed":     {comment, nil, ""},
	} {
		from, to := withPublic(c.from), withPublic(c.to)
		before := to.Get(schema.Key{Kind: schema.KindSchema, Name: "public"})
		KeepPublicOwner(from, to)
		got := ""
		if p, ok := to.Get(schema.Key{Kind: schema.KindSchema, Name: "public"}).(*Schema); ok {
			got = p.Access().Owner
		}
		if got != c.want {
			t.Errorf("%s: public belongs to %q, want %q", name, got, c.want)
		}
		if p, ok := before.(*Schema); ok && c.to != nil && name == "files with a comment alone" && p.Access().Owner != "" {
			t.Errorf("%s: the object of the files was changed, which others may read", name)
		}
	}
}
