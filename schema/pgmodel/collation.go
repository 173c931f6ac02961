package pgmodel

// Collations of libc, ICU and the builtin provider. PostgreSQL stores a locale of ICU in another
// spelling than its author's, depending on its version, so locales are compared as language tags.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Collation is a collation.
type Collation struct {
	Shared
	ID               schema.Key // KindCollation
	Provider         string     // libc, icu or builtin
	Locale           string     // of icu and builtin, and of libc where collate and ctype are one
	Collate, Ctype   string     // of libc where they differ
	Nondeterministic bool
	Rules            string // of icu, beyond the locale
}

// Key names the collation.
func (c *Collation) Key() schema.Key { return c.ID }

// Fields are the collation's attributes.
func (c *Collation) Fields() []schema.Field {
	locale := c.Locale
	if c.Provider == "icu" {
		locale = languageTag(locale)
	}
	return append([]schema.Field{
		{Name: "provider", Value: c.Provider}, {Name: "locale", Value: locale},
		{Name: "lc_collate", Value: c.Collate}, {Name: "lc_ctype", Value: c.Ctype},
		{Name: "nondeterministic", Value: schema.Flag(c.Nondeterministic)}, {Name: "rules", Value: c.Rules},
	}, c.fields()...)
}

// Clone copies the collation.
func (c *Collation) Clone() schema.Object {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}
