package postgres

// The rows of a trial before the plan and after it. Before it, a hash of each value is kept with
// the key of its row in temporary tables of a session that stays open; afterwards the rows are
// hashed again and paired with them, by the server, so that nothing of a row is held here but the
// keys of a few that differ. A value is compared as its text; one that gets another type may also
// have the text that a cast to that type gives it.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// exampleKeys is how many rows a difference names.
const exampleKeys = 3

// shownLength is how many characters of a value are shown.
const shownLength = 60

// trialRows compares rows.
type trialRows struct {
	*trial
	conn   *pgx.Conn // whose temporary tables have the state before
	from   *schema.Schema
	to     *schema.Schema
	before map[schema.Key]*priorState
}

// priorState is the state of a table before the plan.
type priorState struct {
	temp string         // the temporary table
	hash map[string]int // the number of a column's hash in it
	cast map[string]int // the number of the hash after a cast to the type that the column gets
	rows int64

	shown map[int]bool // the numbers of the columns whose values are in it
}

// record keeps the state of all tables that hold rows themselves.
func (r *trialRows) record(ctx context.Context) error {
	r.before = map[schema.Key]*priorState{}
	if _, err := r.conn.Exec(ctx, "SET temp_buffers = '64MB'"); err != nil {
		return serverError(err)
	}
	for o := range r.from.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok || !holdsRows(t) {
			continue
		}
		b := &priorState{temp: fmt.Sprintf("pg_temp.before_%d", len(r.before)), hash: map[string]int{}, cast: map[string]int{}, shown: map[int]bool{}}
		if err := r.recordTable(ctx, b, t); err != nil {
			return fmt.Errorf("rows of %s: %w", t.ID.Object(), serverError(err))
		}
		r.before[t.ID] = b
		r.out.Tables++
		r.out.Rows += b.rows
	}
	return nil
}

func holdsRows(t *pgmodel.Table) bool {
	return t.ID.Kind == schema.KindTable && t.PartitionBy == nil
}

// recordTable keeps the state of a table.
func (r *trialRows) recordTable(ctx context.Context, b *priorState, t *pgmodel.Table) error {
	terms := []string{keyOf(identityOf(t, r.from)) + " AS k"}
	for i, c := range t.Columns {
		b.hash[c.Name] = i
		terms = append(terms, fmt.Sprintf("%s AS c%d", hashOf(c), i))
		if r.values && !r.mask.Covers(columnOfTree(r.from, t, c.Name)...) {
			terms = append(terms, fmt.Sprintf("%s AS v%d", shownValue(c), i))
			b.shown[i] = true
		}
	}
	rows := " FROM ONLY " + pgmodel.Qualified(t.ID.Schema, t.ID.Name)
	for i, c := range t.Columns {
		to := wantedColumn(r.want, r.plan.NameAfter(c.Key()))
		if to == nil || to.Type == c.Type {
			continue
		}
		cast := hashOfCast(c, to.Type)
		if _, err := r.conn.Exec(ctx, "SELECT count("+cast+")"+rows); err != nil { // then the text alone is compared
			continue
		}
		b.cast[c.Name] = i
		terms = append(terms, fmt.Sprintf("%s AS x%d", cast, i))
	}
	tag, err := r.conn.Exec(ctx, "CREATE TEMPORARY TABLE "+strings.TrimPrefix(b.temp, "pg_temp.")+" AS SELECT "+strings.Join(terms, ", ")+rows)
	b.rows = tag.RowsAffected()
	return err
}

// hashOfCast is the hash of the text that a value has in another type; NULL where it is not the same
// value there, as it cannot be cast to what it was.
func hashOfCast(c *pgmodel.Column, to string) string {
	name := pgmodel.Quote(c.Name)
	return fmt.Sprintf(`CASE WHEN ((%[1]s)::%[2]s::%[3]s)::text COLLATE "C" = (%[1]s)::text THEN pg_catalog.hashtextextended(((%[1]s)::%[2]s)::text COLLATE "C", 0) END`, name, to, c.Type)
}

// wantedColumn is a column of the desired schema; nil where there is none.
func wantedColumn(s *schema.Schema, k schema.Key) *pgmodel.Column {
	if s == nil {
		return nil
	}
	if t, ok := s.Get(schema.TableOfPart(k)).(*pgmodel.Table); ok {
		return t.Column(k.Name)
	}
	return nil
}

