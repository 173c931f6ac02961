package lint

// Changes of access are found by comparing schemas, not in a statement. Here each gets the
// position of the last statement about its object, so that a comment beside that statement can
// suppress it.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// SetAccess gives a pass of a migration what it changes of access.
func (p *Pass) SetAccess(list []plan.Access) {
	p.Access = slices.Clone(list)
	for i := range p.Access {
		a := &p.Access[i]
		a.Pos = schema.Pos{}
		if s := p.statementAbout(a.On); s != nil {
			a.Pos = s.Pos
		}
	}
}

// statementAbout is the last statement that can change the access to an object; nil where
// none says so.
func (p *Pass) statementAbout(k schema.Key) *schema.Statement {
	for i := len(p.Analyzed.Statements) - 1; i >= 0; i-- {
		s := &p.Analyzed.Statements[i]
		if slices.ContainsFunc(s.Concerns, func(c schema.Key) bool { return mayNameObject(c, k) }) {
			return s
		}
	}
	if len(p.Analyzed.Statements) == 0 {
		return nil
	}
	return &p.Analyzed.Statements[0]
}

// mayNameObject reports whether a name of a statement can be that of an object.
func mayNameObject(c, k schema.Key) bool {
	name := k.Name
	if k.IsPart() {
		name = k.Table
	}
	if k.Kind.IsRoutine() {
		name, _, _ = strings.Cut(name, "(")
	}
	switch {
	case k.Kind == schema.KindDefaultGrants || c.Kind == schema.KindDefaultGrants:
		return c.Kind == k.Kind
	case c.Schema != "" && c.Schema != k.Schema:
		return false
	}
	return c.Name == "" || c.Name == name
}

// OffsetOf is the byte offset of a place at which a statement begins.
func (p *Pass) OffsetOf(pos schema.Pos) int {
	for _, s := range p.Analyzed.Statements {
		if s.Pos == pos {
			return s.Start
		}
	}
	return 0
}
