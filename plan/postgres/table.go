package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func tableMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "TABLE " + qualified(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createTable(o.(*pgmodel.Table)) },
		drop:   func(o pgmodel.Object) []piece { return dropTable(o.(*pgmodel.Table)) },
		alter:  alterTable,
		rename: renameRelation("TABLE"),
	}
}

// createTable is one statement with columns, keys and checks, and what only an
// ALTER can say. References come apart.
func createTable(t *pgmodel.Table) []piece {
	w := &strings.Builder{}
	w.WriteString("CREATE ")
	if t.Unlogged {
		w.WriteString("UNLOGGED ")
	}
	w.WriteString("TABLE " + qualified(t.ID))
	switch {
	case t.PartitionOf != (schema.Key{}):
		w.WriteString(" PARTITION OF " + qualified(t.PartitionOf))
	case t.OfType != "":
		w.WriteString(" OF " + t.OfType)
	}
	writeElements(w, tableElements(t), t.PartitionOf != (schema.Key{}) || t.OfType != "")
	if t.PartitionOf != (schema.Key{}) {
		w.WriteString(" " + t.Bound.SQL)
	}
	writeTableTail(w, t)
	return append([]piece{besideParent(t, piece{SQL: w.String(), Undo: "DROP TABLE " + qualified(t.ID)})}, tableApart(t)...)
}