// hashOf is the hash of a column's text. An object that a value names may get another name, and
// keeps its oid.
func hashOf(c *pgmodel.Column) string {
	text := pgmodel.Quote(c.Name)
	if strings.HasPrefix(c.Type, "reg") && !strings.ContainsAny(c.Type, ".[") {
		text += "::oid"
	}
	return "pg_catalog.hashtextextended((" + text + ")::text COLLATE \"C\", 0)"
}

// shownValue is the beginning of a value as SQL spells it.
func shownValue(c *pgmodel.Column) string {
	return fmt.Sprintf(`pg_catalog.quote_nullable(CASE WHEN pg_catalog.length((%[1]s)::text) > %[2]d THEN pg_catalog.left((%[1]s)::text, %[2]d) || '…' ELSE (%[1]s)::text END)`, pgmodel.Quote(c.Name), shownLength)
}

// covers reports whether the values of a column are not shown: by its name before or after the plan, in
// its table or in one that this is a partition of or inherits from.
func (r *trialRows) covers(k plan.KeptTable, c plan.KeptColumn) bool {
	was, _ := r.from.Get(k.Was).(*pgmodel.Table)
	now, _ := r.to.Get(k.Now).(*pgmodel.Table)
	return r.mask.Covers(append(columnOfTree(r.from, was, c.Was), columnOfTree(r.to, now, c.Now)...)...)
}

// columnOfTree are the keys of a column in a table and in the ones that it has it from.
func columnOfTree(s *schema.Schema, t *pgmodel.Table, name string) (keys []schema.Key) {
	if t == nil {
		return nil
	}
	keys = []schema.Key{{Kind: schema.KindColumn, Schema: t.ID.Schema, Table: t.ID.Name, Name: name}}
	for _, k := range append([]schema.Key{t.PartitionOf}, t.Inherits...) {
		if above, ok := s.Get(k).(*pgmodel.Table); ok {
			keys = append(keys, columnOfTree(s, above, name)...)
		}
	}
	return keys
}

// keyOf is the array of the texts of a key; NULL without one.
func keyOf(columns []string) string {
	if len(columns) == 0 {
		return "NULL::text[]"
	}
	var terms []string
	for _, c := range columns {
		terms = append(terms, "("+pgmodel.Quote(c)+")::text COLLATE \"C\"")
	}
	return "ARRAY[" + strings.Join(terms, ", ") + "]"
}

// identityOf are the columns of the primary key of a table, which may be that of the table that it
// is a partition of.
func identityOf(t *pgmodel.Table, s *schema.Schema) []string {
	for _, c := range t.Constraints {
		if c.Kind == schema.KindPrimary {
			return c.Columns
		}
	}
	if above, ok := s.Get(t.PartitionOf).(*pgmodel.Table); ok {
		return identityOf(above, s)
	}
	return nil
}

// storedTables are the tables whose rows are compared, each for itself or with its partitions.
func storedTables(s *schema.Schema, include func(*pgmodel.Table) bool) (list []plan.StoredTable) {
	for o := range s.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok || t.ID.Kind != schema.KindTable || !include(t) {
			continue
		}
		stored := plan.StoredTable{Key: t.ID, Identity: identityOf(t, s)}
		for _, c := range t.Columns {
			stored.Columns = append(stored.Columns, plan.StoredColumn{Name: c.Name, Type: c.Type, Computed: !c.Extra().Generated.IsZero()})
		}
		list = append(list, stored)
	}
	return list
}

// compare compares the tables of the copy with what they were.
func (r *trialRows) compare(ctx context.Context) (err error) {
	if r.to, err = r.schemaAfter(ctx); err != nil {
		return err
	}
	trees := newPartitionTrees(r.plan, r.from, r.to)
	before, after := storedTables(r.from, trees.comparedBefore), storedTables(r.to, trees.comparedAfter)
	writes := plan.NewWrites(r.plan, r.from, r.to, reach)
	for _, k := range plan.Kept(r.plan, before, after) {
		r.claimTypes(&k)
		writes.Account(&k)
		if trees.loses(k.Was) {
			k.Claim()
		}
		if err := r.table(ctx, k, trees); err != nil {
			return fmt.Errorf("rows of %s: %w", k.Now.Object(), serverError(err))
		}
	}
	return nil
}

// schemaAfter reads the schema on a connection of its own: reading changes settings of a session.
func (r *trialRows) schemaAfter(ctx context.Context) (*schema.Schema, error) {
	conn, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer closed(ctx, conn)
	s, err := readAll(ctx, conn)
	if err != nil {
		return nil, err
	}
	s, _ = r.scope().Filter(s)
	return s, nil
}

