package sqlite

// What plans and the linter ask about tables: rows, bytes, and whether ANALYZE has statistics for them. A list of
// tables comes in, facts go out; a table that does not exist has none.

import (
	"context"
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// fact holds what is gathered about one table.
type fact struct {
	key  schema.Key
	name string // as the database spells it
	schema.TableFacts
}

// Facts reads row counts, sizes and the presence of statistics. Tables that do
// not exist are left out.
func (db *DB) Facts(ctx context.Context, tables []schema.Key) (facts *schema.Facts, err error) {
	err = db.snapshot(ctx, func() error {
		facts, err = db.facts(ctx, tables)
		return err
	})
	return facts, err
}

func (db *DB) facts(ctx context.Context, tables []schema.Key) (*schema.Facts, error) {
	var facts []fact
	var analyzed []schema.Key
	steps := []struct {
		what string
		read func() error
	}{
		{"the names of tables", func() (err error) { facts, err = db.named(ctx, tables); return err }},
		{"statistics", func() (err error) { analyzed, err = db.analyzed(ctx); return err }},
		{"the sizes of tables", func() error { return db.measure(ctx, facts) }},
	}
	for _, step := range steps {
		if err := db.run(step.what, step.read); err != nil {
			return nil, err
		}
	}
	for batch := range slices.Chunk(facts, countBatch) {
		if err := db.count(ctx, batch); err != nil {
			return nil, err
		}
	}
	result := &schema.Facts{Writer: db.writer, Analyzed: analyzed, Tables: make(map[schema.Key]schema.TableFacts, len(facts))}
	for _, f := range facts {
		f.Empty = f.Rows == 0 // they were counted
		f.Stats = slices.Contains(analyzed, f.key)
		result.Tables[f.key] = f.TableFacts
	}
	return result, nil
}

// named finds the tables that exist.
func (db *DB) named(ctx context.Context, tables []schema.Key) ([]fact, error) {
	names, err := db.folded(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	var facts []fact
	for _, key := range tables {
		if name, ok := names[litemodel.Fold(key.Name)]; ok {
			facts = append(facts, fact{key, name, schema.TableFacts{Rows: -1, Bytes: -1}})
		}
	}
	return facts, nil
}

// analyzed are the tables that ANALYZE has gathered statistics for (fileformat2.html, section 2.6.4).
func (db *DB) analyzed(ctx context.Context) ([]schema.Key, error) {
	gathered, err := db.folded(ctx, `SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'`)
	if err != nil || len(gathered) == 0 {
		return nil, err
	}
	names, err := db.folded(ctx, `SELECT DISTINCT tbl FROM sqlite_stat1 WHERE tbl IS NOT NULL`)
	var out []schema.Key
	for _, name := range slices.Sorted(maps.Keys(names)) {
		out = append(out, litemodel.TableKey(name))
	}
	return out, err
}

// folded runs a query for names and returns them by their folded form.
func (db *DB) folded(ctx context.Context, query string) (map[string]string, error) {
	rows, err := db.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names := make(map[string]string)
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names[litemodel.Fold(name)] = name
	}
	return names, rows.Err()
}
