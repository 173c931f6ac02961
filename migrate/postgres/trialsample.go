package postgres

// A sample of a database for a trial: some rows of each table, and all rows that these refer to,
// and the ones that those refer to, until every reference of the copy is as valid as it is in the
// database. The keys that are missing are asked of the copy, and their rows of the same moment of the
// database that the others are from.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// keysAtOnce is how many rows one statement asks for by their keys.
const keysAtOnce = 500

// reference is a foreign key.
type reference struct {
	from, to        *pgmodel.Table
	columns, target []string // quoted
	names, targets  []string // as they are
	equal           []string // the operator for each that compares a target with a value
	isNew           bool     // it is not there yet: the types of its columns may differ
}

// referencesOf are the foreign keys of a schema. Those of partitions that their parent has are among them.
func referencesOf(s *schema.Schema) (list []reference) {
	for o := range s.All() {
		from, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for _, c := range from.Constraints {
			to, ok := s.Get(c.References).(*pgmodel.Table)
			if c.Kind != schema.KindForeign || c.Inherited || c.Period || !ok {
				continue
			}
			target := c.Extra().RefColumns
			if len(target) == 0 {
				target = identityOf(to, s)
			}
			if len(target) == len(c.Columns) {
				list = append(list, reference{from: from, to: to, columns: quoted(c.Columns), target: quoted(target), names: c.Columns, targets: target})
			}
		}
	}
	return list
}

// newReferences are the foreign keys that tables of a schema get by a plan that ends in another one, in
// the names that they have before it. They are as valid on the copy as on the database, too.
func newReferences(from, to *schema.Schema, p *plan.Plan) (list []reference) {
	if to == nil {
		return nil
	}
	former := map[schema.Key]schema.Key{}
	for o := range from.All() {
		former[p.NameAfter(o.Key())] = o.Key()
		if t, ok := o.(*pgmodel.Table); ok {
			for _, c := range t.Columns {
				former[p.NameAfter(c.Key())] = c.Key()
			}
		}
	}
	columns := func(t *pgmodel.Table, names []string) (was []string) {
		for _, n := range names {
			k, ok := former[schema.Key{Kind: schema.KindColumn, Schema: t.ID.Schema, Table: t.ID.Name, Name: n}]
			if !ok {
				return nil
			}
			was = append(was, k.Name)
		}
		return was
	}
	known := referencesOf(from)
	for _, ref := range referencesOf(to) {
		was, okWas := from.Get(former[ref.from.ID]).(*pgmodel.Table)
		target, okTarget := from.Get(former[ref.to.ID]).(*pgmodel.Table)
		if !okWas || !okTarget {
			continue
		}
		r := reference{from: was, to: target, names: columns(ref.from, ref.names), targets: columns(ref.to, ref.targets), isNew: true}
		same := func(k reference) bool {
			return k.from == r.from && k.to == r.to && slices.Equal(k.names, r.names) && slices.Equal(k.targets, r.targets)
		}
		if r.names != nil && r.targets != nil && !slices.ContainsFunc(known, same) {
			r.columns, r.target = quoted(r.names), quoted(r.targets)
			list = append(list, r)
		}
	}
	return list
}

func quoted(names []string) (out []string) {
	for _, n := range names {
		out = append(out, pgmodel.Quote(n))
	}
	return out
}

// addedRows are conditions, each true for some of the rows that a round has added to a table.
type addedRows map[schema.Key][]string

