package plan

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// BodyRule is the rule about bodies that do not compile.
const BodyRule = "function-body"

// Body is the text of a function, in a language that the database compiles.
type Body struct {
	Key      schema.Key `json:"key"`
	Name     string     `json:"name"` // with the types of its input arguments, quoted as SQL needs it
	Language string     `json:"language"`
	Path     []string   `json:"path,omitempty"` // the schemas that its author's names are looked up in
}

// Permitted is the plan without the bodies that may be whatever they are.
func (p *Plan) Permitted(allow Allow) *Plan {
	if !slices.ContainsFunc(p.Bodies, func(b Body) bool { return allow.Permits(BodyRule, b.Key) }) {
		return p
	}
	out := *p
	out.Bodies = slices.DeleteFunc(slices.Clone(p.Bodies), func(b Body) bool { return allow.Permits(BodyRule, b.Key) })
	return &out
}
