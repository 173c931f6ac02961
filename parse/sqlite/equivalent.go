package sqlite

// Two spellings of a view, a trigger, an index or an expression may mean the same. SQLite
// compiles both over one schema in a private engine (opcode.html), and where the programs
// are equal and nothing differs that programs do not show, they mean the same: names of
// results, stars, hints to the planner, the form of an index.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Equivalent reports for each pair of objects of one kind whether both mean the same in a
// schema that holds the second ones. What does not compile there is different.
func Equivalent(ctx context.Context, s *schema.Schema, pairs [][2]schema.Object) ([]bool, error) {
	e, err := NewEngine(ctx, s)
	if err != nil {
		return nil, err
	}
	c := &comparison{Engine: e, schema: s}
	equal := make([]bool, len(pairs))
	for i, p := range pairs {
		equal[i] = c.equal(ctx, p[0], p[1])
	}
	return equal, errors.Join(ctx.Err(), e.Close())
}

// comparison compares objects in an engine that holds a schema.
type comparison struct {
	*Engine
	schema *schema.Schema
}

func (c *comparison) equal(ctx context.Context, from, to schema.Object) bool {
	switch to := to.(type) {
	case *litemodel.View:
		from, ok := from.(*litemodel.View)
		return ok && sameUnseen(from.Body.SQL, to.Body.SQL) && equalResults(from, to) &&
			same(func(v *litemodel.View) (string, error) { return c.view(ctx, v) }, from, to)
	case *litemodel.Trigger:
		from, ok := from.(*litemodel.Trigger)
		return ok && from.Table == to.Table && sameUnseen(from.Body.SQL, to.Body.SQL) && equalFiring(from, to) &&
			same(func(t *litemodel.Trigger) (string, error) { return c.trigger(ctx, t) }, from, to)
	case *litemodel.Index:
		from, ok := from.(*litemodel.Index)
		return ok && from.Table == to.Table && from.Unique == to.Unique && c.index(ctx, from, to)
	case *litemodel.Column:
		from, ok := from.(*litemodel.Column)
		return ok && c.values(ctx, schema.Key{}, from.Default, to.Default) && c.values(ctx, to.Table, from.Generated.Expr, to.Generated.Expr)
	case *litemodel.Check:
		from, ok := from.(*litemodel.Check)
		return ok && sameUnseen(from.Expr.SQL, to.Expr.SQL) &&
			same(func(x *litemodel.Check) (string, error) { return c.violations(ctx, to.Table, x.Expr) }, from, to)
	}
	return false
}

// same reports whether two things compile to the same program.
func same[T any](program func(T) (string, error), one, other T) bool {
	a, err := program(one)
	if err != nil {
		return false
	}
	b, err := program(other)
	return err == nil && a == b
}

// unseen are the words of which a program may show nothing: what only advises the planner,
// order that rows have by chance today, and collations of what is not compared here.
var unseen = []string{"cross", "indexed", "materialized", "likely", "unlikely", "likelihood", "order", "group", "distinct", "collate", "+"}

// sameUnseen reports whether two texts have in common what their programs may not show:
// the words above, blobs, and numbers of which EXPLAIN prints only the first digits.
func sameUnseen(one, other string) bool {
	return slices.Equal(unseenTokens(one), unseenTokens(other))
}

func unseenTokens(src string) []string {
	const printed = 15 // digits
	var out []string
	tokens := newCursor(src).tokens
	for i, t := range tokens {
		s := Fold(t.of(src))
		switch {
		case t.kind == blob, t.kind == number && len(s) > printed, slices.Contains(unseen, s):
			out = append(out, s)
		case i > 0 && tokens[i-1].is(src, "collate"):
			out = append(out, Fold(t.name(src)))
		}
	}
	return out
}

// values reports whether two expressions over the columns of a table have the same value,
// affinity and collation in every row; no table: over none.
func (c *comparison) values(ctx context.Context, table schema.Key, one, other litemodel.Expr) bool {
	if one == other {
		return true
	}
	if one.SQL == "" || other.SQL == "" || !sameUnseen(one.SQL, other.SQL) {
		return false
	}
	return same(func(x litemodel.Expr) (string, error) {
		query := fmt.Sprintf("SELECT (%s), (%s) = ''", x.SQL, x.SQL)
		if table.Name != "" {
			query += c.from(table)
		}
		return uses.Program(ctx, c.conn, query)
	}, one, other)
}

