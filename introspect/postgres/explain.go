package postgres

// Whether the server takes two spellings of an expression or a query for the same: each is planned with EXPLAIN,
// which executes nothing but constant folding, and the plans are compared as text.

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Pair is one expression or query spelled in two ways.
type Pair struct {
	From, To pgmodel.Expr
	Query    bool     // it is a query, not an expression
	Sources  []Source // whose columns an expression names; none for none
	Type     string   // that an expression is cast to; "" for none
	Object   *Object  // what else than a view shows the stored form; nil for a view
}

// Source is a row that an expression can name: of its table, or NEW and OLD of a
// trigger, or VALUE of a domain's check, which is a row of one column.
type Source struct {
	Alias   string
	Columns []Column
}

// Column is a column of a Source.
type Column struct{ Name, Type string }

// Answer says what the server makes of a pair.
type Answer int

// The answers. NoAnswer means that the server could not plan one of the two.
const (
	NoAnswer Answer = iota
	Equal
	Unequal
)

// Compare has the server plan both spellings of each pair and compares the plans,
// in which operators, functions and casts are resolved (sql-explain.html). Nothing
// is executed but what constant folding runs, and nothing is written. A pair that would
// have code of a role run that is not trusted is not asked about.
func (d *DB) Compare(ctx context.Context, pairs []Pair) ([]Answer, error) {
	answers := make([]Answer, len(pairs))
	groups := together(pairs)
	merged := make([]Pair, len(groups))
	for i, g := range groups {
		merged[i] = joined(pairs, g)
	}
	whole, err := d.comparePlans(ctx, merged)
	if err != nil {
		return nil, err
	}
	var open []int
	for i, p := range pairs {
		if p.Object == nil {
			open = append(open, i)
		}
	}
	for n, g := range groups {
		if whole[n] == Equal || len(g) == 1 {
			for _, i := range g {
				answers[i] = whole[n]
			}
			open = slices.DeleteFunc(open, func(i int) bool { return slices.Contains(g, i) })
		}
	}
	single := make([]Pair, len(open))
	for n, i := range open {
		single[n] = pairs[i]
	}
	each, err := d.comparePlans(ctx, single)
	for n, a := range each {
		answers[open[n]] = a
	}
	return answers, err
}

// groupSize is how many expressions are planned as columns of one query.
const groupSize = 32

// together are the pairs that can be planned in one query, by their indexes: all expressions.
// Most are spelled otherwise and no more, so that one answer is enough for a group.
func together(pairs []Pair) (groups [][]int) {
	var list []int
	for i, p := range pairs {
		if p.Object == nil && !p.Query {
			list = append(list, i)
		}
	}
	return slices.Collect(slices.Chunk(list, groupSize))
}

// joined is a pair of all expressions of a group, each a query of its own over its rows.
func joined(pairs []Pair, group []int) Pair {
	var from, to []string
	for _, i := range group {
		from, to = append(from, "("+pairs[i].query(pairs[i].From)+")"), append(to, "("+pairs[i].query(pairs[i].To)+")")
	}
	query := func(list []string) pgmodel.Expr { return pgmodel.Expr{SQL: "SELECT " + strings.Join(list, ", ")} }
	return Pair{From: query(from), To: query(to), Query: true}
}

// comparePlans plans both sides of each pair.
func (d *DB) comparePlans(ctx context.Context, pairs []Pair) ([]Answer, error) {
	texts := make([]string, 0, 2*len(pairs))
	for _, p := range pairs {
		texts = append(texts, p.explain(p.From), p.explain(p.To))
	}
	plans, err := d.explainTrusted(ctx, texts)
	if err != nil {
		return nil, err
	}
	answers := make([]Answer, len(pairs))
	for i := range pairs {
		a, b := plans[2*i], plans[2*i+1]
		switch {
		case a == "" || b == "":
		case a == b:
			answers[i] = Equal
		default:
			answers[i] = Unequal
		}
	}
	return answers, nil
}

// explain is the statement that shows how the server understands a spelling.
func (p Pair) explain(e pgmodel.Expr) string { return "EXPLAIN (VERBOSE, COSTS OFF) " + p.query(e) }

