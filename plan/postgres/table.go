package postgres

// CREATE TABLE and the changes of a table itself: storage, inheritance, partitioning, row
// security, replica identity. Columns, constraints and indexes are kinds of their own; foreign
// keys follow once all tables exist. A table is never recreated, because that would lose its
// rows: a change that has no ALTER is refused, with advice.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindTable, tableKind())

func tableKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "TABLE " + ddl.Qualified(o.Key()) },
		create: func(p *planner, o pgmodel.Object) []statement {
			return p.createNew(o.(*pgmodel.Table))
		},
		created: tableCreated,
		drop:    func(p *planner, o pgmodel.Object) []statement { return p.detachedDrop(o.(*pgmodel.Table)) },
		alter:   alterTable,
		rename:  renameRelation("TABLE"),
		locks:   tableLocks,
		hasHint: true,

		lookalike:  tableLookalike,
		fromParent: hasParent,
		form:       formOf(map[schema.Verb]locks.FormID{schema.Drops: locks.DropsTable, schema.Renames: locks.RenamesTable}),
		stays:      true,
	}
}

func tableLookalike(o pgmodel.Object) (plan.Lookalike, bool) {
	t := o.(*pgmodel.Table)
	l := plan.Lookalike{Group: string(t.ID.Kind), Name: t.ID.Name, AnyName: true}
	for _, c := range t.Columns {
		l.Columns = append(l.Columns, c.Name+" "+c.Type)
	}
	return l, len(t.Columns) > 0
}

// hasParent: partitions and child tables are alike by their nature.
func hasParent(o pgmodel.Object) bool { return len(o.(*pgmodel.Table).Parents()) > 0 }

// createTable is one statement with columns, keys and checks, and what only an
// ALTER can say. References come apart.
func createTable(t *pgmodel.Table) []statement {
	w := &strings.Builder{}
	if t.Unlogged {
		w.WriteString("UNLOGGED ")
	}
	w.WriteString("TABLE " + ddl.Qualified(t.ID))
	switch {
	case t.PartitionOf != (schema.Key{}):
		w.WriteString(" PARTITION OF " + ddl.Qualified(t.PartitionOf))
	case t.OfType != "":
		w.WriteString(" OF " + t.OfType)
	}
	writeElements(w, tableElements(t), t.PartitionOf != (schema.Key{}) || t.OfType != "")
	if t.PartitionOf != (schema.Key{}) {
		w.WriteString(" " + t.Bound.SQL)
	}
	writeTableTail(w, t)
	return append([]statement{besideParent(t, statement{Do: ddl.Create(w.String()), Undo: ddl.Drop("TABLE " + ddl.Qualified(t.ID))})}, tableApart(t)...)
}

// besideParent adds the parent that the CREATE of a partition or a child table locks.
func besideParent(t *pgmodel.Table, p statement) statement {
	switch {
	case t.PartitionOf != (schema.Key{}):
		p.Form, p.Beside = locks.Of(locks.CreatesPartition), t.PartitionOf
	case len(t.Inherits) > 0:
		p.Form, p.Beside = locks.Of(locks.CreatesChild), t.Inherits[0]
	}
	return p
}

func writeElements(w *strings.Builder, elements []string, mayBeNone bool) {
	if len(elements) == 0 && mayBeNone {
		return
	}
	if len(elements) == 0 {
		w.WriteString(" ()")
		return
	}
	w.WriteString(" (\n  " + strings.Join(elements, ",\n  ") + "\n)")
}

func tableElements(t *pgmodel.Table) []string {
	var elements []string
	for _, c := range t.Columns {
		if apartNotNull(t, c.Name) {
			c = c.Clone().(*pgmodel.Column)
			c.NotNull = false
		}
		if !comesFromParent(t, c) {
			elements = append(elements, ddl.ColumnDefinition(c))
		} else if own := ddl.ColumnRules(c); own != "" && (t.OfType != "" || !c.Extra().Generated.IsZero()) {
			elements = append(elements, ddl.Quote(c.Name)+" WITH OPTIONS"+own)
		}
	}
	for _, kinds := range [][]schema.Kind{{schema.KindPrimary}, {schema.KindUnique}, {schema.KindExclusion}, {schema.KindCheck}, {schema.KindNotNull}} {
		for _, c := range t.Constraints {
			if slices.Contains(kinds, c.Kind) && !c.NotValid && !repeats(t, c) {
				elements = append(elements, "CONSTRAINT "+ddl.Quote(c.Name)+" "+ddl.ConstraintDefinition(c))
			}
		}
	}
	return elements
}

