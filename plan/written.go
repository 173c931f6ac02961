package plan

// What statements that people wrote do to rows. A step of a plan says what it loses; a statement of a
// migration does not, but which tables it writes can be read of it. These come in as they are called
// when the statement runs, and what a database writes on its own account is added (references that
// cascade, triggers). Which differences of rows the statements account for goes out.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Written describes the rows and values of one table that a statement writes.
type Written struct {
	Table     schema.Key
	Columns   []string // whose values change; nil for all, unless it keeps them
	Keeps     bool     // no value of a row that stays changes
	Adds      bool     // rows are added
	Removes   bool     // rows go
	Truncates bool     // TRUNCATE … CASCADE, which empties the tables that refer to it
	Fresh     bool     // the table is new: no trigger and no reference is about it
}

// Anything describes a table of which it is not known what is written.
func Anything(table schema.Key) Written { return Written{Table: table, Adds: true, Removes: true} }

// Reach finds what else is written of a schema where a table is; known is false where that may be
// anything.
type Reach func(s *schema.Schema, w Written) (also []Written, known bool)

// Writes has the differences that the statements of a plan account for, by table at its end.
type Writes struct {
	tables map[schema.Key][]Written
	all    bool // it may be anything
}

// NewWrites gathers what the steps of a plan write. The schemas are those before and after it.
func NewWrites(p *Plan, before, after *schema.Schema, reach Reach) *Writes {
	w := &Writes{tables: map[schema.Key][]Written{}}
	former := map[schema.Key]schema.Key{}
	for o := range before.All() {
		former[p.NameAfter(o.Key())] = o.Key()
	}
	var queue []Written
	for i := range p.Steps {
		w.all = w.all || p.Steps[i].WritesAnything
		for _, one := range p.Steps[i].Writes {
			queue = append(queue, p.atEnd(i, one))
		}
	}
	seen := map[string]bool{}
	for ; len(queue) > 0 && !w.all; queue = queue[1:] {
		one := queue[0]
		id := fmt.Sprint(one)
		if seen[id] {
			continue
		}
		seen[id] = true
		w.tables[one.Table] = append(w.tables[one.Table], one)
		if one.Fresh {
			continue
		}
		also, known := reach(after, one)
		queue = append(queue, also...)
		if was, ok := former[one.Table]; ok {
			one.Table = was
		}
		also, knownBefore := reach(before, one)
		for _, more := range also {
			more.Table = p.NameAfter(more.Table)
			queue = append(queue, more)
		}
		w.all = !known || !knownBefore
	}
	return w
}

// atEnd puts the names at the end of the plan into the writes of a step.
func (p *Plan) atEnd(step int, w Written) Written {
	rest := Plan{Steps: p.Steps[step+1:]}
	columns := slices.Clone(w.Columns)
	for i, c := range columns {
		columns[i] = rest.NameAfter(columnKey(w.Table, c)).Name
	}
	w.Table, w.Columns = rest.NameAfter(w.Table), columns
	return w
}

// Account marks what the statements account for of a table that stays.
func (w *Writes) Account(k *KeptTable) {
	list := w.tables[k.Now]
	if w.all {
		list = []Written{Anything(k.Now)}
	}
	for _, one := range list {
		k.Claimed, k.Grows = k.Claimed || one.Removes, k.Grows || one.Adds
		if one.Keeps {
			continue
		}
		for i := range k.Columns {
			k.Columns[i].claimIn(one)
		}
		for i := range k.Identity { // then a row goes, and another one comes
			if k.Identity[i].claimIn(one); slices.Contains(one.Columns, k.Identity[i].Now) {
				k.Claimed, k.Grows = true, true
			}
		}
	}
}

func (c *KeptColumn) claimIn(w Written) {
	c.Claimed = c.Claimed || w.Columns == nil || slices.Contains(w.Columns, c.Now)
}
