package postgres

// CREATE CONVERSION between two encodings, whose names are spelled as pg_encoding_to_char gives
// them back, whichever alias the statement uses.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats conversions of encodings.
var _ = register(kind{
	names:   []schema.Kind{schema.KindConversion},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_CONVERSION: schema.KindConversion},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateConversionStmt:
			return true, l.createConversion(n.CreateConversionStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Conversion).ID = k },
	follow: func(f *follower, o pgmodel.Object) { f.function(&o.(*pgmodel.Conversion).Function) },
})

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