// repeats reports whether a key is like one before it: CREATE TABLE would leave it out.
func repeats(t *pgmodel.Table, c *pgmodel.Constraint) bool {
	if c.Kind != schema.KindUnique {
		return false
	}
	for _, o := range t.Constraints {
		like := slices.Equal(o.Columns, c.Columns) && slices.Equal(o.Extra().Include, c.Extra().Include) && o.NullsNotDistinct == c.NullsNotDistinct &&
			o.Deferrable == c.Deferrable && o.Deferred == c.Deferred && !c.WithoutOverlaps
		if o == c {
			like = false
		}
		if like && (o.Kind == schema.KindPrimary || o.Kind == schema.KindUnique && o.Name < c.Name) {
			return true
		}
	}
	return false
}

func writeTableTail(w *strings.Builder, t *pgmodel.Table) {
	if len(t.Inherits) > 0 {
		names := make([]string, len(t.Inherits))
		for i, k := range t.Inherits {
			names[i] = ddl.Qualified(k)
		}
		w.WriteString(" INHERITS (" + strings.Join(names, ", ") + ")")
	}
	if t.PartitionBy != nil {
		w.WriteString(" PARTITION BY " + strings.ToUpper(t.PartitionBy.Strategy) + " (" + ddl.Parts(t.PartitionBy.Parts) + ")")
	}
	if t.Method != "" {
		w.WriteString(" USING " + ddl.Quote(t.Method))
	}
	if len(t.Options) > 0 {
		w.WriteString(" WITH (" + ddl.Options(t.Options) + ")")
	}
	if t.Tablespace != "" {
		w.WriteString(" TABLESPACE " + ddl.Quote(t.Tablespace))
	}
}

// tableApart are the attributes that CREATE TABLE has no clause for.
func tableApart(t *pgmodel.Table) []statement {
	var out []statement
	alter := func(format string, args ...any) {
		out = append(out, statement{Do: ddl.AlterTable(t.ID, ddl.Clause(fmt.Sprintf(format, args...)))})
	}
	if t.RowSecurity {
		alter("ENABLE ROW LEVEL SECURITY")
	}
	if t.ForceRowSecurity {
		alter("FORCE ROW LEVEL SECURITY")
	}
	if t.ReplicaIdentity != "" && identityIndex(t) == "" && (t.Constraint(identityName(t)) != nil || !strings.HasPrefix(t.ReplicaIdentity, "index ")) {
		out = append(out, statement{Do: replicaIdentity(t)})
	}
	for _, c := range t.Constraints {
		if (c.NotValid || repeats(t, c)) && c.Kind != schema.KindForeign {
			alter("ADD CONSTRAINT %s %s", ddl.Quote(c.Name), ddl.ConstraintDefinition(c))
		}
		if c.Clustered {
			alter("CLUSTER ON %s", ddl.Quote(c.Name))
		}
		if c.Comment != "" && c.Kind != schema.KindForeign {
			out = append(out, commentStatement(constraintName(c), c))
		}
		out = append(out, indexComment(c)...)
	}
	for _, c := range t.Columns {
		out = append(out, columnApart(t, c)...)
	}
	for i := range out { // what undoes them is to drop the table
		out[i].Undo = nil
	}
	return out
}

// identityIndex is the index that is the replica identity of a table and no part
// of it; "" if there is none.
func identityIndex(t *pgmodel.Table) string {
	if t.Constraint(identityName(t)) != nil {
		return ""
	}
	return identityName(t)
}

// identityName is the index that is the replica identity of a table, perhaps that of a key;
// "" if there is none.
func identityName(t *pgmodel.Table) string {
	n, _ := strings.CutPrefix(t.ReplicaIdentity, "index ")
	if n == t.ReplicaIdentity {
		return ""
	}
	return n
}