// completeSample adds the rows that the copied ones refer to. Each round looks only at the rows that
// the last one has added: a chain of references is as many rounds as it is long.
func (t *trial) completeSample(ctx context.Context, source, to *pgx.Conn, from *schema.Schema) error {
	references := append(referencesOf(from), newReferences(from, t.want, t.plan)...)
	if err := setEqualities(ctx, source, references); err != nil {
		return err
	}
	added := addedRows{}
	for _, ref := range references {
		added[topmost(ref.from, from)] = []string{"true"} // the first round looks at all
	}
	for len(added) > 0 { // what is missing in the end is missing in the database too
		next := addedRows{}
		for _, ref := range references {
			for _, condition := range added[topmost(ref.from, from)] {
				there, err := t.addReferenced(ctx, source, to, ref, condition)
				if err != nil {
					return fmt.Errorf("rows that %s refers to: %w", ref.from.ID.Object(), serverError(err))
				}
				next[topmost(ref.to, from)] = append(next[topmost(ref.to, from)], there...)
			}
		}
		maps.DeleteFunc(next, func(_ schema.Key, conditions []string) bool { return len(conditions) == 0 })
		added = next
	}
	return nil
}

// addReferenced adds the rows that one foreign key refers to, of some rows, and the copy lacks. The
// conditions come back that are true for the rows that it has added.
func (t *trial) addReferenced(ctx context.Context, source, to *pgx.Conn, ref reference, condition string) (added []string, err error) {
	keys, err := missingKeys(ctx, to, ref, condition)
	if ref.isNew && undefined(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := storedColumns(ref.to)
	for batch := range slices.Chunk(keys, keysAtOnce) {
		these := ref.oneOf(batch)
		n, err := stream(ctx, source, to, fmt.Sprintf("SELECT %s FROM %s WHERE %s", list, rowsOf(ref.to), these), name(ref.to)+" ("+list+")")
		if err != nil {
			return nil, err
		}
		if n > 0 {
			added = append(added, these)
		}
	}
	return added, nil
}

// oneOf is the condition of rows that have one of some keys, in a session whose search_path is empty.
func (ref reference) oneOf(keys [][]string) string {
	wanted, builtin := make([]string, len(keys)), true
	for i, key := range keys {
		values, terms := make([]string, len(key)), make([]string, len(key))
		for j, v := range key {
			values[j] = pgmodel.Literal(v)
			terms[j] = ref.target[j] + " " + ref.equal[j] + " " + values[j]
			builtin = builtin && ref.equal[j] == builtinEquality
		}
		if wanted[i] = "(" + strings.Join(terms, " AND ") + ")"; builtin {
			wanted[i] = "(" + strings.Join(values, ", ") + ")"
		}
	}
	if builtin { // the server looks for all at once
		return fmt.Sprintf("(%s) IN (%s)", strings.Join(ref.target, ", "), strings.Join(wanted, ", "))
	}
	return "(" + strings.Join(wanted, " OR ") + ")"
}

// undefined reports whether a query compares values of types that have no operator for that.
func undefined(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == "42883"
}

// missingKeys are the keys that a reference of some rows names and the copy lacks, each as texts.
func missingKeys(ctx context.Context, to *pgx.Conn, ref reference, condition string) ([][]string, error) {
	var same, there []string
	for i, c := range ref.columns {
		same = append(same, "p."+ref.target[i]+" "+ref.equal[i]+" c."+c)
		there = append(there, "c."+c+" IS NOT NULL")
	}
	rows, err := to.Query(ctx, fmt.Sprintf("SELECT DISTINCT %s FROM (SELECT * FROM %s WHERE %s) c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)", keyTexts(ref.columns), rowsOf(ref.from),
		condition, strings.Join(there, " AND "), rowsOf(ref.to), strings.Join(same, " AND ")))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]string])
}

// keyTexts is an array of the texts of columns.
func keyTexts(columns []string) string {
	return "ARRAY[c." + strings.Join(columns, "::text, c.") + "::text]"
}

func name(t *pgmodel.Table) string { return pgmodel.Qualified(t.ID.Schema, t.ID.Name) }

// rowsOf is a table to read from, with its partitions and without the tables that inherit from it,
// since foreign keys are not about these.
func rowsOf(t *pgmodel.Table) string {
	if t.PartitionBy != nil {
		return name(t)
	}
	return "ONLY " + name(t)
}