// query is a spelling as a query. The rows that an expression names are made of nothing:
// their types must exist, and the table need not, nor a privilege on it.
func (p Pair) query(e pgmodel.Expr) string {
	if p.Query {
		return e.SQL
	}
	return "SELECT " + p.value(e) + p.from()
}

// value is a spelling as a column of a query.
func (p Pair) value(e pgmodel.Expr) string {
	if p.Type == "" {
		return "(" + e.SQL + ")"
	}
	return "(" + e.SQL + ")::" + p.Type
}

// from is the clause of the rows that an expression names; "" where there are none.
func (p Pair) from() string {
	var sources []string
	for _, s := range p.Sources {
		if len(s.Columns) > 0 {
			sources = append(sources, s.from())
		}
	}
	if len(sources) == 0 {
		return ""
	}
	return " FROM " + strings.Join(sources, ", ")
}

func (s Source) from() string {
	columns := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = pgmodel.Quote(c.Name) + " " + c.Type
	}
	return "pg_catalog.json_to_recordset('[]') AS " + pgmodel.Quote(s.Alias) + " (" + strings.Join(columns, ", ") + ")"
}

// chunk is how many statements go in one round trip: after one that fails, the
// rest are sent again.
const chunk = 64

// explainTrusted is explainAll for the statements that run only the code of
// trusted roles; the others have no plan.
func (d *DB) explainTrusted(ctx context.Context, texts []string) ([]string, error) {
	var reasons []error
	err := d.inTransaction(ctx, "a lock to look at owners", func(ctx context.Context, _ pgx.Tx) (err error) {
		reasons, err = d.untrusted(ctx, texts)
		return err
	})
	if err != nil {
		return nil, err
	}
	var asked []string
	for i, text := range texts {
		if reasons[i] == nil {
			asked = append(asked, text)
		}
	}
	answers, err := d.explainAll(ctx, asked)
	if err != nil {
		return nil, err
	}
	plans := make([]string, len(texts))
	for i := range texts {
		if reasons[i] == nil {
			plans[i], answers = answers[0], answers[1:]
		} else if !slices.Contains(d.notAsked, reasons[i]) {
			d.notAsked = append(d.notAsked, reasons[i])
		}
	}
	return plans, nil
}

// explainAll plans every statement; one that fails has no plan. The server parses all of a round
// trip before it plans the first one (protocol-flow.html, "Multiple Statements in a Simple Query"):
// what it cannot parse is found by round trips that begin with one statement and grow.
func (d *DB) explainAll(ctx context.Context, texts []string) ([]string, error) {
	plans := make([]string, 0, len(texts))
	for size := chunk; len(plans) < len(texts); {
		part := texts[len(plans):min(len(plans)+size, len(texts))]
		var more []string
		err := d.inTransaction(ctx, "a lock to compare expressions", func(ctx context.Context, tx pgx.Tx) (err error) {
			more, err = explainBatch(ctx, tx, part)
			return err
		})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var busy *introspect.BusyError
		if d.conn.IsClosed() || errors.As(err, &busy) {
			return nil, err
		}
		plans = slices.Concat(plans, more)
		switch {
		case err == nil:
			size = min(2*size, chunk)
		case len(more) == 0 && len(part) > 1:
			size = 1
		case len(plans) < len(texts):
			plans, size = append(plans, ""), chunk
		}
	}
	return plans, nil
}

// explainBatch plans statements up to the first that fails.
func explainBatch(ctx context.Context, tx pgx.Tx, texts []string) (plans []string, err error) {
	batch := &pgx.Batch{}
	batch.Queue("SET LOCAL statement_timeout = '60s'")
	for _, text := range texts {
		batch.Queue(text)
	}
	results := tx.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	if _, err := results.Exec(); err != nil {
		return nil, err
	}
	for range texts {
		rows, err := results.Query()
		if err != nil {
			return plans, err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return plans, err
		}
		plans = append(plans, strings.Join(lines, "\n"))
	}
	return plans, nil
}
