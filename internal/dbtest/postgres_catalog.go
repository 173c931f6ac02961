package dbtest

// This file reads pg_catalog row by row, to compare databases on servers that are newer than pg_dump.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Catalog dumps servers that no pg_dump of this machine reads: all
// that pg_catalog holds about the objects of users, one line a row, sorted. Object
// numbers are replaced by names, for which it asks the server which column
// refers to what (pg_get_catalog_foreign_keys, PostgreSQL 14). Left out are
// values that differ between equal schemas: numbers of columns and files, counts of
// pages, flags that are only ever set. What refers to columns by number and
// what holds expressions is printed by the server's own pg_get_ functions.
func Catalog(url string, o DumpOptions) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SET search_path = ''"); err != nil {
		return nil, err
	}
	var lines []string
	for _, c := range catalogs {
		columns, err := catalogColumns(ctx, conn, c)
		if err != nil {
			return nil, fmt.Errorf("read columns of %s: %w", c.name, err)
		}
		if columns == nil {
			continue // this version has no such catalog
		}
		more, err := c.lines(ctx, conn, columns, o)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", c.name, err)
		}
		lines = append(lines, more...)
	}
	slices.Sort(lines)
	return lines, nil
}

// catalog is a table of pg_catalog.
type catalog struct {
	name     string
	object   string            // expressions: class and number of the object that a row belongs to
	where    string            // which rows
	def      string            // what the server prints of a row
	skip     string            // columns that say nothing of the schema
	identity string            // "" for that of pg_identify_object
	as       map[string]string // columns that say nothing in some rows: what they are then
}

// own is the object of a row that has a number of its own.
const own = "x.tableoid, x.oid, 0"

