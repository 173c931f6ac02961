package expr

// Names of functions, types and collations in canonical form: which schema a bare name
// means, and when it has to be printed.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// functionIn is the schema of the function that a call means, "" for pg_catalog,
// and its name.
func (w *writer) functionIn(f *pg.FuncCall) (in, name string) {
	explicit, name := SplitName(NameList(f.Funcname))
	if explicit == "pg_catalog" {
		return w.catalogName(name), name
	}
	in, keys, ok := w.ns.Function(explicit, name)
	if !ok {
		return w.constructorIn(explicit, name), name
	}
	if in == "" {
		return "", name
	}
	if explicit == "" && w.builtinHere(name) {
		own, chosen := w.chooseFunction(name, f)
		switch {
		case chosen && own.In != "":
			in, keys = own.In, []schema.Key{own.Key}
		case chosen || !w.meansUsers(in, keys, f.Args):
			return w.catalogName(name), name
		}
	}
	if w.mode == modeStrict {
		w.use(w.overloads(keys, f.Args)...)
		w.useMember(keys, in, name)
	}
	return in, name
}

// constructorIn is the schema of a call that means no function of the model: that of a range type,
// which has constructors of its name and of that of its multirange (rangetypes.html, "Constructing
// Ranges and Multiranges"), and else the one that is written.
func (w *writer) constructorIn(explicit, name string) string {
	in, k, ok := w.ns.Type(explicit, name)
	if !ok || k.Kind != schema.KindRange {
		return explicit
	}
	w.use(k)
	return in
}

// useMember notes the extension that has a function which is no object of the model.
func (w *writer) useMember(keys []schema.Key, in, name string) {
	more, ok := w.ns.(MoreNames)
	if !ok || len(keys) > 0 {
		return
	}
	if forms := more.Functions(in, name); len(forms) > 0 {
		w.use(forms[0].Key)
	}
}

// builtinHere reports whether pg_catalog of this server has a function; where the server is not
// known, of every server.
func (w *writer) builtinHere(name string) bool {
	version := 0
	if more, ok := w.ns.(MoreNames); ok {
		version = more.Version()
	}
	return builtinSince(name, version)
}

// catalogName is the schema to be printed for a function of pg_catalog: only where
// the user has one of the same name.
func (w *writer) catalogName(name string) string {
	if w.mode != modeSQL {
		return ""
	}
	if in, _, ok := w.ns.Function("", name); ok && in != "" {
		return "pg_catalog"
	}
	return ""
}

// meansUsers reports whether a bare name that pg_catalog has as well means the user's
// function: when an argument has a type of the user's.
func (w *writer) meansUsers(in string, keys []schema.Key, args []*pg.Node) bool {
	for _, n := range args {
		if w.isUserType(w.infer(n), in, keys) {
			return true
		}
	}
	return false
}

// isUserType reports whether a type is one that the functions or operators take: named
// in one of their signatures or, for those of extensions, in the same schema and
// not of the model.
func (w *writer) isUserType(typ, in string, keys []schema.Key) bool {
	schemaName, rest, ok := cutIdentifier(typ)
	if !ok || !strings.HasPrefix(rest, ".") {
		return false
	}
	for _, k := range keys {
		if strings.Contains(k.Name, typ) {
			return true
		}
	}
	word, _, _ := cutIdentifier(rest[1:])
	_, k, found := w.ns.Type(schemaName, word)
	return len(keys) == 0 && schemaName == in && found && k == (schema.Key{})
}

// overloads are the functions that a call can mean, by the number and the types of
// its arguments as far as they are known.
func (w *writer) overloads(keys []schema.Key, args []*pg.Node) []schema.Key {
	if len(keys) < 2 {
		return keys
	}
	var byCount, byType []schema.Key
	for _, k := range keys {
		types := signatureTypes(k.Name)
		if len(types) != len(args) {
			continue
		}
		byCount = append(byCount, k)
		same := true
		for i, n := range args {
			t := w.infer(n)
			same = same && (t == "" || t == unknownType || WithoutModifier(t) == types[i])
		}
		if same {
			byType = append(byType, k)
		}
	}
	switch {
	case len(byType) > 0:
		return byType
	case len(byCount) > 0:
		return byCount
	}
	return keys
}