// claimTypes marks the columns whose type itself changes what values look like, or one inside of it:
// labels of an enum that get other names, and attributes of a composite type or columns of a row type.
func (r *trialRows) claimTypes(k *plan.KeptTable) {
	table := r.from.Get(k.Was).(*pgmodel.Table)
	for i := range k.Columns {
		if r.changesText(table.Column(k.Columns[i].Was), map[schema.Key]bool{k.Was: true}) {
			k.Columns[i].Claimed = true
		}
	}
}

// changesText reports whether values may have another text because the definition of a type that an
// object needs changes. The types that have been looked at are left out.
func (r *trialRows) changesText(of pgmodel.Object, seen map[schema.Key]bool) bool {
	return slices.ContainsFunc(of.Needs(), func(need schema.Key) bool {
		was, now := r.from.Get(need), r.to.Get(r.plan.NameAfter(need))
		if was == nil || now == nil || seen[need] || !need.Kind.Has(schema.UserType) && !need.Kind.Has(schema.RowSource) {
			return false
		}
		seen[need] = true
		if changesText(was, now) {
			return true
		}
		if t, ok := was.(*pgmodel.Table); ok { // whose own needs are not those of its columns
			return slices.ContainsFunc(t.Columns, func(c *pgmodel.Column) bool { return r.changesText(c, seen) })
		}
		return r.changesText(was.(pgmodel.Object), seen)
	})
}

// changesText reports whether values of a type may have another text where its definition changes.
func changesText(was, now schema.Object) bool {
	switch was := was.(type) {
	case *pgmodel.Enum:
		labels := map[string]bool{}
		if now, ok := now.(*pgmodel.Enum); ok {
			for _, l := range now.Labels {
				labels[l] = true
			}
		}
		for _, l := range was.Labels {
			if !labels[l] {
				return true
			}
		}
	case *pgmodel.Composite:
		return len(plan.CompareObjects(was, now)) > 0
	case *pgmodel.Table:
		now, ok := now.(*pgmodel.Table)
		return !ok || !slices.EqualFunc(was.Columns, now.Columns, func(a, b *pgmodel.Column) bool { return a.Name == b.Name && a.Type == b.Type })
	}
	return false
}

func (r *trialRows) add(d plan.Difference) { r.out.Differences = append(r.out.Differences, d) }

// table compares one table.
func (r *trialRows) table(ctx context.Context, k plan.KeptTable, trees *partitionTrees) error {
	var parts []*priorState
	var rows int64
	for _, leaf := range trees.before(k.Was) {
		parts = append(parts, r.before[leaf])
		rows += r.before[leaf].rows
	}
	if k.Dropped {
		r.add(plan.Difference{Kind: plan.TableDropped, Table: k.Was, Count: rows, Claimed: true})
		return nil
	}
	q := &tableQuery{k: k, masked: make([]bool, len(k.Columns)), keyMasked: make([]bool, len(k.Identity))}
	for i, c := range k.Columns {
		q.masked[i] = r.covers(k, c)
	}
	for i, c := range k.Identity {
		q.keyMasked[i] = r.covers(k, c)
	}
	q.writeBefore(parts)
	for _, leaf := range trees.after(k.Now) {
		q.addAfter(r.to.Get(leaf).(*pgmodel.Table))
	}
	switch {
	case len(parts) == 0: // no partition had rows
		return nil
	case q.after == "":
		if rows > 0 {
			r.add(plan.Difference{Kind: plan.RowsMissing, Table: k.Now, Count: rows, Claimed: k.Claimed})
		}
		return nil
	case len(k.Identity) == 0:
		return r.withoutKey(ctx, q)
	}
	return r.byKey(ctx, q)
}

