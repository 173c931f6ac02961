package rules

// The rewritings of statements that block others: constraints in two steps, indexes concurrently. All
// of them lead to the schema that the statement leads to. Where the server refuses the other form (a
// partitioned table, a name that is not known), there is none.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// alterHead is "ALTER TABLE name" of the statement without ONLY; "" for another statement.
func (w *rewriter) alterHead() string {
	if !w.follows(0, "alter", "table") {
		return ""
	}
	head, i := "ALTER TABLE ", 2
	if w.follows(i, "if", "exists") {
		head, i = head+"IF EXISTS ", i+2
	}
	if w.follows(i, "only") {
		i++
	}
	last := i
	for last+2 < len(w.tokens) && w.tokens[last+1].Is(".") {
		last += 2
	}
	if last >= len(w.tokens) || !w.tokens[last].IsName() {
		return ""
	}
	return head + w.source(i, last)
}

// constraintName is the name of the constraint that begins at a token, and the edit that writes
// it down where the statement leaves it to the server; "" where it is not known.
func (w *rewriter) constraintName(a *lint.Act, i int) (string, []lint.Edit) {
	if a.Name != "" {
		return pgmodel.Quote(a.Name), nil
	}
	t := w.p.Now(a.On)
	if t == nil {
		return "", nil
	}
	for _, n := range constraintsAt(t, a.Pos) {
		if n != "" {
			return pgmodel.Quote(n), []lint.Edit{w.insertBefore(i, "CONSTRAINT "+pgmodel.Quote(n))}
		}
	}
	return "", nil
}

// constraintsAt are the names of the constraints of a table that were written at a place.
func constraintsAt(t *lint.Table, pos schema.Pos) []string {
	var names []string
	add := func(at schema.Pos, name string) {
		if at == pos {
			names = append(names, name)
		}
	}
	for _, f := range t.ForeignKeys {
		add(f.Pos, f.Name)
	}
	for _, c := range t.Checks {
		add(c.Pos, c.Name)
	}
	for _, x := range t.Keys() {
		add(x.Pos, x.Name)
	}
	return names
}

// validateLater adds a constraint NOT VALID and validates it in a statement of its own, which reads
// the rows without blocking others (ALTER TABLE, "VALIDATE CONSTRAINT").
func validateLater(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	if w == nil || a.Verb != schema.AddsConstraint {
		return
	}
	t, i, head := p.Was(a.On), w.tokenAt(a.At), w.alterHead()
	if i < 0 || head == "" || a.Kind == schema.KindForeign && (t == nil || t.Partitioned) { // no NOT VALID there
		return
	}
	name, edits := w.constraintName(a, i)
	if name == "" {
		return
	}
	edits = append(edits, w.insertAfter(w.partEnd(i), "NOT VALID"))
	w.outside(f, a, append(edits, w.follow(head+" VALIDATE CONSTRAINT "+name)...)...)
}

// validateDomainLater does so with a CHECK of a domain.
func validateDomainLater(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	if w == nil || !w.follows(0, "alter", "domain") {
		return
	}
	i := w.find(2, "constraint")
	if i < 0 || i+1 >= len(w.tokens) || w.find(i, "check") < 0 {
		return
	}
	edits := []lint.Edit{w.insertAfter(len(w.tokens)-1, "NOT VALID")}
	w.outside(f, a, append(edits, w.follow("ALTER DOMAIN "+w.source(2, w.find(2, "add")-1)+" VALIDATE CONSTRAINT "+w.tokens[i+1].Text)...)...)
}

// proveNotNull sets NOT NULL after a CHECK has proven that no row has NULL, so that no row is read
// (ALTER TABLE, "SET NOT NULL").
func proveNotNull(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	if w == nil || w.alterHead() == "" {
		return
	}
	was := p.Was(a.On)
	if was == nil || was.Column(a.Name) == nil {
		return
	}
	name := pgmodel.Quote(unusedConstraint(was, a.Name+"_not_null"))
	head := w.alterHead()
	edits := w.precede(head+" ADD CONSTRAINT "+name+" CHECK ("+pgmodel.Quote(a.Name)+" IS NOT NULL) NOT VALID", head+" VALIDATE CONSTRAINT "+name)
	w.outside(f, a, append(edits, w.follow(head+" DROP CONSTRAINT "+name)...)...)
}

// unusedConstraint is a name that no constraint of a table has.
func unusedConstraint(t *lint.Table, name string) string {
	const limit = 63 // bytes, as the server keeps names
	name = strings.ToValidUTF8(name[:min(len(name), limit-2)], "")
	for used := true; used; {
		used = slices.ContainsFunc(t.Checks, func(c *lint.CheckRule) bool { return c.Name == name }) ||
			slices.ContainsFunc(t.ForeignKeys, func(k *lint.ForeignKey) bool { return k.Name == name }) ||
			slices.ContainsFunc(t.Keys(), func(k *lint.Index) bool { return k.Name == name })
		if used {
			name += "_"
		}
	}
	return name
}

