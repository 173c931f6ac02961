package pgmodel

// Functions and procedures. Their keys hold the argument types, because names are
// overloaded. A body in quotes is compared byte for byte, as the server stores it; one of
// standard SQL is an expression like any other.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Function is a function or a procedure.
type Function struct {
	Shared
	ID              schema.Key // KindFunction or KindProcedure; the name holds the argument types
	Args            []Arg
	Returns         string // canonical, SETOF in front where it is a set; "" for a procedure
	Language        string
	Body            string // of AS, byte for byte; of a C function the symbol
	Library         string // of a C function
	Atomic          Expr   // RETURN … or BEGIN ATOMIC …, instead of Body
	Volatility      string // "immutable", "stable" or "" for volatile
	Strict          bool
	SecurityDefiner bool
	Leakproof       bool
	Window          bool
	Parallel        string    // "safe", "restricted" or "" for unsafe
	Cost            string    // "" for the default of the language
	Rows            string    // "" for the default
	Support         string    // qualified function, or ""
	Settings        []Setting // SET clauses in their order, which means nothing, as pg_proc.proconfig spells them
	Transforms      []string  // canonical types
	Ambiguous       bool      // types alone name another procedure as well, with its OUT arguments; not compared
	Path            []string  // the schemas that names were looked up in where it was written; not compared
	Unchecked       bool      // written after SET check_function_bodies = off; not compared
}

// Arg is one argument of a function, or a column that it returns.
type Arg struct {
	Mode    string // "in", "out", "inout", "variadic" or "table"
	Name    string
	Type    string // canonical, without modifiers
	Default Expr
}

// IsInput reports whether callers give the argument.
func (a Arg) IsInput() bool { return a.Mode != "out" && a.Mode != "table" }

func (a Arg) text() string {
	text := a.Mode + " "
	if a.Name != "" {
		text += Quote(a.Name) + " "
	}
	return text + a.Type
}

// FieldDefaults is the name of the field that holds the defaults of arguments.
const FieldDefaults = "defaults"

// defaultsField are the defaults of arguments as one attribute.
func defaultsField(args []Arg) schema.Field {
	var strict, loose []string
	for _, a := range args {
		if !a.Default.IsZero() {
			strict, loose = append(strict, a.Default.Strict), append(loose, a.Default.Loose)
		} else if a.IsInput() && len(strict) > 0 {
			strict, loose = append(strict, ""), append(loose, "")
		}
	}
	return schema.Field{Name: FieldDefaults, Value: strings.Join(strict, ", "), Loose: strings.Join(loose, ", ")}
}

func argumentsText(args []Arg) string {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = a.text()
	}
	return strings.Join(texts, ", ")
}

// Key names the function.
func (f *Function) Key() schema.Key { return f.ID }

// Fields are the function's attributes.
func (f *Function) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "arguments", Value: argumentsText(f.Args)}, defaultsField(f.Args), {Name: "returns", Value: f.Returns},
		{Name: "language", Value: f.Language}, {Name: "body", Value: f.Body}, {Name: "library", Value: f.Library}, f.Atomic.field("sql body"),
		{Name: "volatility", Value: f.Volatility}, {Name: "strict", Value: schema.Flag(f.Strict)},
		{Name: "security definer", Value: schema.Flag(f.SecurityDefiner)}, {Name: "leakproof", Value: schema.Flag(f.Leakproof)},
		{Name: "window", Value: schema.Flag(f.Window)}, {Name: "parallel", Value: f.Parallel}, {Name: "cost", Value: f.Cost},
		{Name: "rows", Value: f.Rows}, {Name: "support", Value: f.Support}, {Name: "settings", Value: settingsText(slices.SortedFunc(slices.Values(f.Settings), compareSettings))},
		{Name: "transforms", Value: strings.Join(f.Transforms, ", ")},
	}, f.fields()...)
}

func compareSettings(a, b Setting) int { return strings.Compare(a.Name, b.Name) }

// Clone copies the function.
func (f *Function) Clone() schema.Object {
	o := *f
	o.Uses, o.Args, o.Path = slices.Clone(f.Uses), slices.Clone(f.Args), slices.Clone(f.Path)
	o.Settings, o.Transforms = slices.Clone(f.Settings), slices.Clone(f.Transforms)
	return &o
}

// SettingClause is the clause that gives a function a setting, from the text in
// pg_proc.proconfig: that of a list of names is taken apart, since an empty name
// can be written as a string alone.
func SettingClause(s Setting) string {
	text := "SET " + Quote(s.Name) + " TO "
	if ListsNames(s.Name) {
		return text + strings.Join(namesOfList(s.Value), ", ")
	}
	return text + Literal(s.Value)
}

// ListsNames reports whether the value of a setting is a list of names
// (GUC_LIST_QUOTE).
func ListsNames(setting string) bool {
	switch setting {
	case "search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries", "local_preload_libraries", "unix_socket_directories":
		return true
	}
	return false
}

// namesOfList are the names of a list, each quoted as it must be.
func namesOfList(list string) []string {
	var out []string
	for rest := list; rest != ""; {
		rest = strings.TrimLeft(rest, ", ")
		word := ""
		if strings.HasPrefix(rest, `"`) {
			end := 1
			for ; end < len(rest); end++ {
				if rest[end] != '"' {
					continue
				}
				if end+1 < len(rest) && rest[end+1] == '"' {
					end++
					continue
				}
				break
			}
			word, rest = strings.ReplaceAll(rest[1:min(end, len(rest))], `""`, `"`), rest[min(end+1, len(rest)):]
		} else {
			word, rest, _ = strings.Cut(rest, ",")
			word = strings.TrimSpace(word)
		}
		if word == "" || len(word) > MaxName { // as a name it would be none, or cut
			out = append(out, Literal(word))
		} else {
			out = append(out, Quote(word))
		}
	}
	if len(out) == 0 {
		return []string{"''"}
	}
	return out
}