// identify makes an index or that of a key the replica identity once it is there.
func (w *planner) identify(t *pgmodel.Table, reason string) {
	name, n := identityName(t), node{opCreate, identityKey(t.ID)}
	if name == "" || w.actions[n] != nil {
		return
	}
	a := w.add(n, nil, t, []statement{{Do: replicaIdentity(w.identityNow(t)), Form: locks.Of(locks.AltersTable)}}, reason)
	a.about = t.ID
	index := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: name}
	a.after = append(a.after, node{opCreate, t.ID}, node{opCreate, index}, node{opAlter, index}, node{opAlter, t.ID})
	if c := t.Constraint(name); c != nil {
		a.after = append(a.after, node{opCreate, c.Key()})
	}
	if x := t.PartitionIndexNamed(name); x != nil {
		a.after = append(a.after, node{opCreate, x.Root}, node{opAlter, x.Key()})
	}
}

// identityNow is a table that names its replica identity as the database does: the name of an index
// of a partition may be another one than the server would make up now.
func (w *planner) identityNow(t *pgmodel.Table) *pgmodel.Table {
	x, was := t.PartitionIndexNamed(identityIndex(t)), w.before.table(t.ID)
	if x == nil || was == nil || was.PartitionPart(x.Root) == nil || !x.Automatic || !was.PartitionPart(x.Root).Automatic || w.dropsAll(x.Root) {
		return t
	}
	now := *t
	now.ReplicaIdentity = "index " + was.PartitionPart(x.Root).Name
	return &now
}

func replicaIdentity(t *pgmodel.Table) ddl.Statement {
	what := "DEFAULT"
	switch t.ReplicaIdentity {
	case "full":
		what = "FULL"
	case "nothing":
		what = "NOTHING"
	case "":
	default:
		what = "USING INDEX " + ddl.Quote(strings.TrimPrefix(t.ReplicaIdentity, "index "))
	}
	return ddl.AlterTable(t.ID, ddl.Clause("REPLICA IDENTITY "+what))
}

// detachedDrop drops a table. A partition of a table that a foreign key refers to is detached
// before, for which the server sees whether a row of it is referred to (sql-altertable.html).
func (w *planner) detachedDrop(t *pgmodel.Table) []statement {
	out := dropTable(t)
	if t.PartitionOf == (schema.Key{}) || w.after.table(t.PartitionOf) == nil || !w.referredAbove(t) {
		return out
	}
	detach := statement{Do: ddl.AlterTable(t.PartitionOf, ddl.Clause("DETACH PARTITION "+ddl.Qualified(t.ID))), Form: locks.Of(locks.DetachesReferred), On: ddl.Qualified(t.PartitionOf), Unproven: true}
	return append([]statement{detach}, out...)
}

// referredAbove reports whether a foreign key that stays refers to a table above a partition.
func (w *planner) referredAbove(t *pgmodel.Table) bool {
	return slices.ContainsFunc(w.referencesAbove(t), func(c *pgmodel.Constraint) bool { return w.after.get(c.Key()) != nil })
}

func dropTable(t *pgmodel.Table) []statement {
	return []statement{{Do: ddl.Drop("TABLE " + ddl.Qualified(t.ID)), Form: locks.Of(locks.DropsTable), Loss: plan.Loses, Lost: "all rows of " + t.ID.Object(),
		Rules: []plan.Rule{{Name: "drop-table", Key: t.ID}}}}
}

