package lint

// What a rule is given: the acts of the statements, the tables before and after, facts about rows,
// and functions that answer for the dialect. A rule reads these and reports; it never opens a file
// or a connection.

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Kind says what is judged.
type Kind string

// The kinds of input.
const (
	Schema    Kind = "schema"    // DDL that says what is wanted
	Migration Kind = "migration" // statements that change what is there
)

// TypeChange describes the effect of a change of a column's type on rows.
type TypeChange struct {
	Free   bool // only the catalog is written
	Widens bool // every value stays as it is
	Known  bool // both types are
	Casts  bool // the server casts by itself
}

// Act is one thing that a statement does, and where among the others.
type Act struct {
	schema.Act
	Index     int  // among all acts
	Statement int  // index of its statement
	Tx        int  // number of the transaction it is in; 0 for none
	Wrapped   bool // the tool that runs the file has begun that transaction, or so the file takes it
	New       bool // what it is about is made by these statements
	Seeded    bool // it is new, and these statements have put rows into it
	Filled    bool // it is new, and these statements have put rows of a query or a file into it
	Nested    bool // a BEGIN inside of a transaction
}

// Object names the object of the act, for people.
func (a *Act) Object() string {
	name := a.On.Name
	if !schema.IsDefaultSpace(a.On.Schema) {
		name = a.On.Schema + "." + name
	}
	switch a.Verb {
	case schema.AddsColumn, schema.DropsColumn, schema.RenamesColumn, schema.DefinesColumn, schema.SetsType, schema.SetsNotNull, schema.DropsNotNull,
		schema.SetsDefault, schema.DropsDefault:
		return name + "." + a.Name
	case schema.Creates, schema.Drops:
		if a.Name != "" && (a.Kind == schema.KindIndex || a.Kind == schema.KindTrigger || name == "") {
			return a.Name
		}
	}
	if name == "" {
		return a.Name
	}
	return name
}

// Key identifies the object of the act, as far as the statement names it.
func (a *Act) Key() schema.Key {
	part := func(kind schema.Kind) schema.Key {
		return schema.Key{Kind: kind, Schema: a.On.Schema, Table: a.On.Name, Name: a.Name}
	}
	switch a.Verb {
	case schema.AddsColumn, schema.DropsColumn, schema.RenamesColumn, schema.DefinesColumn, schema.SetsType, schema.SetsNotNull, schema.DropsNotNull,
		schema.SetsDefault, schema.DropsDefault:
		return part(schema.KindColumn)
	case schema.AddsConstraint, schema.DropsConstraint:
		if a.Kind.IsPart() {
			return part(a.Kind)
		}
	case schema.Creates, schema.Drops:
		if a.Kind == schema.KindIndex {
			return schema.Key{Kind: a.Kind, Schema: a.On.Schema, Name: a.Name}
		}
	}
	return a.On
}

// Pass holds all that a rule may look at.
type Pass struct {
	Kind     Kind
	Dialect  schema.Dialect
	From     *schema.Schema // nil where it is unknown what is there
	Analyzed *schema.Analyzed
	View     Describer // of the dialect
	Types    func(from, to string) TypeChange
	Lock     func(schema.Act) string    // the lock that an act takes on its relation; nil where no statement waits for locks
	Options  map[string]map[string]any  // of rules, from the configuration
	Based    bool                       // From is known
	Access   []plan.Access              // who gains and who loses by a migration, at its statements
	Facts    *schema.Facts              // of a live database; nil where none is asked
	Runner   func(file string) string   // the tool that runs a file in transactions of its own; "" for none, nil where none is known
	Unit     func(schema.Statement) int // the number of the tool's transaction that a statement of such a file is in, 0 for none; nil where each file is one
	Source   *Source                    // the texts of the files, for rules that rewrite statements; nil where none is to be rewritten

	Acts    []Act
	Tables  []*Table // of the schema that is wanted, or that a migration makes
	was     *catalog
	now     *catalog
	files   map[string]bool // that the statements are in
	made    map[string]bool
	rows    map[string]int   // what these statements have put into what they make: 1 for rows that stand in the text, 2 for others
	on      map[string][]int // acts by the relation they are about
	doing   map[doing][]int  // and by what they do with it
	rule    *Rule
	found   []Finding
	named   map[string][]int // acts that create and drop, by the name of the object
	altered map[string]int   // the first act that is about more than rows, by the relation
}

