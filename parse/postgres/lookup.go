package postgres

// From the names in a statement to keys: the object that it names, or an error that makes the
// statement wait; the schema and key of an object to be created, or an error that it is there.

import (
	"errors"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// targetSchema returns the schema that a new object goes into: its own, or the first of the
// search_path.
func (l *loader) targetSchema(schemaName string) string {
	if schemaName == "" && len(l.path) > 0 {
		return l.path[0]
	}
	if schemaName == "" {
		return "public"
	}
	return schemaName
}

// targetName splits a dotted name into the schema a new object goes into and its name.
func (l *loader) targetName(nodes []*pg.Node) (string, string) {
	schemaName, n := expr.SplitName(expr.NameList(nodes))
	return l.targetSchema(schemaName), n
}

// relation returns what a RangeVar names.
func (l *loader) relation(rv *pg.RangeVar) (schema.Key, error) {
	k, ok := l.names().Relation(rv.Schemaname, rv.Relname)
	if !ok {
		return k, l.missingRelation(rv.Location, rv.Schemaname, rv.Relname)
	}
	return k, nil
}

// table is the table that a RangeVar names, to be changed.
func (l *loader) table(rv *pg.RangeVar) (*pgmodel.Table, error) {
	k, err := l.relation(rv)
	if err != nil {
		return nil, err
	}
	t, ok := l.mutable(k).(*pgmodel.Table)
	if !ok {
		return nil, l.st.ErrorAt(rv.Location, "%s is no table of these files", dotted(rv.Schemaname, rv.Relname))
	}
	return t, nil
}

// declareHint is the hint for a relation of a schema that the files do not fill, such
// as a platform's own.
const declareHint = "if something else manages it, write its CREATE SCHEMA and CREATE TABLE into a file beside these, and name the schemas to manage: --schemas public"

// missingRelation is the error of a relation that does not exist.
func (l *loader) missingRelation(location int32, in, n string) error {
	err := l.missingf(location, "relation %s does not exist", dotted(in, n))
	var m *missing
	if in != "" && !l.makes(in) && errors.As(err, &m) {
		m.err.Hint = declareHint
	}
	return err
}

// reportOnce keeps the first error about each relation that others keep.
func (l *loader) reportOnce() {
	slices.SortStableFunc(l.errs, byPlace)
	seen := map[string]*parse.Error{}
	l.errs = slices.DeleteFunc(l.errs, func(e *parse.Error) bool {
		if e.Hint != declareHint {
			return false
		}
		first := seen[e.Msg]
		seen[e.Msg] = e
		return first != nil
	})
}

// relationNamed is the relation that words name.
func (l *loader) relationNamed(words []string) (schema.Key, error) {
	s, n := expr.SplitName(words)
	k, ok := l.names().Relation(s, n)
	if !ok {
		return k, l.missingRelation(l.st.LocateQualified(s, n), s, n)
	}
	return k, nil
}

// typeNamed is the user-defined type that words name.
func (l *loader) typeNamed(words []string) (schema.Key, error) {
	s, n := expr.SplitName(words)
	in, k, ok := l.names().Type(s, n)
	if !ok || k == (schema.Key{}) && in == "" {
		return k, l.missingf(0, "type %s does not exist", dotted(s, n))
	}
	return k, nil
}

// otherNamed returns the object of a kind whose names are neither those of relations,
// types nor routines.
func (l *loader) otherNamed(kind schema.Kind, words []string) (schema.Key, error) {
	s, n := expr.SplitName(words)
	if kind.Has(schema.Unqualified) {
		k := schema.Key{Kind: kind, Name: n}
		if l.out.Get(k) == nil && !everyDatabase(k) && !l.borrow("", n, kind) {
			return k, l.missingf(0, "%s %s does not exist", kind, pgmodel.Quote(n))
		}
		return k, nil
	}
	r := &resolver{l: l, path: l.path}
	for _, in := range r.schemas(s) {
		for _, k := range l.others[name{in, n}] {
			if k.Kind == kind {
				return k, nil
			}
		}
	}
	return schema.Key{}, l.missingf(0, "%s %s does not exist", kind, dotted(s, n))
}

// firstDefinition returns where an object was defined before.
func (l *loader) firstDefinition(k schema.Key) string {
	if o := l.out.Get(k); o != nil && !o.Pos().IsZero() {
		return ": first at " + o.Pos().String()
	}
	return ""
}

// schemaExists asks for the schema that an object is put into.
func (l *loader) schemaExists(s string, location int32) error {
	if s == "public" || l.ordered || l.out.Get(schema.Key{Kind: schema.KindSchema, Name: s}) != nil {
		return nil
	}
	if l.catalog {
		return nil
	}
	if slices.ContainsFunc(l.outside[name{"", s}], func(n EnvName) bool { return n.Kind == schema.KindSchema }) && l.second || l.lenient {
		o := &pgmodel.Schema{Implicit: true}
		o.Name, o.At = s, l.st.Pos(location)
		l.put(o)
		return nil
	}
	return l.missingf(location, "schema %s does not exist", pgmodel.Quote(s))
}

// definedTwice is the error for an object that exists already.
func (l *loader) definedTwice(k schema.Key) error {
	return l.st.ErrorAt(0, "%s is defined twice%s", k, l.firstDefinition(k))
}

// begin fills in what every object has that a statement makes.
func (l *loader) begin(b *pgmodel.Shared, k schema.Key) {
	b.Name, b.At, b.Was = k.Name, l.st.Pos(0), l.formerName(0)
	if k.Schema != "" && k.Schema != "public" {
		b.Use(schema.Key{Kind: schema.KindSchema, Name: k.Schema})
	}
}

// indexNamed is an index, or the key whose index has that name.
func (l *loader) indexNamed(words []string) (schema.Key, error) {
	k, err := l.relationNamed(words)
	if err == nil {
		return k, nil
	}
	s, n := expr.SplitName(words)
	if c := l.keyNamed(s, n); c != nil {
		return schema.Key{Kind: schema.KindIndex, Schema: c.Table.Schema, Table: c.Table.Name, Name: n}, nil
	}
	return k, err
}

// relationsExist asks for every relation that a query names.
func (l *loader) relationsExist(query *pg.Node) error {
	known, aliases := map[string]bool{}, map[*pg.RangeVar]bool{}
	var list []*pg.RangeVar
	expr.Walk(query.ProtoReflect(), func(m protoreflect.Message) {
		switch n := m.Interface().(type) {
		case *pg.CommonTableExpr:
			known[n.Ctename] = true
		case *pg.LockingClause: // names what FROM has, by its alias (sql-select.html)
			for _, r := range n.LockedRels {
				aliases[r.GetRangeVar()] = true
			}
		case *pg.RangeVar:
			list = append(list, n)
		}
	})
	for _, rv := range list {
		if aliases[rv] {
			continue
		}
		if rv.Schemaname == "" && (known[rv.Relname] || strings.HasPrefix(rv.Relname, "pg_")) || rv.Schemaname == "pg_catalog" || rv.Schemaname == "information_schema" {
			continue
		}
		if _, ok := l.names().Relation(rv.Schemaname, rv.Relname); !ok && !l.mayBeBrought("relation", rv.Schemaname, rv.Relname) {
			return l.missingRelation(rv.Location, rv.Schemaname, rv.Relname)
		}
	}
	return nil
}

// keyNamed is the key or exclusion, to be changed, whose index has that name.
func (l *loader) keyNamed(s, n string) *pgmodel.Constraint {
	r := &resolver{l: l, path: l.path}
	for _, in := range r.schemas(s) {
		if l.constraintNames[name{in, n}] == 0 {
			continue
		}
		for o := range l.out.All() {
			t, ok := o.(*pgmodel.Table)
			if !ok || t.ID.Schema != in {
				continue
			}
			if c := t.Constraint(n); c != nil && c.Kind.Has(schema.Indexed) {
				return l.mutable(t.ID).(*pgmodel.Table).Constraint(n)
			}
		}
	}
	return nil
}

// newOther is the key of an object whose names are neither those of relations, types
// nor routines; skip says that there is nothing to make.
func (l *loader) newOther(kind schema.Kind, s, n string, ifNotExists bool) (k schema.Key, skip bool, err error) {
	k = schema.Key{Kind: kind, Schema: s, Name: n}
	if !kind.Has(schema.Unqualified) {
		if err := l.schemaExists(s, 0); err != nil {
			return k, false, err
		}
	}
	if l.out.Get(k) == nil {
		return k, false, nil
	}
	if ifNotExists {
		return k, true, nil
	}
	return k, false, l.st.ErrorAt(0, "%s %s is defined twice%s", kind, dotted(s, n), l.firstDefinition(k))
}

func (l *loader) columnOf(table schema.Key, n string) *pgmodel.Column {
	if t, ok := l.out.Get(table).(*pgmodel.Table); ok {
		return t.Column(n)
	}
	return nil
}

// mustHave asks for columns of the table.
func (l *loader) mustHave(t *pgmodel.Table, at int32, lists ...[]string) error {
	for _, list := range lists {
		for _, c := range list {
			if t.Column(c) == nil {
				return l.missingColumn(at, t.ID, c)
			}
		}
	}
	return nil
}

// object returns what DROP, COMMENT ON, ALTER … OWNER TO and the like name, but for columns
// and constraints.
func (l *loader) object(t pg.ObjectType, n *pg.Node) (schema.Key, error) {
	kind := l.registry.byGrammar[t]
	if kind == nil {
		return schema.Key{}, l.st.ErrorAt(0, "%s is not known", t)
	}
	var k schema.Key
	var err error
	if kind.find != nil {
		k, err = kind.find(l, t, n)
	} else {
		k, err = l.otherNamed(kind.grammar[t], objectWords(n))
	}
	if waits(err) {
		if k, ok := l.unmodelled(kind.grammar[t], n); ok {
			return k, nil
		}
	}
	return k, err
}

// unmodelled is the key of an object that is no part of the model, since it is PostgreSQL's own or
// a member of an extension.
func (l *loader) unmodelled(kind schema.Kind, n *pg.Node) (schema.Key, bool) {
	words := objectWords(n)
	if o := n.GetObjectWithArgs(); o != nil {
		words = expr.NameList(o.Objname)
	}
	group := kind == schema.KindOperatorFamily || kind == schema.KindOperatorClass
	if group && len(words) > 0 {
		words = words[1:] // after the access method
	}
	if len(words) == 0 {
		return schema.Key{}, false
	}
	in, word := expr.SplitName(words)
	k := schema.Key{Kind: kind, Schema: in, Name: word}
	switch {
	case group && in == "":
		_, family := slices.BinarySearch(expr.BuiltinOpFamilyNames(), word)
		_, class := slices.BinarySearch(expr.BuiltinOpClassNames(), word)
		return k, family && kind == schema.KindOperatorFamily || class && kind == schema.KindOperatorClass
	case ofServer(in), kind == schema.KindSchema && ofServer(word):
		return k, true
	case kind == schema.KindLanguage:
		return k, word == "plpgsql" || word == "sql" || word == "c" || word == "internal"
	case kind.IsRoutine() && in == "" && expr.BuiltinFunction(word), kind.Has(schema.UserType) && in == "" && expr.BuiltinType(word):
		return k, true
	}
	r := &resolver{l: l, path: l.path}
	for _, s := range r.schemas(in) {
		for _, o := range l.outside[name{s, word}] {
			if o.Kind.Space() == kind.Space() {
				k.Schema = s
				return k, true
			}
		}
	}
	return k, l.second && l.extensionBrings(string(kind), word)
}

// ofServer reports whether a schema is PostgreSQL's own, which every database has and no file creates.
func ofServer(name string) bool {
	return name == "pg_catalog" || name == "information_schema" || name == "pg_toast"
}

// findRelation finds a relation for its kind.
func (l *loader) findRelation(_ pg.ObjectType, n *pg.Node) (schema.Key, error) {
	return l.relationNamed(objectWords(n))
}

// findType finds a type for its kind.
func (l *loader) findType(_ pg.ObjectType, n *pg.Node) (schema.Key, error) {
	return l.typeNamed(objectWords(n))
}

// findPart finds an object that is named after its relation: the last word is its own name.
func (l *loader) findPart(t pg.ObjectType, n *pg.Node) (schema.Key, error) {
	kind, words := l.registry.kindOf(t), objectWords(n)
	last := len(words) - 1
	if last < 1 {
		return schema.Key{}, l.st.ErrorAt(0, "a %s is written after its table, as table.%s", kind, kind)
	}
	k, err := l.relationNamed(words[:last])
	if err != nil {
		return schema.Key{}, err
	}
	return l.partOf(k, kind, words[last])
}

// partOf is the object of a relation that has a name.
func (l *loader) partOf(relation schema.Key, kind schema.Kind, n string) (schema.Key, error) {
	k := schema.Key{Kind: kind, Schema: relation.Schema, Table: relation.Name, Name: n}
	if l.out.Get(k) == nil {
		return k, l.missingf(0, "%s does not exist", k)
	}
	return k, nil
}
