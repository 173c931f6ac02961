package postgres

// The meaning of a name under a search_path: the interface by which package expr sees the schema.
// The files' own objects come first in each schema, then the members of extensions.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (r *resolver) Relation(schemaName, rel string) (schema.Key, bool) {
	k, ok := r.relation(schemaName, rel)
	if !ok && r.borrow(schemaName, rel, relationKinds) {
		return r.relation(schemaName, rel)
	}
	if !ok && r.l.unknown(schemaName, rel) && r.st != nil {
		return r.l.stub(schemaName, rel), true
	}
	return k, ok
}

func (r *resolver) relation(schemaName, rel string) (schema.Key, bool) {
	for _, s := range r.schemas(schemaName) {
		if k, ok := r.l.relations[name{s, rel}]; ok {
			return k, true
		}
		for _, o := range r.l.outside[name{s, rel}] {
			if o.Kind.Space() == schema.RelationNames {
				r.l.used[o.Extension] = true
				return schema.Key{Kind: o.Kind, Schema: s, Name: rel}, true
			}
		}
	}
	return schema.Key{}, false
}

func (r *resolver) Columns(k schema.Key) []expr.Column {
	switch o := r.l.out.Get(k).(type) {
	case *pgmodel.Table:
		if r.l.isStub(k) {
			return nil
		}
		list := make([]expr.Column, len(o.Columns))
		for i, c := range o.Columns {
			list[i] = expr.Column{Name: c.Name, Type: c.Type}
		}
		return list
	case *pgmodel.View:
		list := make([]expr.Column, len(o.Columns))
		for i, c := range o.Columns {
			list[i] = expr.Column{Name: c.Name, Type: c.Type}
		}
		return list
	case *pgmodel.Composite:
		list := make([]expr.Column, len(o.Attributes))
		for i, c := range o.Attributes {
			list[i] = expr.Column{Name: c.Name, Type: c.Type}
		}
		return list
	}
	return nil
}

// routineKinds and typeKinds are the kinds that a call and the name of a type can mean:
// every relation with columns has the type of its rows.
var (
	relationKinds = schema.KindsNamedIn(schema.RelationNames)
	routineKinds  = schema.KindsNamedIn(schema.RoutineNames)
	typeKinds     = slices.Concat(schema.KindsWith(schema.UserType), schema.KindsWith(schema.InPostgres|schema.RowSource))
)

func (r *resolver) Function(schemaName, fn string) (string, []schema.Key, bool) {
	in, keys, ok := r.function(schemaName, fn)
	if !ok && r.borrow(schemaName, fn, routineKinds) {
		return r.function(schemaName, fn)
	}
	return in, keys, ok
}

func (r *resolver) function(schemaName, fn string) (string, []schema.Key, bool) {
	if schemaName == "pg_catalog" {
		return "", nil, true
	}
	for _, s := range r.schemas(schemaName) {
		if keys := r.l.functions[name{s, fn}]; len(keys) > 0 {
			return s, keys, true
		}
		if r.outside(name{s, fn}, routineKinds...) {
			return s, nil, true
		}
	}
	if schemaName == "" && expr.BuiltinFunction(fn) {
		return "", nil, true
	}
	if s := r.wantedSchema(schemaName); s != "" {
		return s, nil, true
	}
	if s, ok := r.opaque(schemaName, fn); ok {
		return s, nil, true
	}
	return schemaName, nil, false
}

// opaque finds a routine that the database has and a DO block of the files names:
// what that makes cannot be known, and other statements may call it.
func (r *resolver) opaque(schemaName, fn string) (string, bool) {
	for _, s := range r.schemas(schemaName) {
		live := slices.ContainsFunc(r.l.env.Routines, func(o EnvName) bool { return o.Schema == s && o.Name == fn })
		if live && pgmodel.NamedIn(r.l.out.Opaque, fn) {
			return s, true
		}
	}
	return "", false
}

// borrow looks in the database for a name that means nothing in the files.
func (r *resolver) borrow(schemaName, n string, kinds []schema.Kind) bool {
	for _, s := range r.schemas(schemaName) {
		if r.l.borrow(s, n, kinds...) {
			return true
		}
	}
	return false
}

func (r *resolver) outside(n name, kinds ...schema.Kind) bool {
	return slices.ContainsFunc(r.l.outside[n], func(o EnvName) bool { return slices.Contains(kinds, o.Kind) })
}