// prepare works out what several rules ask for.
func (p *Pass) prepare() {
	if p.Analyzed.To == nil {
		p.Analyzed.To = &schema.Schema{Dialect: p.Dialect}
	}
	if p.From == nil {
		p.From = &schema.Schema{Dialect: p.Dialect}
	}
	p.was, p.now = newCatalog(p.From, p.View), newCatalog(p.Analyzed.To, p.View)
	p.flatten()
	p.Tables = p.judged()
	p.place()
}

// judged are the tables that rules look at: all of a schema, and of a migration the
// tables that it creates or adds to.
func (p *Pass) judged() []*Table {
	if p.Kind != Migration {
		return p.now.all()
	}
	keys := map[schema.Key]bool{}
	seen := map[schema.Key]bool{}
	for i := range p.Acts {
		a := &p.Acts[i]
		names := []schema.Key{a.On}
		if a.Verb == schema.Renames {
			to := a.On
			to.Name = a.To
			names = append(names, to)
		}
		for _, k := range names {
			if seen[k] {
				continue
			}
			seen[k] = true
			if t := p.Table(k); t != nil && (p.Made(t.Key) || p.touched(t.Key)) {
				keys[t.Key] = true
			}
		}
	}
	var list []*Table
	for _, k := range slices.SortedFunc(maps.Keys(keys), schema.CompareKeys) {
		list = append(list, p.now.get(k))
	}
	return list
}

// touched reports whether the statements add parts to a table.
func (p *Pass) touched(k schema.Key) bool {
	return slices.ContainsFunc(p.on[relationName(k)], func(i int) bool {
		a := &p.Acts[i]
		return a.Verb == schema.AddsColumn || a.Verb == schema.AddsConstraint || a.Verb == schema.Creates && a.Kind == schema.KindIndex
	})
}

// flatten lists all acts, with the transactions and the relations that are new.
func (p *Pass) flatten() {
	p.made, p.on, p.doing, p.rows, p.altered = map[string]bool{}, map[string][]int{}, map[doing][]int{}, map[string]int{}, map[string]int{}
	p.named = map[string][]int{}
	tx, open, wrapped, file, unit := 0, false, false, "", 0
	p.files = map[string]bool{}
	for i, s := range p.Analyzed.Statements {
		p.files[s.Pos.File] = true
		if u := p.unitOf(s); s.Pos.File != file || u != unit {
			file, unit = s.Pos.File, u
			wrapped = u > 0 || p.endsFirst(i)
			if open = wrapped; open {
				tx++
			}
		}
		for _, a := range s.Acts {
			act := Act{Act: a, Statement: i, Index: len(p.Acts), Nested: a.Verb == schema.Begins && open}
			if a.Verb == schema.Begins && !open {
				tx++
				open, wrapped = true, false
			}
			if open {
				act.Tx, act.Wrapped = tx, wrapped
			}
			if a.Verb == schema.Commits || a.Verb == schema.RollsBack {
				open = false
			}
			p.enter(&act)
		}
	}
}

// endsFirst reports whether a file ends a transaction before it begins one, from one of its statements on: whoever wrote it
// knew that the tool that runs it had begun one, whatever tool that is.
func (p *Pass) endsFirst(statement int) bool {
	list := p.Analyzed.Statements[statement:]
	if p.RunnerOf(list[0].Pos.File) != "" {
		return false
	}
	for i := range list {
		if list[i].Pos.File != list[0].Pos.File {
			return false
		}
		for _, a := range list[i].Acts {
			switch a.Verb {
			case schema.Begins:
				return false
			case schema.Commits, schema.RollsBack:
				return true
			}
		}
	}
	return false
}

// unitOf is the number of the transaction of its tool that a statement is in; 0 for none.
func (p *Pass) unitOf(s schema.Statement) int {
	switch {
	case p.RunnerOf(s.Pos.File) == "":
		return 0
	case p.Unit == nil:
		return 1
	}
	return p.Unit(s)
}

// RunnerOf is the tool that runs a file in transactions of its own; "" where none is known.
func (p *Pass) RunnerOf(file string) string {
	if p.Runner == nil {
		return ""
	}
	return p.Runner(file)
}

