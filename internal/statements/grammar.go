package statements

// The grammar, which favours what parsers and printers are likely to get wrong: numbers in every
// notation, casts to every numeric type, and operators nested without regard to types. The
// statements need not be valid: what reads them has to withstand the others too.

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// grammar writes statements around expressions of numbers.
type grammar struct {
	r        *rand.Rand
	postgres bool
	depth    int
}

func (g *grammar) pick(list ...string) string { return list[g.r.IntN(len(list))] }

// number is a number in one of its forms.
func (g *grammar) number() string {
	n := g.pick("0", "1", "1.0", "1e6", "1E6", "1.5e-3", "1e-20", "1e400", ".5", "5.", "0.10", "00012", "2147483647", "2147483648", "-2147483648",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "123456789012345678901234567890", "'1'", "'1e6'", "' 1.50 '", "'NaN'", "NULL", "true",
		"0x1F", "1_000", "1_000.5e3", "0b11", "x'ff'", "'{1,2}'", "ARRAY[1,2.5]")
	switch g.r.IntN(6) {
	case 0:
		return "-" + n
	case 1:
		return "(" + n + ")"
	case 2:
		return g.cast(n)
	}
	return n
}

func (g *grammar) typ() string {
	if !g.postgres {
		return g.pick("INT", "INTEGER", "REAL", "NUMERIC", "NUMERIC(10,2)", "TEXT", "BLOB", "DOUBLE PRECISION", "BIGINT", "ANY", "")
	}
	return g.pick("smallint", "int", "bigint", "numeric", "numeric(10,2)", "real", "double precision", "float(3)", "money", "oid", "decimal(5)", "text", "varchar(5)",
		"bpchar", "boolean", "interval", "date", "timestamptz", "jsonb", "int[]", "numeric[]", "d", "e")
}

func (g *grammar) cast(e string) string {
	if g.postgres && g.r.IntN(2) == 0 {
		return "(" + e + ")::" + g.typ()
	}
	t := g.typ()
	if t == "" {
		t = "TEXT"
	}
	return "CAST(" + e + " AS " + t + ")"
}

func (g *grammar) column() string { return g.pick("a", "b", "c", "t.a", "t.b", "c", "d1") }

// expr is an expression, three levels deep at most.
func (g *grammar) expr() string {
	g.depth++
	defer func() { g.depth-- }()
	if g.depth > 3 || g.r.IntN(5) == 0 {
		if g.r.IntN(2) == 0 {
			return g.column()
		}
		return g.number()
	}
	x, y := g.expr(), g.expr()
	switch g.r.IntN(16) {
	case 0, 1, 2, 3:
		return "(" + x + " " + g.pick("<", "=", "<>", ">=", "+", "-", "*", "/", "%", "||", "AND", "OR", "^", "&", "<<", "~", "->>", "@>") + " " + y + ")"
	case 4:
		return x + g.pick(" BETWEEN ", " NOT BETWEEN ", " BETWEEN SYMMETRIC ") + g.number() + " AND " + y
	case 5:
		return x + g.pick(" IN (", " NOT IN (") + g.number() + ", " + y + ", " + g.number() + ")"
	case 6:
		return "CASE WHEN " + x + " = " + g.number() + " THEN " + y + " ELSE " + g.number() + " END"
	case 7:
		return "CASE " + x + " WHEN " + g.number() + " THEN " + y + " END"
	case 8:
		return g.pick("coalesce", "nullif", "greatest", "max", "round", "abs", "lower", "f", "length", "randomblob", "printf") + "(" + x + ", " + y + ")"
	case 9:
		return g.cast(x)
	case 10:
		return "(" + x + ", " + g.number() + ")" + g.pick(" = ", " < ", " IS DISTINCT FROM ") + "(" + g.number() + ", " + y + ")"
	case 11:
		return x + g.pick(" = ANY (ARRAY[", " <> ALL (ARRAY[") + g.number() + ", " + y + "])"
	case 12:
		return "(SELECT " + x + g.pick("", " FROM t", " FROM (SELECT * FROM t) t", " UNION SELECT "+g.number()) + ")"
	case 13:
		return x + g.pick(" IS NULL", " IS NOT NULL", " IS DISTINCT FROM NULL", " IS TRUE", " COLLATE \"C\"", " LIKE 'a%'", " AT TIME ZONE 'utc'")
	case 14:
		return g.pick("NOT ", "- ", "+ ", "@ ", "~") + x
	}
	return "EXISTS (SELECT 1 FROM t x, t y WHERE " + x + ")"
}

