package schema

// Scope is what of a database a plan is about, as a plan carries it from the run that
// makes it to the run that applies it. It is data alone: the dialect that has more than
// one schema in a database filters by it.
type Scope struct {
	Schemas    []string `json:"schemas"`          // patterns; empty for those that the desired schema uses, and the usual one
	Grants     bool     `json:"grants"`           // privileges are managed
	Owners     bool     `json:"owners"`           // owners are
	Defaults   bool     `json:"defaults"`         // default privileges are
	Declared   bool     `json:"declared"`         // partitions that are not declared are dropped
	Wanted     []Key    `json:"wanted,omitempty"` // objects of the whole database that the desired schema has
	Opaque     []Key    `json:"opaque,omitempty"` // what a statement names whose effect cannot be known
	Undeclared []Key    `json:"undeclared,omitempty"`
}
