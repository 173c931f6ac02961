package plan

// Access is how a plan describes a change of privileges: which role gains or loses which right
// on which object, and why. Planners add one entry for each effect of a GRANT, a policy or an
// owner; a gain refuses the plan until it is allowed, unless it is mild: no statement ever
// fails because too many roles may read a table.

import "github.com/schemadiff/schemadiff/schema"

// The names of the findings about access.
const (
	AccessWidened  = "access-widened"
	AccessNarrowed = "access-narrowed"
)

// Roles in words, where no list of them would be right.
const (
	Subscribers = "subscribers"                  // of a publication
	Holders     = "roles with a privilege on it" // of a view
)

// WhyPathLost is the reason where a function no longer sets its own search_path.
const WhyPathLost = "its search_path is lost"

// Access says that a role gains or loses something that it may do with an object. What
// cannot be shown to narrow is a gain that is unclear.
type Access struct {
	Who     string     `json:"who"` // a role as SQL spells it, PUBLIC, or roles in words
	Gains   bool       `json:"gains"`
	What    string     `json:"what"` // "SELECT, INSERT", "rows for SELECT"
	On      schema.Key `json:"on"`
	Why     string     `json:"why"`
	Unclear bool       `json:"unclear,omitempty"`
	Mild    bool       `json:"mild,omitempty"` // a gain to be looked at that refuses nothing
	Pos     schema.Pos `json:"pos,omitzero"`
	Rule    string     `json:"rule"`
}