// enter adds an act to the list, and what it makes to what is new.
func (p *Pass) enter(act *Act) {
	name := relationName(act.On)
	act.New = p.made[name]
	if act.Verb == schema.Creates && act.Kind.IsRelation() && !(act.IfNotExists && act.Known) {
		p.made[name], act.New = true, true
	}
	act.Seeded, act.Filled = act.New && p.rows[name] > 0, act.New && p.rows[name] > 1
	p.fill(name, act)
	p.note(name, act)
	if act.Verb == schema.Creates || act.Verb == schema.Drops {
		p.named[act.Name] = append(p.named[act.Name], act.Index)
	}
	p.alters(act, name)
	if (act.Verb == schema.Renames || act.Verb == schema.Moves) && act.Kind.IsRelation() {
		to := act.On
		if to.Name = act.To; act.Verb == schema.Moves {
			to.Name, to.Schema = act.On.Name, act.To
		}
		p.note(relationName(to), act)
		p.alters(act, relationName(to))
		p.made[relationName(to)] = p.made[relationName(to)] || act.New
		p.rows[relationName(to)] = p.rows[name]
	}
	p.Acts = append(p.Acts, *act)
}

// fill follows what an act puts into a table that the statements make.
func (p *Pass) fill(name string, act *Act) {
	switch {
	case !act.New:
	case act.Verb == schema.Creates && act.Kind == schema.KindTable:
		p.rows[name] = 0
		if act.Query && !act.Empty {
			p.rows[name] = 2
		}
	case act.Verb == schema.Truncates:
		p.rows[name] = 0
	case act.Verb == schema.Inserts && act.Query:
		p.rows[name] = 2
	case act.Verb == schema.Inserts:
		p.rows[name] = max(p.rows[name], 1)
	}
}

// alters notes an act that may change what columns a relation has.
func (p *Pass) alters(act *Act, name string) {
	switch act.Verb {
	case schema.Inserts, schema.Updates, schema.Deletes, schema.Selects:
		return
	}
	if _, known := p.altered[name]; !known {
		p.altered[name] = act.Index
	}
}

// AlteredBefore reports whether an act before one is about more than the rows of a relation.
func (p *Pass) AlteredBefore(a *Act, k schema.Key) bool {
	first, ok := p.altered[relationName(k)]
	return ok && first < a.Index
}

// place gives tables and their parts without a place that of the statement that makes
// them, also where that does so under another name.
func (p *Pass) place() {
	names := map[string]schema.Key{} // what a relation is called in the end
	for i := len(p.Acts) - 1; i >= 0; i-- {
		a := &p.Acts[i]
		if a.Verb == schema.Renames && a.Kind.IsRelation() && a.New {
			to := a.On
			to.Name = a.To
			if last, again := names[relationName(to)]; again {
				to = last
			}
			names[relationName(a.On)] = to
		}
	}
	for i := range p.Acts {
		a := &p.Acts[i]
		if t := p.now.get(a.On); t != nil {
			placeParts(t, a)
		} else if to, ok := names[relationName(a.On)]; ok && p.now.get(to) != nil {
			placeParts(p.now.get(to), a)
		}
	}
}

func placeParts(t *Table, a *Act) {
	switch a.Verb {
	case schema.Creates:
		if a.Kind == schema.KindTable && t.Pos.IsZero() {
			t.Pos = a.Pos
		}
		for _, x := range t.Indexes {
			if a.Kind == schema.KindIndex && x.Name == a.Name && x.Pos.IsZero() {
				x.Pos = a.Pos
			}
		}
	case schema.DefinesColumn, schema.AddsColumn:
		if c := t.Column(a.Name); c != nil && c.Pos.IsZero() {
			c.Pos = a.Pos
		}
	}
}

// Was is a table as it was before the statements, or nil.
func (p *Pass) Was(k schema.Key) *Table { return p.was.get(k) }

// Before are the tables as they were before the statements, by their keys.
func (p *Pass) Before() []*Table { return p.was.all() }

// Now is a table as the statements leave it, or nil.
func (p *Pass) Now(k schema.Key) *Table { return p.now.get(k) }

// Each calls do with the acts of one of the verbs.
func (p *Pass) Each(do func(*Act), verbs ...schema.Verb) {
	for i := range p.Acts {
		if slices.Contains(verbs, p.Acts[i].Verb) {
			do(&p.Acts[i])
		}
	}
}

