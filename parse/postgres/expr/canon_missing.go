package expr

// Names that mean nothing, seen while a canonical text is written. Only what is sure
// is noted: where one item of FROM has columns that are not known, a bare name may be
// one of them. Whether the name still means nothing once all is read is the loader's
// question (missing.go).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// notes returns the recorder of names that resolve to nothing, or nil: they are recorded
// once, for the canonical text, and not while something is renamed.
func (w *writer) notes() MissingNames {
	if w.mode != modeStrict || w.rename != nil || w.unsure {
		return nil
	}
	n, _ := w.ns.(MissingNames)
	return n
}

// certain reports whether an item has the columns that are known and no others.
func (w *writer) certain(e *rangeEntry) bool {
	if e.loose {
		return false
	}
	if e.key != (schema.Key{}) {
		return e.base != nil
	}
	return e.known
}

// missingColumn notes a bare name that is no column of any item in sight.
func (w *writer) missingColumn(name string, location int32) {
	n := w.notes()
	if n == nil || w.sc.Former || slices.Contains(w.sc.Params, name) {
		return
	}
	m := MissingName{Kind: "column", Name: name, Location: location}
	for s := w.q; s != nil; s = s.outer {
		s.load(w.ns)
		for _, e := range s.entries {
			if !w.certain(e) || e.key != (schema.Key{}) && IsSystemColumn(name) {
				return
			}
			m.from(e)
		}
	}
	n.NoteMissing(m)
}

// from adds an item that the column is not one of.
func (m *MissingName) from(e *rangeEntry) {
	if e.key != (schema.Key{}) {
		m.Tables = append(m.Tables, e.key)
	}
	for _, c := range e.columns {
		m.Known = append(m.Known, c.Name)
	}
}

// missingField notes a.b where a is no item, or has no column b.
func (w *writer) missingField(words []string, e *rangeEntry, location int32) {
	n := w.notes()
	if n == nil {
		return
	}
	name := words[len(words)-1]
	in, alias := SplitName(words[:len(words)-1])
	switch {
	case e != nil:
		if !w.certain(e) || e.find(name) >= 0 || IsSystemColumn(name) {
			return
		}
		m := MissingName{Kind: "column", In: alias, Name: name, Location: location}
		m.from(e)
		n.NoteMissing(m)
	case len(words) > 3 || slices.Contains(w.sc.Params, alias) || alias == w.sc.TableName && len(w.sc.Params) > 0 || w.isJoinAlias(alias):
	case (alias == "new" || alias == "old" || alias == "excluded") && in == "":
	default:
		m := MissingName{Kind: "table", In: in, Name: alias, Location: location}
		for s := w.q; s != nil; s = s.outer {
			for _, e := range s.entries {
				m.Known = append(m.Known, e.alias)
			}
		}
		n.NoteMissing(m)
	}
}

// checkUsing notes a column of USING that one side of the join does not have.
func (w *writer) checkUsing(name string, side []*rangeEntry) {
	n := w.notes()
	if n == nil {
		return
	}
	m := MissingName{Kind: "column", Name: name}
	for _, e := range side {
		if !w.certain(e) || e.find(name) >= 0 {
			return
		}
		m.from(e)
	}
	n.NoteMissing(m)
}

// checkFieldOf notes (item).field where the item has no such column.
func (w *writer) checkFieldOf(e *pg.A_Indirection) {
	ref := e.Arg.GetColumnRef()
	field := e.Indirection[0].GetString_().GetSval()
	n := w.notes()
	if n == nil || ref == nil || field == "" || len(ref.Fields) != 1 || isStarRef(ref) {
		return
	}
	alias := ref.Fields[0].GetString_().GetSval()
	if _, isColumn := w.lookup(alias); isColumn {
		return
	}
	if item, _ := w.entryNamed("", alias); item != nil && item.key != (schema.Key{}) {
		w.missingField([]string{alias, field}, item, ref.Location)
	}
}

// isJoinAlias reports whether a name is that of the merged columns of JOIN … USING.
func (w *writer) isJoinAlias(name string) bool {
	for s := w.q; s != nil; s = s.outer {
		if slices.Contains(s.joinAliases, name) {
			return true
		}
	}
	return false
}

