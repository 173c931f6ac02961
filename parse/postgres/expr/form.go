package expr

// What a function or operator takes and returns, by the spellings of types that expressions have.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Form is one function or operator of a name, by the types that it takes.
type Form struct {
	In     string     // its schema, "" for pg_catalog
	Key    schema.Key // of the object, or of the extension that it is a member of
	Args   []string   // canonical, "NONE" for the left side of a prefix operator
	Result string     // "" where it is not known
}

// NewForm is the form with types as format_type prints them, with ", " between.
func NewForm(in, args, result string) Form {
	f := Form{In: in, Result: canonicalBase(result)}
	if args != "" {
		f.Args = strings.Split(args, ", ")
	}
	for i, a := range f.Args {
		f.Args[i] = canonicalBase(a)
	}
	return f
}

// withArguments is the form as it is called with a number of arguments: what a variadic one takes
// last is repeated.
func (f Form) withArguments(n int) (Form, bool) {
	last := len(f.Args) - 1
	element, variadic := "", false
	if last >= 0 {
		element, variadic = strings.CutPrefix(f.Args[last], variadicArgument)
	}
	if !variadic {
		return f, len(f.Args) == n
	}
	if n <= last {
		return f, false
	}
	args := slices.Clone(f.Args[:last])
	for len(args) < n {
		args = append(args, element)
	}
	f.Args = args
	return f, true
}

// variadicArgument stands before the type of the elements that the last argument of a form takes.
const variadicArgument = "VARIADIC "

// canonicalBase spells the two types that have another name without a modifier than with one.
func canonicalBase(typ string) string {
	base, dims := typ, ""
	if element, ok := strings.CutSuffix(typ, "[]"); ok {
		base, dims = element, "[]"
	}
	switch base {
	case "character":
		base = "bpchar"
	case "bit":
		base = `"bit"`
	}
	return base + dims
}
