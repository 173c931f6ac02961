package syntax

// Clauses of PostgreSQL 17 and 18, which the parser does not know, as the loader reads them
// beside a statement's tree.

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// ClauseKind is a clause that came with PostgreSQL 17 or 18, which the parser
// does not know.
type ClauseKind uint8

// The clauses.
const (
	// Virtual is at the location of a CONSTR_GENERATED of a column that is
	// VIRTUAL, whether the word is written or not. The location is that of GENERATED.
	Virtual         ClauseKind = iota
	Enforced                   // after a constraint
	NotEnforced                // after a constraint
	WithoutOverlaps            // after the last column of a key
	Period                     // before the last column of a foreign key, and of what it references
	// NotNull is a NOT NULL of a table's own: Name, Column, NoInherit and
	// NotValid are set. Node does not hold it: neither as an element of CREATE TABLE
	// nor as a command of ALTER TABLE, which may be left without any. Of ALTER
	// DOMAIN … ADD CONSTRAINT n NOT NULL, Node is that of SET NOT NULL and Name is set.
	NotNull
	// SetExpression is ALTER COLUMN column SET EXPRESSION AS (e): Node holds
	// an AT_ColumnDefault with the expression.
	SetExpression
	Inherit   // ALTER CONSTRAINT … INHERIT
	NoInherit // ALTER CONSTRAINT … NO INHERIT, or of a column's NOT NULL
)

// NewClause is a clause of a later version with its place in the statement.
type NewClause struct {
	Kind         ClauseKind
	Location     int32  // byte offset in the statement's SQL
	command      int    // index in the cmds of an ALTER TABLE; of a CREATE TABLE, that of the list element
	Name, Column string // of NotNull, SetExpression and of an ALTER CONSTRAINT
	NoInherit    bool
	NotValid     bool
	alone        bool // of an ALTER CONSTRAINT: it says nothing about being deferrable
}

// Has reports whether there is such a clause from one location to before another.
func (s *Statement) Has(kind ClauseKind, from, to int32) bool {
	for _, n := range s.Newer {
		if n.Kind == kind && from <= n.Location && n.Location < to {
			return true
		}
	}
	return false
}

// InCommand is the clause of a kind in the i-th command of an ALTER TABLE, or nil.
func (s *Statement) InCommand(kind ClauseKind, i int) *NewClause {
	for j := range s.Newer {
		if n := &s.Newer[j]; n.Kind == kind && n.command == i {
			return n
		}
	}
	return nil
}

// restore makes the tree that of the statement, where something else had to stand
// for what the parser does not know.
func (s *Statement) restore() {
	s.dropSubstitutes()
	for i := range s.Newer {
		if n := &s.Newer[i]; n.Kind == Virtual {
			s.restoreGenerated(n)
		}
	}
}

// dropSubstitutes removes the commands that stand for ADD … NOT NULL c.
func (s *Statement) dropSubstitutes() {
	alter := s.Node.GetAlterTableStmt()
	if alter == nil {
		return
	}
	for i := len(alter.Cmds) - 1; i >= 0; i-- {
		if s.InCommand(NotNull, i) == nil {
			continue
		}
		alter.Cmds = slices.Delete(alter.Cmds, i, i+1)
		for j := range s.Newer {
			if s.Newer[j].command > i {
				s.Newer[j].command--
			}
		}
	}
}

func (s *Statement) restoreGenerated(n *NewClause) {
	for _, def := range s.columnDefs() {
		for _, node := range def.Constraints {
			if c := node.GetConstraint(); c != nil && c.Location == n.Location && c.Contype == pg_query.ConstrType_CONSTR_DEFAULT {
				c.Contype, c.GeneratedWhen = pg_query.ConstrType_CONSTR_GENERATED, "a"
			}
		}
	}
}

// columnDefs are the columns that the statement defines.
func (s *Statement) columnDefs() (out []*pg_query.ColumnDef) {
	keep := func(n *pg_query.Node) {
		if def := n.GetColumnDef(); def != nil {
			out = append(out, def)
		}
	}
	if create := s.create(); create != nil {
		for _, n := range create.TableElts {
			keep(n)
		}
	}
	for _, n := range s.Node.GetAlterTableStmt().GetCmds() {
		keep(n.GetAlterTableCmd().GetDef())
	}
	return out
}

func (s *Statement) create() *pg_query.CreateStmt {
	if foreign := s.Node.GetCreateForeignTableStmt(); foreign != nil {
		return foreign.BaseStmt
	}
	return s.Node.GetCreateStmt()
}
