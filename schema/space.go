package schema

import "strings"

// This file knows the schemas of a database that names may leave out: generic code asks it
// instead of spelling them.

// IsDefaultSpace reports whether a schema is the one that a name without a schema means.
func IsDefaultSpace(name string) bool { return name == "" || name == "public" }

// DefaultSpaces are the schemas in which a name without one is looked up.
func DefaultSpaces() []string { return []string{"public", ""} }

// TrimDefaultSpace returns the name of an object without a schema that it may leave out.
func TrimDefaultSpace(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "public."), MainSpace+".")
}

// MainSpace is the name that --allow and comments may give to the only schema of a database
// whose objects' keys have none.
const MainSpace = "main"
