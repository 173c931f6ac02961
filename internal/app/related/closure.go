package related

// From the objects that a migration names to all that it can read or change: parts of tables, what
// an object mentions, and, where an object is changed or dropped, what mentions it.

import "github.com/schemadiff/schemadiff/schema"

// level is how far an object is followed; a higher one includes the lower.
type level int

const (
	leaf    level = iota + 1 // to the types and functions that it needs
	open                     // to all that it mentions
	subject                  // and to all that belongs to it
	changed                  // and to what mentions it
)

// closure is the set of objects that was reached so far.
type closure struct {
	state *State
	level map[schema.Key]level
	queue []schema.Key
}

// reach adds an object, or raises its level.
func (c *closure) reach(k schema.Key, l level) {
	if c.level[k] < l {
		c.level[k] = l
		c.queue = append(c.queue, k)
	}
}

// run follows everything that was reached.
func (c *closure) run() {
	for len(c.queue) > 0 {
		k := c.queue[len(c.queue)-1]
		c.queue = c.queue[:len(c.queue)-1]
		c.follow(k)
	}
}

func (c *closure) follow(k schema.Key) {
	o := c.state.all.Get(k)
	if o == nil {
		return
	}
	if on := relationOf(o); on != (schema.Key{}) {
		for other := range c.state.named[firstWord(on.Name)] {
			if isRelation(other.Kind) && other.Schema == on.Schema && other.Name == on.Name {
				c.reach(other, leaf)
			}
		}
	}
	l := c.level[k]
	c.forward(k, l)
	own := schema.Key{Schema: k.Schema, Name: k.Name}
	for part := range c.state.parts[own] {
		if l >= subject {
			c.reach(part, open)
		} else if part.Kind == schema.KindIndex { // what a foreign key may refer to
			c.reach(part, leaf)
		}
	}
	if l == changed {
		c.backward(k)
	}
}

// forward goes to what an object mentions. A table that was only mentioned itself does not lead to
// the tables that it refers to.
func (c *closure) forward(k schema.Key, l level) {
	for _, w := range c.state.words[k] {
		for other := range c.state.named[w] {
			switch {
			case other == k:
			case isQuery(other.Kind):
				if l >= open || isQuery(k.Kind) {
					c.reach(other, open)
				}
			case l >= open || !isRelation(other.Kind):
				c.reach(other, leaf)
			}
		}
	}
}

// backward goes to what mentions an object that changes. What reads rows of it, and the tables that
// inherit from it, may change with it.
func (c *closure) backward(k schema.Key) {
	for _, other := range c.state.mentions(firstWord(k.Name)) {
		switch {
		case other == k:
		case isQuery(other.Kind), inherits(c.state.all.Get(other)):
			c.reach(other, changed)
		default:
			c.reach(other, open)
		}
	}
}

// isQuery reports whether objects of a kind are compiled from what they name.
func isQuery(k schema.Kind) bool {
	return k == schema.KindView || k == schema.KindMatView || k == schema.KindVirtual || k == schema.KindTrigger || k == schema.KindRule
}

// isRelation reports whether objects of a kind have columns, or share their names with those
// kinds.
func isRelation(k schema.Kind) bool { return k.Has(schema.Relation) || k.Has(schema.RowSource) }

// inherits reports whether a table is a partition or a child table.
func inherits(o schema.Object) bool {
	if o == nil || o.Key().Kind != schema.KindTable && o.Key().Kind != schema.KindForeignTable {
		return false
	}
	for _, f := range o.Fields() {
		if (f.Name == "inherits" || f.Name == "partition of") && f.Value != "" {
			return true
		}
	}
	return false
}
