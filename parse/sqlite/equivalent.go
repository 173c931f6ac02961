package sqlite

// Two views whose texts differ may mean the same. SQLite compiles both over one schema, and
// where the programs, the columns and the stars are equal, so are the views.

import (
	"context"
	"errors"
	"slices"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// EquivalentViews reports for each pair of views whether both mean the same over the
// tables and views of a schema. One that does not compile there is different.
func EquivalentViews(ctx context.Context, s *schema.Schema, pairs [][2]*litemodel.View) ([]bool, error) {
	e, err := NewEngine(ctx, s)
	if err != nil {
		return nil, err
	}
	equal := make([]bool, len(pairs))
	for i, p := range pairs {
		if !equalResults(p[0], p[1]) {
			continue
		}
		one, known := e.meaning(ctx, p[0])
		other, also := e.meaning(ctx, p[1])
		equal[i] = known && also && one == other
	}
	return equal, errors.Join(ctx.Err(), e.Close())
}

// equalResults reports whether the results of two views have the same names and stars: a
// star is not the list of the columns that it stands for today.
func equalResults(one, other *litemodel.View) bool {
	a, err := tree.Parse(createSQL(one.Source))
	if err != nil {
		return false
	}
	b, err := tree.Parse(createSQL(other.Source))
	if err != nil {
		return false
	}
	hasStar := len(a.Stars())+len(b.Stars()) > 0
	return !hasStar || slices.Equal(a.ResultNames(), b.ResultNames())
}

// meaning is the program and the columns of a view; known is false where it does not
// compile.
func (e *Engine) meaning(ctx context.Context, v *litemodel.View) (meaning string, known bool) {
	const name = "_schemadiff_compared"
	if err := e.Exec(ctx, "CREATE TEMP VIEW "+litemodel.Name(name, v.Text.Tail)); err != nil {
		return "", false
	}
	defer func() { _ = e.Exec(ctx, "DROP VIEW temp."+name) }()
	program, err := uses.Program(ctx, e.conn, "SELECT * FROM temp."+name)
	if err != nil {
		return "", false
	}
	var columns string
	err = e.conn.QueryRowContext(ctx, `SELECT group_concat(quote(name) || ' ' || quote(type), ', ') FROM pragma_table_info(?, 'temp')`, name).Scan(&columns)
	return columns + "\n" + program, err == nil
}
