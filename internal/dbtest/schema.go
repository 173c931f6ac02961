package dbtest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Order reports whether the order of a table's columns is part of its schema.
type Order bool

// The two ways to look at the order of columns.
const (
	AnyOrder    Order = false
	StrictOrder Order = true
)

// Schema describes everything the database holds but rows, one fact a line,
// sorted: two databases have equal lines when their schemas are equal.
func Schema(db *sql.DB, order Order) ([]string, error) {
	list, err := tables(db)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, t := range list {
		more, err := describe(db, t, order)
		if err != nil {
			return nil, fmt.Errorf("describe %s: %w", t.name, err)
		}
		lines = append(lines, more...)
	}
	more, err := definitions(db)
	if err != nil {
		return nil, err
	}
	lines = append(lines, more...)
	slices.Sort(lines)
	return lines, nil
}

type table struct {
	name, kind, sql      string
	withoutRowID, strict bool
}

// tables lists tables, views and virtual tables. Shadow tables belong to the
// module that made them.
func tables(db *sql.DB) ([]table, error) {
	rows, err := db.Query(`SELECT l.name, l.type, l.wr, l.strict, coalesce(s.sql, '')
		FROM pragma_table_list l LEFT JOIN sqlite_schema s ON s.name = l.name AND s.type IN ('table', 'view')
		WHERE l.schema = 'main' AND l.type <> 'shadow' AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var list []table
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.name, &t.kind, &t.withoutRowID, &t.strict, &t.sql); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

func describe(db *sql.DB, t table, order Order) ([]string, error) {
	name := strings.ToLower(t.name)
	switch t.kind {
	case "view":
		return []string{"view " + name + ": " + Normal(t.sql)}, nil
	case "virtual":
		return []string{"virtual " + name + ": " + Normal(t.sql)}, nil
	}
	lines := []string{fmt.Sprintf("table %s: without rowid %v, strict %v", name, t.withoutRowID, t.strict)}
	for _, clause := range clauses(t.sql) {
		lines = append(lines, "table "+name+" says "+clause)
	}
	for _, part := range []func(*sql.DB, table, Order) ([]string, error){columns, foreignKeys, keys} {
		more, err := part(db, t, order)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	return lines, nil
}

func columns(db *sql.DB, t table, order Order) ([]string, error) {
	place := "0"
	if order == StrictOrder {
		place = "cid"
	}
	list, err := Strings(db, `SELECT printf('%s|type %s|not null %d|default %s|pk %d|hidden %d|place %d',
		lower(name), lower(type), "notnull", coalesce(dflt_value, 'none'), pk, hidden, `+place+`)
		FROM pragma_table_xinfo(?, 'main')`, t.name)
	for i := range list {
		list[i] = "column " + strings.ToLower(t.name) + "." + list[i]
	}
	return list, err
}

func foreignKeys(db *sql.DB, t table, _ Order) ([]string, error) {
	list, err := Strings(db, `SELECT printf('%s -> %s(%s) on update %s on delete %s match %s',
		group_concat(lower("from")), lower("table"), group_concat(lower(coalesce("to", '<key>'))), on_update, on_delete, match)
		FROM (SELECT * FROM pragma_foreign_key_list(?, 'main') ORDER BY id, seq) GROUP BY id`, t.name)
	for i := range list {
		list[i] = "foreign key " + strings.ToLower(t.name) + ": " + list[i]
	}
	return list, err
}

// keys describes what PRIMARY KEY and UNIQUE made; their names count them in
// order of appearance and say nothing else.
func keys(db *sql.DB, t table, _ Order) ([]string, error) {
	list, err := Strings(db, `SELECT printf('%s unique %d: %s', l.origin, l."unique", (
			SELECT group_concat(printf('%s collate %s desc %d', lower(name), lower(coll), "desc"))
			FROM (SELECT * FROM pragma_index_xinfo(l.name) WHERE key ORDER BY seqno)))
		FROM pragma_index_list(?) l WHERE l.origin <> 'c'`, t.name)
	for i := range list {
		list[i] = "key of " + strings.ToLower(t.name) + ": " + list[i]
	}
	return list, err
}

// definitions are the indexes and triggers that have a statement of their own.
func definitions(db *sql.DB) ([]string, error) {
	rows, err := db.Query(`SELECT type, lower(name), lower(tbl_name), sql FROM sqlite_schema
		WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("list indexes and triggers: %w", err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var kind, name, table, text string
		if err := rows.Scan(&kind, &name, &table, &text); err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("%s %s on %s: %s", kind, name, table, Normal(text)))
	}
	return lines, rows.Err()
}