// besideParent tells what the CREATE of a partition or an child table locks.
func besideParent(t *pgmodel.Table, p piece) piece {
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
			elements = append(elements, columnDefinition(c))
		} else if own := columnRules(c); t.OfType != "" && own != "" {
			elements = append(elements, quote(c.Name)+" WITH OPTIONS"+own)
		}
	}
	for _, kinds := range [][]schema.Kind{{schema.KindPrimary}, {schema.KindUnique}, {schema.KindExclusion}, {schema.KindCheck}, {schema.KindNotNull}} {
		for _, c := range t.Constraints {
			if slices.Contains(kinds, c.Kind) && !c.NotValid && !repeats(t, c) {
				elements = append(elements, "CONSTRAINT "+quote(c.Name)+" "+constraintDefinition(c))
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

// comesFromParent reports whether CREATE TABLE gets the column from a parent or type.
func comesFromParent(t *pgmodel.Table, c *pgmodel.Column) bool {
	return t.PartitionOf != (schema.Key{}) || t.OfType != "" || c.Inherited
}

func writeTableTail(w *strings.Builder, t *pgmodel.Table) {
	if len(t.Inherits) > 0 {
		names := make([]string, len(t.Inherits))
		for i, k := range t.Inherits {
			names[i] = qualified(k)
		}
		w.WriteString(" INHERITS (" + strings.Join(names, ", ") + ")")
	}
	if t.PartitionBy != nil {
		w.WriteString(" PARTITION BY " + strings.ToUpper(t.PartitionBy.Strategy) + " (" + partList(t.PartitionBy.Parts) + ")")
	}
	if t.Method != "" {
		w.WriteString(" USING " + quote(t.Method))
	}
	if len(t.Options) > 0 {
		w.WriteString(" WITH (" + optionText(t.Options) + ")")
	}
	if t.Tablespace != "" {
		w.WriteString(" TABLESPACE " + quote(t.Tablespace))
	}
}

// optionText writes storage parameters; those of TOAST have a namespace.
func optionText(options []pgmodel.Setting) string {
	texts := make([]string, len(options))
	for i, o := range options {
		texts[i] = optionName(o.Name) + " = " + optionValue(o.Value)
	}
	return strings.Join(texts, ", ")
}

func optionName(n string) string {
	if rest, ok := strings.CutPrefix(n, "toast."); ok {
		return "toast." + quote(rest)
	}
	return quote(n)
}

// optionValue writes a value bare where it is a number or a word.
func optionValue(v string) string {
	for i := range len(v) {
		c := v[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '_') {
			return pgmodel.Literal(v)
		}
	}
	if v == "" || quote(v) != v && !('0' <= v[0] && v[0] <= '9') && v != "true" && v != "false" && v != "on" {
		return pgmodel.Literal(v)
	}
	return v
}

// tableApart are the attributes that CREATE TABLE has no clause for.
func tableApart(t *pgmodel.Table) []piece {
	var out []piece
	alter := func(format string, args ...any) {
		out = append(out, piece{SQL: "ALTER TABLE " + qualified(t.ID) + " " + fmt.Sprintf(format, args...)})
	}
	if t.RowSecurity {
		alter("ENABLE ROW LEVEL SECURITY")
	}
	if t.ForceRowSecurity {
		alter("FORCE ROW LEVEL SECURITY")
	}
	if t.ReplicaIdentity != "" && identityIndex(t) == "" {
		out = append(out, piece{SQL: replicaIdentity(t)})
	}
	for _, c := range t.Constraints {
		if (c.NotValid || repeats(t, c)) && c.Kind != schema.KindForeign {
			alter("ADD CONSTRAINT %s %s", quote(c.Name), constraintDefinition(c))
		}
		if c.Clustered {
			alter("CLUSTER ON %s", quote(c.Name))
		}
		if c.Comment != "" && c.Kind != schema.KindForeign {
			out = append(out, commentPiece(constraintName(c), c))
		}
		out = append(out, indexComment(c)...)
	}
	for _, c := range t.Columns {
		out = append(out, columnApart(t, c)...)
	}
	for i := range out { // what undoes them is to drop the table
		out[i].Undo = ""
	}
	return out
}

// kindIdentity is the replica identity by an index as an object of its own, in
// plans alone: the index is made after the table.
const kindIdentity schema.Kind = "replica identity"

// identityIndex is the index that is the replica identity of a table and no part
// of it; "" if there is none.
func identityIndex(t *pgmodel.Table) string {
	n, ok := strings.CutPrefix(t.ReplicaIdentity, "index ")
	if !ok || t.Constraint(n) != nil {
		return ""
	}
	return n
}

// identify makes an index the replica identity once it is there.
func (w *planner) identify(t *pgmodel.Table, reason string) {
	index := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: identityIndex(t)}
	if index.Name == "" {
		return
	}
	k := schema.Key{Kind: kindIdentity, Schema: t.ID.Schema, Name: t.ID.Name}
	if w.actions[node{opCreate, k}] == nil {
		a := w.add(node{opCreate, k}, nil, t, []piece{{SQL: replicaIdentity(t), Form: locks.Of(locks.AltersTable)}}, reason)
		a.about = t.ID
		a.after = append(a.after, node{opCreate, t.ID}, node{opCreate, index}, node{opAlter, index}, node{opAlter, t.ID})
	}
}

func replicaIdentity(t *pgmodel.Table) string {
	what := "DEFAULT"
	switch t.ReplicaIdentity {
	case "full":
		what = "FULL"
	case "nothing":
		what = "NOTHING"
	case "":
	default:
		what = "USING INDEX " + quote(strings.TrimPrefix(t.ReplicaIdentity, "index "))
	}
	return "ALTER TABLE " + qualified(t.ID) + " REPLICA IDENTITY " + what
}

func dropTable(t *pgmodel.Table) []piece {
	return []piece{{SQL: "DROP TABLE " + qualified(t.ID), Form: locks.Of(locks.DropsTable), Loss: plan.Loses, Lost: "all rows of " + t.ID.Object(),
		Rules: []plan.Rule{{Name: "drop-table", Key: t.ID}}}}
}

// alterTable changes what a table can change. A table is never dropped to be made
// again: what cannot be changed is refused, with the way to do it.
func alterTable(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Table), c.To.(*pgmodel.Table)
	var out []piece
	alter := func(piece piece, format string, args ...any) {
		piece.SQL = "ALTER TABLE " + qualified(to.ID) + " " + fmt.Sprintf(format, args...)
		if piece.ID == locks.LocksNothing {
			piece.Form = locks.Of(locks.AltersTable)
		}
		out = append(out, piece)
	}
	for _, f := range c.Fields {
		switch f.Name {
		case "unlogged":
			word, undo := "SET LOGGED", "SET UNLOGGED"
			if to.Unlogged {
				word, undo = undo, word
			}
			alter(piece{Form: locks.Of(locks.RewritesTable), Undo: "ALTER TABLE " + qualified(to.ID) + " " + undo}, "%s", word)
		case "access method":
			alter(piece{Form: locks.Of(locks.RewritesTable)}, "SET ACCESS METHOD %s", quote(either(to.Method, "heap")))
		case "tablespace":
			alter(piece{Form: locks.Of(locks.RewritesTable)}, "SET TABLESPACE %s", quote(either(to.Tablespace, "pg_default")))
		case "options":
			out = append(out, optionPieces("TABLE "+qualified(to.ID), from.Options, to.Options)...)
		case "replica identity":
			if identityIndex(to) != "" {
				p.identify(to, reasonField(c, f))
				continue
			}
			out = append(out, piece{SQL: replicaIdentity(to), Undo: replicaIdentity(from), Form: locks.Of(locks.AltersTable)})
		case "row security":
			alter(piece{}, "%s ROW LEVEL SECURITY", onOff(to.RowSecurity, "ENABLE", "DISABLE"))
		case "force row security":
			alter(piece{}, "%s ROW LEVEL SECURITY", onOff(to.ForceRowSecurity, "FORCE", "NO FORCE"))
		case "partition of", "bound":
			if f.Name == "bound" && c.Has("partition of") {
				continue
			}
			p.reattach(from, to, reasonField(c, f))
		case "inherits":
			out = append(append(out, inheritPieces(from, to)...), p.orphanNotNulls(from, to)...)
		case "of type":
			if to.OfType == "" {
				alter(piece{}, "NOT OF")
			} else {
				alter(piece{}, "OF %s", to.OfType)
			}
		case "partition by":
			p.refuseTable(c, "partition-change", "a plain table cannot become a partitioned one, nor change its partition key, in place",
				"create the partitioned table under another name, copy or attach the rows, then rename (see the manual, 5.12.2)")
		default:
			p.refuseTable(c, "table-change", f.Name+" of a table cannot be changed in place", "create the table anew and copy its rows")
		}
	}
	return out, true
}

func (w *planner) refuseTable(c plan.Change, rule, message, hint string) {
	w.find(plan.Finding{Rule: rule, Severity: plan.Error, Key: c.Key, Pos: c.Pos(), Blocks: true,
		Message: c.Key.String() + ": " + message, Hint: hint})
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func onOff(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// optionPieces set and reset storage parameters.
func optionPieces(object string, from, to []pgmodel.Setting) []piece {
	var set []pgmodel.Setting
	for _, o := range to {
		if !slices.Contains(from, o) {
			set = append(set, o)
		}
	}
	var reset []string
	var gone []pgmodel.Setting
	for _, o := range from {
		if !slices.ContainsFunc(to, func(t pgmodel.Setting) bool { return t.Name == o.Name }) {
			reset = append(reset, optionName(o.Name))
			gone = append(gone, o)
		}
	}
	var out []piece
	if len(set) > 0 {
		out = append(out, piece{SQL: "ALTER " + object + " SET (" + optionText(set) + ")", Form: locks.OfOptions(set)})
	}
	if len(reset) > 0 {
		out = append(out, piece{SQL: "ALTER " + object + " RESET (" + strings.Join(reset, ", ") + ")", Form: locks.OfOptions(gone)})
	}
	return out
}

// kindBound is what makes a table a partition as an object of its own, in plans
// alone: partitions that swap bounds must all be detached before one is attached.
const kindBound schema.Kind = "partition bound"

// reattach takes a partition from its parent, gives it to one, or changes its
// bound by doing both.
func (w *planner) reattach(from, to *pgmodel.Table, reason string) {
	k := schema.Key{Kind: kindBound, Schema: to.ID.Schema, Name: to.ID.Name}
	zero := schema.Key{}
	if parent := qualified(from.PartitionOf); from.PartitionOf != zero {
		w.add(node{opDrop, k}, from, nil, append([]piece{{SQL: "ALTER TABLE " + parent + " DETACH PARTITION " + qualified(to.ID),
			Undo: "ALTER TABLE " + parent + " ATTACH PARTITION " + qualified(to.ID) + " " + from.Bound.SQL, Form: locks.Of(locks.Detaches), On: parent}},
			w.orphanNotNulls(from, to)...), reason).about = to.ID
	}
	if parent := qualified(to.PartitionOf); to.PartitionOf != zero {
		probes := w.attachProbes(from, to)
		w.add(node{opCreate, k}, nil, to, []piece{{SQL: "ALTER TABLE " + parent + " ATTACH PARTITION " + qualified(to.ID) + " " + to.Bound.SQL,
			Undo: "ALTER TABLE " + parent + " DETACH PARTITION " + qualified(to.ID), Form: locks.Of(locks.Attaches), On: qualified(to.ID), Probes: probes, Unproven: len(probes) == 0}}, reason).about = to.ID
	}
}

func inheritPieces(from, to *pgmodel.Table) []piece {
	var out []piece
	for _, k := range from.Inherits {
		if !slices.Contains(to.Inherits, k) {
			out = append(out, piece{SQL: "ALTER TABLE " + qualified(to.ID) + " NO INHERIT " + qualified(k),
				Undo: "ALTER TABLE " + qualified(to.ID) + " INHERIT " + qualified(k), Form: locks.Of(locks.Inherits)})
		}
	}
	for _, k := range to.Inherits {
		if !slices.Contains(from.Inherits, k) {
			out = append(out, piece{SQL: "ALTER TABLE " + qualified(to.ID) + " INHERIT " + qualified(k),
				Undo: "ALTER TABLE " + qualified(to.ID) + " NO INHERIT " + qualified(k), Form: locks.Of(locks.Inherits)})
		}
	}
	return out
}

// renameRelation writes the renaming of a relation, which may also move to another schema.
func renameRelation(kind string) func(from, to pgmodel.Object) []piece {
	return func(from, to pgmodel.Object) []piece {
		f, t := from.Key(), to.Key()
		var out []piece
		form := locks.Of(locks.RenamesTable)
		if f.Kind == schema.KindIndex { // which does not touch its table
			form = locks.Of(locks.RenamesIndex)
		}
		if f.Schema != t.Schema {
			out = append(out, piece{SQL: "ALTER " + kind + " " + qualified(f) + " SET SCHEMA " + quote(t.Schema),
				Undo: "ALTER " + kind + " " + pgmodel.Qualified(t.Schema, f.Name) + " SET SCHEMA " + quote(f.Schema), Form: locks.Of(locks.RenamesTable)})
		}
		if f.Name != t.Name {
			out = append(out, piece{SQL: "ALTER " + kind + " " + pgmodel.Qualified(t.Schema, f.Name) + " RENAME TO " + quote(t.Name),
				Undo: "ALTER " + kind + " " + qualified(t) + " RENAME TO " + quote(f.Name), Form: form})
		}
		return out
	}
}

// ownDefaults are the defaults and NOT NULLs of columns that come from a parent,
// where they are not the parent's.
func (w *planner) ownDefaults(t *pgmodel.Table) []piece {
	var out []piece
	for _, c := range t.Columns {
		up := w.parentColumn(t, c.Name)
		if up == nil || !comesFromParent(t, c) {
			continue
		}
		head := "ALTER TABLE " + qualified(t.ID) + " ALTER COLUMN " + quote(c.Name)
		switch {
		case c.Default.Strict == up.Default.Strict:
		case c.Default.IsZero():
			out = append(out, piece{SQL: head + " DROP DEFAULT"})
		default:
			out = append(out, piece{SQL: head + " SET DEFAULT " + c.Default.SQL})
		}
		if c.NotNull && !up.NotNull && !inKey(t, c.Name) {
			out = append(out, piece{SQL: head + " SET NOT NULL"})
		}
	}
	return out
}

// parentColumn is the column of that name of the first parent that has it.
func (w *planner) parentColumn(t *pgmodel.Table, n string) *pgmodel.Column {
	for _, k := range parents(t) {
		if p, ok := w.after.get(k).(*pgmodel.Table); ok && p.Column(n) != nil {
			return p.Column(n)
		}
	}
	return nil
}

// inKey reports whether a column is in the primary key, which makes it NOT NULL.
func inKey(t *pgmodel.Table, n string) bool {
	return t.Primary() != nil && slices.Contains(t.Primary().Columns, n)
}