// indexFirst builds the index of a key concurrently and has the constraint take it over
// (ALTER TABLE, "ADD table_constraint_using_index").
func indexFirst(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	t := p.Was(a.On)
	if w == nil || a.Verb != schema.AddsConstraint || t == nil || t.Partitioned || t.Partition || w.alterHead() == "" {
		return
	}
	for _, c := range a.Columns {
		column := t.Column(c)
		if column == nil || a.Kind == schema.KindPrimary && !a.NotNullNow && !column.NotNull {
			return
		}
	}
	i := w.tokenAt(a.At)
	if i < 0 {
		return
	}
	name, named := w.constraintName(a, i)
	k := w.find(i, "unique", "primary")
	open := w.find(k, "(")
	end := w.closing(open)
	if name == "" || k < 0 || k > w.partEnd(i) || end < 0 || w.find(i, "without") >= 0 {
		return
	}
	index := "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + strings.TrimPrefix(strings.TrimPrefix(w.alterHead(), "ALTER TABLE "), "IF EXISTS ") + " " + w.source(open, end)
	rest, last := w.indexClauses(k, end)
	word := "UNIQUE"
	if a.Kind == schema.KindPrimary {
		word = "PRIMARY KEY"
	}
	if len(named) > 0 { // at the place of the key
		word = "CONSTRAINT " + name + " " + word
	}
	edits := []lint.Edit{w.replace(k, last, word+" USING INDEX "+name)}
	w.outside(f, a, append(w.precede(index+rest), edits...)...)
}

// indexClauses are the clauses of a key that belong to its index, as CREATE INDEX spells them, and the last
// token of them; the columns of the key end at a token.
func (w *rewriter) indexClauses(key, end int) (clauses string, last int) {
	last = end
	clause := func(words ...string) bool { return w.follows(last+1, words...) }
	if clause("include") && w.closing(last+2) > 0 {
		to := w.closing(last + 2)
		clauses, last = clauses+" "+w.source(last+1, to), to
	}
	if w.follows(key+1, "nulls", "not", "distinct") {
		clauses += " NULLS NOT DISTINCT"
	}
	if clause("with") && w.closing(last+2) > 0 {
		to := w.closing(last + 2)
		clauses, last = clauses+" "+w.source(last+1, to), to
	}
	if clause("using", "index", "tablespace") && last+4 < len(w.tokens) {
		clauses, last = clauses+" TABLESPACE "+w.tokens[last+4].Text, last+4
	}
	return clauses, last
}

// concurrently adds CONCURRENTLY after a word of CREATE INDEX, DROP INDEX, REINDEX or REFRESH.
func concurrently(p *lint.Pass, f *lint.Finding, a *lint.Act, after ...string) {
	w := newRewriter(p, a.Statement)
	if w == nil {
		return
	}
	i := w.find(0, after...)
	if i < 0 || w.find(0, "cascade") >= 0 || a.Verb != schema.Drops && !onlyAct(p, a) {
		return
	}
	edits := []lint.Edit{w.insertAfter(i, "CONCURRENTLY")}
	if more := w.find(i, ","); a.Verb == schema.Drops && more > 0 { // it drops one index at a time
		exists := ""
		if w.follows(i+1, "if", "exists") {
			exists = "IF EXISTS "
		}
		last := len(w.tokens) - 1
		if w.tokens[last].Is("restrict") {
			last--
		}
		var rest []string
		for from := more + 1; from <= last; {
			to := min(w.partEnd(from), last)
			rest = append(rest, "DROP INDEX CONCURRENTLY "+exists+w.source(from, to))
			from = to + 2
		}
		edits = append(edits, lint.Edit{Start: w.tokens[more-1].End, End: w.tokens[last].End})
		edits = append(edits, w.follow(rest...)...)
	}
	if a.Verb == schema.Refreshes { // which a transaction may hold
		f.Edits = edits
		return
	}
	w.outside(f, a, edits...)
	if w.follows(i+1, "if", "not", "exists") { // an index that a broken build has left INVALID would stay
		f.Edits, f.Unsafe = nil, slices.Concat(f.Edits, f.Unsafe)
	}
}

// detachConcurrently adds CONCURRENTLY to DETACH PARTITION, which the server refuses where there is a
// default partition. It is unsafe: the table that was a partition keeps its bound as a CHECK (ALTER
// TABLE, "DETACH PARTITION").
func detachConcurrently(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	if w == nil || !onlyAct(p, a) || w.find(0, "detach") < 0 || w.find(0, "finalize") >= 0 {
		return
	}
	for o := range p.From.All() {
		if t, ok := o.(*pgmodel.Table); ok && t.PartitionOf == a.On && strings.EqualFold(t.Bound.SQL, "DEFAULT") {
			return
		}
	}
	w.outside(f, a, w.insertAfter(len(w.tokens)-1, "CONCURRENTLY"))
	f.Edits, f.Unsafe = nil, slices.Concat(f.Edits, f.Unsafe)
}

// refreshConcurrently adds CONCURRENTLY to REFRESH where the view is known to have the unique index
// over all rows that it needs (REFRESH MATERIALIZED VIEW, "CONCURRENTLY").
func refreshConcurrently(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	for o := range p.From.All() {
		x, ok := o.(*pgmodel.Index)
		if !ok || x.Table != a.On || !x.Unique || !x.Extra().Where.IsZero() {
			continue
		}
		if !slices.ContainsFunc(x.Parts, func(part pgmodel.Part) bool { return part.Column == "" }) {
			concurrently(p, f, a, "view")
			return
		}
	}
}
