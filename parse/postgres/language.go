package postgres

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// createLanguage makes a language. Without a HANDLER it is that of an extension,
// which returns what the statement then installs (sql-createlanguage.html).
func (l *loader) createLanguage(n *pg.CreatePLangStmt) error {
	k := schema.Key{Kind: schema.KindLanguage, Name: n.Plname}
	if len(n.Plhandler) == 0 {
		if n.Plname == "plpgsql" {
			l.note(schema.Ignored, 0, "language plpgsql", "every database has it")
			return nil
		}
		return l.createExtension(&pg.CreateExtensionStmt{Extname: n.Plname, IfNotExists: n.Replace})
	}
	lang := &pgmodel.Language{ID: k, Trusted: n.Pltrusted}
	l.begin(&lang.Shared, k)
	for _, f := range []struct {
		words []*pg.Node
		args  string
		into  *string
	}{{n.Plhandler, "", &lang.Handler}, {n.Plinline, "internal", &lang.Inline}, {n.Plvalidator, "oid", &lang.Validator}} {
		if len(f.words) == 0 {
			continue
		}
		text, err := l.callee(expr.NameList(f.words), f.args, &lang.Shared)
		if err != nil {
			return err
		}
		*f.into = text
	}
	if old, ok := l.out.Get(k).(*pgmodel.Language); ok {
		if !n.Replace {
			return l.definedTwice(k)
		}
		lang.Comment = old.Comment
		lang.CopyAccess(old.Common())
	}
	l.put(lang)
	return nil
}

func transformName(typ, language string) string {
	return "FOR " + typ + " LANGUAGE " + pgmodel.Quote(language)
}

func (l *loader) createTransform(n *pg.CreateTransformStmt) error {
	if _, _, err := l.typ(n.TypeName); err != nil {
		return err
	}
	text, uses := argumentType(n.TypeName, l.names())
	t := &pgmodel.Transform{ID: schema.Key{Kind: schema.KindTransform, Name: transformName(text, n.Lang)}, Type: text, Language: n.Lang}
	l.begin(&t.Shared, t.ID)
	t.Use(uses...)
	for _, kind := range []schema.Kind{schema.KindLanguage, schema.KindExtension} {
		if k := (schema.Key{Kind: kind, Name: n.Lang}); l.out.Get(k) != nil {
			t.Use(k)
		}
	}
	var err error
	if n.Fromsql != nil {
		if t.FromSQL, err = l.calleeWithArgs(n.Fromsql, &t.Shared); err != nil {
			return err
		}
	}
	if n.Tosql != nil {
		if t.ToSQL, err = l.calleeWithArgs(n.Tosql, &t.Shared); err != nil {
			return err
		}
	}
	if old, ok := l.out.Get(t.ID).(*pgmodel.Transform); ok {
		if !n.Replace {
			return l.definedTwice(t.ID)
		}
		t.Comment = old.Comment
	}
	l.put(t)
	return nil
}

// transformsOf are the transforms of the model that a function of a language uses
// for a type.
func (l *loader) transformsOf(typ, language string) []schema.Key {
	if k := (schema.Key{Kind: schema.KindTransform, Name: transformName(typ, language)}); l.out.Get(k) != nil {
		return []schema.Key{k}
	}
	return nil
}

// transformNamed is the transform of a type and a language.
func (l *loader) transformNamed(items []*pg.Node) (schema.Key, error) {
	if len(items) != 2 {
		return schema.Key{}, l.st.ErrorAt(0, "a transform is named by its type and language")
	}
	text, _ := argumentType(items[0].GetTypeName(), l.names())
	k := schema.Key{Kind: schema.KindTransform, Name: transformName(text, items[1].GetString_().GetSval())}
	if l.out.Get(k) == nil {
		return k, l.missingf(0, "%s does not exist", k)
	}
	return k, nil
}

func (l *loader) createAccessMethod(n *pg.CreateAmStmt) error {
	k, _, err := l.newOther(schema.KindAccessMethod, "", n.Amname, false)
	if err != nil {
		return err
	}
	m := &pgmodel.AccessMethod{ID: k, Type: map[string]string{"i": "index", "t": "table"}[n.Amtype]}
	l.begin(&m.Shared, k)
	if m.Handler, err = l.callee(expr.NameList(n.HandlerName), "internal", &m.Shared); err != nil {
		return err
	}
	l.put(m)
	return nil
}

func (l *loader) createConversion(n *pg.CreateConversionStmt) error {
	s, word := l.targetName(n.ConversionName)
	k, _, err := l.newOther(schema.KindConversion, s, word, false)
	if err != nil {
		return err
	}
	c := &pgmodel.Conversion{ID: k, From: encoding(n.ForEncodingName), To: encoding(n.ToEncodingName), Default: n.Def}
	l.begin(&c.Shared, k)
	if c.Function, err = l.callee(expr.NameList(n.FuncName), "integer, integer, cstring, internal, integer, boolean", &c.Shared); err != nil {
		return err
	}
	l.put(c)
	return nil
}

// encoding is the name that pg_encoding_to_char gives an encoding (encnames.c).
func encoding(n string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, n)
	for _, e := range []struct{ name, aliases string }{
		{"SQL_ASCII", "sqlascii"}, {"EUC_JP", "eucjp"}, {"EUC_CN", "euccn"}, {"EUC_KR", "euckr"}, {"EUC_TW", "euctw"},
		{"EUC_JIS_2004", "eucjis2004"}, {"UTF8", "utf8 unicode"}, {"MULE_INTERNAL", "muleinternal"}, {"LATIN1", "latin1 iso88591"},
		{"LATIN2", "latin2 iso88592"}, {"LATIN3", "latin3 iso88593"}, {"LATIN4", "latin4 iso88594"}, {"LATIN5", "latin5 iso88599"},
		{"LATIN6", "latin6 iso885910"}, {"LATIN7", "latin7 iso885913"}, {"LATIN8", "latin8 iso885914"}, {"LATIN9", "latin9 iso885915"},
		{"LATIN10", "latin10 iso885916"}, {"WIN1250", "win1250 windows1250"}, {"WIN1251", "win1251 windows1251 win"},
		{"WIN1252", "win1252 windows1252"}, {"WIN1253", "win1253 windows1253"}, {"WIN1254", "win1254 windows1254"},
		{"WIN1255", "win1255 windows1255"}, {"WIN1256", "win1256 windows1256"}, {"WIN1257", "win1257 windows1257"},
		{"WIN1258", "win1258 windows1258 abc tcvn tcvn5712 vscii"}, {"WIN866", "win866 windows866 alt"}, {"WIN874", "win874 windows874"},
		{"KOI8R", "koi8r koi8"}, {"KOI8U", "koi8u"}, {"ISO_8859_5", "iso88595"}, {"ISO_8859_6", "iso88596"}, {"ISO_8859_7", "iso88597"},
		{"ISO_8859_8", "iso88598"}, {"SJIS", "sjis shiftjis mskanji win932 windows932"}, {"BIG5", "big5 win950 windows950"},
		{"GBK", "gbk win936 windows936"}, {"UHC", "uhc win949 windows949"}, {"GB18030", "gb18030"}, {"JOHAB", "johab"},
		{"SHIFT_JIS_2004", "shiftjis2004"},
	} {
		for _, alias := range strings.Fields(e.aliases) {
			if alias == plain {
				return e.name
			}
		}
	}
	return n
}