// signatureTypes are the argument types in "add(integer, text)".
func signatureTypes(name string) []string {
	open := len(BareName(name))
	if open+2 >= len(name) {
		return nil
	}
	return strings.Split(name[open+1:len(name)-1], ", ")
}

// operatorIn is the schema of an operator, "" for pg_catalog, and its name.
func (w *writer) operatorIn(e *pg.A_Expr) (in, op string) {
	explicit, op := SplitName(NameList(e.Name))
	if explicit == "pg_catalog" {
		return "", op
	}
	in, keys, ok := w.ns.Operator(explicit, op)
	if !ok {
		return explicit, op
	}
	if in == "" {
		return "", op
	}
	if f, chosen := w.form(e); chosen {
		if f.Key != (schema.Key{}) {
			w.use(f.Key)
		}
		return f.In, op
	}
	if explicit == "" && builtinOperator(op) && !w.beforeCatalog(in) && !w.meansUsers(in, keys, []*pg.Node{e.Lexpr, elementOf(e)}) {
		return "", op
	}
	w.use(keys...)
	return in, op
}

// elementOf is the right side of an operator; of an array, its first element.
func elementOf(e *pg.A_Expr) *pg.Node {
	switch r := e.Rexpr; {
	case len(r.GetAArrayExpr().GetElements()) > 0:
		return r.GetAArrayExpr().Elements[0]
	case len(r.GetList().GetItems()) > 0:
		return r.GetList().Items[0]
	}
	return e.Rexpr
}

// collationIn is the schema of a collation, "" for pg_catalog, and its name.
func (w *writer) collationIn(name []*pg.Node) (in, collation string) {
	explicit, collation := SplitName(NameList(name))
	in, k, ok := w.ns.Collation(explicit, collation)
	if !ok {
		in = explicit
	}
	if in == "pg_catalog" {
		in = ""
	}
	if k != (schema.Key{}) {
		w.use(k)
	} else if n := w.notes(); n != nil && in == "" {
		CheckCollation(n, explicit, collation, k)
	}
	return in, collation
}

// namedConstant is a string constant that names an object, as in 's'::regclass, with
// the name qualified; ok says that the type is of that sort.
func (w *writer) namedConstant(text, typ string) (string, bool) {
	schemaName, word, plain := objectName(text)
	switch typ {
	case "regclass":
		if w.rename != nil && plain && schemaName != "" {
			return pgmodel.Qualified(w.relationNow(schemaName, word)), true
		}
		if k, found := w.ns.Relation(schemaName, word); plain && found {
			w.use(k)
			return pgmodel.Qualified(k.Schema, k.Name), true
		}
	case "regconfig", "regdictionary":
		kind := schema.KindTSConfig
		if typ == "regdictionary" {
			kind = schema.KindTSDictionary
		}
		if in, found := w.ns.TsObject(kind, schemaName, word); plain && found && in != "" && in != "pg_catalog" {
			w.use(schema.Key{Kind: kind, Schema: in, Name: word})
			return pgmodel.Qualified(in, word), true
		} else if plain && found {
			return pgmodel.Quote(word), true
		}
	case "regtype":
		if in, k, found := w.ns.Type(schemaName, word); plain && found && in != "" {
			if k != (schema.Key{}) {
				w.use(k)
			}
			return pgmodel.Qualified(in, word), true
		}
	case "regproc":
		if in, keys, found := w.ns.Function(schemaName, word); plain && found && in != "" {
			w.use(keys...)
			return pgmodel.Qualified(in, word), true
		}
	default:
		return "", false
	}
	return text, true
}

// objectName reads a name in a constant: unquoted words are folded to lower case.
func objectName(text string) (schemaName, name string, ok bool) {
	first, rest, ok := cutFolded(strings.TrimSpace(text))
	if !ok {
		return "", "", false
	}
	if rest == "" {
		return "", first, true
	}
	if rest[0] != '.' {
		return "", "", false
	}
	second, rest, ok := cutFolded(rest[1:])
	return first, second, ok && rest == ""
}

