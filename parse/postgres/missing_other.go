package postgres

// Names that are neither those of relations, columns, types nor functions: collations,
// access methods and text search configurations. They are noted like the others
// (missing.go) and looked up again once all is read. What locales a server has the files
// cannot know, so a name that looks like a locale may mean one.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// otherMayMean reports whether a name of such a kind means something, or may do so.
func (r *resolver) otherMayMean(m missingAt) bool {
	switch m.kind {
	case "collation":
		_, k, _ := r.collation(m.in, m.name)
		return k != (schema.Key{}) || m.in != "pg_catalog" && len(r.l.outside[name{"pg_catalog", m.name}]) > 0 || !r.sees(m, m.kind)
	case "access method":
		return r.l.out.Get(schema.Key{Kind: schema.KindAccessMethod, Name: m.name}) != nil || r.l.foreignExtension(m.name)
	}
	for _, s := range r.schemas(m.in) {
		if slices.ContainsFunc(r.l.others[name{s, m.name}], func(k schema.Key) bool { return k.Kind == schema.KindTSConfig }) {
			return true
		}
	}
	return !r.sees(m, m.kind)
}

// foreignExtension reports whether an extension may have brought an access method:
// bloom, and whatever is not of the contrib folder.
func (l *loader) foreignExtension(method string) bool {
	for o := range l.out.All() {
		k := o.Key()
		if _, listed := contribNames()[k.Name]; k.Kind == schema.KindExtension && (!listed && k.Name != "plpgsql" || k.Name == method) {
			return true
		}
	}
	for name, e := range l.env.Extensions {
		if _, listed := contribNames()[name]; e.Installed != "" && (!listed && name != "plpgsql" || name == method) {
			return true
		}
	}
	return false
}

// checkCollation notes a collation that is neither of the files nor one that every server
// may have.
func checkCollation(n missingNames, in, collation string, k schema.Key) {
	if n != nil && k == (schema.Key{}) && !isLocale(collation) {
		n.noteMissing(missingName{kind: "collation", in: in, name: collation})
	}
}

// isLocale reports whether a collation is one of initdb's or is called as locales are:
// "de_DE.utf8", "en-x-icu", "sr_RS@latin", and the old names of some, such as "german".
func isLocale(name string) bool {
	switch name {
	case "default", "C", "POSIX", "ucs_basic", "unicode", "pg_c_utf8", "pg_unicode_fast", "und", "root":
		return true
	}
	letters := len(name)
	if i := strings.IndexAny(name, "_-.@"); i >= 0 {
		return i == 2 || i == 3 || strings.HasPrefix(name, "C.") || strings.HasPrefix(name, "POSIX.")
	}
	return letters == 2 || letters == 3 || letters > 5 && strings.HasSuffix(name, "ish") || slices.Contains([]string{"german", "deutsch", "french", "italian",
		"russian", "czech", "dutch", "greek", "hebrew", "japanese", "korean", "norwegian", "portuguese", "romanian", "slovak", "slovene", "thai", "bokmal", "nynorsk"}, name)
}

// checkMethod notes an access method that is not there.
func (l *loader) checkMethod(method string) {
	switch method {
	case "", "heap", "btree", "hash", "gist", "gin", "spgist", "brin":
		return
	}
	l.names().(*resolver).noteMissing(missingName{kind: "access method", name: method})
}

// checkConfiguration notes 'name'::regconfig where there is no such text search
// configuration.
func (w *writer) checkConfiguration(c *pg.TypeCast) {
	n, text := w.notes(), c.Arg.GetAConst()
	if n == nil || text.GetSval() == nil {
		return
	}
	in, name, plain := objectName(text.GetSval().Sval)
	if !plain || name == "" || in == "pg_catalog" || builtinConfiguration(name) {
		return
	}
	n.noteMissing(missingName{kind: "text search configuration", in: in, name: name, location: text.Location})
}

// builtinConfiguration reports whether some server has a text search configuration of that
// name in pg_catalog.
func builtinConfiguration(name string) bool {
	return slices.Contains(strings.Fields(`simple arabic armenian basque catalan danish dutch english estonian finnish french german greek hindi hungarian
		indonesian irish italian lithuanian nepali norwegian polish esperanto portuguese romanian russian serbian spanish swedish tamil turkish yiddish`), name)
}

// returnsTrigger is the error of a trigger's function that is none: it must be there
// without arguments and return what triggers need.
func (l *loader) returnsTrigger(words []string, want string) error {
	s, n := split2(words)
	_, keys, ok := l.names().function(s, n)
	if !ok || len(keys) == 0 || !l.resolve || l.catalog {
		return nil
	}
	for _, k := range keys {
		f, is := l.out.Get(k).(*pgmodel.Function)
		if !is || strings.HasSuffix(k.Name, "()") && f.Returns == want {
			return nil
		}
	}
	at := l.st.locateIn(s, n)
	for _, k := range keys {
		if f := l.out.Get(k).(*pgmodel.Function); strings.HasSuffix(k.Name, "()") {
			return l.st.errorAt(at, "function %s must return %s, and returns %s", k.Object(), want, f.Returns)
		}
	}
	return l.missingf(at, "function %s() does not exist: that of a trigger has no arguments", dotted(s, n))
}
