package expr

// What pg_catalog has: functions, types, operators and the signatures that an expression's
// types are inferred from. The lists beside this file hold the names of PostgreSQL 13 to 18.

import (
	_ "embed" // the lists of names
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Names of pg_catalog of PostgreSQL 13 to 18, sorted, one a line; after a tab the versions that have
// it, where others have it not.
var (
	//go:embed builtin_functions.txt
	builtinFunctionText string
	builtinFunctions    = sync.OnceValue(func() map[string]string {
		versions := map[string]string{}
		for line := range strings.Lines(builtinFunctionText) {
			n, v, _ := strings.Cut(strings.TrimSpace(line), "\t")
			versions[n] = v
		}
		return versions
	})
	// "operator left right result" with tabs between, as format_type prints types
	//go:embed builtin_operators.txt
	builtinOperatorText string
	builtinOperators    = sync.OnceValue(func() map[string][]Form {
		forms := map[string][]Form{}
		for line := range strings.Lines(builtinOperatorText) {
			words := strings.Split(strings.TrimSpace(line), "\t")
			forms[words[0]] = append(forms[words[0]], NewForm("", words[1]+", "+words[2], words[3]))
		}
		return forms
	})
	// "function arguments" with a tab between, as format_type prints types; the last argument of a
	// variadic function is "VARIADIC type"
	//go:embed builtin_forms.txt
	builtinFormText string
	builtinForms    = sync.OnceValue(func() map[string][]versionedForm {
		forms := map[string][]versionedForm{}
		for line := range strings.Lines(builtinFormText) {
			words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			f := versionedForm{Form: NewForm("", words[1], "")}
			if len(words) > 2 {
				f.versions = words[2]
			}
			forms[words[0]] = append(forms[words[0]], f)
		}
		return forms
	})
	//go:embed builtin_types.txt
	builtinTypeText string
	// "name/arguments result argument…" with names of pg_type, "-" for what is not the same in all
	//go:embed builtin_signatures.txt
	builtinSignatureText string

	//go:embed builtin_opclasses.txt
	builtinOpClassText string
	// "method|type|class", of the classes that are the default
	//go:embed builtin_defaultclasses.txt
	builtinDefaultClassText string
	builtinDefaultClasses   = sync.OnceValue(func() map[string]string {
		classes := map[string]string{}
		for line := range strings.Lines(builtinDefaultClassText) {
			i := strings.LastIndexByte(line, '|')
			classes[line[:i]] = strings.TrimSpace(line[i+1:])
		}
		return classes
	})

	//go:embed builtin_opfamilies.txt
	builtinOpFamilyText string

	// BuiltinOpFamilyNames lists the operator families of pg_catalog, sorted.
	BuiltinOpFamilyNames = sync.OnceValue(func() []string { return strings.Fields(builtinOpFamilyText) })

	// BuiltinOpClassNames lists the operator classes of pg_catalog, sorted.
	BuiltinOpClassNames = sync.OnceValue(func() []string { return strings.Fields(builtinOpClassText) })
	// BuiltinFunctionNames lists the functions of pg_catalog, sorted.
	BuiltinFunctionNames = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(builtinFunctions())) })
	// BuiltinTypeNames lists the types and relations of pg_catalog as pg_type spells them, sorted.
	BuiltinTypeNames  = sync.OnceValue(func() []string { return strings.Fields(builtinTypeText) })
	builtinSignatures = sync.OnceValue(func() []string { return strings.Split(strings.TrimSpace(builtinSignatureText), "\n") })
)

// DefaultOpClass is the operator class of pg_catalog that a type has by default in an access
// method; "" for none.
func DefaultOpClass(method, typ string) string { return builtinDefaultClasses()[method+"|"+typ] }

// BuiltinFunction reports whether pg_catalog has a function of that name.
func BuiltinFunction(name string) bool {
	_, found := slices.BinarySearch(BuiltinFunctionNames(), name)
	return found
}

// builtinSince reports whether pg_catalog of a version has a function of that name; of version 0,
// which is not known, whether all have it.
func builtinSince(name string, version int) bool {
	versions, found := builtinFunctions()[name]
	return found && inVersion(versions, version)
}

// inVersion reports whether a list of versions, "" for all, has one.
func inVersion(versions string, version int) bool {
	if versions == "" {
		return true
	}
	list := strings.Split(versions, ",")
	newest, _ := strconv.Atoi(list[len(list)-1])
	return slices.Contains(list, strconv.Itoa(version)) || version > newest && newest == newestVersion
}

// versionedForm is a function of pg_catalog and the versions that have it, "" for all.
type versionedForm struct {
	Form
	versions string
}

// newestVersion is the last one that the lists know.
const newestVersion = 18

// BuiltinType reports whether pg_catalog has a type, or a relation with its row type,
// of that name as pg_type spells it; "_int4" is the array of int4.
func BuiltinType(name string) bool {
	name = strings.TrimPrefix(name, "_")
	_, found := slices.BinarySearch(BuiltinTypeNames(), name)
	return found
}

// builtinOperator reports whether pg_catalog has an operator of that name.
func builtinOperator(name string) bool { return len(builtinOperators()[name]) > 0 }

// signature is the part that all functions of pg_catalog of one name and number
// of arguments share.
type signature struct {
	result string   // canonical; "" if they differ or give rows
	args   []string // canonical types that string constants take; "" where that depends
}

// builtinSignature finds a signature.
func builtinSignature(name string, args int) (signature, bool) {
	lines := builtinSignatures()
	key := name + "/" + strconv.Itoa(args)
	i, _ := slices.BinarySearch(lines, key)
	if i == len(lines) || !strings.HasPrefix(lines[i], key+" ") {
		return signature{}, false
	}
	words := strings.Fields(lines[i][len(key):])
	for j, word := range words {
		words[j] = ""
		if word != "-" {
			words[j] = formatType(word, nil)
		}
	}
	return signature{words[0], words[1:]}, true
}
