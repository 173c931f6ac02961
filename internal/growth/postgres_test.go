package growth

import (
	"fmt"
	"strings"
)

// postgresShapes are objects that stand for themselves or beside a table.
func postgresShapes() []shape {
	return []shape{
		{name: "functions", dialect: "postgres", n: 1000, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE FUNCTION %s(a int) RETURNS int LANGUAGE sql AS 'SELECT %s'", s.name("f", i), s.pick("1", "2"))
			})
		}},
		{name: "functions of other types", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE FUNCTION %s() RETURNS %s LANGUAGE sql AS 'SELECT 1'", s.name("f", i), s.pick("int", "bigint"))
			})
		}},
		{name: "overloads", dialect: "postgres", n: 200, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE TYPE y%d AS (a int)", i),
					fmt.Sprintf("CREATE FUNCTION f(a y%d) RETURNS int LANGUAGE sql AS 'SELECT %s'", i, s.pick("1", "2")))
			}
			return list
		}},
		{name: "standard bodies", dialect: "postgres", n: 400, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE FUNCTION %s() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM %s WHERE a > %s)", s.name("f", i), "t", s.pick("1", "2"))
			}), "CREATE TABLE t (a int)")
		}},
		{name: "function chain", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE FUNCTION %s() RETURNS int LANGUAGE sql RETURN %s() + %s", s.name("f", i+1), s.name("f", i), s.pick("1", "2"))
			}), fmt.Sprintf("CREATE FUNCTION %s() RETURNS int LANGUAGE sql RETURN 1", s.name("f", 0)))
		}},
		{name: "triggers", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TRIGGER %s %s INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", s.name("r", i), s.pick("AFTER", "BEFORE"))
			}), "CREATE TABLE t (a int)", "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
		}},
		{name: "policies", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE POLICY %s ON t USING (a %s %d)", s.name("p", i), s.pick("=", "<>"), i)
			}), "CREATE TABLE t (a int)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY")
		}},
		{name: "policies of tables", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				t := s.name("t", i)
				list = append(list, fmt.Sprintf("CREATE TABLE %s (a int)", t), "ALTER TABLE "+t+" ENABLE ROW LEVEL SECURITY",
					fmt.Sprintf("CREATE POLICY p ON %s USING (a %s 1)", t, s.pick("=", "<>")))
			}
			return list
		}},
		{name: "rules", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE RULE %s AS ON INSERT TO t DO ALSO NOTIFY %s", s.name("r", i), s.pick("x", "y"))
			}), "CREATE TABLE t (a int)")
		}},
		{name: "grants", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("GRANT %s ON t TO %s", s.pick("SELECT", "UPDATE"), s.name("r", i))
			}), "CREATE TABLE t (a int)")
		}},
		{name: "grants on tables", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE TABLE %s (a int)", s.name("t", i)), fmt.Sprintf("GRANT %s ON %s TO r", s.pick("SELECT", "UPDATE"), s.name("t", i)))
			}
			return list
		}},
		{name: "default privileges", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("ALTER DEFAULT PRIVILEGES GRANT %s ON TABLES TO %s", s.pick("SELECT", "UPDATE"), s.name("r", i))
			})
		}},
		{name: "comments", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return append([]string{one("CREATE TABLE t (", n, func(i int) string { return fmt.Sprintf("c%d int", i) }, ")")},
				each(n, func(i int) string { return fmt.Sprintf("COMMENT ON COLUMN t.c%d IS '%s'", i, s.pick("one", "two")) })...)
		}},
		{name: "comments on tables", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE TABLE %s (a int)", s.name("t", i)), fmt.Sprintf("COMMENT ON TABLE %s IS '%s'", s.name("t", i), s.pick("one", "two")))
			}
			return list
		}},
		{name: "statistics", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE STATISTICS %s (%s) ON a, b FROM t", s.name("s", i), s.pick("ndistinct", "dependencies"))
			}), "CREATE TABLE t (a int, b int)")
		}},
		{name: "sequences", dialect: "postgres", n: 1000, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE SEQUENCE %s INCREMENT %s", s.name("s", i), s.pick("1", "2"))
			})
		}},
		{name: "schemas", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, "CREATE SCHEMA "+s.name("s", i), fmt.Sprintf("CREATE TABLE %s.t (a %s)", s.name("s", i), s.pick("int", "bigint")))
			}
			return list
		}},
		{name: "publication", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return append(each(n, func(i int) string { return fmt.Sprintf("CREATE TABLE %s (a int PRIMARY KEY)", s.name("t", i)) }),
				"CREATE PUBLICATION p FOR TABLE "+strings.Join(each(n, func(i int) string { return s.name("t", i) + s.pick("", " (a)") }), ", "))
		}},
		{name: "publications", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE PUBLICATION %s FOR TABLE t%s", s.name("p", i), s.pick("", " WITH (publish = 'insert')"))
			}), "CREATE TABLE t (a int PRIMARY KEY)")
		}},
		{name: "operators", dialect: "postgres", n: 200, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				f := s.name("f", i)
				list = append(list, fmt.Sprintf("CREATE TYPE %s AS (a int)", s.name("y", i)),
					fmt.Sprintf("CREATE FUNCTION %s(%s, %[2]s) RETURNS boolean LANGUAGE sql AS 'SELECT %s'", f, s.name("y", i), s.pick("true", "false")),
					fmt.Sprintf("CREATE OPERATOR === (LEFTARG = %s, RIGHTARG = %[1]s, FUNCTION = %s)", s.name("y", i), f))
			}
			return list
		}},
		{name: "materialized views", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE MATERIALIZED VIEW %s AS SELECT a FROM t WHERE a > %s", s.name("m", i), s.pick("1", "2")),
					fmt.Sprintf("CREATE INDEX ON %s (a)", s.name("m", i)))
			}
			return with(list, "CREATE TABLE t (a int)")
		}},
		{name: "foreign tables", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE FOREIGN TABLE %s (a %s) SERVER s", s.name("t", i), s.pick("int", "bigint"))
			}),
				"CREATE FOREIGN DATA WRAPPER w", "CREATE SERVER s FOREIGN DATA WRAPPER w")
		}},
	}
}