// uses is outside for a name that the files use: its extension must stay.
func (r *resolver) uses(n name, kinds ...schema.Kind) bool {
	for _, o := range r.l.outside[n] {
		if slices.Contains(kinds, o.Kind) {
			r.l.used[o.Extension] = true
			return true
		}
	}
	return false
}

func (r *resolver) Type(schemaName, t string) (string, schema.Key, bool) {
	in, k, ok := r.typeNamed(schemaName, t)
	if !ok && r.borrow(schemaName, t, typeKinds) {
		return r.typeNamed(schemaName, t)
	}
	return in, k, ok || r.l.unknown(schemaName, t)
}

func (r *resolver) typeNamed(schemaName, t string) (string, schema.Key, bool) {
	switch {
	case schemaName == "pg_catalog":
		return "", schema.Key{}, true
	case schemaName == "information_schema":
		return schemaName, schema.Key{}, true
	}
	schemas := r.schemas(schemaName)
	if schemaName == "" && expr.BuiltinType(t) { // only what stands before pg_catalog hides it
		at := slices.Index(schemas, "pg_catalog")
		if schemas = schemas[:max(at, 0)]; len(schemas) == 0 {
			return "", schema.Key{}, true
		}
	}
	in, k, ok := r.typeIn(schemas, t)
	switch {
	case ok:
		return in, k, ok
	case schemaName == "" && expr.BuiltinType(t):
		return "", schema.Key{}, true
	}
	if s := r.wantedSchema(schemaName); s != "" && r.l.mayBeBrought("type", schemaName, t) {
		return s, schema.Key{}, true
	}
	return schemaName, schema.Key{}, false
}

// typeIn finds a type or the row type of a relation in the first schema that has one.
func (r *resolver) typeIn(schemas []string, t string) (string, schema.Key, bool) {
	for _, s := range schemas {
		if k, ok := r.l.types[name{s, t}]; ok {
			return s, k, true
		}
		if k, ok := r.l.relations[name{s, t}]; ok && k.Kind != schema.KindIndex && k.Kind != schema.KindSequence {
			return s, k, true
		}
		if r.uses(name{s, t}, typeKinds...) {
			return s, schema.Key{}, true
		}
	}
	return "", schema.Key{}, false
}

func (r *resolver) Operator(schemaName, op string) (string, []schema.Key, bool) {
	if schemaName == "pg_catalog" {
		return "", nil, true
	}
	for _, s := range r.schemas(schemaName) {
		if keys := r.l.operators[name{s, op}]; len(keys) > 0 {
			return s, keys, true
		}
		if r.outside(name{s, op}, schema.KindOperator) {
			return s, nil, true
		}
	}
	return "", nil, schemaName == ""
}

func (r *resolver) Collation(schemaName, c string) (string, schema.Key, bool) {
	for _, s := range r.schemas(schemaName) {
		for _, k := range r.l.others[name{s, c}] {
			if k.Kind == schema.KindCollation {
				return s, k, true
			}
		}
		if r.uses(name{s, c}, schema.KindCollation) {
			return s, schema.Key{}, true
		}
	}
	return "", schema.Key{}, schemaName == "" || schemaName == "pg_catalog"
}

func (r *resolver) TsObject(kind schema.Kind, schemaName, n string) (string, bool) {
	for _, s := range r.schemas(schemaName) {
		for _, k := range r.l.others[name{s, n}] {
			if k.Kind == kind {
				return s, true
			}
		}
		if r.uses(name{s, n}, kind) {
			return s, true
		}
	}
	return "", schemaName == "" || schemaName == "pg_catalog"
}

// takes reports whether a routine of the files can be called with a number of
// arguments; of one whose arguments are not known, with any.
func (r *resolver) takes(k schema.Key, args int) bool {
	switch o := r.l.out.Get(k).(type) {
	case *pgmodel.Function:
		least, most := 0, 0
		for _, a := range o.Args {
			switch a.Mode {
			case "variadic":
				return args >= least
			case "out", "table":
				if k.Kind != schema.KindProcedure || a.Mode == "table" {
					continue
				}
			}
			if most++; a.Default.SQL == "" {
				least = most
			}
		}
		return least <= args && args <= most
	default:
		return true // aggregates take ORDER BY and * too
	}
}

