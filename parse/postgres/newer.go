package postgres

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// newerKind is a clause that came with PostgreSQL 17 or 18, which the parser
// does not know.
type newerKind uint8

const (
	// newerVirtual is at the location of a CONSTR_GENERATED of a column that is
	// VIRTUAL, be it said or not. The location is that of GENERATED.
	newerVirtual newerKind = iota
	newerEnforced
	newerNotEnforced
	newerWithoutOverlaps // behind the last column of a key
	newerPeriod          // before the last column of a foreign key, and of what it references
	// newerNotNull is a NOT NULL of a table's own: name, column, noInherit and
	// notValid are set. node does not hold it: neither as an element of CREATE TABLE
	// nor as a command of ALTER TABLE, which may be left without any. Of ALTER
	// DOMAIN … ADD CONSTRAINT n NOT NULL, node is that of SET NOT NULL and name is set.
	newerNotNull
	// newerSetExpression is ALTER COLUMN column SET EXPRESSION AS (e): node holds
	// an AT_ColumnDefault with the expression.
	newerSetExpression
	newerInherit   // ALTER CONSTRAINT … INHERIT
	newerNoInherit // ALTER CONSTRAINT … NO INHERIT, or of a column's NOT NULL
)

// newer is one such clause.
type newer struct {
	kind         newerKind
	location     int32  // byte offset in the statement's sql
	command      int    // index in the cmds of an ALTER TABLE; of a CREATE TABLE, that of the list element
	name, column string // of newerNotNull, newerSetExpression and of an ALTER CONSTRAINT
	noInherit    bool
	notValid     bool
	alone        bool // of an ALTER CONSTRAINT: it says nothing about being deferrable
}

// has says whether there is such a clause from one location to before another.
func (s *statement) has(kind newerKind, from, to int32) bool {
	for _, n := range s.newer {
		if n.kind == kind && from <= n.location && n.location < to {
			return true
		}
	}
	return false
}

// inCommand is the clause of a kind in the i-th command of an ALTER TABLE, or nil.
func (s *statement) inCommand(kind newerKind, i int) *newer {
	for j := range s.newer {
		if n := &s.newer[j]; n.kind == kind && n.command == i {
			return n
		}
	}
	return nil
}

// restore makes the tree that of the statement, where something else had to stand
// for what the parser does not know.
func (s *statement) restore() {
	s.dropSubstitutes()
	for i := range s.newer {
		if n := &s.newer[i]; n.kind == newerVirtual {
			s.restoreGenerated(n)
		}
	}
}

// dropSubstitutes removes the commands that stand for ADD … NOT NULL c.
func (s *statement) dropSubstitutes() {
	alter := s.node.GetAlterTableStmt()
	if alter == nil {
		return
	}
	for i := len(alter.Cmds) - 1; i >= 0; i-- {
		if s.inCommand(newerNotNull, i) == nil {
			continue
		}
		alter.Cmds = slices.Delete(alter.Cmds, i, i+1)
		for j := range s.newer {
			if s.newer[j].command > i {
				s.newer[j].command--
			}
		}
	}
}

func (s *statement) restoreGenerated(n *newer) {
	for _, def := range s.columnDefs() {
		for _, node := range def.Constraints {
			if c := node.GetConstraint(); c != nil && c.Location == n.location && c.Contype == pg_query.ConstrType_CONSTR_DEFAULT {
				c.Contype, c.GeneratedWhen = pg_query.ConstrType_CONSTR_GENERATED, "a"
			}
		}
	}
}

// columnDefs are the columns that the statement defines.
func (s *statement) columnDefs() (out []*pg_query.ColumnDef) {
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
	for _, n := range s.node.GetAlterTableStmt().GetCmds() {
		keep(n.GetAlterTableCmd().GetDef())
	}
	return out
}

func (s *statement) create() *pg_query.CreateStmt {
	if foreign := s.node.GetCreateForeignTableStmt(); foreign != nil {
		return foreign.BaseStmt
	}
	return s.node.GetCreateStmt()
}