// from is a FROM with a table without its indexes.
func (c *comparison) from(table schema.Key) string {
	return " FROM " + Quote(ownName(c.schema, table)) + " NOT INDEXED"
}

// violations is the program that finds the rows which a CHECK refuses: those for which it
// is false, and not those for which it is NULL.
func (c *comparison) violations(ctx context.Context, table schema.Key, check litemodel.Expr) (string, error) {
	return uses.Program(ctx, c.conn, "SELECT 1"+c.from(table)+" WHERE NOT ("+check.SQL+")")
}

// index reports whether two indexes hold the same, in a form that serves the same queries:
// SQLite compares expressions and conditions as they are written, so that their values alone
// decide nothing (expridx.html).
func (c *comparison) index(ctx context.Context, from, to *litemodel.Index) bool {
	if len(from.Parts) != len(to.Parts) || !c.values(ctx, to.Table, from.Where, to.Where) {
		return false
	}
	for i, p := range from.Parts {
		q := to.Parts[i]
		if p.Column != q.Column || p.Collation != q.Collation || p.Desc != q.Desc || !c.values(ctx, to.Table, p.Expr, q.Expr) {
			return false
		}
	}
	return true
}

// equalResults reports whether two views read the same tables and views, and have the same
// names and stars as their results: a star is not the list of the columns that it stands
// for today.
func equalResults(one, other *litemodel.View) bool {
	a, b, err := trees(one.Source, other.Source)
	if err != nil || !slices.Equal(relationNames(a), relationNames(b)) {
		return false
	}
	hasStar := len(a.Stars())+len(b.Stars()) > 0
	return !hasStar || slices.Equal(a.ResultNames(), b.ResultNames())
}

func trees(one, other litemodel.Source) (a, b *tree.Tree, err error) {
	if a, err = tree.Parse(createSQL(one)); err == nil {
		b, err = tree.Parse(createSQL(other))
	}
	return a, b, err
}

// relationNames are the tables and views that a statement names, each once.
func relationNames(t *tree.Tree) []string {
	var names []string
	for _, r := range t.Relations() {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// equalFiring reports whether two triggers fire at the same time for the same columns, and
// insert into the same columns by name or by place.
func equalFiring(one, other *litemodel.Trigger) bool {
	a, b, err := trees(one.Source, other.Source)
	return err == nil && firing(one.Body.SQL) == firing(other.Body.SQL) && slices.EqualFunc(a.Acts(), b.Acts(), func(a, b tree.Act) bool {
		return a.Verb == b.Verb && a.Star == b.Star && (len(a.Columns) > 0) == (len(b.Columns) > 0)
	})
}

// firing is when a trigger fires, of the canonical text after its name: BEFORE is the
// default, and what follows its table is part of its program.
func firing(body string) string {
	c := newCursor(body)
	timing := c.acceptAny("before", "after", "instead")
	if timing == "" {
		timing = "before"
	}
	c.accept("of") // of INSTEAD OF
	var words []string
	for ; !c.done() && !c.peek("on"); c.i++ {
		words = append(words, c.tokens[c.i].of(body))
	}
	return timing + " " + strings.Join(words, " ")
}

// view is the program of a view, with what its columns are called and how the queries that
// read it compare them.
func (c *comparison) view(ctx context.Context, v *litemodel.View) (program string, err error) {
	const name = "_schemadiff_compared"
	if err := c.Exec(ctx, "CREATE TEMP VIEW "+litemodel.Name(name, v.Text.Tail)); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, c.Exec(ctx, "DROP VIEW temp."+name)) }()
	var columns, compared string
	err = c.conn.QueryRowContext(ctx, `SELECT group_concat(quote(lower(name)) || ' ' || quote(type), ', '), group_concat(format('"%w" = ''''', name), ', ')
		FROM pragma_table_info(?, 'temp')`, name).Scan(&columns, &compared)
	if err != nil {
		return "", err
	}
	program, err = uses.Program(ctx, c.conn, "SELECT *, "+compared+" FROM temp."+name)
	return columns + "\n" + program, err
}

// trigger is the program of a statement that fires a trigger, which takes the place of the
// one of its name.
func (c *comparison) trigger(ctx context.Context, t *litemodel.Trigger) (string, error) {
	statement := c.compiles(ctx, c.schema, t)
	if statement == "" {
		return "", errors.New("nothing fires the trigger")
	}
	if err := c.Exec(ctx, "DROP TRIGGER IF EXISTS "+Quote(t.Name), createSQL(t.Source)); err != nil {
		return "", err
	}
	return uses.Program(ctx, c.conn, statement)
}