// alterTable changes what a table can change. A table is never recreated: a change that is
// impossible in place is refused, with the way to do it.
func alterTable(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Table), c.To.(*pgmodel.Table)
	var out []statement
	alter := func(s statement, format string, args ...any) {
		s.Do = ddl.AlterTable(to.ID, ddl.Clause(fmt.Sprintf(format, args...)))
		if s.ID == locks.LocksNothing {
			s.Form = locks.Of(locks.AltersTable)
		}
		out = append(out, s)
	}
	var stored statement // that of a partitioned table is for partitions to come
	if to.PartitionBy == nil {
		stored.Form = locks.Of(locks.RewritesTable)
	}
	for _, f := range c.Fields {
		switch f.Name {
		case "unlogged":
			word, undo := "SET LOGGED", "SET UNLOGGED"
			if to.Unlogged {
				word, undo = undo, word
			}
			alter(statement{Form: locks.Of(locks.RewritesTable), Undo: ddl.AlterTable(to.ID, ddl.Clause(undo))}, "%s", word)
			out = append(out, p.sequencesApart(to)...)
		case "access method":
			alter(stored, "SET ACCESS METHOD %s", ddl.If(to.Method == "" && to.PartitionBy != nil, "DEFAULT", ddl.Quote(cmp.Or(to.Method, "heap"))))
		case "tablespace":
			alter(stored, "SET TABLESPACE %s", ddl.Quote(cmp.Or(to.Tablespace, "pg_default")))
		case "options":
			out = append(out, optionStatements("TABLE "+ddl.Qualified(to.ID), from.Options, to.Options)...)
		case "replica identity":
			if identityName(to) != "" {
				p.identify(to, reasonField(c, f))
				continue
			}
			out = append(out, statement{Do: replicaIdentity(to), Undo: replicaIdentity(from), Form: locks.Of(locks.AltersTable)})
		case "row security":
			undo := ddl.Clause(ddl.If(from.RowSecurity, "ENABLE", "DISABLE") + " ROW LEVEL SECURITY")
			alter(statement{Undo: ddl.AlterTable(to.ID, undo)}, "%s ROW LEVEL SECURITY", ddl.If(to.RowSecurity, "ENABLE", "DISABLE"))
		case "force row security":
			undo := ddl.Clause(ddl.If(from.ForceRowSecurity, "FORCE", "NO FORCE") + " ROW LEVEL SECURITY")
			alter(statement{Undo: ddl.AlterTable(to.ID, undo)}, "%s ROW LEVEL SECURITY", ddl.If(to.ForceRowSecurity, "FORCE", "NO FORCE"))
		case "partition of", "bound":
			if f.Name == "bound" && c.Has("partition of") {
				continue
			}
			p.reattach(from, to, reasonField(c, f))
		case "inherits":
			p.reparent(from, to, p.orphanNotNulls(from, to), reasonField(c, f))
		case "of type":
			p.retypeTable(from, to, reasonField(c, f))
		case "partition by":
			continue // the table is recreated
		default:
			p.refuseTable(c, "table-change", f.Name+" of a table cannot be changed in place", "create a new table and copy its rows")
		}
	}
	return out, true
}

func (w *planner) refuseTable(c plan.Change, rule, message, hint string) {
	w.find(plan.Finding{Rule: rule, Severity: plan.Error, Key: c.Key, Pos: c.Pos(), Blocks: true,
		Message: c.Key.String() + ": " + message, Hint: hint})
}

// reattach takes a partition from its parent, gives it to one, or changes its
// bound by doing both.
func (w *planner) reattach(from, to *pgmodel.Table, reason string) {
	k := schema.Key{Kind: kindBound, Schema: to.ID.Schema, Name: to.ID.Name}
	zero := schema.Key{}
	if parent := ddl.Qualified(from.PartitionOf); from.PartitionOf != zero {
		form := locks.Of(locks.Detaches)
		if w.referredAbove(from) {
			form = locks.Of(locks.DetachesReferred)
		}
		w.add(node{opDrop, k}, from, nil, append([]statement{{Do: ddl.AlterTable(from.PartitionOf, ddl.Clause("DETACH PARTITION "+ddl.Qualified(to.ID))),
			Undo: ddl.AlterTable(from.PartitionOf, ddl.Clause("ATTACH PARTITION "+ddl.Qualified(to.ID)+" "+from.Bound.SQL)), Form: form, On: parent}},
			w.orphanNotNulls(from, to)...), reason).about = to.ID
	}
	if to.PartitionOf != zero {
		probes := append(w.attachProbes(from, to), w.restProbes(to)...)
		a := w.add(node{opCreate, k}, nil, to, []statement{{Do: ddl.AlterTable(to.PartitionOf, ddl.Clause("ATTACH PARTITION "+ddl.Qualified(to.ID)+" "+to.Bound.SQL)),
			Undo: ddl.AlterTable(to.PartitionOf, ddl.Clause("DETACH PARTITION "+ddl.Qualified(to.ID))), Form: locks.Of(locks.Attaches), Probes: probes, Unproven: len(probes) == 0}}, reason)
		a.about = to.ID
		if rest := w.defaultLeft(to); rest != zero { // which is read for rows of the new one
			a.lockedToo = []schema.Key{rest}
		}
	}
}

