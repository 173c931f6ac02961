package config

// The reader of the file: it walks the tables of the text along the keys that keys.go declares, puts
// each value where its key wants it, and collects every error with its place. What a key takes
// is said once, here, for the reader, the JSON Schema and the page of the documentation.

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/parse"
)

// key is one key of a table that is read into a T.
type key[T any] struct {
	Key
	read   func(r *reader, at string, v any, into *T)
	schema func() object
	inner  func(path string) []Key // of a table: the keys in it
}

// doc adds what the documentation says of a key.
func (k key[T]) doc(text, byDefault, example string) key[T] {
	k.Doc, k.Default, k.Example = text, byDefault, example
	return k
}

// flag names the flag that a key is the default of.
func (k key[T]) flag(name string) key[T] {
	k.Flag = name
	return k
}

// reader reads one file.
type reader struct {
	path   string
	places places
	errs   []*Error
}

// Error is an error about one key of a file.
type Error struct {
	File         string
	Key          string // with the tables that it stands in
	Line, Column int
	Msg          string
}

// Error says the place first, as errors in SQL files do.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg) }

// fail notes an error about the key at a path.
func (r *reader) fail(at, format string, args ...any) {
	where := r.places.find(at)
	r.errs = append(r.errs, &Error{r.path, at, where.line, where.column, fmt.Sprintf(format, args...)})
}

// err joins the errors in the order of their places.
func (r *reader) err() error {
	slices.SortStableFunc(r.errs, func(a, b *Error) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, strings.Compare(a.Msg, b.Msg))
	})
	var errs []error
	for _, e := range r.errs {
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// readTable reads the keys of a table; at is its path, "" for the whole file.
func readTable[T any](r *reader, at string, table map[string]any, keys []key[T], into *T) {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		i := slices.IndexFunc(keys, func(k key[T]) bool { return k.Name == name })
		if i < 0 {
			var known []string
			for _, k := range keys {
				known = append(known, k.Name)
			}
			r.unknown(at, name, known)
			continue
		}
		keys[i].read(r, joinKey(at, name), table[name], into)
	}
}

// unknown is the error of a key that nothing reads, with the one that was meant: a similar one of
// its table, the same one of another, or all that the table has. Whose code may run is for who
// runs a command to say, and not for a file that any branch can change.
func (r *reader) unknown(at, name string, known []string) {
	full := joinKey(at, name)
	if full == "trust" {
		r.fail(full, "trust cannot stand in this file, which any branch can change: "+
			"name the roles on the command line (--trust ROLE) or in the variable SCHEMADIFF_TRUST")
		return
	}
	hint := "there is " + strings.Join(known, ", ")
	if elsewhere := tablesWith(name); len(elsewhere) > 0 {
		hint = "it stands in " + strings.Join(elsewhere, " or ")
	}
	if near := parse.Nearest(name, known); near != "" {
		hint = "did you mean " + joinKey(at, near) + "?"
	}
	r.fail(full, "unknown key %s: %s", full, hint)
}

// tablesWith are the tables that have a key of a name.
func tablesWith(name string) []string {
	var out []string
	for _, k := range Keys() {
		table := strings.TrimSuffix(k.Path, "."+k.Name)
		if k.Name == name && table != k.Path {
			out = append(out, "["+table+"]")
		}
	}
	return out
}

// oneOf is an alternative of texts, for messages.
func oneOf(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}

// oneText reads a text; one of values, if there are any.
func (r *reader) oneText(at string, v any, values []string) (string, bool) {
	text, ok := v.(string)
	switch {
	case !ok && len(values) > 0:
		r.fail(at, "%s is %s: want %s", at, kindOf(v), oneOf(values))
	case !ok:
		r.fail(at, "%s is %s: want a text in quotes", at, kindOf(v))
	case len(values) > 0 && !slices.Contains(values, text):
		hint := "want " + oneOf(values)
		if near := parse.Nearest(text, values); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.fail(at, "%s cannot be %q: %s", at, text, hint)
	default:
		return text, true
	}
	return "", false
}

// kindOf is the kind of a value of TOML, with its article.
func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "a text"
	case bool:
		return "true or false"
	case int64, float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date"
}

func textKey[T any](name string, field func(*T) *string, values ...string) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeText, Values: values},
		schema: func() object { return textSchema(values) },
		read: func(r *reader, at string, v any, into *T) {
			if read, ok := r.oneText(at, v, values); ok {
				*field(into) = read
			}
		}}
}

// listKey is a key that takes a list of texts, or one text for a list of one.
func listKey[T any](name string, field func(*T) *[]string, values ...string) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeList, Values: values},
		schema: func() object {
			return object{"oneOf": []any{textSchema(values), object{"type": "array", "items": textSchema(values)}}}
		},
		read: func(r *reader, at string, v any, into *T) {
			items, isList := v.([]any)
			if !isList {
				if _, isText := v.(string); !isText {
					r.fail(at, "%s is %s: want a text in quotes, or a list of them", at, kindOf(v))
					return
				}
				items = []any{v}
			}
			read := []string{}
			for i, item := range items {
				where := at
				if isList {
					where = element(at, i)
				}
				if text, ok := r.oneText(where, item, values); ok {
					read = append(read, text)
				}
			}
			*field(into) = read
		}}
}

