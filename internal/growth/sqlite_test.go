package growth

import "fmt"

// sqliteShapes are what only SQLite has, or writes in another way.
func sqliteShapes() []shape {
	return []shape{
		{name: "triggers", dialect: "sqlite", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TRIGGER %s%s AFTER INSERT ON t BEGIN SELECT %s; END", s.name("r", i), s.hint("r", i), s.pick("1", "2"))
			}), "CREATE TABLE t (a int)")
		}},
		{name: "triggers of tables", dialect: "sqlite", n: 300, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE TABLE %s (a int)", s.name("t", i)),
					fmt.Sprintf("CREATE TRIGGER %s AFTER INSERT ON %s BEGIN SELECT %s; END", s.name("r", i), s.name("t", i), s.pick("1", "2")))
			}
			return list
		}},
		{name: "triggers of a rebuilt table", dialect: "sqlite", n: 300, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE TRIGGER %s AFTER INSERT ON t BEGIN SELECT 1; END", s.name("r", i))
			}),
				"CREATE TABLE t (a "+s.pick("int", "text NOT NULL DEFAULT 1")+")")
		}},
		{name: "indexes of tables", dialect: "sqlite", n: 300, make: func(n int, s side) []string {
			var list []string
			for i := range n {
				list = append(list, fmt.Sprintf("CREATE TABLE %s (a int, b int)", s.name("t", i)), fmt.Sprintf("CREATE INDEX %s ON %s (a%s)", s.name("x", i), s.name("t", i), s.pick("", " DESC")))
			}
			return list
		}},
		{name: "full text", dialect: "sqlite", n: 50, make: func(n int, s side) []string {
			return each(n, func(i int) string {
				return fmt.Sprintf("CREATE VIRTUAL TABLE %s USING fts5(a%s)", s.name("f", i), s.pick("", ", b"))
			})
		}},
		{name: "generated", dialect: "sqlite", n: 300, make: func(n int, s side) []string {
			return []string{one("CREATE TABLE t (a int, ", n, func(i int) string {
				return fmt.Sprintf("%s int AS (a + %s)%s", s.name("c", i), s.pick("1", "2"), s.hint("c", i))
			}, ")")}
		}},
		{name: "views of views", dialect: "sqlite", n: 12, make: func(n int, s side) []string {
			return with(each(n, func(i int) string {
				return fmt.Sprintf("CREATE VIEW %s AS SELECT x.a FROM %s x, %[2]s y WHERE x.a > %[3]s", s.name("v", i+1), s.name("v", i), s.pick("1", "2"))
			}), "CREATE TABLE "+s.name("v", 0)+" (a int)")
		}},
	}
}
