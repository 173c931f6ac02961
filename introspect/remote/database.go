package remote

// A database open for reading: the catalog becomes the schema, and rows are counted. Every
// question is one request and so one snapshot.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/introspect"
	parse "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// DB is a database open for reading.
type DB struct{ client Client }

// Open opens the cluster that a name names, and makes sure that it answers.
func Open(ctx context.Context, name string, patience introspect.Patience) (*DB, error) {
	client, err := Connect(ctx, name, patience.Connect)
	if err != nil {
		return nil, err
	}
	if _, err := client.Read(ctx, Statement{SQL: "SELECT 1"}); err != nil {
		return nil, Explain(err)
	}
	return &DB{client}, nil
}

// Explain gives an error of a client the type by which commands know what to do about it.
func Explain(err error) error {
	var away *NotSentError
	if errors.As(err, &away) {
		return &introspect.AwayError{Text: away.Error(), Retry: true, Err: err}
	}
	return err
}

// Close does nothing: no connection outlives its request.
func (*DB) Close() error { return nil }

// GuardTable is the table of proofs that a transaction creates first and drops last.
const GuardTable = parse.GuardTable

// CatalogText is an expression: all that the catalog says, but for SQLite's own tables, the
// guard and what a stopped script has counted, as one text. Two that are equal are the same schema, word for word.
const CatalogText = `(SELECT json_group_array(json_array(type, name, tbl_name, sql)) FROM (SELECT type, name, tbl_name, sql FROM sqlite_schema
 WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> '` + GuardTable + `'
 AND sql <> 'CREATE TABLE ` + parse.BeforeTable + `(n)' ORDER BY type, name))`

const catalogQuery = `SELECT sqlite_version(), ` + CatalogText + `, (SELECT json_group_array(json_array(type, name, tbl_name, coalesce(rootpage, 0), coalesce(sql, '')))
 FROM (SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY rowid))`

// Catalog is a schema, and the text by which a transaction recognizes it.
type Catalog struct {
	Schema    *schema.Schema
	Text      string
	Leftovers []string // tables that a stopped script has left, which are in neither
}

// ReadCatalog reads the catalog of a database.
func ReadCatalog(ctx context.Context, client Client) (*Catalog, error) {
	results, err := client.Read(ctx, Statement{SQL: catalogQuery})
	if err != nil {
		return nil, Explain(err)
	}
	if len(results) != 1 || len(results[0].Rows) != 1 || len(results[0].Rows[0]) != 3 {
		return nil, errors.New("catalog: the answer is not one row")
	}
	row := results[0].Rows[0]
	version, _ := row[0].(string)
	text, _ := row[1].(string)
	list, _ := row[2].(string)
	rows, err := storedRows(list)
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	s, err := parse.ReadRows(ctx, version, rows)
	if err != nil {
		return nil, err
	}
	s, leftovers := parse.WithoutLeftovers(s)
	return &Catalog{s, text, leftovers}, nil
}

// storedRows reads the rows of sqlite_schema from JSON.
func storedRows(text string) ([]parse.StoredRow, error) {
	var list [][5]any
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, err
	}
	rows := make([]parse.StoredRow, len(list))
	for i, r := range list {
		word := func(n int) string { s, _ := r[n].(string); return s }
		page, _ := r[3].(float64)
		rows[i] = parse.StoredRow{Type: word(0), Name: word(1), Table: word(2), HasPages: page > 0, SQL: word(4)}
	}
	return rows, nil
}

// Schema reads what the database holds.
func (db *DB) Schema(ctx context.Context) (*schema.Schema, error) {
	c, err := ReadCatalog(ctx, db.client)
	if err != nil {
		return nil, err
	}
	return c.Schema, nil
}

// Count runs a query of one row with one integer: a probe.
func (db *DB) Count(ctx context.Context, query string) (int64, error) {
	return CountRows(ctx, db.client, Statement{SQL: query})
}

// CountRows runs a query of one row with one integer.
func CountRows(ctx context.Context, client Client, query Statement) (int64, error) {
	results, err := client.Read(ctx, query)
	if err != nil {
		return 0, Explain(err)
	}
	if len(results) != 1 || len(results[0].Rows) != 1 || len(results[0].Rows[0]) != 1 {
		return 0, errors.New("a count is not one number")
	}
	n, _ := results[0].Rows[0][0].(int64)
	return n, nil
}

// countBatch is the number of tables counted in one statement.
const countBatch = 100

// Facts counts rows. How many bytes they take is not asked: a replicated database need not
// be of one size.
func (db *DB) Facts(ctx context.Context, tables []schema.Key) (*schema.Facts, error) {
	facts := &schema.Facts{Tables: map[schema.Key]schema.TableFacts{}}
	results, err := db.client.Read(ctx, SQL("SELECT name FROM sqlite_schema WHERE type = 'table'", "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'")...)
	if err != nil {
		return nil, Explain(err)
	}
	names := folded(results[0])
	var keys []schema.Key
	for _, k := range tables {
		if names[litemodel.Fold(k.Name)] != "" {
			keys = append(keys, k)
		}
	}
	for batch := range slices.Chunk(keys, countBatch) {
		if err := db.count(ctx, batch, names, facts); err != nil {
			return nil, err
		}
	}
	if results[1].Rows[0][0] == int64(1) {
		facts.Analyzed, err = db.analyzed(ctx)
	}
	for _, k := range facts.Analyzed {
		if f, ok := facts.Tables[k]; ok {
			f.Stats = true
			facts.Tables[k] = f
		}
	}
	return facts, err
}

// folded are the names in a result's first column, by their folded form.
func folded(r Result) map[string]string {
	names := map[string]string{}
	for _, row := range r.Rows {
		if name, ok := row[0].(string); ok {
			names[litemodel.Fold(name)] = name
		}
	}
	return names
}

// count counts the rows of tables. One that cannot be counted, such as a virtual table of an
// unknown module, stays unknown.
func (db *DB) count(ctx context.Context, batch []schema.Key, names map[string]string, facts *schema.Facts) error {
	var terms []string
	for i, k := range batch {
		terms = append(terms, fmt.Sprintf("SELECT %d, count(*) FROM main.%s", i, litemodel.Quote(names[litemodel.Fold(k.Name)])))
	}
	results, err := db.client.Read(ctx, Statement{SQL: strings.Join(terms, " UNION ALL ")})
	var failed *StatementError
	switch {
	case errors.As(err, &failed) && len(batch) > 1:
		for i := range batch {
			if err := db.count(ctx, batch[i:i+1], names, facts); err != nil {
				return err
			}
		}
		return nil
	case failed != nil:
		facts.Tables[batch[0]] = schema.TableFacts{Rows: -1, Bytes: -1}
		return nil
	case err != nil:
		return Explain(err)
	}
	for _, row := range results[0].Rows {
		i, _ := row[0].(int64)
		n, _ := row[1].(int64)
		facts.Tables[batch[i]] = schema.TableFacts{Rows: n, Bytes: -1, Empty: n == 0}
	}
	return nil
}

// analyzed are the tables that ANALYZE has gathered statistics for.
func (db *DB) analyzed(ctx context.Context) (out []schema.Key, err error) {
	results, err := db.client.Read(ctx, Statement{SQL: "SELECT DISTINCT tbl FROM sqlite_stat1 WHERE tbl IS NOT NULL"})
	if err != nil {
		return nil, Explain(err)
	}
	for _, name := range slices.Sorted(maps.Keys(folded(results[0]))) {
		out = append(out, litemodel.TableKey(name))
	}
	return out, nil
}