func durationKey[T any](name string, field func(*T) *time.Duration) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeDuration},
		schema: func() object {
			return object{"type": "string", "pattern": `^(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$`}
		},
		read: func(r *reader, at string, v any, into *T) {
			text, ok := v.(string)
			d, err := time.ParseDuration(text)
			if !ok || err != nil || d < 0 || strings.ContainsAny(text, "+-") {
				r.fail(at, `%s is no duration: want one such as "3s", "500ms" or "5m"`, at)
				return
			}
			*field(into) = d
		}}
}

func boolKey[T any](name string, field func(*T) *bool) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeBool},
		schema: func() object { return object{"type": "boolean"} },
		read: func(r *reader, at string, v any, into *T) {
			b, ok := v.(bool)
			if !ok {
				r.fail(at, "%s is %s: want true or false", at, kindOf(v))
				return
			}
			*field(into) = b
		}}
}

// numberKey is a key that takes a whole number, 0 or more.
func numberKey[T any](name string, field func(*T) *int) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeNumber},
		schema: func() object { return object{"type": "integer", "minimum": 0, "maximum": largestNumber} },
		read: func(r *reader, at string, v any, into *T) {
			n, ok := v.(int64)
			if !ok || n < 0 || n > largestNumber {
				r.fail(at, "%s is no number from 0 to %d", at, largestNumber)
				return
			}
			*field(into) = int(n)
		}}
}

// largestNumber is more than any key of a configuration needs.
const largestNumber = 1_000_000

// tableKey is a key that is a table of keys.
func tableKey[T, S any](name string, field func(*T) *S, keys func() []key[S]) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeTable},
		inner:  func(path string) []Key { return flatten(path, keys()) },
		schema: func() object { return tableSchema(keys()) },
		read: func(r *reader, at string, v any, into *T) {
			if t, ok := r.oneTable(at, v); ok {
				readTable(r, at, t, keys(), field(into))
			}
		}}
}

// namedTablesKey is a key of tables whose names the user chooses.
func namedTablesKey[T, S any](name string, field func(*T) *map[string]S, keys func() []key[S]) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeTable},
		inner: func(path string) []Key { return flatten(path+".NAME", keys()) },
		schema: func() object {
			return object{"type": "object", "additionalProperties": tableSchema(keys())}
		},
		read: func(r *reader, at string, v any, into *T) {
			tables, ok := r.oneTable(at, v)
			if !ok {
				return
			}
			out := map[string]S{}
			for _, name := range slices.Sorted(maps.Keys(tables)) {
				if t, ok := r.oneTable(joinKey(at, name), tables[name]); ok {
					var one S
					readTable(r, joinKey(at, name), t, keys(), &one)
					out[name] = one
				}
			}
			*field(into) = out
		}}
}

// tablesKey is a key that is an array of tables: [[KEY]].
func tablesKey[T, S any](name string, field func(*T) *[]S, keys func() []key[S]) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeTables},
		inner:  func(path string) []Key { return flatten(path, keys()) },
		schema: func() object { return object{"type": "array", "items": tableSchema(keys())} },
		read: func(r *reader, at string, v any, into *T) {
			items, ok := v.([]any)
			if !ok {
				r.fail(at, "%s is %s: want tables, each below [[%s]]", at, kindOf(v), at)
				return
			}
			for i, item := range items {
				if t, ok := r.oneTable(element(at, i), item); ok {
					var one S
					readTable(r, element(at, i), t, keys(), &one)
					*field(into) = append(*field(into), one)
				}
			}
		}}
}

func (r *reader) oneTable(at string, v any) (map[string]any, bool) {
	t, ok := v.(map[string]any)
	if !ok {
		r.fail(at, "%s is %s: want a table, below [%s]", at, kindOf(v), at)
	}
	return t, ok
}

// severities are the values of a rule.
var severities = []string{"error", "warning", "info", "off"}

// rulesKey is a key of severities by rule, or of tables with one and with options that only the
// rule knows.
func rulesKey[T any](name string, field func(*T) *map[string]any) key[T] {
	return key[T]{Key: Key{Name: name, Type: TypeRules, Values: severities}, schema: func() object { return object{"$ref": "#/$defs/rules"} },
		read: func(r *reader, at string, v any, into *T) {
			rules, ok := r.oneTable(at, v)
			if !ok {
				return
			}
			for _, name := range slices.Sorted(maps.Keys(rules)) {
				r.ruleSetting(joinKey(at, name), rules[name])
			}
			*field(into) = rules
		}}
}

func (r *reader) ruleSetting(at string, v any) {
	options, isTable := v.(map[string]any)
	if !isTable {
		r.oneText(at, v, severities)
		return
	}
	if severity, ok := options["severity"]; ok {
		r.oneText(joinKey(at, "severity"), severity, severities)
	}
}
