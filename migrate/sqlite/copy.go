package sqlite

// The proof that a rebuild copied everything, made while the old and the new table both exist.
// Rows are paired by rowid or primary key and compared value by value in one query; where
// nothing identifies a row, hashes over whole rows are compared. A change of type that the
// user has allowed to alter values is left out.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// proveCopy proves that the rows of a rebuilt table are all in its scratch
// table with the same values. At this point both tables hold them.
func (r *run) proveCopy(ctx context.Context, s *plan.Step) error {
	if r.rehearsing() {
		return nil
	}
	c := s.Copy
	var from, to int64
	count := fmt.Sprintf("SELECT (SELECT count(*) FROM %s), (SELECT count(*) FROM %s)", quote(c.Table), quote(c.Scratch))
	if err := r.conn.QueryRowContext(ctx, count).Scan(&from, &to); err != nil {
		return fmt.Errorf("count rows of table %s: %w", c.Table, err)
	}
	if from != to {
		return refuted("table %s: %d of %d rows arrived", c.Table, to, from)
	}
	r.reportProgress("proving "+c.Table, -1, from)
	if err := r.proveContent(ctx, s, from); err != nil {
		return err
	}
	r.report.Rows += from
	r.reportProgress("proving "+c.Table, from, from)
	return nil
}

func (r *run) proveContent(ctx context.Context, s *plan.Step, rows int64) error {
	join := joinOn(s.Copy)
	if join == "" {
		return r.compareSums(ctx, s)
	}
	query := fmt.Sprintf("SELECT count(*) FROM %s AS p CROSS JOIN %s AS n ON %s WHERE %s",
		quote(s.Copy.Table), quote(s.Copy.Scratch), join, unchanged(s))
	same, err := r.number(ctx, query)
	if err != nil {
		return fmt.Errorf("comparison of the rows of table %s: %w", s.Copy.Table, err)
	}
	if same != rows {
		return refuted("table %s: %d of %d rows arrived unchanged", s.Copy.Table, same, rows)
	}
	return nil
}

// joinOn pairs each row with its copy, or is "" if nothing identifies rows on
// both sides. The plus takes the affinity off the old key, so that it is
// converted as it was when it was copied and an index of the copy finds it.
func joinOn(c *plan.Copy) string {
	if c.RowID != "" {
		return "n." + quote(c.RowID) + " = p." + quote(c.RowID)
	}
	var terms []string
	for _, key := range c.Key {
		terms = append(terms, "n."+quote(key)+" = +p."+quote(key))
	}
	return strings.Join(terms, " AND ")
}

// unchanged is true for a pair whose values are the same.
func unchanged(s *plan.Step) string {
	terms := []string{"1"}
	for _, col := range s.Copy.Columns {
		name := quote(col.Name)
		switch {
		case col.Exact:
			terms = append(terms, "p."+name+" IS n."+name+" COLLATE BINARY")
		case !lossy(s, col.Name):
			terms = append(terms, survives("p."+name, "n."+name))
		}
	}
	return strings.Join(terms, " AND ")
}

// survives is true for a value that a change of type has only moved to another
// storage class. Text must read the same: '007' and 7 are equal to a comparison
// with affinity, and yet two characters are lost. That '5' is 5.0 in a REAL
// column is no loss.
func survives(was, now string) string {
	return fmt.Sprintf(`CASE typeof(%[1]s)
		WHEN 'text' THEN CAST(%[2]s AS TEXT) = %[1]s COLLATE BINARY
			OR CAST(CAST(%[1]s AS NUMERIC) AS TEXT) = %[1]s COLLATE BINARY AND CAST(%[1]s AS NUMERIC) = %[2]s
		WHEN 'integer' THEN CAST(%[2]s AS NUMERIC) = %[1]s
		WHEN 'real' THEN CAST(%[2]s AS NUMERIC) = %[1]s
		ELSE %[1]s IS %[2]s END`, was, now)
}

// lossy reports whether the user allowed a change of type to change values.
func lossy(s *plan.Step, column string) bool {
	return slices.ContainsFunc(s.Rules, func(rule plan.Rule) bool {
		about := rule.Key.Kind != schema.KindColumn || rule.Key.Name == parsesqlite.Fold(column)
		return rule.Name == "lossy-type" && about
	})
}

// compareSums proves the content of a table whose rows nothing identifies: the
// sums over whole rows do not depend on their order. Columns whose type
// changes are not comparable that way.
func (r *run) compareSums(ctx context.Context, s *plan.Step) error {
	var names []string
	for _, col := range s.Copy.Columns {
		if col.Exact {
			names = append(names, col.Name)
		} else if !lossy(s, col.Name) {
			r.warn("table %s: column %s changes its type and no key identifies rows: its values were not proven",
				s.Copy.Table, col.Name)
		}
	}
	from, err := r.sumRows(ctx, s.Copy.Table, names)
	if err != nil {
		return err
	}
	to, err := r.sumRows(ctx, s.Copy.Scratch, names)
	if err != nil {
		return err
	}
	if from != to {
		return refuted("table %s: rows changed while they were copied", s.Copy.Table)
	}
	return nil
}
