// Package pgnames compares the lists of names that parse/postgres knows by heart with the
// servers they were taken from. With -write and all versions in SCHEMADIFF_PG it
// writes the lists:
//
//	SCHEMADIFF_PG=13,14,15,16,17,18 go test ./internal/pgnames -write
//
// What a server has must be in its list, under its version; what a list has and no
// server that runs is left alone, since a package may leave out an extension.
package pgnames

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

var update = flag.Bool("write", false, "write the lists")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.Main(m))
}

const first, last = 13, 18 // versions that the lists are about

// list is a file of lines that hold for some versions each: "13-18" at the end of a line
// that stands for all is left out.
type list map[string]map[int]bool

func (l list) add(line string, version int) {
	if l[line] == nil {
		l[line] = map[int]bool{}
	}
	l[line][version] = true
}

func (l list) text() string {
	var out []string
	for line, versions := range l {
		var v []string
		for i := first; i <= last; i++ {
			if versions[i] {
				v = append(v, strconv.Itoa(i))
			}
		}
		if len(v) <= last-first {
			line += "\t" + strings.Join(v, ",")
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return strings.Join(out, "\n") + "\n"
}

// read is the list of a file whose lines have that many fields before the versions.
func read(t *testing.T, path string, fields int) list {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l := list{}
	for line := range strings.Lines(string(text)) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(words) < fields {
			continue
		}
		for i := first; i <= last; i++ {
			if len(words) == fields || slices.Contains(strings.Split(words[fields], ","), strconv.Itoa(i)) {
				l.add(strings.Join(words[:fields], "\t"), i)
			}
		}
	}
	return l
}

// compare checks what the servers have against a list, or writes it.
func compare(t *testing.T, path string, fields int, got list) {
	t.Helper()
	if *update {
		if len(dbtest.Majors()) != last-first+1 {
			t.Fatalf("%s holds for PostgreSQL %d to %d: name them all in SCHEMADIFF_PG", path, first, last)
		}
		if err := os.WriteFile(path, []byte(got.text()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := read(t, path, fields)
	for line, versions := range got {
		for v := range versions {
			if !want[line][v] {
				t.Errorf("%s has no line %q for PostgreSQL %d", path, line, v)
			}
		}
	}
}

// rows are the answers to a query, as text.
func rows(t *testing.T, conn *pgx.Conn, sql string, args ...any) [][]string {
	t.Helper()
	answer, err := conn.Query(context.Background(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	var list [][]string
	for answer.Next() {
		row := make([]string, len(answer.FieldDescriptions()))
		targets := make([]any, len(row))
		for i := range row {
			targets[i] = &row[i]
		}
		if err := answer.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		list = append(list, row)
	}
	if err := answer.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// eachServer connects to a database of each version.
func eachServer(t *testing.T, do func(version int, conn *pgx.Conn)) {
	for _, major := range dbtest.Majors() {
		conn, err := pgx.Connect(context.Background(), dbtest.Postgres(t, major).Database(t))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), "SET search_path = pg_catalog"); err != nil {
			t.Fatal(err)
		}
		do(major, conn)
	}
}

// TestBuiltinNames compares the functions and operators of pg_catalog.
func TestBuiltinNames(t *testing.T) {
	functions, operators, forms := list{}, list{}, list{}
	eachServer(t, func(version int, conn *pgx.Conn) {
		for _, r := range rows(t, conn, "SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND oid < 16384") {
			functions.add(r[0], version)
		}
		for _, r := range rows(t, conn, formsSQL) {
			forms.add(strings.Join(r, "\t"), version)
		}
		for _, n := range grammarNames(version) {
			functions.add(n, version)
		}
		for _, r := range rows(t, conn, `SELECT oprname::text, CASE WHEN oprleft = 0 THEN 'NONE' ELSE format_type(oprleft, NULL) END, format_type(oprright, NULL), format_type(oprresult, NULL)
FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oid < 16384 AND oprright <> 0`) {
			operators.add(strings.Join(r, "\t"), version)
		}
	})
	compare(t, "../../parse/postgres/expr/builtin_functions.txt", 1, functions)
	compare(t, "../../parse/postgres/expr/builtin_operators.txt", 4, operators)
	compare(t, "../../parse/postgres/expr/builtin_forms.txt", 2, forms)
}

// formsSQL lists the functions of pg_catalog that expressions can call, by the types that they take.
const formsSQL = `SELECT proname::text, coalesce((SELECT string_agg(CASE WHEN provariadic <> 0 AND u.i = pronargs THEN 'VARIADIC ' || format_type(provariadic, NULL) ELSE format_type(u.t, NULL) END, ', ' ORDER BY u.i)
 FROM unnest(proargtypes) WITH ORDINALITY AS u (t, i)), '')
FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND oid < 16384 AND prokind <> 'p'
AND NOT proargtypes::oid[] && ARRAY['internal', 'cstring']::regtype[]::oid[] AND prorettype <> 'trigger'::regtype AND prorettype <> 'event_trigger'::regtype`

// grammarNames are what the grammar takes for calls and the parser of an older version for
// functions (gram.y, func_expr_common_subexpr).
func grammarNames(version int) []string {
	var list []string
	if version >= 16 {
		list = append(list, "json_array", "json_arrayagg", "json_objectagg")
	}
	if version >= 17 {
		list = append(list, "json_exists", "json_query", "json_scalar", "json_serialize", "json_table", "json_value")
	}
	return list
}

// TestMembersOfExtensions compares the members of the extensions that servers bring along.
func TestMembersOfExtensions(t *testing.T) {
	members := list{}
	eachServer(t, func(version int, conn *pgx.Conn) {
		available := rows(t, conn, `SELECT a.name::text, coalesce(v.schema, '')::text, array_to_string(coalesce(v.requires, '{}'), ' '), v.relocatable::text
FROM pg_available_extensions a JOIN pg_available_extension_versions v ON v.name = a.name AND v.version = a.default_version WHERE a.name <> 'plpgsql'`)
		slices.SortFunc(available, func(a, b []string) int { return cmp.Compare(len(a[2]), len(b[2])) })
		for _, x := range available {
			if why := install(conn, x[0], x[1]); why != nil {
				t.Logf("PostgreSQL %d cannot make %s: %v", version, x[0], why)
				continue
			}
			members.add(strings.Join([]string{x[0], "extension", x[1], x[3], x[2], "", ""}, "\t"), version)
			for _, m := range rows(t, conn, membersSQL, x[0]) {
				members.add(x[0]+"\t"+strings.Join(placed(m, x[0]), "\t"), version)
			}
		}
	})
	compare(t, "../../parse/postgres/contrib_members.txt", 7, members)
}

// TestVolatileFunctions compares the functions that can differ from row to row, those of
// pg_catalog and of the extensions that servers bring along.
func TestVolatileFunctions(t *testing.T) {
	functions := list{}
	eachServer(t, func(version int, conn *pgx.Conn) {
		for _, r := range rows(t, conn, "SELECT name::text, coalesce(installed_version, '') FROM pg_available_extensions WHERE name <> 'plpgsql' ORDER BY name") {
			if r[1] != "" {
				continue
			}
			if _, err := conn.Exec(t.Context(), "CREATE EXTENSION "+pgx.Identifier{r[0]}.Sanitize()+" CASCADE SCHEMA public"); err != nil {
				t.Logf("PostgreSQL %d cannot make %s: %v", version, r[0], err)
			}
		}
		for _, r := range rows(t, conn, volatileSQL) {
			functions.add(strings.Join(r, "\t"), version)
		}
	})
	compare(t, "../../schema/pgmodel/volatile_functions.txt", 2, functions)
}

// volatileSQL lists the functions that a default can call and that are volatile in all of their
// forms, each behind what it comes with.
const volatileSQL = `
SELECT coalesce(e.extname::text, 'pg_catalog'), p.proname::text
FROM pg_proc p LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' LEFT JOIN pg_extension e ON e.oid = d.refobjid
WHERE p.prokind = 'f' AND NOT p.proretset AND (e.oid IS NOT NULL OR p.pronamespace = 'pg_catalog'::regnamespace AND p.oid < 16384)
 AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'internal'::regtype) AND NOT 'internal'::regtype = ANY (p.proargtypes)
GROUP BY 1, 2 HAVING bool_and(p.provolatile = 'v')`

// install makes an extension in a schema of its own, if it may be in one.
func install(conn *pgx.Conn, extension, in string) error {
	ctx, own := context.Background(), pgx.Identifier{"of_" + extension}.Sanitize()
	sql := fmt.Sprintf("CREATE SCHEMA %s; CREATE EXTENSION %s SCHEMA %[1]s", own, pgx.Identifier{extension}.Sanitize())
	if in != "" {
		sql = "CREATE EXTENSION " + pgx.Identifier{extension}.Sanitize()
	}
	_, err := conn.Exec(ctx, sql)
	return err
}

// placed names the schema of the extension @extschema@ and that of another one that it
// needs @extschema:name@, as the scripts of extensions do.
func placed(row []string, extension string) []string {
	for i, text := range row {
		text = strings.ReplaceAll(text, pgx.Identifier{"of_" + extension}.Sanitize(), "of_"+extension)
		text = strings.ReplaceAll(text, `"of_`+extension+`"`, "of_"+extension)
		if text == "of_"+extension {
			text = "@extschema@"
		}
		text = strings.ReplaceAll(text, "of_"+extension+".", "@extschema@.")
		for _, other := range []string{"cube", "hstore", "ltree", "plperl"} {
			text = strings.ReplaceAll(text, "of_"+other+".", "@extschema:"+other+"@.")
		}
		row[i] = text
	}
	return row
}

const membersSQL = `
WITH p AS (SELECT i.classoid, i.objoid, string_agg(CASE WHEN x.taken THEN '-' ELSE '' END || x.privilege || CASE x.grantee WHEN 0 THEN '' ELSE '=' || pg_get_userbyid(x.grantee) END, ',' ORDER BY x.privilege, x.grantee) AS initial
FROM pg_init_privs i
LEFT JOIN pg_proc f ON i.classoid = 'pg_proc'::regclass AND f.oid = i.objoid
LEFT JOIN pg_type t ON i.classoid = 'pg_type'::regclass AND t.oid = i.objoid
LEFT JOIN pg_class c ON i.classoid = 'pg_class'::regclass AND c.oid = i.objoid
CROSS JOIN LATERAL (SELECT acldefault(CASE WHEN f.oid IS NOT NULL THEN 'f' WHEN t.oid IS NOT NULL THEN 'T' WHEN c.relkind = 'S' THEN 's' ELSE 'r' END::"char", coalesce(f.proowner, t.typowner, c.relowner)) AS usual) u
CROSS JOIN LATERAL (SELECT coalesce(h.grantee, b.grantee) AS grantee, coalesce(h.privilege_type, b.privilege_type) AS privilege, h.grantee IS NULL AS taken
 FROM aclexplode(i.initprivs) h FULL JOIN aclexplode(u.usual) b ON b.grantee = h.grantee AND b.privilege_type = h.privilege_type WHERE h.grantee IS NULL OR b.grantee IS NULL) x
WHERE i.privtype = 'e' AND i.objsubid = 0 AND coalesce(f.oid, t.oid, c.oid) IS NOT NULL
GROUP BY 1, 2), d AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = $1))
SELECT 'function', pronamespace::regnamespace::text, proname::text, coalesce((SELECT string_agg(format_type(u.t, NULL), ', ' ORDER BY u.i) FROM unnest(proargtypes) WITH ORDINALITY AS u (t, i)), ''), format_type(prorettype, NULL), coalesce((SELECT initial FROM p WHERE classoid = 'pg_proc'::regclass AND objoid = o.oid), '')
FROM pg_proc o WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_proc'::regclass)
UNION ALL SELECT 'operator', oprnamespace::regnamespace::text, oprname::text, CASE WHEN oprleft = 0 THEN 'NONE' ELSE format_type(oprleft, NULL) END || ', ' || format_type(oprright, NULL), format_type(oprresult, NULL), ''
FROM pg_operator WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_operator'::regclass)
UNION ALL SELECT 'operator class', opcnamespace::regnamespace::text, opcname::text, (SELECT amname FROM pg_am WHERE oid = opcmethod) || ', ' || format_type(opcintype, NULL), CASE WHEN opcdefault THEN 'default' ELSE '' END, ''
FROM pg_opclass WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_opclass'::regclass)
UNION ALL SELECT 'operator family', opfnamespace::regnamespace::text, opfname::text, '', '', ''
FROM pg_opfamily WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_opfamily'::regclass)
UNION ALL SELECT 'cast', '', '', format_type(castsource, NULL) || ', ' || format_type(casttarget, NULL), castcontext::text, ''
FROM pg_cast WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_cast'::regclass)
UNION ALL SELECT CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'm' THEN 'range type' WHEN 'c' THEN 'composite type' ELSE 'base type' END,
 typnamespace::regnamespace::text, typname::text, '', '', coalesce((SELECT initial FROM p WHERE classoid = 'pg_type'::regclass AND objoid = o.oid), '') FROM pg_type o WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_type'::regclass)
UNION ALL SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END, relnamespace::regnamespace::text, relname::text, '', '', coalesce((SELECT initial FROM p WHERE classoid = 'pg_class'::regclass AND objoid = o.oid), '')
FROM pg_class o WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_class'::regclass)
UNION ALL SELECT 'language', '', lanname::text, '', '', '' FROM pg_language WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_language'::regclass)
UNION ALL SELECT 'access method', '', amname::text, '', '', '' FROM pg_am WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_am'::regclass)
UNION ALL SELECT 'foreign data wrapper', '', fdwname::text, '', '', '' FROM pg_foreign_data_wrapper WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_foreign_data_wrapper'::regclass)
UNION ALL SELECT 'text search dictionary', dictnamespace::regnamespace::text, dictname::text, '', '', '' FROM pg_ts_dict WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_ts_dict'::regclass)
UNION ALL SELECT 'text search template', tmplnamespace::regnamespace::text, tmplname::text, '', '', '' FROM pg_ts_template WHERE oid IN (SELECT objid FROM d WHERE classid = 'pg_ts_template'::regclass)`