// postgresTypeShapes are types, and what uses them.
func postgresTypeShapes() []shape {
	return []shape{
		{name: "enum values", dialect: "postgres", n: 3000, make: func(n int, s side) []string {
			return []string{one("CREATE TYPE e AS ENUM (", n, func(i int) string { return "'" + s.name("v", i) + "'" + s.hint("v", i) }, s.pick("", ", 'last'")+")")}
		}},
		{name: "enum loses values", dialect: "postgres", n: 2000, make: func(n int, s side) []string {
			return []string{one("CREATE TYPE e AS ENUM (", n, func(i int) string { return fmt.Sprintf("'v%d%s'", i, s.pick("", strings.Repeat("x", i%2))) }, ")"), "CREATE TABLE t (a e)"}
		}},
		{name: "enums", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE TYPE %s%s AS ENUM ('a', 'b'%s)", s.name("e", i), s.hint("e", i), s.pick("", ", 'c'"))
			})
		}},
		{name: "tables with an enum", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string { return fmt.Sprintf("CREATE TABLE %s (a e, b e DEFAULT 'b')", s.name("t", i)) }),
				fmt.Sprintf("CREATE TYPE e AS ENUM (%s'b')", s.pick("'a', ", "")))
		}},
		{name: "tables with a domain", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string { return fmt.Sprintf("CREATE TABLE %s (a d)", s.name("t", i)) }), "CREATE DOMAIN d AS "+s.pick("int", "bigint"))
		}},
		{name: "domains", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE DOMAIN %s AS int CHECK (VALUE > %s)", s.name("d", i), s.pick("1", "2"))
			})
		}},
		{name: "domain chain", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string { return fmt.Sprintf("CREATE DOMAIN %s AS %s", s.name("d", i+1), s.name("d", i)) }),
				fmt.Sprintf("CREATE DOMAIN %s AS %s", s.name("d", 0), s.pick("int", "bigint")))
		}},
		{name: "domain checks", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return []string{"CREATE DOMAIN d AS int " + strings.Join(each(n, func(i int) string {
				return fmt.Sprintf("CONSTRAINT %s CHECK (VALUE %s %d)", s.name("k", i), s.pick(">", ">="), -i)
			}), " ")}
		}},
		{name: "composites", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE TYPE %s AS (a int, b %s)", s.name("y", i), s.pick("int", "text"))
			})
		}},
		{name: "composite chain", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TYPE %s AS (a %s, b int)", s.name("y", i+1), s.name("y", i))
			}),
				fmt.Sprintf("CREATE TYPE %s AS (a %s)", s.name("y", 0), s.pick("int", "text")))
		}},
		{name: "composite attributes", dialect: "postgres", n: 400, make: func(n int, s side) []string {
			return []string{one("CREATE TYPE y AS (", n, func(i int) string { return s.name("a", i) + s.pick(" int", " text") }, ")")}
		}},
		{name: "ranges", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE TYPE %s AS RANGE (SUBTYPE = %s)", s.name("g", i), s.pick("int", "bigint"))
			})
		}},
		{name: "array", dialect: "postgres", n: 3000, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int[] DEFAULT ARRAY[", n, func(i int) string { return fmt.Sprint(i) }, s.pick("", ", -1")+"])")}
		}},
	}
}