// TooLarge reports the statement being folded, or finished, once.
func (r *resolver) TooLarge(reason string) {
	err := r.l.st.ErrorAt(0, "the statement is too large: %s", reason)
	for _, e := range r.l.errs {
		if e.Pos == err.Pos && e.Msg == err.Msg {
			return
		}
	}
	r.l.errs = append(r.l.errs, err)
}

// wantedSchema is where a name may be that means nothing else: the schema of an
// extension that is wanted and not installed, so that what it brings is not known.
func (r *resolver) wantedSchema(schemaName string) string {
	for _, s := range r.schemas(schemaName) {
		if slices.Contains(r.l.wanted, s) {
			return s
		}
	}
	return ""
}

// everyDatabase reports whether every database has an object, which is no part of the
// model and can be named all the same.
func everyDatabase(k schema.Key) bool {
	return k.Kind == schema.KindExtension && pgmodel.InEveryDatabase(k)
}

// Base is the type below a domain.
func (r *resolver) Base(k schema.Key) string {
	if d, ok := r.l.out.Get(k).(*pgmodel.Domain); ok {
		return d.Type
	}
	return ""
}

// Result returns what a function gives: its type, and its columns if it declares some.
// Variadic reports whether the last argument of a routine is VARIADIC.
func (r *resolver) Variadic(k schema.Key) bool {
	f, ok := r.l.out.Get(k).(*pgmodel.Function)
	return ok && slices.ContainsFunc(f.Args, func(a pgmodel.Arg) bool { return a.Mode == "variadic" })
}

func (r *resolver) Result(k schema.Key) (string, []expr.Column) {
	f, ok := r.l.out.Get(k).(*pgmodel.Function)
	if !ok {
		return "", nil
	}
	var columns []expr.Column
	for _, a := range f.Args {
		if a.Mode == "out" || a.Mode == "inout" || a.Mode == "table" {
			columns = append(columns, expr.Column{Name: a.Name, Type: a.Type})
		}
	}
	return strings.TrimPrefix(f.Returns, "SETOF "), columns
}

// Known returns what a name means without looking for more than there is by now.
func (r *resolver) Known(schemaName, n string, relation, function, typ bool) []schema.Key {
	if relation {
		if k, ok := r.relation(schemaName, n); ok {
			return []schema.Key{k}
		}
	}
	if function {
		if _, keys, ok := r.function(schemaName, n); ok && len(keys) > 0 {
			return keys
		}
	}
	if typ {
		if _, k, ok := r.typeNamed(schemaName, n); ok && k != (schema.Key{}) {
			return []schema.Key{k}
		}
	}
	return nil
}

// Operators are those of the files and of the extensions.
func (r *resolver) Operators(schemaName, op string) []expr.Form {
	var forms []expr.Form
	for _, s := range r.schemas(schemaName) {
		for _, k := range r.l.operators[name{s, op}] {
			o := r.l.out.Get(k).(*pgmodel.Operator)
			f := expr.NewForm(s, cmp.Or(o.Left, "NONE")+", "+cmp.Or(o.Right, "NONE"), "")
			f.Key = k
			forms = append(forms, f)
		}
		forms = append(forms, r.members(s, op, schema.KindOperator)...)
	}
	return forms
}

// Functions are those of the extensions.
func (r *resolver) Functions(schemaName, fn string) []expr.Form {
	var forms []expr.Form
	for _, s := range r.schemas(schemaName) {
		forms = append(forms, r.members(s, fn, schema.KindFunction)...)
	}
	return forms
}

func (r *resolver) members(in, n string, kind schema.Kind) []expr.Form {
	var forms []expr.Form
	for _, m := range r.l.outside[name{in, n}] {
		if m.Kind == kind && (m.Result != "" || m.Args != "") {
			f := expr.NewForm(in, m.Args, m.Result)
			f.Key = schema.Key{Kind: schema.KindExtension, Name: m.Extension}
			forms = append(forms, f)
		}
	}
	return forms
}

// ImplicitCast reports whether an extension has a cast that is made unasked.
func (r *resolver) ImplicitCast(from, to string) bool { return r.l.casts[from+", "+to] }

// Version is the major version of the server; 0 where there is none.
func (r *resolver) Version() int { return r.l.env.Version }