func cutFolded(text string) (name, rest string, ok bool) {
	name, rest, ok = cutIdentifier(text)
	if ok && text[0] != '"' {
		name = syntax.LowerASCII(name)
	}
	return pgmodel.Clip(name, pgmodel.MaxName), rest, ok
}

// canonicalArguments are a call's arguments with the types that string constants
// take in it: of names in all texts, for those must be qualified, else in the
// canonical ones.
func (w *writer) canonicalArguments(f *pg.FuncCall, in, name string) []*pg.Node {
	if len(f.Args) == 0 {
		return f.Args
	}
	sig, ok := w.signatureOf(f, in, name)
	if !ok {
		return f.Args
	}
	args := f.Args
	for i, n := range f.Args {
		typ := sig.arg(i)
		if typ == "" || w.mode == modeSQL && !isNameType(typ) {
			continue
		}
		m := w.argument(n, typ, name)
		m = w.promoted(m, w.below(w.infer(m)), typ)
		if m == n {
			continue
		}
		if &args[0] == &f.Args[0] {
			args = slices.Clone(args)
		}
		args[i] = m
	}
	return args
}

// signatureOf returns the known types of a call's arguments.
func (w *writer) signatureOf(f *pg.FuncCall, in, name string) (signature, bool) {
	if in == "" || in == "pg_catalog" {
		switch name {
		case "array_append", "array_remove", "array_position", "array_positions", "array_replace":
			element := elementType(w.below(w.infer(f.Args[0])))
			return signature{args: []string{"", element, element}}, element != ""
		}
		return w.builtinCall(name, f.Args)
	}
	_, keys, _ := w.ns.Function(in, name)
	keys = w.overloads(keys, f.Args)
	if len(keys) != 1 {
		return signature{}, false
	}
	types := signatureTypes(keys[0].Name)
	if more, ok := w.ns.(MoreNames); ok && !f.FuncVariadic && len(types) > 0 && more.Variadic(keys[0]) {
		last := len(types) - 1
		element := elementType(types[last])
		types = slices.Clip(types[:last])
		for len(types) < len(f.Args) {
			types = append(types, element)
		}
	}
	return signature{args: types}, len(types) >= len(f.Args)
}

// spread is a call whose last arguments are written one by one, as the server takes them
// where a function is not VARIADIC "any": it prints VARIADIC and an array (ruleutils.c,
// get_func_expr). It returns f itself where there is nothing to do.
func (w *writer) spread(f *pg.FuncCall, in, name string) *pg.FuncCall {
	if !f.FuncVariadic || w.mode == modeSQL || in != "" && in != "pg_catalog" && !w.isVariadic(in, name, f.Args) ||
		(in == "" || in == "pg_catalog") && !strings.HasPrefix(name, "json_extract_path") && !strings.HasPrefix(name, "jsonb_extract_path") {
		return f
	}
	last := f.Args[len(f.Args)-1]
	for last.GetTypeCast() != nil {
		last = last.GetTypeCast().Arg
	}
	array := last.GetAArrayExpr()
	if array == nil || len(array.Elements) == 0 {
		return f
	}
	return &pg.FuncCall{Funcname: f.Funcname, Args: slices.Concat(f.Args[:len(f.Args)-1], array.Elements), AggOrder: f.AggOrder, AggFilter: f.AggFilter,
		AggDistinct: f.AggDistinct, Over: f.Over, Funcformat: f.Funcformat, Location: f.Location}
}

func (w *writer) isVariadic(in, name string, args []*pg.Node) bool {
	more, ok := w.ns.(MoreNames)
	_, keys, _ := w.ns.Function(in, name)
	keys = w.overloads(keys, args)
	return ok && len(keys) == 1 && more.Variadic(keys[0])
}

