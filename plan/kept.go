package plan

// What a plan must leave as it is: each column of each table that is there before and after, under
// the names that the plan's renames give them, unless a step says that its values go or change. The
// tables of both schemas come in without their dialect, and pairs to compare go out.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Renamed is an object under the name that it has before a step and the one after it.
type Renamed struct {
	Was schema.Key `json:"was"`
	Now schema.Key `json:"now"`
}

// StoredTable is a table with rows of its own, as far as these are compared.
type StoredTable struct {
	Key      schema.Key
	Columns  []StoredColumn
	Identity []string // columns whose values no two rows share; nil if there are none
}

// StoredColumn is a column of a StoredTable.
type StoredColumn struct {
	Name     string
	Type     string
	Computed bool // its values follow from others
}

// column returns the column of a name.
func (t *StoredTable) column(name string) (StoredColumn, bool) {
	i := slices.IndexFunc(t.Columns, func(c StoredColumn) bool { return c.Name == name })
	if i < 0 {
		return StoredColumn{}, false
	}
	return t.Columns[i], true
}

// KeptTable is a table whose rows stay.
type KeptTable struct {
	Was, Now schema.Key
	Identity []KeptColumn // nil where nothing identifies a row before and after
	Columns  []KeptColumn
	Dropped  bool // it is not there after the plan
	Claimed  bool // a step says that rows go
	Grows    bool // and here that rows are added
}

// KeptColumn is a column that is there before and after a plan.
type KeptColumn struct {
	Was, Now string
	From, To string // types
	Claimed  bool   // a step says that its values change
}

// Retyped reports whether the column gets another type.
func (c KeptColumn) Retyped() bool { return c.From != c.To }

// Claim marks the rows of a table and all their values as ones that a step changes.
func (k *KeptTable) Claim() {
	k.Claimed = true
	for i := range k.Columns {
		k.Columns[i].Claimed = true
	}
}

// Claims reports whether a step says that rows of a table, or values of a column, go or change.
func (p *Plan) Claims(k schema.Key) bool { return claimsOf(p)[k] }

// Kept pairs the tables before a plan with the ones after it.
func Kept(p *Plan, before, after []StoredTable) []KeptTable {
	claims := claimsOf(p)
	byKey := map[schema.Key]*StoredTable{}
	for i := range after {
		byKey[after[i].Key] = &after[i]
	}
	var list []KeptTable
	for _, from := range before {
		k := KeptTable{Was: from.Key, Now: p.NameAfter(from.Key)}
		k.Claimed = claims[k.Now]
		to := byKey[k.Now]
		if to == nil {
			k.Now, k.Dropped, k.Claimed = k.Was, true, true // the desired schema does not have it
			list = append(list, k)
			continue
		}
		k.pairColumns(p, &from, to, claims)
		list = append(list, k)
	}
	return list
}

// pairColumns pairs the columns of a table, and finds what identifies a row on both sides.
func (k *KeptTable) pairColumns(p *Plan, from, to *StoredTable, claims map[schema.Key]bool) {
	byName := map[string]KeptColumn{}
	for _, c := range from.Columns {
		now := p.NameAfter(columnKey(from.Key, c.Name))
		there, ok := to.column(now.Name)
		if !ok || there.Computed || now.Table != to.Key.Name {
			continue
		}
		pair := KeptColumn{Was: c.Name, Now: there.Name, From: c.Type, To: there.Type, Claimed: claims[now] || k.Claimed}
		byName[c.Name] = pair
		k.Columns = append(k.Columns, pair)
	}
	for _, name := range from.Identity {
		pair, ok := byName[name]
		if !ok || pair.Claimed {
			k.Identity = nil
			return
		}
		k.Identity = append(k.Identity, pair)
	}
}

func columnKey(table schema.Key, name string) schema.Key {
	return schema.Key{Kind: schema.KindColumn, Schema: table.Schema, Table: table.Name, Name: name}
}

// NameAfter follows an object through the renames of a plan.
func (p *Plan) NameAfter(k schema.Key) schema.Key {
	for i := range p.Steps {
		for _, r := range p.Steps[i].Renames {
			if now, ok := r.follow(k); ok {
				k = now
				break
			}
		}
	}
	return k
}

// Backwards is a plan of the same renames in the other direction and order, and of nothing else.
func (p *Plan) Backwards() *Plan {
	back := &Plan{}
	for i := range p.Steps {
		var renames []Renamed
		for _, r := range p.Steps[i].Renames {
			renames = append(renames, Renamed{Was: r.Now, Now: r.Was})
		}
		back.Steps = append(back.Steps, Step{Renames: renames})
	}
	slices.Reverse(back.Steps)
	return back
}

// follow returns what a rename makes of the name of an object, or of its table or schema.
func (r Renamed) follow(k schema.Key) (schema.Key, bool) {
	switch {
	case r.Was == k:
		return r.Now, true
	case r.Was.Kind == schema.KindSchema && k.Schema == r.Was.Name:
		k.Schema = r.Now.Name
		return k, true
	case r.Was.Kind.IsRelation() && k.IsPart() && k.Schema == r.Was.Schema && k.Table == r.Was.Name:
		k.Schema, k.Table = r.Now.Schema, r.Now.Name
		return k, true
	}
	return k, false
}

// claimsOf are the columns and tables of which the steps say that values go or change. What a step
// has to be permitted is more exact than the whole of what it is about.
func claimsOf(p *Plan) map[schema.Key]bool {
	claims := map[schema.Key]bool{}
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Loss == Keeps || s.Loss == "" {
			continue
		}
		if len(s.Rules) > 0 {
			for _, r := range s.Rules {
				claims[r.Key] = true
			}
			continue
		}
		claims[s.Key] = true
		for _, in := range s.Includes {
			claims[in.Key] = true
		}
	}
	return claims
}
