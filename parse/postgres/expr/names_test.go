package expr

import (
	"github.com/schemadiff/schemadiff/schema"
)

// fakeNames knows the relations, types and the like of a test.
type fakeNames struct {
	path       []string
	relations  map[string][]Column // by "schema.name"
	functions  map[string][]string // signatures by "schema.name"
	types      map[string]schema.Kind
	operators  map[string]bool // those of extensions, by "schema.op"
	outside    map[string]bool // functions of extensions
	extTypes   map[string]bool
	collations map[string]bool
	configs    map[string]bool
	bases      map[string]string // of domains
	results    map[string]string // of functions, by signature
}

func (f *fakeNames) in(schemaName string) []string {
	if schemaName != "" {
		return []string{schemaName}
	}
	return f.path
}

func (f *fakeNames) Relation(s, n string) (schema.Key, bool) {
	for _, s := range f.in(s) {
		if _, ok := f.relations[s+"."+n]; ok {
			return schema.Key{Kind: schema.KindTable, Schema: s, Name: n}, true
		}
	}
	return schema.Key{}, false
}

func (f *fakeNames) Columns(k schema.Key) []Column { return f.relations[k.Schema+"."+k.Name] }

func (f *fakeNames) Function(s, n string) (string, []schema.Key, bool) {
	if s == "pg_catalog" {
		return "", nil, true
	}
	for _, s := range f.in(s) {
		var keys []schema.Key
		for _, sig := range f.functions[s+"."+n] {
			keys = append(keys, schema.Key{Kind: schema.KindFunction, Schema: s, Name: sig})
		}
		if keys != nil || f.outside[s+"."+n] {
			return s, keys, true
		}
	}
	return s, nil, s == "" && BuiltinFunction(n)
}

func (f *fakeNames) Type(s, n string) (string, schema.Key, bool) {
	if s == "pg_catalog" || s == "" && BuiltinType(n) {
		return "", schema.Key{}, true
	}
	for _, s := range f.in(s) {
		if kind, ok := f.types[s+"."+n]; ok {
			return s, schema.Key{Kind: kind, Schema: s, Name: n}, true
		}
		if f.extTypes[s+"."+n] {
			return s, schema.Key{}, true
		}
		if k, ok := f.Relation(s, n); ok {
			return s, k, true
		}
	}
	return s, schema.Key{}, false
}

func (f *fakeNames) Operator(s, n string) (string, []schema.Key, bool) {
	if s == "pg_catalog" {
		return "", nil, true
	}
	for _, s := range f.in(s) {
		if f.operators[s+"."+n] {
			return s, nil, true
		}
	}
	return "", nil, s == ""
}

func (f *fakeNames) Collation(s, n string) (string, schema.Key, bool) {
	for _, s := range f.in(s) {
		if f.collations[s+"."+n] {
			return s, schema.Key{Kind: schema.KindCollation, Schema: s, Name: n}, true
		}
	}
	return "", schema.Key{}, s == "" || s == "pg_catalog"
}

func (f *fakeNames) TsObject(kind schema.Kind, s, n string) (string, bool) {
	for _, s := range f.in(s) {
		if f.configs[s+"."+n] {
			return s, true
		}
	}
	return "", s == "" || s == "pg_catalog"
}

func (f *fakeNames) Base(k schema.Key) string { return f.bases[k.Schema+"."+k.Name] }

func (f *fakeNames) Variadic(schema.Key) bool { return false }

func (f *fakeNames) Result(k schema.Key) (string, []Column) {
	return f.results[k.Schema+"."+k.Name], nil
}

func (f *fakeNames) Operators(string, string) []Form { return nil }

func (f *fakeNames) Functions(string, string) []Form { return nil }

func (f *fakeNames) Overloads(string) []Form { return nil }

func (f *fakeNames) BeforeCatalog(string) bool { return false }

func (f *fakeNames) ImplicitCast(string, string) bool { return false }