// postgresTableShapes are tables and what belongs to them.
func postgresTableShapes() []shape {
	return []shape{
		{name: "serials", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s (id %s PRIMARY KEY)", s.name("t", i), s.hint("t", i), s.pick("serial", "bigserial"))
			})
		}},
		{name: "identities", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s (id int GENERATED %s AS IDENTITY PRIMARY KEY)", s.name("t", i), s.hint("t", i), s.pick("ALWAYS", "BY DEFAULT"))
			})
		}},
		{name: "generated", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int, ", n, func(i int) string {
				return fmt.Sprintf("%s int GENERATED ALWAYS AS (a + %s) STORED%s", s.name("c", i), s.pick("1", "2"), s.hint("c", i))
			}, ")")}
		}},
		{name: "partitions", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s PARTITION OF p FOR VALUES FROM (%d) TO (%d)", s.name("p", i), s.hint("p", i), 10*i, 10*i+len(s.pick("12345", "123456")))
			}), "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a)")
		}},
		{name: "partitions under an index", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return append(with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s PARTITION OF p FOR VALUES FROM (%d) TO (%d)", s.name("p", i), s.hint("p", i), 10*i, 10*i+10)
			}), "CREATE TABLE p (a int, b int, PRIMARY KEY (a)) PARTITION BY RANGE (a)"), "CREATE INDEX px ON p (b"+s.pick("", " DESC")+")")
		}},
		{name: "partitions gain a column", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE p%d PARTITION OF p FOR VALUES FROM (%d) TO (%d)", i, 10*i, 10*i+10)
			}), fmt.Sprintf("CREATE TABLE p (a int, b %s, c int CHECK (c > %s)) PARTITION BY RANGE (a)", s.pick("int", "text, d int"), s.pick("1", "2")))
		}},
		{name: "children", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s (x int) INHERITS (p)", s.name("c", i), s.hint("c", i))
			}),
				"CREATE TABLE p (a int, b "+s.pick("int", "text")+")")
		}},
		{name: "child chain", dialect: "postgres", n: 100, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s (x%d int) INHERITS (%s)", s.name("c", i+1), i, s.name("c", i))
			}),
				fmt.Sprintf("CREATE TABLE %s (a int, b %s)", s.name("c", 0), s.pick("int", "text")))
		}},
		{name: "indexes of tables", dialect: "postgres", n: 500, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE TABLE %s (a int, b int)", s.name("t", i)), fmt.Sprintf("CREATE INDEX ON %s (a%s)", s.name("t", i), s.pick("", " DESC")))
			}
			return list
		}},
		{name: "indexes on columns", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			return append([]string{one("CREATE TABLE t (", n, func(i int) string { return s.name("c", i) + s.pick(" int", " text") + s.hint("c", i) }, ")")},
				each(n, func(i int) string { return fmt.Sprintf("CREATE INDEX %s ON t (%s)", s.name("x", i), s.name("c", i)) })...)
		}},
		{name: "wide view", dialect: "postgres", n: 400, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (", n, func(i int) string { return fmt.Sprintf("c%d int", i) }, ")"),
				one("CREATE VIEW v AS SELECT ", n, func(i int) string { return fmt.Sprintf("c%d + %s AS %s", i, s.pick("1", "2"), s.name("x", i)) }, " FROM t")}
		}},
		{name: "starred views", dialect: "postgres", n: 50, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE VIEW %s AS SELECT * FROM %s", s.name("v", i+1), s.name("v", i))
			}),
				one("CREATE TABLE "+s.name("v", 0)+" (", n, func(i int) string { return fmt.Sprintf("c%d %s", i, s.pick("int", "text")) }, ")"))
		}},
		{name: "joins", dialect: "postgres", n: 100, make: func(n int, s side) []string {
			return []string{"CREATE TABLE t (a int, b int)", "CREATE VIEW v AS SELECT t0.a" + s.pick("", ", t0.b") + " FROM t t0 " +
				strings.Join(each(n, func(i int) string { return fmt.Sprintf("JOIN t t%d ON t%[1]d.a = t%d.a", i+1, i) }), " ")}
		}},
		{name: "common table expressions", dialect: "postgres", n: 200, make: func(n int, s side) []string {
			return []string{"CREATE TABLE t (a int)", "CREATE VIEW v AS WITH c0 AS (SELECT a FROM t), " + strings.Join(each(n, func(i int) string {
				return fmt.Sprintf("c%d AS (SELECT x.a FROM c%d x, c%[2]d y)", i+1, i)
			}), ", ") + fmt.Sprintf(" SELECT a FROM c%d%s", n, s.pick("", " LIMIT 1"))}
		}},
		{name: "alterations", dialect: "postgres", n: 1000, make: func(n int, s side) []string {
			return with(each(n, func(i int) string { return fmt.Sprintf("ALTER TABLE t ALTER a SET DEFAULT %d%s", i, s.pick("", "0")) }), "CREATE TABLE t (a int)")
		}},
		{name: "moved constraints", dialect: "postgres", n: 300, make: func(n int, s side) []string {
			list := each(n, func(i int) string { return fmt.Sprintf("CREATE TABLE %s (id int, r int)", s.name("t", i)) })
			for i := range n {
				list = append(list, fmt.Sprintf("ALTER TABLE ONLY %s ADD CONSTRAINT %s PRIMARY KEY (id)", s.name("t", i), s.name("t", i)+"_key"))
			}
			for i := range n {
				list = append(list, fmt.Sprintf("ALTER TABLE ONLY %s ADD CONSTRAINT %s_fk FOREIGN KEY (r) REFERENCES %s (id)%s", s.name("t", i), s.name("t", i), s.name("t", (i+1)%n), s.pick("", " ON DELETE CASCADE")))
			}
			return list
		}},
	}
}
