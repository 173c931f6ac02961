package schema

import "slices"

// PgCollation is a collation.
type PgCollation struct {
	PgBase
	ID               Key    // KindCollation
	Provider         string // libc, icu or builtin
	Locale           string // of icu and builtin, and of libc where collate and ctype are one
	Collate, Ctype   string // of libc where they differ
	Nondeterministic bool
	Rules            string // of icu, beyond the locale
}

// Key names the collation.
func (c *PgCollation) Key() Key { return c.ID }

// Fields are the collation's attributes.
func (c *PgCollation) Fields() []Field {
	locale := c.Locale
	if c.Provider == "icu" {
		locale = LanguageTagPg(locale)
	}
	return append([]Field{
		{Name: "provider", Value: c.Provider}, {Name: "locale", Value: locale},
		{Name: "lc_collate", Value: c.Collate}, {Name: "lc_ctype", Value: c.Ctype},
		{Name: "nondeterministic", Value: Flag(c.Nondeterministic)}, {Name: "rules", Value: c.Rules},
	}, c.fields()...)
}

// Clone copies the collation.
func (c *PgCollation) Clone() PgObject {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}