// EachOn calls do with the acts on a relation.
func (p *Pass) EachOn(k schema.Key, do func(*Act)) {
	for _, i := range p.on[relationName(k)] {
		do(&p.Acts[i])
	}
}

// Changed calls do with the acts of one of the verbs on what was there before. A table
// that ALTER … IF EXISTS names and that is not there is not changed; rules about drops ask Absent
// themselves.
func (p *Pass) Changed(do func(*Act), verbs ...schema.Verb) {
	p.changed(func(a *Act) bool { return !a.New }, do, verbs)
}

// ChangedRows is Changed, and also calls do with the acts on tables that the statements have made
// and filled from others: their rows can break what is demanded of them.
func (p *Pass) ChangedRows(do func(*Act), verbs ...schema.Verb) {
	p.changed(func(a *Act) bool { return !a.New || a.Filled }, do, verbs)
}

func (p *Pass) changed(match func(*Act) bool, do func(*Act), verbs []schema.Verb) {
	if p.Kind != Migration {
		return
	}
	p.Each(func(a *Act) {
		if match(a) && !a.Temp && (a.Verb == schema.Drops && !p.undoes(a) || a.Verb != schema.Drops && !p.Absent(a)) {
			do(a)
		}
	}, verbs...)
}

// relationName is a relation whatever its kind.
func relationName(k schema.Key) string {
	if schema.IsDefaultSpace(k.Schema) {
		return "." + k.Name
	}
	return k.Schema + "." + k.Name
}

// Made reports whether the statements make a relation.
func (p *Pass) Made(k schema.Key) bool { return p.made[relationName(k)] }

// Replaced reports whether something of the same name comes after what an act drops.
func (p *Pass) Replaced(a *Act) bool {
	return p.Later(a, func(o *Act) bool {
		return o.Verb == schema.Creates && (o.Kind == a.Kind || o.Kind.IsRelation() && a.Kind.IsRelation()) || o.Verb == schema.Renames && o.Kind.IsRelation() && o.To == a.On.Name
	})
}

// Rebuilt calls do with the tables that are dropped and recreated under their name, as
// they were and as they are then. The act is the drop; it is about the name that stays, also
// where the table had got another one before.
func (p *Pass) Rebuilt(do func(a *Act, was, now *Table)) {
	p.Changed(func(a *Act) {
		if a.Kind != schema.KindTable {
			return
		}
		named := *a
		if former, renamed := p.Former(a); renamed {
			named.On, named.Name = former, former.Name
		} else if !p.Replaced(a) {
			return
		}
		if was, now := p.was.get(named.On), p.now.get(named.On); was != nil && now != nil {
			do(&named, was, now)
		}
	}, schema.Drops)
}

// Former is the name that a table had when the statements began, where they have renamed it and made
// another one of that name since.
func (p *Pass) Former(a *Act) (schema.Key, bool) {
	former := a.On
	for i := a.Index - 1; i >= 0; i-- {
		o := &p.Acts[i]
		if o.Verb == schema.Renames && o.Kind.IsRelation() && !o.New && strings.EqualFold(o.To, former.Name) {
			former.Name = o.On.Name
		}
	}
	return former, former != a.On && p.Made(former)
}

// Rebuilds reports whether a table is dropped and recreated under its name.
func (p *Pass) Rebuilds() bool {
	any := false
	p.Rebuilt(func(*Act, *Table, *Table) { any = true })
	return any
}

// Absent reports whether what an act drops is known not to be there.
func (p *Pass) Absent(a *Act) bool {
	return p.Based && a.IfExists && !a.Known && p.was.get(a.On) == nil && p.From.Get(a.On) == nil
}

// Table is a table by a name that may lack its schema, as the statements leave it.
func (p *Pass) Table(k schema.Key) *Table {
	if t := p.now.get(k); t != nil {
		return t
	}
	for _, s := range schema.DefaultSpaces() {
		if t := p.now.get(schema.Key{Kind: schema.KindTable, Schema: s, Name: k.Name}); t != nil && k.Schema == "" {
			return t
		}
	}
	return nil
}

// Index is an index of a name as it was before the statements, and its table.
func (p *Pass) Index(name string) (*Table, *Index) {
	t := p.was.withIndex(name)
	if t == nil {
		return nil, nil
	}
	i := slices.IndexFunc(t.Indexes, func(x *Index) bool { return strings.EqualFold(x.Name, name) })
	return t, t.Indexes[i]
}