// renameRelation writes the renaming of a relation, which may also move to another schema.
func renameRelation(kind string) func(from, to pgmodel.Object) []statement {
	return func(from, to pgmodel.Object) []statement {
		f, t := from.Key(), to.Key()
		var out []statement
		form := locks.Of(locks.RenamesTable)
		if f.Kind == schema.KindIndex { // which does not touch its table
			form = locks.Of(locks.RenamesIndex)
		}
		if f.Schema != t.Schema {
			out = append(out, statement{Do: ddl.Text("ALTER " + kind + " " + ddl.Qualified(f) + " SET SCHEMA " + ddl.Quote(t.Schema)),
				Undo: ddl.Text("ALTER " + kind + " " + pgmodel.Qualified(t.Schema, f.Name) + " SET SCHEMA " + ddl.Quote(f.Schema)), Form: locks.Of(locks.RenamesTable)})
		}
		if f.Name != t.Name {
			out = append(out, statement{Do: ddl.Text("ALTER " + kind + " " + pgmodel.Qualified(t.Schema, f.Name) + " RENAME TO " + ddl.Quote(t.Name)),
				Undo: ddl.Text("ALTER " + kind + " " + ddl.Qualified(t) + " RENAME TO " + ddl.Quote(f.Name)), Form: form})
		}
		return out
	}
}

// ownDefaults are the defaults, NOT NULLs and identities of columns that come from a parent,
// where they are not the parent's.
func (w *planner) ownDefaults(t *pgmodel.Table) []statement {
	var out []statement
	if w.attachesNew(t) { // it is made with them
		return nil
	}
	for _, c := range t.Columns {
		up := w.parentColumn(t, c.Name)
		if up == nil || !comesFromParent(t, c) {
			continue
		}
		switch {
		case c.Default.Strict == up.Default.Strict:
		case c.Default.IsZero():
			out = append(out, statement{Do: ddl.AlterTable(t.ID, ddl.DropDefault(c.Name))})
		default:
			out = append(out, statement{Do: ddl.AlterTable(t.ID, ddl.SetDefault{Column: c.Name, Value: c.Default.SQL})})
		}
		if c.NotNull && !up.NotNull && !inKey(t, c.Name) && !namedNotNull(t, c.Name) {
			out = append(out, statement{Do: ddl.AlterTable(t.ID, ddl.SetNotNull{Column: c.Name})})
		}
		if c.Extra().Identity != "" && t.OfType == "" {
			out = append(out, statement{Do: ddl.AlterTable(t.ID, ddl.AddIdentity{Column: c})})
		}
	}
	return out
}

// besideDefault is the CREATE of a partition beside a default one, which must not hold
// rows of the new one.
func (w *planner) besideDefault(t *pgmodel.Table, list []statement) []statement {
	if w.defaultPartition(t.PartitionOf) {
		list[0].Form = locks.Of(locks.CreatesPartitionBesideDefault)
		list[0].Probes = append(list[0].Probes, w.restProbes(t)...)
	}
	return list
}

// tableCreated adds what follows a new table: columns that differ from those of a parent,
// the replica identity, and foreign keys, which come when all tables are there.
func tableCreated(w *planner, o pgmodel.Object, reason string) {
	t := o.(*pgmodel.Table)
	a := w.actions[node{opCreate, t.ID}]
	w.splitCreated(a, t, reason)
	a.statements = append(a.statements, w.ownDefaults(t)...)
	if key := t.Constraint(identityName(t)); key == nil || w.takesIn(t, key) { // else it is made with the table
		w.identify(t, reason)
	}
	for _, c := range t.Constraints {
		if c.Kind == schema.KindForeign || w.takesIn(t, c) {
			w.create(c, reason)
		}
		if w.uncheckedBelow(t, c) {
			for _, k := range w.family(t.ID)[1:] {
				w.actions[node{opCreate, c.Key()}].after = append(w.actions[node{opCreate, c.Key()}].after, node{opCreate, k})
			}
		}
	}
}

// tableLocks are the tables that a change of a table locks as well.
func tableLocks(_ *planner, o pgmodel.Object) []schema.Key {
	t := o.(*pgmodel.Table)
	return []schema.Key{t.ID, t.PartitionOf}
}
