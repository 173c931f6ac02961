package schema

// The scope of a plan travels inside the plan, from the command that makes it to the one that
// applies it, so that both read the same part of the database.

// Scope is the part of a database that a plan manages. It is data alone: the dialect that has
// more than one schema in a database filters by it.
type Scope struct {
	Schemas    []string `json:"schemas"`          // patterns; empty for the schemas that the desired side uses, and the default one
	Grants     bool     `json:"grants"`           // privileges are managed
	Owners     bool     `json:"owners"`           // owners are
	Defaults   bool     `json:"defaults"`         // default privileges are
	Declared   bool     `json:"declared"`         // partitions that are not declared are dropped
	Wanted     []Key    `json:"wanted,omitempty"` // objects of the whole database that the desired schema has
	Opaque     []Key    `json:"opaque,omitempty"` // what a statement names whose effect cannot be known
	Undeclared []Key    `json:"undeclared,omitempty"`
	Borrowed   []Key    `json:"borrowed,omitempty"` // what the files name and do not make, with what that uses
	Guests     []Key    `json:"guests,omitempty"`   // objects of the desired schema on relations that it does not hold: managed, whatever their schema

	Renames map[string]string `json:"-"` // old name to new name, as flags give them; a resolved scope has none
}
