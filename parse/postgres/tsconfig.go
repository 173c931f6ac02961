package postgres

// CREATE and ALTER TEXT SEARCH CONFIGURATION: which dictionaries look up each type of token.
// COPY is resolved to the mappings it copies, those of pg_catalog too (textsearch-configuration.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats configurations of text search.
var _ = register(kind{
	names:   []schema.Kind{schema.KindTSConfig},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_TSCONFIGURATION: schema.KindTSConfig},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_AlterTsconfigurationStmt:
			return true, l.alterTSConfig(n.AlterTsconfigurationStmt)
		case *pg.Node_DefineStmt:
			if k := n.DefineStmt.Kind; k == pg.ObjectType_OBJECT_TSCONFIGURATION {
				return true, l.createTSConfig(n.DefineStmt)
			}
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.TSConfig).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.TSConfig)
		f.name(schema.KindTSParser, &x.Parser)
		for i, m := range x.Mappings {
			x.Mappings[i].Dictionaries = slices.Clone(m.Dictionaries)
			for j := range m.Dictionaries {
				f.name(schema.KindTSDictionary, &x.Mappings[i].Dictionaries[j])
			}
		}
	},
})

func (l *loader) createTSConfig(n *pg.DefineStmt) error {
	s, word := l.targetName(n.Defnames)
	k, _, err := l.newOther(schema.KindTSConfig, s, word, false)
	if err != nil {
		return err
	}
	c := &pgmodel.TSConfig{ID: k}
	l.begin(&c.Shared, k)
	given := definitions(n.Definition)
	switch {
	case given["copy"] != nil:
		err = l.copyConfig(c, defWords(given["copy"]))
	case given["parser"] != nil:
		ns := l.names()
		l.later(func() { c.Parser = textSearchName(schema.KindTSParser, defWords(given["parser"]), ns, &c.Shared) })
	default:
		err = l.st.ErrorAt(0, "a text search configuration needs a PARSER")
	}
	if err == nil {
		l.put(c)
	}
	return err
}

// copyConfig takes the parser and mappings of another configuration.
func (l *loader) copyConfig(c *pgmodel.TSConfig, words []string) error {
	k, err := l.otherNamed(schema.KindTSConfig, words)
	if err == nil {
		l.finish()
		from := l.out.Get(k).(*pgmodel.TSConfig)
		c.Parser, c.Mappings = from.Parser, slices.Clone(from.Mappings)
		c.Use(from.Uses...)
		return nil
	}
	s, n := expr.SplitName(words)
	plain, ascii := builtinConfig(n)
	if s != "" && s != "pg_catalog" || plain == "" {
		return err
	}
	c.Parser = pgmodel.Quote("default")
	for _, token := range tokenTypes() {
		dictionary := "simple"
		switch token {
		case "asciihword", "asciiword", "hword_asciipart":
			dictionary = ascii
		case "hword", "hword_part", "word":
			dictionary = plain
		}
		c.Mappings = append(c.Mappings, pgmodel.Mapping{Token: token, Dictionaries: []string{dictionary}})
	}
	return nil
}

// tokenTypes returns the types that the configurations of pg_catalog map, sorted.
func tokenTypes() []string {
	return []string{"asciihword", "asciiword", "email", "file", "float", "host", "hword", "hword_asciipart", "hword_numpart", "hword_part",
		"int", "numhword", "numword", "sfloat", "uint", "url", "url_path", "version", "word"}
}

// builtinConfig are the dictionaries that a configuration of pg_catalog looks words
// up in, and words of ASCII letters (snowball_create.pl).
func builtinConfig(n string) (plain, ascii string) {
	switch n {
	case "simple":
		return "simple", "simple"
	case "hindi", "russian":
		return n + "_stem", "english_stem"
	case "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "estonian", "finnish", "french", "german", "greek",
		"hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "serbian", "spanish",
		"swedish", "tamil", "turkish", "yiddish":
		return n + "_stem", n + "_stem"
	}
	return "", ""
}

// alterTSConfig changes mappings, once the configuration and all names are known.
func (l *loader) alterTSConfig(n *pg.AlterTSConfigurationStmt) error {
	k, err := l.otherNamed(schema.KindTSConfig, expr.NameList(n.Cfgname))
	if err != nil {
		return err
	}
	c := l.mutable(k).(*pgmodel.TSConfig)
	ns := l.names()
	c.Mappings = slices.Clone(c.Mappings)
	l.later(func() { changeMappings(c, n, ns) })
	return nil
}

func changeMappings(c *pgmodel.TSConfig, n *pg.AlterTSConfigurationStmt, ns expr.Names) {
	var dictionaries []string
	for _, d := range n.Dicts {
		dictionaries = append(dictionaries, textSearchName(schema.KindTSDictionary, expr.NameList(d.GetList().GetItems()), ns, &c.Shared))
	}
	tokens := expr.NameList(n.Tokentype)
	switch n.Kind {
	case pg.AlterTSConfigType_ALTER_TSCONFIG_ADD_MAPPING, pg.AlterTSConfigType_ALTER_TSCONFIG_ALTER_MAPPING_FOR_TOKEN:
		for _, t := range tokens {
			setMapping(c, t, dictionaries)
		}
	case pg.AlterTSConfigType_ALTER_TSCONFIG_DROP_MAPPING:
		for _, t := range tokens {
			setMapping(c, t, nil)
		}
	default: // REPLACE one dictionary by another
		for i, m := range c.Mappings {
			if len(tokens) > 0 && !slices.Contains(tokens, m.Token) || len(dictionaries) != 2 {
				continue
			}
			m.Dictionaries = slices.Clone(m.Dictionaries)
			replaceIn(m.Dictionaries, dictionaries[0], dictionaries[1])
			c.Mappings[i] = m
		}
	}
}

// setMapping sets the dictionaries of a token type; none takes it out.
func setMapping(c *pgmodel.TSConfig, token string, dictionaries []string) {
	i, found := slices.BinarySearchFunc(c.Mappings, token, func(m pgmodel.Mapping, t string) int { return strings.Compare(m.Token, t) })
	m := pgmodel.Mapping{Token: token, Dictionaries: dictionaries}
	switch {
	case found && len(dictionaries) == 0:
		c.Mappings = slices.Delete(c.Mappings, i, i+1)
	case found:
		c.Mappings[i] = m
	case len(dictionaries) > 0:
		c.Mappings = slices.Insert(c.Mappings, i, m)
	}
}