var catalogs = []catalog{
	{name: "pg_namespace", object: own, where: "nspname !~ '^pg_'"},
	{name: "pg_class", object: own, def: "pg_get_expr(relpartbound, oid)",
		skip: "relfilenode relpages reltuples relallvisible relallfrozen reltoastrelid relhasindex relhasrules relhastriggers relhassubclass relfrozenxid relminmxid relnatts relrewrite"},
	{name: "pg_attribute", object: "'pg_class'::regclass, attrelid, 0", where: "attnum > 0 AND NOT attisdropped",
		def:  "format_type(atttypid, atttypmod)",
		skip: "attnum attcacheoff attmissingval atthasmissing attndims",
		// a column of an index keeps its name when that of the table gets another, and no statement shows it
		as: map[string]string{"attname": "CASE WHEN (SELECT relkind FROM pg_class WHERE oid = attrelid) IN ('i', 'I') THEN '' ELSE attname::text END"}},
	{name: "pg_attrdef", object: own, def: "pg_get_expr(adbin, adrelid)", skip: "adnum"},
	{name: "pg_index", object: "'pg_class'::regclass, indexrelid, 0", def: "pg_get_indexdef(indexrelid)", skip: "indkey indcheckxmin"},
	{name: "pg_constraint", object: own, def: "pg_get_constraintdef(oid)", skip: "conkey confkey confdelsetcols",
		// no statement gives a NOT NULL that is inherited another name or makes it the table's own, or gives a reference another of two like indexes
		identity: "CASE WHEN contype = 'n' AND coninhcount > 0 THEN 'NOT NULL of ' || conrelid::regclass ELSE o.identity END",
		as: map[string]string{"conislocal": "CASE WHEN contype = 'n' AND coninhcount > 0 THEN '' ELSE conislocal::text END",
			"conname":  "CASE WHEN contype = 'n' AND coninhcount > 0 THEN '' ELSE conname::text END",
			"conindid": "CASE WHEN contype = 'f' THEN '' ELSE conindid::regclass::text END"}},
	{name: "pg_inherits", object: "'pg_class'::regclass, inhrelid, 0"},
	{name: "pg_partitioned_table", object: "'pg_class'::regclass, partrelid, 0", def: "pg_get_partkeydef(partrelid)", skip: "partattrs"},
	{name: "pg_sequence", object: "'pg_class'::regclass, seqrelid, 0",
		def: "(SELECT string_agg(deptype::text || ' ' || (pg_identify_object(refclassid, refobjid, refobjsubid)).identity, ', ') FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = seqrelid AND deptype IN ('a', 'i'))"},
	{name: "pg_foreign_table", object: "'pg_class'::regclass, ftrelid, 0"},
	{name: "pg_type", object: own, def: "format_type(typbasetype, typtypmod)"},
	{name: "pg_enum", object: "'pg_type'::regclass, enumtypid, 0", def: "(SELECT count(*) FROM pg_enum e WHERE e.enumtypid = x.enumtypid AND e.enumsortorder < x.enumsortorder)", skip: "enumsortorder"},
	{name: "pg_range", object: "'pg_type'::regclass, rngtypid, 0"},
	{name: "pg_proc", object: own, def: "pg_get_function_arguments(oid) || coalesce(pg_get_function_sqlbody(oid), '')"},
	{name: "pg_aggregate", object: "'pg_proc'::regclass, aggfnoid, 0"},
	{name: "pg_trigger", object: own, where: "NOT tgisinternal", def: "pg_get_triggerdef(oid)", skip: "tgattr"},
	{name: "pg_rewrite", object: own, def: "pg_get_ruledef(oid)"},
	{name: "pg_policy", object: own, def: "concat_ws(' check ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))"},
	{name: "pg_event_trigger", object: own},
	{name: "pg_language", object: own},
	{name: "pg_extension", object: own, skip: "extconfig extcondition"},
	{name: "pg_operator", object: own}, {name: "pg_opclass", object: own}, {name: "pg_opfamily", object: own},
	{name: "pg_amop", object: own}, {name: "pg_amproc", object: own}, {name: "pg_am", object: own},
	{name: "pg_cast", object: own}, {name: "pg_collation", object: own, skip: "collversion collencoding"}, {name: "pg_conversion", object: own}, {name: "pg_transform", object: own},
	{name: "pg_ts_config", object: own}, {name: "pg_ts_dict", object: own}, {name: "pg_ts_parser", object: own}, {name: "pg_ts_template", object: own},
	{name: "pg_ts_config_map", object: "'pg_ts_config'::regclass, mapcfg, 0"},
	{name: "pg_foreign_data_wrapper", object: own}, {name: "pg_foreign_server", object: own}, {name: "pg_user_mapping", object: own},
	{name: "pg_publication", object: own}, {name: "pg_publication_namespace", object: own},
	{name: "pg_publication_rel", object: own, skip: "prattrs",
		def: "concat_ws(' where ', (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute WHERE attrelid = prrelid AND attnum = ANY (prattrs)), pg_get_expr(prqual, prrelid))"},
	{name: "pg_subscription", object: own, where: "subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())", skip: "subskiplsn subdbid"},
	{name: "pg_statistic_ext", object: own, def: "pg_get_statisticsobjdef(oid)", skip: "stxkeys"},
	{name: "pg_description", object: "classoid, objoid, 0", skip: "objoid objsubid",
		def: "(SELECT attname FROM pg_attribute WHERE classoid = 'pg_class'::regclass AND attrelid = objoid AND attnum = objsubid AND objsubid > 0)"},
	{name: "pg_default_acl", object: own},
}

// catalogColumn is a column of a catalog, and what it refers to.
type catalogColumn struct {
	name, kind string
	refers     string // the catalog whose object number it holds; "" for a value
	array      bool
}

const catalogColumnsQuery = `
SELECT a.attname::text, a.atttypid::regtype::text, coalesce(f.pktable::regclass::text, ''), coalesce(f.is_array, false)
FROM pg_catalog.pg_attribute a
LEFT JOIN pg_catalog.pg_get_catalog_foreign_keys() f ON f.fktable = a.attrelid AND f.fkcols = ARRAY[a.attname::text]
WHERE a.attrelid = to_regclass('pg_catalog.' || $1) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attname`