// byKey pairs rows by their key, counts what differs, and names some rows.
func (r *trialRows) byKey(ctx context.Context, q *tableQuery) error {
	differences := []plan.Difference{{Kind: plan.RowsMissing, Claimed: q.k.Claimed}, {Kind: plan.RowsAdded, Claimed: q.k.Grows}}
	conditions := []string{"a.k IS NULL", "b.k IS NULL"}
	for i, c := range q.k.Columns {
		differences = append(differences, plan.Difference{Kind: plan.ValuesChanged, Column: c.Now, Claimed: c.Claimed})
		conditions = append(conditions, "a.k IS NOT NULL AND b.k IS NOT NULL AND "+q.differs(i))
	}
	var counts []string
	for _, c := range conditions {
		counts = append(counts, "count(*) FILTER (WHERE "+c+")")
	}
	joined := " FROM (" + q.before + ") b FULL JOIN (" + q.after + ") a ON a.k = b.k"
	numbers := make([]int64, len(conditions))
	to := make([]any, len(numbers))
	for i := range numbers {
		to[i] = &numbers[i]
	}
	if err := r.conn.QueryRow(ctx, "SELECT "+strings.Join(counts, ", ")+joined).Scan(to...); err != nil {
		return err
	}
	for i, n := range numbers {
		if n == 0 {
			continue
		}
		d := differences[i]
		d.Table, d.Count = q.k.Now, n
		values := "NULL::text AS b, NULL::text AS a"
		column := i - (len(numbers) - len(q.k.Columns))
		if r.values && column >= 0 && !q.masked[column] {
			values = fmt.Sprintf("b.v%d, a.v%[1]d", column)
		}
		rows, err := r.conn.Query(ctx, fmt.Sprintf("SELECT coalesce(a.k, b.k) AS k, %s%s WHERE %s ORDER BY 1 LIMIT %d", values, joined, conditions[i], exampleKeys))
		if err != nil {
			return err
		}
		examples, err := pgx.CollectRows(rows, q.example)
		if err != nil {
			return err
		}
		for _, e := range examples {
			if d.Keys = append(d.Keys, e.key); r.values && column >= 0 {
				d.Values = append(d.Values, e.value)
			}
		}
		r.add(d)
	}
	return nil
}

// withoutKey compares the sums of the hashes of each column, and of whole rows.
func (r *trialRows) withoutKey(ctx context.Context, q *tableQuery) error {
	sums := []string{"count(*)"}
	var whole []string
	for i, c := range q.k.Columns {
		sums = append(sums, fmt.Sprintf("coalesce(sum(coalesce(c%d, 1)::numeric), 0)::text", i))
		if !c.Claimed && !c.Retyped() {
			whole = append(whole, fmt.Sprintf("c%d", i))
		}
	}
	if len(whole) > 0 {
		sums = append(sums, "coalesce(sum(pg_catalog.hashtextextended(ARRAY["+strings.Join(whole, ", ")+"]::text, 0)::numeric), 0)::text")
	}
	was, err := r.sums(ctx, "SELECT "+strings.Join(sums, ", ")+" FROM ("+q.before+") b", len(sums))
	if err != nil {
		return err
	}
	now, err := r.sums(ctx, "SELECT "+strings.Join(sums, ", ")+" FROM ("+q.after+") a", len(sums))
	if err != nil {
		return err
	}
	cast := was
	if q.casts {
		if cast, err = r.sums(ctx, "SELECT "+strings.Join(sums, ", ")+" FROM ("+q.beforeCast+") b", len(sums)); err != nil {
			return err
		}
	}
	r.reportSums(q, was, cast, now)
	return nil
}

func (r *trialRows) sums(ctx context.Context, query string, n int) ([]string, error) {
	values := make([]string, n)
	to := make([]any, n)
	for i := range values {
		to[i] = &values[i]
	}
	var rows int64
	to[0] = &rows
	err := r.conn.QueryRow(ctx, query).Scan(to...)
	values[0] = fmt.Sprint(rows)
	return values, err
}

// reportSums reports what differs by the sums alone.
func (r *trialRows) reportSums(q *tableQuery, was, cast, now []string) {
	if was[0] != now[0] {
		var before, after int64
		_, _ = fmt.Sscan(was[0], &before)
		_, _ = fmt.Sscan(now[0], &after)
		d := plan.Difference{Kind: plan.RowsMissing, Table: q.k.Now, Count: before - after, Claimed: q.k.Claimed}
		if after > before {
			d.Kind, d.Count, d.Claimed = plan.RowsAdded, after-before, q.k.Grows
		}
		r.add(d)
		return
	}
	found := false
	for i, c := range q.k.Columns {
		if at := i + 1; was[at] != now[at] && (cast[at] != now[at] || c.Claimed) {
			found = found || !c.Claimed
			r.add(plan.Difference{Kind: plan.ValuesChanged, Table: q.k.Now, Column: c.Now, Count: -1, Claimed: c.Claimed})
		}
	}
	if whole := len(q.k.Columns) + 1; !found && whole < len(was) && was[whole] != now[whole] {
		r.add(plan.Difference{Kind: plan.ValuesChanged, Table: q.k.Now, Count: -1})
	}
}
