package lint

// The tables of a schema for others than rules, such as pictures of it.

import "github.com/schemadiff/schemadiff/schema"

// Tables are the tables of a schema as rules look at them, in the order of their keys.
func Tables(s *schema.Schema, view Describer) []*Table { return newCatalog(s, view).all() }