func catalogColumns(ctx context.Context, conn *pgx.Conn, c catalog) ([]catalogColumn, error) {
	result, err := conn.Query(ctx, catalogColumnsQuery, c.name)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(result, func(row pgx.CollectableRow) (catalogColumn, error) {
		var col catalogColumn
		err := row.Scan(&col.name, &col.kind, &col.refers, &col.array)
		return col, err
	})
}

// lines prints the rows of a catalog that belong to no extension and not to
// the system, whose objects have the numbers below 16384.
func (c catalog) lines(ctx context.Context, conn *pgx.Conn, columns []catalogColumn, o DumpOptions) ([]string, error) {
	skip := strings.Fields(c.skip)
	exprs := []string{cmp.Or(c.identity, "o.identity"), "coalesce(" + orNull(c.def) + "::text, '')"}
	for _, col := range columns {
		if !slices.Contains(skip, col.name) && col.kept(o) {
			exprs = append(exprs, "'"+col.name+"=' || coalesce("+cmp.Or(c.as[col.name], col.value())+", '-')")
		}
	}
	class, number, _ := strings.Cut(c.object, ", ")
	number, _, _ = strings.Cut(number, ", ")
	query := "SELECT '" + c.name + " ' || concat_ws(' | ', " + strings.Join(exprs, ", ") + ") FROM pg_catalog." + c.name + " x, pg_identify_object(" + c.object + ") o" +
		" WHERE o.identity NOT LIKE 'pg\\_toast.%' AND " + number + "::oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = (" + class + ")::oid AND e.objid = " + number +
		"::oid AND e.deptype = 'e') AND (" + orTrue(c.where) + ")"
	result, err := conn.Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, query)
	}
	return pgx.CollectRows(result, pgx.RowTo[string])
}

func orNull(expr string) string {
	if expr == "" {
		return "NULL"
	}
	return "(" + expr + ")"
}

func orTrue(condition string) string {
	if condition == "" {
		return "true"
	}
	return condition
}

// kept leaves out numbers, trees, and what is not compared.
func (col catalogColumn) kept(o DumpOptions) bool {
	switch {
	case col.name == "oid" || col.kind == "pg_node_tree":
		return false
	case strings.HasSuffix(col.kind, "aclitem[]"):
		return o.Grants
	case strings.HasSuffix(col.name, "owner"):
		return o.Owners
	}
	return true
}

func (col catalogColumn) value() string {
	name := "x." + col.name
	switch {
	case strings.HasSuffix(col.kind, "aclitem[]"):
		return "(SELECT string_agg(i::text, ',' ORDER BY i::text) FROM unnest(" + col.granted(name) + ") i)"
	case col.refers == "pg_authid" && !col.array:
		return "pg_get_userbyid(" + name + ")"
	case col.refers == "pg_authid":
		return "(SELECT string_agg(CASE WHEN i = 0 THEN 'public' ELSE pg_get_userbyid(i)::text END, ',' ORDER BY i) FROM unnest(" + name + ") i)"
	case col.refers == "":
		return name + "::text"
	case col.array:
		return "(SELECT string_agg(coalesce((pg_identify_object('" + col.refers + "'::regclass, i, 0)).identity, i::text), ',' ORDER BY n) FROM unnest(" + name + "::oid[]) WITH ORDINALITY AS u(i, n))"
	}
	return "coalesce((pg_identify_object('" + col.refers + "'::regclass, " + name + "::oid, 0)).identity, " + name + "::text)"
}

// granted is an access list as it counts: NULL stands for the rights that an owner and PUBLIC have by
// default, which pg_dump does not distinguish from the same list written out.
func (col catalogColumn) granted(name string) string {
	kind, ok := map[string]string{"relacl": "CASE x.relkind WHEN 'S' THEN 's' ELSE 'r' END",
		"proacl": "'f'", "nspacl": "'n'", "typacl": "'T'", "lanacl": "'l'", "fdwacl": "'F'", "srvacl": "'S'"}[col.name]
	if !ok {
		return name
	}
	owner := strings.TrimSuffix(name, "acl") + "owner"
	return "coalesce(" + name + ", acldefault((" + kind + ")::\"char\", " + owner + "))"
}
