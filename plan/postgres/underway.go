package postgres

// Changes of type that a plan was making by a column beside the old one when it was broken off. What
// is there of them is taken out of the schema that the plan starts from, so that the rest of the
// planner sees the table as it was before; the change goes on from there (exchange.go), or what is left
// of it is cleared away where the files do not ask for it any more.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// findUnderWay finds the columns that are being replaced, and takes out what was made for that.
func (w *planner) findUnderWay() {
	w.underWay, w.notBeside = map[schema.Key]*columnBeside{}, map[schema.Key]string{}
	var gone []schema.Key
	var tables []schema.Object
	for o := range w.from.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok || !slices.ContainsFunc(t.Columns, marked) {
			continue
		}
		wanted, _ := w.to.Get(t.ID).(*pgmodel.Table)
		isBeside := func(c *pgmodel.Column) bool { // and none that the files have, as inspect writes them
			return marked(c) && (wanted == nil || wanted.Column(c.Name) == nil)
		}
		if !slices.ContainsFunc(t.Columns, isBeside) {
			continue
		}
		bare := *t
		for _, c := range t.Columns {
			if isBeside(c) {
				b := w.besideOf(t, c)
				w.underWay[schema.Key{Kind: schema.KindColumn, Schema: t.ID.Schema, Table: t.ID.Name, Name: b.column}] = b
				gone = append(gone, b.keys()...)
			}
		}
		bare.Columns = slices.DeleteFunc(slices.Clone(t.Columns), isBeside)
		bare.Constraints = slices.DeleteFunc(slices.Clone(t.Constraints), func(k *pgmodel.Constraint) bool {
			return slices.ContainsFunc(t.Columns, func(c *pgmodel.Column) bool {
				return isBeside(c) && (k.Expr.Reads(c.Name) || slices.Contains(k.Columns, c.Name))
			})
		})
		tables = append(tables, &bare)
	}
	if len(tables) > 0 {
		w.from = w.from.Without(gone...).With(tables...)
	}
}

// marked reports whether a column has the name and the comment of the new form of another.
func marked(c *pgmodel.Column) bool {
	column, ok := strings.CutPrefix(c.Comment, besideMark)
	return ok && c.Name == besideName(column)
}

// besideOf finds the parts of the new form of a column.
func (w *planner) besideOf(t *pgmodel.Table, next *pgmodel.Column) *columnBeside {
	b := &columnBeside{column: strings.TrimPrefix(next.Comment, besideMark), next: next}
	was := &pgmodel.Column{Table: t.ID}
	was.Name = b.column
	want := besideTrigger(was, &pgmodel.Function{})
	b.trigger, _ = w.from.Get(want.ID).(*pgmodel.Trigger)
	if b.trigger != nil {
		for o := range w.from.All() {
			if f, ok := o.(*pgmodel.Function); ok && len(f.Args) == 0 && f.Language == "plpgsql" && b.trigger.Function == routineOf(f) {
				b.function = f
			}
		}
	}
	for _, k := range t.Constraints {
		if k.Kind == schema.KindCheck && k.Name == helper(next).Name {
			b.helper, b.valid = k, !k.NotValid
		}
	}
	for o := range w.from.All() {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == t.ID && x.Reads(next.Name) {
			b.built = append(b.built, x)
		}
	}
	return b
}

// routineOf is a function as triggers name it.
func routineOf(f *pgmodel.Function) string {
	word, _ := ddl.CutSignature(f.ID.Name)
	return pgmodel.Qualified(f.ID.Schema, word)
}

// keys are those of the objects beside the table.
func (b *columnBeside) keys() []schema.Key {
	var list []schema.Key
	if b.trigger != nil {
		list = append(list, b.trigger.ID)
	}
	if b.function != nil {
		list = append(list, b.function.ID)
	}
	for _, x := range b.built {
		list = append(list, x.ID)
	}
	return list
}

// same reports whether a plan would make the same.
func (b *columnBeside) same(want *columnBeside) bool {
	return b.trigger != nil && b.function != nil && (b.helper == nil) == (want.helper == nil) && want.parts.builtFor(b.built) &&
		alikeButAccess(b.next, want.next) && alikeButAccess(b.trigger, want.trigger) && alikeButAccess(b.function, want.function)
}

// alikeButAccess reports whether two objects differ in nothing but their owner and privileges.
func alikeButAccess(a, b pgmodel.Object) bool {
	fields := func(o pgmodel.Object) []schema.Field {
		return slices.DeleteFunc(slices.Clone(o.Fields()), func(f schema.Field) bool { return isAccessField(f.Name) })
	}
	return slices.EqualFunc(fields(a), fields(b), func(x, y schema.Field) bool { return x.Name == y.Name && x.Value == y.Value })
}

// clearUnderWay drops what no change of the plan goes on with.
func (w *planner) clearUnderWay() {
	for k, b := range w.underWay {
		about := k
		k.Kind = kindBeside
		a := w.add(node{opDrop, k}, b.next, nil, w.withoutBeside(b, true), "nothing goes on with replacing "+about.String())
		w.explicit[a.node] = true // the function does not go with the table
		a.rank, a.label, a.about = rankClearBeside, "clear up column beside", about
	}
}

// reportRenamedUnderWay refuses to rename a column while it is being replaced: its trigger names it.
func (w *planner) reportRenamedUnderWay() {
	for k, b := range w.underWay {
		if w.before.get(k) == nil {
			w.find(plan.Finding{Rule: "filled-in-part", Severity: plan.Error, Key: b.next.Key(), Pos: b.next.Pos(), Blocks: true,
				Message: k.String() + " is being replaced by " + b.next.Name + ", and the table has no such column any more",
				Hint:    "rename or drop it when the change is done, or drop " + b.next.Name + " with its trigger"})
		}
	}
}