// statement is a table and something beside it.
func (g *grammar) statement() string {
	table := fmt.Sprintf("CREATE TABLE t (a %s, b %s DEFAULT %s, c %s CHECK (%s)", g.typ(), g.typ(), g.number(), g.typ(), g.expr())
	if g.r.IntN(3) == 0 {
		table += fmt.Sprintf(", g %s GENERATED ALWAYS AS (%s) STORED", g.typ(), g.expr())
	}
	table += ");\n"
	if g.postgres {
		return g.beside() + table + g.postgresObject()
	}
	return table + g.sqliteObject()
}

// beside are the types that tables name.
func (g *grammar) beside() string {
	return fmt.Sprintf("CREATE DOMAIN d AS %s CHECK (VALUE < %s);\nCREATE TYPE e AS ENUM ('a', 'b');\n", g.pick("int", "numeric", "real", "double precision", "numeric(5,2)"), g.number())
}

func (g *grammar) query() string {
	q := "SELECT " + g.expr() + " AS x, " + g.expr() + " AS y FROM t"
	switch g.r.IntN(6) {
	case 0:
		return q + " UNION ALL SELECT " + g.number() + ", " + g.number()
	case 1:
		return "WITH w AS (" + q + ") SELECT * FROM w, t"
	case 2:
		return q + " WHERE " + g.expr() + " ORDER BY " + g.expr() + " LIMIT " + g.number()
	case 3:
		return "WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w) SELECT n, " + g.expr() + " AS z FROM w, t"
	case 4:
		return "SELECT * FROM t p LEFT JOIN t q ON " + g.expr() + " CROSS JOIN (" + q + ") r"
	}
	return q
}

func (g *grammar) postgresObject() string {
	switch g.r.IntN(10) {
	case 0:
		return "CREATE INDEX i ON t ((" + g.expr() + ")) WHERE " + g.expr() + ";"
	case 1:
		return "CREATE VIEW v AS " + g.query() + ";"
	case 2:
		return "CREATE MATERIALIZED VIEW v AS " + g.query() + ";"
	case 3:
		return "CREATE POLICY p ON t USING (" + g.expr() + ") WITH CHECK (" + g.expr() + ");"
	case 4:
		return "CREATE TABLE p (a " + g.typ() + ") PARTITION BY RANGE (a);\nCREATE TABLE p1 PARTITION OF p FOR VALUES FROM (" + g.number() + ") TO (" + g.number() + ");"
	case 5:
		return "CREATE TABLE p (a " + g.typ() + ") PARTITION BY LIST (a);\nCREATE TABLE p1 PARTITION OF p FOR VALUES IN (" + g.number() + ", " + g.number() + ");"
	case 6:
		return "CREATE FUNCTION f(x " + g.typ() + " DEFAULT " + g.number() + ") RETURNS " + g.typ() + " LANGUAGE sql RETURN " + g.expr() + ";"
	case 7:
		return "CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW WHEN (" + strings.ReplaceAll(g.expr(), "t.", "new.") + ") EXECUTE FUNCTION f();"
	case 8:
		return "ALTER TABLE t ALTER COLUMN a TYPE " + g.typ() + " USING " + g.expr() + ", ALTER b SET DEFAULT " + g.expr() + ", ADD CHECK (" + g.expr() + ");"
	}
	return "CREATE TABLE u AS " + g.query() + ";"
}

func (g *grammar) sqliteObject() string {
	switch g.r.IntN(6) {
	case 0:
		return "CREATE INDEX i ON t (" + g.expr() + ") WHERE " + g.expr() + ";"
	case 1:
		return "CREATE VIEW v AS " + g.query() + ";"
	case 2:
		return "CREATE TABLE u AS " + g.query() + ";"
	case 3:
		return "CREATE TRIGGER r AFTER UPDATE ON t WHEN " + g.expr() + " BEGIN INSERT INTO t (a, b) " + g.query() + "; UPDATE t SET a = " + g.expr() + "; END;"
	case 4:
		return "ALTER TABLE t ADD COLUMN z " + g.typ() + " DEFAULT " + g.number() + " CHECK (" + g.expr() + ");"
	}
	return "INSERT INTO t (a, b) " + g.query() + ";"
}
