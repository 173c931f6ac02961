package growth

import (
	"fmt"
	"slices"
	"strings"
)

// side is what a shape is asked for: objects as they are, with something about each
// of them changed, or under other names, with or without the comments that say so.
type side int

const (
	plain side = iota
	changed
	renamed
	hinted
)

// shape makes a schema of n objects of one kind.
type shape struct {
	name    string
	dialect string
	n       int // as many as should take well below a second
	make    func(n int, s side) []string
	steep   []string // commands of which the growth is the engine's own
}

// text is the schema as a file, its statements the other way round if reversed.
func (s shape) text(n int, side side, reversed bool) string {
	list := s.make(n, side)
	if reversed {
		slices.Reverse(list)
	}
	return strings.Join(list, ";\n") + ";\n"
}

// name is the i-th name with a prefix, another one on the renamed sides.
func (s side) name(prefix string, i int) string {
	if s == renamed || s == hinted {
		return fmt.Sprintf("new_%s%d", prefix, i)
	}
	return fmt.Sprintf("%s%d", prefix, i)
}

// hint is the comment that says which name an object had.
func (s side) hint(prefix string, i int) string {
	if s == hinted {
		return fmt.Sprintf(" /* @renamed from=%s%d */", prefix, i)
	}
	return ""
}

// pick is one text for the changed side and another for all others.
func (s side) pick(otherwise, ifChanged string) string {
	if s == changed {
		return ifChanged
	}
	return otherwise
}

// each makes n statements.
func each(n int, text func(i int) string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = text(i)
	}
	return list
}

// one makes a statement of n parts.
func one(head string, n int, part func(i int) string, tail string) string {
	return head + strings.Join(each(n, part), ",\n") + tail
}

// with puts statements before a list.
func with(list []string, before ...string) []string { return append(before, list...) }

// engines are the commands whose growth is SQLite's own: each ALTER TABLE reads the whole
// schema again, and each view is expanded down to its tables.
func engines() map[string][]string {
	alters := []string{"change", "hints"}
	return map[string][]string{
		"tables": alters, "references": alters, "star": alters, "columns": alters, "defaults": alters, "uniques": alters, "foreign keys": alters,
		"statements about one table": {"inspect", "lint", "lint migration", "create", "drop", "reversed", "change", "rename", "hints"},
		"view chain":                 {"create", "reversed", "change", "rename", "hints"},
		"views of views":             {"lint", "lint migration", "create", "drop", "reversed", "change", "rename", "hints"},
		"triggers of tables":         alters, "generated": {"rename", "hints"},
	}
}

func shapes() []shape {
	var list []shape
	for _, dialect := range []string{"postgres", "sqlite"} {
		for _, s := range commonShapes() {
			s.dialect = dialect
			list = append(list, s)
		}
	}
	list = slices.Concat(list, postgresShapes(), postgresTypeShapes(), postgresTableShapes(), sqliteShapes())
	for i, s := range list {
		if s.dialect == "sqlite" {
			list[i].steep = engines()[s.name]
		}
	}
	return list
}

