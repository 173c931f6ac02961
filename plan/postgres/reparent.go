package postgres

// Tables that become a partition, or cease to be one. What a partition has from its parent it
// keeps when it is detached, and a table must have it before it is attached, or have it built under
// the lock of ATTACH PARTITION (sql-altertable.html). So such a table is compared as it stands
// alone: with the checks, references and indexes that it has as a partition as its own.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// standAlone replaces, in both schemas, the tables that change their parent by what they are
// without one.
func (w *planner) standAlone() {
	from, to := w.from, w.to
	for o := range from.All() {
		was, ok := o.(*pgmodel.Table)
		now, ok2 := to.Get(o.Key()).(*pgmodel.Table)
		if !ok || !ok2 || was.PartitionOf == now.PartitionOf {
			continue
		}
		if w.from == from && w.to == to {
			w.from, w.to = from.Clone(), to.Clone()
		}
		alone := standingAlone(w.from, was, nil)
		standingAlone(w.to, now, alone)
	}
}

// standingAlone puts a table into a schema as it is without its parent. Where names mean nothing
// they are those that the table has already.
func standingAlone(s *schema.Schema, t, have *pgmodel.Table) *pgmodel.Table {
	if t.PartitionOf == (schema.Key{}) {
		return t
	}
	alone := t.Clone().(*pgmodel.Table)
	alone.PartitionIndexes = nil
	s.Put(alone)
	for up := parentOf(s, t); up != nil; up = parentOf(s, up) {
		for _, c := range up.Constraints {
			if c.Kind != schema.KindCheck && c.Kind != schema.KindForeign || c.NoInherit {
				continue
			}
			own := c.Clone().(*pgmodel.Constraint)
			own.Table, own.Comment, own.Uses, own.Was = t.ID, "", nil, ""
			own.Use(t.ID)
			if c.Kind == schema.KindForeign {
				own.Use(c.References)
				if like := likeReferenceOf(have, c); like != nil {
					own.Name = like.Name
				}
			}
			if alone.Constraint(own.Name) == nil {
				alone.Constraints = append(alone.Constraints, own)
			}
		}
	}
	for _, x := range t.PartitionIndexes {
		root := pgmodel.RootObject(s, x.Root)
		if root == nil {
			continue
		}
		switch own := x.Detached(root).(type) {
		case *pgmodel.Index:
			s.Put(own)
		case *pgmodel.Constraint:
			alone.Constraints = append(alone.Constraints, own)
		}
	}
	return alone
}

func parentOf(s *schema.Schema, t *pgmodel.Table) *pgmodel.Table {
	up, _ := s.Get(t.PartitionOf).(*pgmodel.Table)
	return up
}

// likeReferenceOf is the reference of a table that the server takes for its part of one of the
// parent, or nil.
func likeReferenceOf(t *pgmodel.Table, parents *pgmodel.Constraint) *pgmodel.Constraint {
	if t == nil {
		return nil
	}
	i := slices.IndexFunc(t.Constraints, func(c *pgmodel.Constraint) bool { return pgmodel.LikeReference(parents, c) })
	if i < 0 {
		return nil
	}
	return t.Constraints[i]
}