// missingTarget notes a column that INSERT or UPDATE gives a value and the table does
// not have.
func (w *writer) missingTarget(name string, location int32) {
	n := w.notes()
	if n == nil || len(w.q.entries) == 0 {
		return
	}
	if e := w.q.entries[0]; w.certain(e) && e.find(name) < 0 {
		m := MissingName{Kind: "column", Name: name, Location: location}
		m.from(e)
		n.NoteMissing(m)
	}
}

// IsSystemColumn reports whether every table has a column of that name.
func IsSystemColumn(name string) bool { return pgmodel.IsSystemColumn(name) }

// checkFunction notes a call of a function that is not there or does not take so many
// arguments.
func (w *writer) checkFunction(f *pg.FuncCall) {
	n := w.notes()
	if n == nil || hasSyntax(f) {
		return
	}
	explicit, name := SplitName(NameList(f.Funcname))
	m := MissingName{Kind: "function", In: explicit, Name: name, Location: f.Location, Args: len(f.Args)}
	if f.AggStar || f.AggWithinGroup || f.FuncVariadic {
		m.Args = -1
	}
	if len(f.Args) == 1 { // name(row) is row.name
		if m.Operand = w.infer(f.Args[0]); m.Operand == unknownType {
			m.Operand = "text"
		}
	}
	n.NoteMissing(m)
}

// checkType notes a cast to a type that is not there.
func (w *writer) checkType(t *pg.TypeName) {
	n := w.notes()
	if n == nil || t == nil || t.Typemod == canonicalType || t.PctType {
		return
	}
	in, name := SplitName(NameList(t.Names))
	if _, _, ok := w.ns.Type(in, name); !ok && in != "pg_catalog" {
		n.NoteMissing(MissingName{Kind: "type", In: in, Name: strings.TrimPrefix(name, "_"), Location: t.Location})
	}
}

// checkRelation notes a relation that is not there.
func (w *writer) checkRelation(in, name string, location int32) {
	n := w.notes()
	if n == nil || in == "pg_catalog" || in == "information_schema" || in == "" && strings.HasPrefix(name, "pg_") {
		return
	}
	if _, ok := w.ns.Relation(in, name); !ok {
		n.NoteMissing(MissingName{Kind: "relation", In: in, Name: name, Location: location})
	}
}

// checkNamed notes 'name'::regclass where there is no such relation.
func (w *writer) checkNamed(c *pg.TypeCast, typ string) {
	text := c.Arg.GetAConst()
	if typ == "regconfig" {
		w.checkConfiguration(c)
	}
	if typ != "regclass" || text.GetSval() == nil {
		return
	}
	word := text.GetSval().Sval
	if in, name, plain := objectName(word); plain && word != "" && (word[0] < '0' || word[0] > '9') {
		w.checkRelation(in, name, text.Location)
	}
}

// checkOperator notes an operator that is not there.
func (w *writer) checkOperator(e *pg.A_Expr) {
	n := w.notes()
	if n == nil {
		return
	}
	in, op := SplitName(NameList(e.Name))
	if in == "pg_catalog" || builtinOperator(op) {
		return
	}
	if where, _, ok := w.ns.Operator(in, op); !ok || in == "" && where == "" {
		n.NoteMissing(MissingName{Kind: "operator", In: in, Name: op, Location: e.Location})
	}
}

// CheckCollation notes a collation that is neither of the files nor one that every server
// may have.
func CheckCollation(n MissingNames, in, collation string, k schema.Key) {
	if n != nil && k == (schema.Key{}) && !isLocale(collation) {
		n.NoteMissing(MissingName{Kind: "collation", In: in, Name: collation})
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
	n.NoteMissing(MissingName{Kind: "text search configuration", In: in, Name: name, Location: text.Location})
}

// builtinConfiguration reports whether some server has a text search configuration of that
// name in pg_catalog.
func builtinConfiguration(name string) bool {
	return slices.Contains(strings.Fields(`simple arabic armenian basque catalan danish dutch english estonian finnish french german greek hindi hungarian
		indonesian irish italian lithuanian nepali norwegian polish esperanto portuguese romanian russian serbian spanish swedish tamil turkish yiddish`), name)
}