// commonShapes are written alike in both dialects.
func commonShapes() []shape {
	return []shape{
		{name: "tables", dialect: "", n: 1000, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s (id int PRIMARY KEY, b text, c int%s)", s.name("t", i), s.hint("t", i), s.pick("", " NOT NULL DEFAULT 1"))
			})
		}},
		{name: "references", dialect: "", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s (id int PRIMARY KEY, r int REFERENCES %s%s)", s.name("t", i+1), s.hint("t", i+1), s.name("t", i), s.pick("", " ON DELETE CASCADE"))
			}), fmt.Sprintf("CREATE TABLE %s%s (id int PRIMARY KEY)", s.name("t", 0), s.hint("t", 0)))
		}},
		{name: "star", dialect: "", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TABLE %s%s (id int PRIMARY KEY, r int REFERENCES hub%s)", s.name("t", i), s.hint("t", i), s.pick("", " ON DELETE CASCADE"))
			}), "CREATE TABLE hub (id int PRIMARY KEY)")
		}},
		{name: "columns", dialect: "", n: 400, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (", n, func(i int) string {
				return s.name("c", i) + s.pick(" int", " text") + s.hint("c", i)
			}, ")")}
		}},
		{name: "defaults", dialect: "", n: 400, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (", n, func(i int) string {
				return s.name("c", i) + s.pick(" int DEFAULT 1", " int DEFAULT 2") + s.hint("c", i)
			}, ")")}
		}},
		{name: "checks", dialect: "", n: 500, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int, ", n, func(i int) string {
				return fmt.Sprintf("CONSTRAINT %s CHECK (a %s %d)", s.name("k", i), s.pick(">", ">="), -i)
			}, ")")}
		}},
		{name: "unnamed checks", dialect: "", n: 500, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int, ", n, func(i int) string {
				return fmt.Sprintf("CHECK (a %s %d)", s.pick(">", ">="), -i)
			}, ")")}
		}},
		{name: "uniques", dialect: "", n: 300, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int, b int, c int,", n, func(i int) string { return s.name("c", i) + " int" + s.hint("c", i) }, ",") +
				one("", n, func(i int) string {
					return fmt.Sprintf("CONSTRAINT %s UNIQUE (%s, %s)", s.name("k", i), s.name("c", i), s.pick("a", "b"))
				}, ")")}
		}},
		{name: "foreign keys", dialect: "", n: 300, make: func(n int, s side) []string {
			return []string{"CREATE TABLE hub (id int PRIMARY KEY)",
				one("CREATE TABLE t (", n, func(i int) string { return s.name("c", i) + " int" + s.hint("c", i) }, ",") +
					one("", n, func(i int) string {
						return fmt.Sprintf("CONSTRAINT %s FOREIGN KEY (%s) REFERENCES hub (id)%s", s.name("k", i), s.name("c", i), s.pick("", " ON DELETE CASCADE"))
					}, ")")}
		}},
		{name: "indexes", dialect: "", n: 1000, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE INDEX %s%s ON t (c%d%s)", s.name("x", i), s.hint("x", i), i%50, s.pick("", " DESC"))
			}), one("CREATE TABLE t (", 50, func(i int) string { return fmt.Sprintf("c%d int", i) }, ")"))
		}},
		{name: "views", dialect: "", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE VIEW %s%s AS SELECT a FROM t WHERE a > %s", s.name("v", i), s.hint("v", i), s.pick("1", "2"))
			}), "CREATE TABLE t (a int, b int)")
		}},
		{name: "view chain", dialect: "", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE VIEW %s%s AS SELECT a FROM %s WHERE a > %s", s.name("v", i+1), s.hint("v", i+1), s.name("v", i), s.pick("1", "2"))
			}), fmt.Sprintf("CREATE TABLE %s%s (a int, b int)", s.name("v", 0), s.hint("v", 0)))
		}},
		{name: "views under a column", dialect: "", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string { return fmt.Sprintf("CREATE VIEW %s AS SELECT a FROM t", s.name("v", i)) }),
				fmt.Sprintf("CREATE TABLE t (a %s, b int)", s.pick("int", "text")))
		}},
		{name: "statements about one table", dialect: "", n: 500, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("ALTER TABLE t ADD COLUMN %s %s%s", s.name("c", i), s.pick("int", "text"), s.hint("c", i))
			}), "CREATE TABLE t (a int)")
		}},
		{name: "in list", dialect: "", n: 5000, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int CHECK (a IN (", n, func(i int) string { return fmt.Sprint(i) }, s.pick("", ", -1")+")))")}
		}},
		{name: "or", dialect: "", n: 300, make: func(n int, s side) []string {
			return []string{"CREATE TABLE t (a int CHECK (" + strings.Join(each(n, func(i int) string { return fmt.Sprintf("a = %d", i) }), " OR ") + s.pick("", " OR a IS NULL") + "))"}
		}},
		{name: "union", dialect: "", n: 200, make: func(n int, s side) []string {
			return []string{"CREATE TABLE t (a int)", "CREATE VIEW v AS " + strings.Join(each(n, func(i int) string { return "SELECT a FROM t" }), " UNION ALL ") + s.pick("", " LIMIT 1")}
		}},
		{name: "values", dialect: "", n: 2000, make: func(n int, s side) []string {
			return with(each(n, func(i int) string { return fmt.Sprintf("INSERT INTO t VALUES (%d)", i) }), s.pick("CREATE TABLE t (a int)", "CREATE TABLE t (a text)"))
		}},
	}
}