// argument is one argument as the type wanted makes it.
func (w *writer) argument(n *pg.Node, typ, function string) *pg.Node {
	switch function {
	case "extract", "date_part", "normalize", "is_normalized": // whose words are read in any case
		word := n.GetAConst().GetSval()
		if c := n.GetTypeCast(); c != nil && typ == "text" {
			word = c.Arg.GetAConst().GetSval()
		}
		if word != nil {
			return CastNode(StringNode(strings.ToLower(word.Sval)), typ)
		}
	}
	if n.GetAConst().GetSval() != nil {
		return CastNode(n, typ)
	}
	if m := w.withoutDomainCast(n, typ); m != n {
		return m
	}
	if c := n.GetTypeCast(); strings.HasPrefix(function, "array_") && c != nil {
		return w.plainNull(n, typ)
	}
	if c := n.GetTypeCast(); typ != "text" || c == nil || w.mode == modeSQL {
		return n
	}
	if m := w.withoutTextCast(n); m != n {
		return m
	}
	switch function {
	case "length", "char_length", "character_length", "octet_length", "quote_literal", "quote_nullable", "concat", "format", "concat_ws",
		"jsonb_build_object", "json_build_object", "jsonb_build_array", "json_build_array":
		return n // they have forms for character(n) or any type
	}
	if c := n.GetTypeCast(); w.below(w.infer(c.Arg)) == "bpchar" {
		if to, _ := TypeName(c.TypeName, w.ns); to == "text" {
			return c.Arg
		}
	}
	return n
}

// withoutDomainCast takes off the cast of a domain to the type below it where that is the type
// of an argument: a call makes it by itself.
func (w *writer) withoutDomainCast(n *pg.Node, typ string) *pg.Node {
	c := n.GetTypeCast()
	if c == nil || w.mode == modeSQL || isConstant(c.Arg) {
		return n
	}
	from := WithoutModifier(w.infer(c.Arg))
	if to, _ := TypeName(c.TypeName, w.ns); strings.Contains(from, ".") && to == typ && w.below(from) == to && from != to {
		return c.Arg
	}
	return n
}

func isNameType(typ string) bool {
	return typ == "regclass" || typ == "regconfig" || typ == "regdictionary"
}

func (s signature) arg(i int) string {
	if len(s.args) > 0 && s.args[len(s.args)-1] == variadicText && i >= len(s.args)-1 {
		return "text"
	}
	if i < len(s.args) {
		return s.args[i]
	}
	return ""
}

// variadicText marks arguments of any number that take string constants as text.
const variadicText = "text…"

// builtinCall is the signature of a function of pg_catalog for its arguments.
func (w *writer) builtinCall(name string, args []*pg.Node) (signature, bool) {
	types := make([]string, len(args))
	for i, n := range args {
		types[i] = w.below(w.infer(n))
	}
	if sig, ok := numberSignature(name, types); ok {
		return sig, true
	}
	return argumentTypes(name, len(args))
}

// argumentTypes is a function's signature; functions that take any number of
// arguments differ by that number.
func argumentTypes(name string, args int) (signature, bool) {
	switch name {
	case "concat", "format", "concat_ws":
		return signature{"text", []string{variadicText}}, true
	case "json_extract_path_text", "jsonb_extract_path_text":
		return signature{"text", []string{"", variadicText}}, true
	case "json_extract_path":
		return signature{"json", []string{"json", variadicText}}, true
	case "jsonb_extract_path":
		return signature{"jsonb", []string{"jsonb", variadicText}}, true
	case "json_build_object", "json_build_array":
		return signature{"json", []string{variadicText}}, true
	case "jsonb_build_object", "jsonb_build_array":
		return signature{"jsonb", []string{variadicText}}, true
	}
	if sig, ok := builtinSignature(name, args); ok {
		return sig, true
	}
	if !hasDefaults(name) {
		return signature{}, false
	}
	for more := args + 1; more <= args+7; more++ {
		if sig, ok := builtinSignature(name, more); ok {
			return sig, true
		}
	}
	return signature{}, false
}

// hasDefaults reports whether the last argument of a function of pg_catalog may be
// left out (pronargdefaults). Others have a form for each number of arguments.
func hasDefaults(name string) bool {
	switch name {
	case "is_normalized", "json_populate_record", "json_populate_recordset", "jsonb_insert", "jsonb_set", "jsonb_set_lax", "make_interval", "normalize", "parse_ident":
		return true
	}
	return strings.HasPrefix(name, "jsonb_path_")
}
