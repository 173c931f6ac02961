package postgres

// Names that are neither those of relations, columns, types nor functions: collations,
// access methods and text search configurations. They are noted like the others
// (missing.go) and looked up again once all is read. What locales a server has the files
// cannot know, so a name that looks like a locale may mean one.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// otherMayMean reports whether a name of such a kind means something, or may do so.
func (r *resolver) otherMayMean(m missingAt) bool {
	switch m.Kind {
	case "collation":
		_, k, _ := r.Collation(m.In, m.Name)
		return k != (schema.Key{}) || m.In != "pg_catalog" && len(r.l.outside[name{"pg_catalog", m.Name}]) > 0 || !r.sees(m, m.Kind)
	case "access method":
		return r.l.out.Get(schema.Key{Kind: schema.KindAccessMethod, Name: m.Name}) != nil || r.l.foreignExtension(m.Name)
	}
	for _, s := range r.schemas(m.In) {
		if slices.ContainsFunc(r.l.others[name{s, m.Name}], func(k schema.Key) bool { return k.Kind == schema.KindTSConfig }) {
			return true
		}
	}
	return !r.sees(m, m.Kind)
}

// foreignExtension reports whether an extension may have brought an access method:
// bloom, and whatever is not of the contrib folder.
func (l *loader) foreignExtension(method string) bool {
	for o := range l.out.All() {
		k := o.Key()
		if _, listed := contribMembers()[k.Name]; k.Kind == schema.KindExtension && (!listed && k.Name != "plpgsql" || k.Name == method) {
			return true
		}
	}
	for name, e := range l.env.Extensions {
		if _, listed := contribMembers()[name]; e.Installed != "" && (!listed && name != "plpgsql" || name == method) {
			return true
		}
	}
	return false
}

// checkMethod notes an access method that is not there.
func (l *loader) checkMethod(method string) {
	switch method {
	case "", "heap", "btree", "hash", "gist", "gin", "spgist", "brin":
		return
	}
	l.names().(*resolver).NoteMissing(expr.MissingName{Kind: "access method", Name: method})
}

// returnsTrigger is the error of a trigger's function that is none: it must be there
// without arguments and return what triggers need.
func (l *loader) returnsTrigger(words []string, want string) error {
	s, n := expr.SplitName(words)
	_, keys, ok := l.names().Function(s, n)
	if !ok || len(keys) == 0 || !l.resolve || l.catalog {
		return nil
	}
	for _, k := range keys {
		f, is := l.out.Get(k).(*pgmodel.Function)
		if !is || strings.HasSuffix(k.Name, "()") && f.Returns == want {
			return nil
		}
	}
	at := l.st.LocateQualified(s, n)
	for _, k := range keys {
		if f := l.out.Get(k).(*pgmodel.Function); strings.HasSuffix(k.Name, "()") {
			return l.st.ErrorAt(at, "function %s must return %s, and returns %s", k.Object(), want, f.Returns)
		}
	}
	return l.missingf(at, "function %s() does not exist: that of a trigger has no arguments", dotted(s, n))
}
