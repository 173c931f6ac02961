package postgres

// A sample of a database for a trial: some rows of each table, and all rows that these refer to,
// and the ones that those refer to, until every reference of the copy is as valid as it is in the
// database. The keys that are missing are asked of the copy, and their rows of the same moment of the
// database that the others are from.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// keysAtOnce is how many rows one statement asks for by their keys.
const keysAtOnce = 500

// reference is a foreign key.
type reference struct {
	from, to        *pgmodel.Table
	columns, target []string // quoted
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
				list = append(list, reference{from, to, quoted(c.Columns), quoted(target)})
			}
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

// completeSample adds the rows that the copied ones refer to.
func (t *trial) completeSample(ctx context.Context, source, to *pgx.Conn, from *schema.Schema) error {
	references := referencesOf(from)
	for {
		added := int64(0)
		for _, ref := range references {
			n, err := t.addReferenced(ctx, source, to, ref)
			if err != nil {
				return fmt.Errorf("rows that %s refers to: %w", ref.from.ID.Object(), serverError(err))
			}
			added += n
		}
		if added == 0 { // what is missing now is missing in the database too
			return nil
		}
	}
}

// addReferenced adds the rows that one foreign key refers to and the copy lacks.
func (t *trial) addReferenced(ctx context.Context, source, to *pgx.Conn, ref reference) (added int64, err error) {
	var same, there []string
	for i, c := range ref.columns {
		same = append(same, "p."+ref.target[i]+" = c."+c)
		there = append(there, "c."+c+" IS NOT NULL")
	}
	rows, err := to.Query(ctx, fmt.Sprintf("SELECT DISTINCT %s FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)", keyTexts(ref.columns), name(ref.from),
		strings.Join(there, " AND "), name(ref.to), strings.Join(same, " AND ")))
	if err != nil {
		return 0, err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[[]string])
	if err != nil {
		return 0, err
	}
	list := storedColumns(ref.to)
	for batch := range slices.Chunk(keys, keysAtOnce) {
		var wanted []string
		for _, key := range batch {
			literals := make([]string, len(key))
			for i, v := range key {
				literals[i] = pgmodel.Literal(v)
			}
			wanted = append(wanted, "("+strings.Join(literals, ", ")+")")
		}
		n, err := stream(ctx, source, to, fmt.Sprintf("SELECT %s FROM %s WHERE (%s) IN (%s)", list, name(ref.to), strings.Join(ref.target, ", "), strings.Join(wanted, ", ")),
			name(ref.to)+" ("+list+")")
		if added += n; err != nil {
			return added, err
		}
	}
	return added, nil
}

// keyTexts is an array of the texts of columns.
func keyTexts(columns []string) string {
	return "ARRAY[c." + strings.Join(columns, "::text, c.") + "::text]"
}

func name(t *pgmodel.Table) string { return pgmodel.Qualified(t.ID.Schema, t.ID.Name) }
