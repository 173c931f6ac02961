package plan

// Renames of one name space that depend on one another: names that are wanted for others come
// first (a becomes b where b becomes c), and names that go round (two columns that swap theirs)
// need one more name in between. Hints and flags may stay when they are done, so that names that
// go round, or are given again, are judged by the definitions: what looks like the desired
// object under its name has been renamed.

// Rename is one object under its former and its new name.
type Rename[K comparable] struct {
	Was, Now K
	Asked    bool // by a flag, which is for this plan alone
}

// RenameChain are renames in the order in which they run; in a ring the last frees the name for
// the first.
type RenameChain[K comparable] struct {
	Names []Rename[K]
	Ring  bool
}

// Parts are the chains of one step each.
func (c RenameChain[K]) Parts() (out []RenameChain[K]) {
	if c.Ring {
		return []RenameChain[K]{c}
	}
	for _, r := range c.Names {
		out = append(out, RenameChain[K]{Names: []Rename[K]{r}})
	}
	return out
}

// Likeness is how much two objects have in common but for their names.
type Likeness struct {
	Equal int  // attributes
	All   bool // no attribute differs
}

// Renames holds the wishes of hints and flags in one name space.
type Renames[K comparable] struct {
	List   []Rename[K]
	Has    func(name K) bool         // in the database
	Wants  func(name K) bool         // in the desired schema
	Hinted func(name K) bool         // the desired object of the name has a hint or a flag
	Alike  func(was, now K) Likeness // the object of the database and the desired one
	valid  map[K]Rename[K]           // the ones to follow, by the new name
}

// Resolve returns the renames to follow, each after the one that frees its name, and the stale
// ones, of which both names are in use.
func (n *Renames[K]) Resolve() (followed []RenameChain[K], stale []Rename[K]) {
	n.validate()
	for _, r := range n.List {
		if _, ok := n.valid[r.Now]; !ok && n.Has(r.Was) && !(n.Hinted(r.Was) && n.Has(r.Now)) && !n.isDone(r) {
			stale = append(stale, r)
		}
	}
	for _, c := range n.chains() {
		if !c.Ring {
			followed = append(followed, c)
			continue
		}
		follow, unclear := n.goesRound(c.Names)
		if follow {
			followed = append(followed, c)
		}
		if unclear {
			stale = append(stale, c.Names...)
		}
	}
	return followed, stale
}

// validate leaves out what lacks its object, or whose new name no other rename frees.
func (n *Renames[K]) validate() {
	n.valid = map[K]Rename[K]{}
	for _, r := range n.List {
		if n.Has(r.Was) {
			n.valid[r.Now] = r
		}
	}
	for {
		leaving := map[K]int{}
		for _, r := range n.valid {
			leaving[r.Was]++
		}
		var blocked []K
		for now, r := range n.valid {
			_, filled := n.valid[r.Was]
			if n.Has(now) && leaving[now] == 0 || n.Wants(r.Was) && !filled && !r.Asked || leaving[r.Was] > 1 {
				blocked = append(blocked, now)
			}
		}
		for _, now := range blocked {
			delete(n.valid, now)
		}
		if len(blocked) == 0 {
			return
		}
	}
}

// isDone reports whether a flag has done its work, and the former name was given to another: the
// database has the desired objects under both names.
func (n *Renames[K]) isDone(r Rename[K]) bool {
	return r.Asked && n.Has(r.Now) && n.Wants(r.Was) && n.Alike(r.Was, r.Was).All && n.Alike(r.Now, r.Now).All
}

// chains orders what can be followed, each after the one that frees its name.
func (n *Renames[K]) chains() (out []RenameChain[K]) {
	next := map[K]K{} // by the former name
	for now, r := range n.valid {
		next[r.Was] = now
	}
	done := map[K]bool{}
	for _, r := range n.List {
		if _, ok := n.valid[r.Now]; !ok || done[r.Now] {
			continue
		}
		c := RenameChain[K]{}
		at := r.Now
		for { // to the end that goes to a free name
			following, more := next[at]
			if !more {
				break
			}
			if at = following; at == r.Now {
				c.Ring = true
				break
			}
		}
		for e, ok := n.valid[at]; ok && !done[e.Now]; e, ok = n.valid[e.Was] {
			done[e.Now] = true
			c.Names = append(c.Names, e)
		}
		out = append(out, c)
	}
	return out
}

// goesRound reports whether names that go round are to be followed: where the objects are the
// desired ones once they are renamed, and not as they are; or by flags, unless the objects look
// more like the desired ones as they are. It is unclear where nothing shows that it is done.
func (n *Renames[K]) goesRound(ring []Rename[K]) (follow, unclear bool) {
	asked := true
	done, pending := Likeness{All: true}, Likeness{All: true}
	for _, r := range ring {
		asked = asked && r.Asked
		done.add(n.Alike(r.Now, r.Now))
		pending.add(n.Alike(r.Was, r.Now))
	}
	if asked {
		return done.Equal <= pending.Equal, false
	}
	follow = pending.All && !done.All
	return follow, !follow && done.Equal <= pending.Equal
}

func (l *Likeness) add(other Likeness) {
	l.Equal += other.Equal
	l.All = l.All && other.All
}

// AlikeIn counts equal entries of two lists; their order does not matter.
func AlikeIn(from, to []string) Likeness {
	count := map[string]int{}
	for _, s := range to {
		count[s]++
	}
	l := Likeness{All: len(from) == len(to)}
	for _, s := range from {
		if count[s] > 0 {
			l.Equal++
			count[s]--
		}
	}
	l.All = l.All && l.Equal == len(to)
	return l
}
