package postgres

// CREATE COLLATION, and the collation that a column, domain or expression names. FROM is resolved to
// the values it copies; the version of a collation is the server's affair and left out
// (sql-createcollation.html).

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats collations.
var _ = register(kind{
	names:   []schema.Kind{schema.KindCollation},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_COLLATION: schema.KindCollation},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_DefineStmt:
			if k := n.DefineStmt.Kind; k == pg.ObjectType_OBJECT_COLLATION {
				return true, l.createCollation(n.DefineStmt)
			}
		case *pg.Node_AlterCollationStmt:
			l.note(schema.Ignored, 0, head(l.st.SQL), "versions of collations are no part of a schema")
			return true, nil
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Collation).ID = k },
})

func (l *loader) createCollation(n *pg.DefineStmt) error {
	s, word := l.targetName(n.Defnames)
	k, skip, err := l.newOther(schema.KindCollation, s, word, n.IfNotExists)
	if err != nil || skip {
		return err
	}
	c := &pgmodel.Collation{ID: k, Provider: "libc"}
	l.begin(&c.Shared, k)
	given := definitions(n.Definition)
	if d := given["from"]; d != nil {
		if err := l.copyCollation(c, defWords(d)); err != nil {
			return err
		}
		l.put(c)
		return nil
	}
	text := func(option string) string {
		if d := given[option]; d != nil {
			return settingText(d)
		}
		return ""
	}
	if p := text("provider"); p != "" {
		c.Provider = strings.ToLower(p)
	}
	c.Nondeterministic = isOff(text("deterministic"))
	c.Rules = text("rules")
	c.Locale, c.Collate, c.Ctype = text("locale"), text("lc_collate"), text("lc_ctype")
	canonicalCollation(c)
	l.put(c)
	return nil
}

// canonicalCollation spells the locale of libc as one where collate and ctype are
// the same, and that of the other providers always so.
func canonicalCollation(c *pgmodel.Collation) {
	if c.Provider != "libc" && c.Locale == "" {
		c.Locale = c.Collate
	}
	if c.Provider != "libc" || c.Locale == "" && c.Collate == c.Ctype {
		if c.Locale == "" {
			c.Locale = c.Collate
		}
		c.Collate, c.Ctype = "", ""
	}
}

// copyCollation takes the settings of another collation; those of pg_catalog have
// theirs in their names.
func (l *loader) copyCollation(c *pgmodel.Collation, words []string) error {
	s, n := expr.SplitName(words)
	_, k, ok := l.names().Collation(s, n)
	if from, found := l.out.Get(k).(*pgmodel.Collation); found {
		c.Provider, c.Locale, c.Collate, c.Ctype = from.Provider, from.Locale, from.Collate, from.Ctype
		c.Nondeterministic, c.Rules = from.Nondeterministic, from.Rules
		return nil
	}
	if !ok || k != (schema.Key{}) {
		return l.missingf(0, "collation %s does not exist", dotted(s, n))
	}
	c.Locale = n
	if locale, icu := strings.CutSuffix(n, "-x-icu"); icu {
		c.Provider, c.Locale = "icu", locale
	}
	return nil
}

// collation is a canonical collation; the default of the database is none. One in a schema
// must be there; any other that is not there is taken for one of the server's.
func (l *loader) collation(words []string, base *pgmodel.Shared) (string, error) {
	s, n := expr.SplitName(words)
	if n == "default" && (s == "" || s == "pg_catalog") {
		return "", nil
	}
	in, k, found := l.names().Collation(s, n)
	if !found {
		return "", l.missingf(l.st.Locate(n), "collation %s does not exist", pgmodel.Qualified(s, n))
	}
	if k != (schema.Key{}) {
		base.Use(k)
	}
	if in == "" || in == "pg_catalog" {
		expr.CheckCollation(l.names().(*resolver), s, n, k)
	}
	return dotted(in, n), nil
}
